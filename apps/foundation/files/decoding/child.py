"""The child process: reads one file from its input, writes what it has become to its output, and ends.

`python -m apps.foundation.files.decoding.child`. It bounds itself before it looks at a byte of the file (`walls`). It
has no secrets: the parent gives it an empty environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from apps.foundation.files import wire
from apps.foundation.files.decoding import walls
from apps.foundation.files.kinds import FORMATS, Format, Kind
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.wire import Rewritten


def main() -> None:
    """Answer one question."""
    media_type, limits, content = wire.read_question(sys.stdin.buffer.read())
    known = FORMATS[media_type]
    rewrite = _rewriter(known)  # a library that is missing is no fault of the file: outside of the `try`
    walls.bound(limits)
    try:
        said = wire.answer(rewrite(content, known, limits))
    except Refused as refused:
        said = wire.refusal(refused)
    except MemoryError:
        said = wire.refusal(Refused(Reason.TOO_COSTLY, detail="memory"))
    except Exception as error:  # noqa: BLE001 - whatever a decoder does not understand is a file that cannot be read
        said = wire.refusal(Refused(Reason.UNREADABLE, detail=type(error).__name__))
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    os._exit(0)  # what a decoder left behind is not tidied up: the process ends


def _rewriter(known: Format) -> Callable[[bytes, Format, Limits], Rewritten]:
    """Return the function for a format, with every library that it needs imported."""
    if known.kind is Kind.IMAGE:
        import pillow_heif  # noqa: F401
        from PIL import Image

        from apps.foundation.files.decoding import pictures

        Image.init()
        return pictures.rewrite
    if known.kind is Kind.DOCUMENT:
        import pikepdf  # noqa: F401
        import pypdfium2  # noqa: F401
        from PIL import Image

        from apps.foundation.files.decoding import documents

        Image.init()
        return lambda content, _, limits: documents.rewrite(content, limits)
    import av  # noqa: F401

    from apps.foundation.files.decoding import sounds

    return sounds.rewrite


if __name__ == "__main__":
    main()
