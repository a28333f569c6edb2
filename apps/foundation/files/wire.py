"""What parent and child say to each other over two pipes: a line of JSON, then bytes. Nothing lies on a disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused


class BrokenAnswer(ValueError):
    """The child did not say what was agreed."""


@dataclass(frozen=True)
class Variant:
    """One file that was written anew. Sizes in pixels where it is a picture."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    width_px: int | None = None
    height_px: int | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of the whole, as far as its kind has it. `peaks`: loudest of each stretch, 0 to 100."""

    width_px: int | None = None
    height_px: int | None = None
    duration_ms: int | None = None
    page_count: int | None = None
    peaks: list[int] | None = None


@dataclass(frozen=True)
class Rewritten:
    """What a file has become."""

    facts: Facts
    variants: list[Variant]

    def described(self) -> dict[str, dict[str, Any]]:
        """Return each variant's type, size and pixels by its name, without its bytes."""
        return {
            one.name: {
                "media_type": one.media_type,
                "size_bytes": len(one.content),
                "width_px": one.width_px,
                "height_px": one.height_px,
            }
            for one in self.variants
        }


def question(media_type: str, limits: Limits, content: bytes) -> bytes:
    """Return what the child is asked."""
    return json.dumps({"media_type": media_type, "limits": asdict(limits)}).encode() + b"\n" + content


def read_question(data: bytes) -> tuple[str, Limits, bytes]:
    """Return media type, limits and content of a question."""
    head, _, content = data.partition(b"\n")
    asked = json.loads(head)
    return asked["media_type"], Limits(**asked["limits"]), content


def answer(rewritten: Rewritten) -> bytes:
    """Return what the child says where all went well."""
    head = {
        "facts": asdict(rewritten.facts),
        "variants": [_about(variant) for variant in rewritten.variants],
    }
    return b"".join([json.dumps(head).encode(), b"\n", *(variant.content for variant in rewritten.variants)])


def refusal(refused: Refused) -> bytes:
    """Return what the child says where a file is not taken."""
    head = {"refused": refused.reason.value, "limit": refused.limit, "detail": refused.detail[:200]}
    return json.dumps(head).encode() + b"\n"


def read_answer(data: bytes) -> Rewritten:
    """Return what the child said; its word is not trusted. Raises Refused, BrokenAnswer."""
    head, _, rest = data.partition(b"\n")
    try:
        said = json.loads(head)
        if "refused" in said:
            raise Refused(Reason(said["refused"]), limit=said["limit"], detail=str(said["detail"]))
        return Rewritten(Facts(**said["facts"]), _variants(said["variants"], rest))
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenAnswer(type(error).__name__) from error


def _about(variant: Variant) -> dict[str, Any]:
    about = {name: value for name, value in vars(variant).items() if name != "content"}
    return {**about, "bytes": len(variant.content)}


def _variants(said: list[Mapping[str, Any]], rest: bytes) -> list[Variant]:
    made, at = [], 0
    for about in said:
        size = int(about["bytes"])
        made.append(
            Variant(
                about["name"],
                about["media_type"],
                rest[at : at + size],
                about["width_px"],
                about["height_px"],
            )
        )
        at += size
    if at != len(rest) or not made:
        raise BrokenAnswer("length")
    return made
