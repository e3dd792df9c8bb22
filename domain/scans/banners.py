"""Banners: the level of the whole page, at its top and bottom or wherever a scan has put it."""

import re
from dataclasses import replace
from typing import Final

from domain.marking import Level, banner
from domain.scans.dates import LETTERS, LIKE, like
from domain.scans.kinds import Furniture, FurnitureKind
from domain.scans.marks import CAVEATS

_AROUND_BANNERS: Final = CAVEATS | frozenset(
    [
        "WITH",
        "ATTACHMENT",
        "ATTACHMENTS",
        "ENCLOSURE",
        "ENCLOSURES",
        "DATA",
        "RESTRICTED",
        "UNCLASSIFIED",
        "UPON",
        "REMOVAL",
        "OF",
        "HANDLING",
        "SPECIAL",
        "VIA",
        "CHANNELS",
        "HANDLE",
        "WHEN",
        "SEPARATED",
        "FROM",
        "CLOSE",
        "HOLD",
    ]
)
_BANNERS: Final = {banner(level).replace(" ", ""): level for level in Level}
_BANNER_FIRST: Final = re.compile(r"(TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED) (.+)")
_BANNER_LAST: Final = re.compile(r"(.+?) (TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)")
_SAID: Final = re.compile(r"TOP\s*SECRET|\b(?:SECRET|CONFIDENTIAL)\b")
_BY_LENGTH: Final = sorted(_BANNERS, key=len, reverse=True)

_WORD: Final = re.compile(r"[A-Za-z0-9$|!]+")


def with_level(found: Furniture, text: str) -> Furniture:
    """Return furniture of another kind with the level of a banner that was run into it."""
    said = _SAID.search(text)
    if found.level is not None or said is None:
        return found
    return replace(found, level=_BANNERS[re.sub(r"\s", "", said[0])])


def without_banner(text: str) -> tuple[str, ...]:
    """Part a line behind the banner at its beginning, or before the one at its end."""
    if begins := _BANNER_FIRST.match(text):
        return begins[1], begins[2]
    ends = _BANNER_LAST.fullmatch(text)
    return (ends[1], ends[2]) if ends else (text,)


def banner_or_stamp(text: str) -> Furniture | None:
    """Return the banner that a line is, damaged or not, or the stamp with which it was declassified."""
    shouted = sum(map(str.isupper, text)) >= 0.7 * sum(map(str.isalpha, text)) > 0
    if len(text) > 70 or not (shouted or text.istitle()):
        return None
    words = [word.upper() for word in _WORD.findall(text)]
    bare = [word for word in words if word not in _AROUND_BANNERS]
    if not bare:
        return _only_caveats(words)
    once = "".join(dict.fromkeys(bare) if min(map(len, bare)) > 1 else bare)
    joined = once.translate(LETTERS)
    if like(joined[:12], "DECLASSIFIED") >= max(LIKE, like(joined[:12], "UNCLASSIFIED")):
        level = next((_BANNERS[said] for said in _BY_LENGTH if joined.endswith(said)), None)
        return Furniture(kind=FurnitureKind.STAMP, value=text, level=level, anywhere=level is not None)
    said = max(_BANNERS, key=lambda known: (like(joined, known), _BANNERS[known]))
    if joined != said and not (shouted and like(joined, said) >= LIKE):
        return None
    doubt = None if once == said and shouted else f"reads {text!r}; taken for the banner {banner(_BANNERS[said])}"
    return Furniture(kind=FurnitureKind.BANNER, value=text, level=_BANNERS[said], doubt=doubt, anywhere=shouted)


def _only_caveats(words: list[str]) -> Furniture | None:
    """What is left of a banner: a line that has nothing but the words that go with one."""
    if not words:
        return None
    level = Level.U if "UNCLASSIFIED" in words else None
    kind = FurnitureKind.HANDLING if level is None else FurnitureKind.BANNER
    return Furniture(kind=kind, value=" ".join(words), level=level, anywhere=words == ["UNCLASSIFIED"])
