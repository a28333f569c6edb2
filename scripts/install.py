"""Make `.venv` and install what a requirements file pins; nothing to do the second time.

Run by `make up` and `make test` with whatever Python is at hand (so: standard library only, old syntax). It
looks for a Python 3.11 to 3.13 by itself. torch and torchvision carry no hashes (their CPU and CUDA builds
differ) and are installed by pip; everything else is installed by uv, with hashes, or by pip where uv does not
run.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
SUPPORTED = ((3, 11), (3, 12), (3, 13))
UV = "uv==0.13.0"
PIP = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
# What checks KAISHI includes what runs it.
INCLUDED = {
    "requirements-dev.txt": ["requirements-dev.txt", "requirements.txt"],
    "requirements.txt": ["requirements.txt"],
}


def main(arguments):
    name = arguments[0] if arguments else "requirements.txt"
    if name not in INCLUDED:
        sys.exit("Give requirements.txt or requirements-dev.txt.")
    if is_installed(name):
        say(f"Everything that {name} pins is installed (.venv).")
        return
    began = time.time()
    make_venv()
    heavy, rest = split(name)
    install_heavy(heavy)
    install_rest(name, rest)
    warm_up()
    write_stamp(name)
    say("Installed in %.0f s." % (time.time() - began))


def say(line):
    print(line)
    sys.stdout.flush()


def digest(name):
    with open(os.path.join(ROOT, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_stamp():
    try:
        with open(STAMP) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def is_installed(name):
    """Whether the stamp is of this file as it is now, and the Python of .venv still runs."""
    return read_stamp().get(name) == digest(name) and version_of([PYTHON]) in SUPPORTED


def write_stamp(name):
    stamp = read_stamp()
    stamp.update({included: digest(included) for included in INCLUDED[name]})
    with open(STAMP + ".part", "w") as file:
        json.dump(stamp, file, indent=1)
    os.replace(STAMP + ".part", STAMP)


def version_of(command, code="import sys"):
    """The version of a Python as (3, 11), or None where it does not run or cannot do `code`."""
    code += "; import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        said = subprocess.run(
            [*command, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(part) for part in said.stdout.split())


def find_python():
    """A Python that fits and can make environments: this one if it does, else the newest on the path."""
    names = [sys.executable, "python3.13", "python3.12", "python3.11", "python3", "python"]
    found = [name for name in names if name and (os.path.isabs(name) or shutil.which(name))]
    able = [name for name in found if version_of([name], "import venv, ensurepip") in SUPPORTED]
    if able:
        return able[0]
    if any(version_of([name]) in SUPPORTED for name in found):
        sys.exit(
            "Python can make no environment: install its venv package (Debian: apt install python3-venv)."
        )
    sys.exit("KAISHI needs Python 3.11, 3.12 or 3.13, and none is on the path.")


def make_venv():
    if version_of([PYTHON], "import pip") in SUPPORTED:
        return
    python = find_python()
    say(f"Making .venv with {python} ...")
    subprocess.check_call([python, "-m", "venv", "--clear", VENV])


def split(name):
    """The two pins without hashes, and all other lines."""
    with open(os.path.join(ROOT, name)) as file:
        lines = file.read().splitlines()
    heavy = [line.strip() for line in lines if line.startswith(("torch==", "torchvision=="))]
    return heavy, [line for line in lines if line.strip() not in heavy]


def installed_version(package):
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    said = subprocess.run([PYTHON, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return said.stdout.decode().strip().split("+")[0]


def install_heavy(heavy):
    """An installed pair of these versions is left alone: it may be the CPU build, put there by hand."""
    if all(installed_version(pin.split("==")[0]) == pin.split("==")[1] for pin in heavy):
        return
    say("Installing {} with pip (the largest part, about a minute) ...".format(" and ".join(heavy)))
    subprocess.check_call([*PIP, "install", "--quiet", "--no-deps", *heavy])
    if needs_cuda():
        say("This is the CUDA build; its libraries follow (2.8 GB; the README tells of the CPU build) ...")
        subprocess.check_call([*PIP, "install", "--quiet", *heavy])


def needs_cuda():
    """Whether the installed torch asks for NVIDIA's packages, which no other pin brings."""
    code = "import importlib.metadata as m; print(*(m.requires('torch') or []), sep='\\n')"
    needed = subprocess.check_output([PYTHON, "-c", code]).decode().splitlines()
    return any(line.startswith(("nvidia", "cuda")) for line in needed)


def install_rest(name, rest):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.write("\n".join(rest) + "\n")
        options = ["--no-deps", "--require-hashes", "-r", path]
        if uv_runs():
            say(f"Installing the rest of {name} with uv ...")
            if (
                subprocess.call(
                    [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, *options]
                )
                == 0
            ):
                return
        say(f"Installing the rest of {name} with pip (a few minutes) ...")
        subprocess.check_call([*PIP, "install", "--quiet", *options])


def uv_runs():
    """uv is only a faster installer: without it pip does the same."""
    if version_of([PYTHON], "import uv") is None:
        subprocess.call([*PIP, "install", "--quiet", UV])
    return subprocess.call([PYTHON, "-m", "uv", "--version"], stdout=subprocess.DEVNULL) == 0


def warm_up():
    """Compile what a start imports, so that the first one is as quick as the others."""
    say("Compiling what a start imports ...")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [PYTHON, os.path.join(ROOT, "manage.py"), "part", "warm"]
    if subprocess.call(command, cwd=ROOT, env=environment) != 0:
        say("That did not work; a start will say why.")


if __name__ == "__main__":
    main(sys.argv[1:])
