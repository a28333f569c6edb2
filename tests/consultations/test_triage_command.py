"""`manage.py triage`, as whoever judges it runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def run(lines: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")
    }
    environment["DJANGO_SETTINGS_MODULE"] = "kaishi.settings.development"
    return subprocess.run(
        [sys.executable, "manage.py", "triage", *arguments],
        input=lines,
        capture_output=True,
        cwd=CHECKOUT,
        env=environment,
        timeout=60,
    )


def line(**given: object) -> bytes:
    return json.dumps(given).encode() + b"\n"


def test_one_json_line_for_each_line():
    done = run(
        line(language="en", text="I am bleeding")
        + line(language="zh", text="今天没有出血")
        + line(language="ko", text="숨을 못 쉬겠어요"),
        "--json",
    )
    assert done.returncode == 0, done.stderr
    assert [json.loads(answer) for answer in done.stdout.splitlines()] == [
        {"findings": [{"category": "bleeding", "severity": "urgent"}]},
        {"findings": []},
        {"findings": [{"category": "chest_pain_breathlessness", "severity": "emergency"}]},
    ]


def test_bad_lines_say_what_is_wrong_and_the_others_are_checked():
    done = run(
        b"secret words\n[1]\n"
        + line(language="fr", text="secret words")
        + line(language="en")
        + b'{"language": "en", "text": "\xff"}\n\n'
        + line(language="en", text="I am bleeding"),
        "--json",
    )
    answers = [json.loads(answer) for answer in done.stdout.splitlines()]
    assert [answer["error"]["code"] for answer in answers[:-1]] == [
        "not_json",
        "not_an_object",
        "unknown_language",
        "no_text",
        "not_utf8",
        "not_json",
    ]
    assert [answer["error"]["line"] for answer in answers[:-1]] == [1, 2, 3, 4, 5, 6]
    assert answers[-1]["findings"][0]["category"] == "bleeding"
    assert done.returncode == 1
    assert b"secret" not in done.stdout + done.stderr


def test_a_line_without_end_and_a_megabyte_of_text_are_answered():
    long_line = line(language="en", text="I am bleeding. " + "x" * 1_000_000)
    done = run(long_line + line(language="en", text="hello").rstrip(b"\n"), "--json")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2


def test_a_line_beyond_all_measure_is_refused_and_not_kept():
    done = run(b'"' + b"x" * (9 * 1024 * 1024) + b'"\n' + line(language="en", text="hello"), "--json")
    answers = [json.loads(answer) for answer in done.stdout.splitlines()]
    assert answers[0]["error"]["code"] == "too_long"
    assert answers[1] == {"findings": []}
    assert done.returncode == 1


def test_answers_come_as_soon_as_the_line_is_there():
    environment = dict(os.environ, DJANGO_SETTINGS_MODULE="kaishi.settings.development")
    with subprocess.Popen(
        [sys.executable, "manage.py", "triage", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
        env=environment,
    ) as running:
        for _ in range(2):
            running.stdin.write(line(language="en", text="I am bleeding"))
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["findings"]
        running.stdin.close()
        assert running.wait(timeout=30) == 0


def test_a_person_reads_what_to_do():
    done = run("숨을 못 쉬겠어요\n안녕하세요\n".encode(), "--language", "ko")
    told = done.stdout.decode().splitlines()
    assert told[0].startswith("emergency  chest_pain_breathlessness: ")
    assert told[1] == "nothing found"
    assert done.returncode == 0
