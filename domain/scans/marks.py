"""Portion marks as a scan has them: whole, damaged, or not there; a damaged one is read as the highest it can be.

Source: EO 12356 section 1.5 (portion marks) and section 1.1(c): if the level is in doubt, the information is
safeguarded at the higher level until an original classification authority has determined it, within 30 days.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.marking import Level
from domain.scans.signs import APOSTROPHES, CLOSERS, DASHES


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A portion mark as it stands in the scan.

    Attributes:
        written: The mark as written, brackets and caveats included.
        level: The level it stands for; of a damaged mark the highest that it can have been.
        sure: Whether it is written as such marks are.
    """

    written: str
    level: Level
    sure: bool


CAVEATS: Final = frozenset(
    [
        "NF",
        "NOFORN",
        "NC",
        "NOCONTRACT",
        "OC",
        "ORCON",
        "PR",
        "PROPIN",
        "WN",
        "WNINTEL",
        "RD",
        "FRD",
        "CNWDI",
        "SI",
        "TK",
        "SCI",
        "COMINT",
        "LIMDIS",
        "EXDIS",
        "NODIS",
        "NOCON",
        "REL",
        "FOUO",
        "LOU",
        "EO",
        "EYES",
        "ONLY",
        "SENSITIVE",
        "SPECAT",
        "GDS",
        "XGDS",
        "BYEMAN",
        "HCS",
        "CODEWORD",
    ]
)
_LEVELS: Final = {
    **{level.name: level for level in Level},
    "TOPSECRET": Level.TS,
    "SECRET": Level.S,
    "CONFIDENTIAL": Level.C,
    "UNCLASSIFIED": Level.U,
    "FOUO": Level.U,
    "LOU": Level.U,
}
_DAMAGED: Final = (
    (Level.TS, re.compile(r"[TI1L7|!YFJ+][S5$8§]{1,2}|T|TSS|TTS")),
    (Level.S, re.compile(r"[S5$8§]|SS")),
    (Level.C, re.compile(r"[CG€¢]|[0O]")),
    (Level.U, re.compile(r"U")),
)
"""What OCR makes of each mark. (0) can have been C or U, (IS) can have been TS or S: the higher one counts."""

_CLOSE: Final = r"[)\]}>]"
_INSIDE: Final = r"[^()\[\]{}<>]{1,30}?"
_NOISE: Final = rf"[\s.,;:\"\u201d{APOSTROPHES}_~*·|\\/{DASHES}]*"
_AT_END: Final = re.compile(rf"[(\[{{<]({_INSIDE}){_CLOSE}{_NOISE}$")
_UNCLOSED: Final = re.compile(rf"[(\[{{]\s*([A-Za-z0-9$§]{{1,3}}(?:[/,]\s?[A-Z]{{1,10}})*){_NOISE}$")
_UNOPENED: Final = re.compile(rf"(?<=[\s.;!?\"”])([A-Z0-9$§]{{1,3}}(?:/[A-Z]{{1,10}})*)\s*{_CLOSE}{_NOISE}$")
_BARE: Final = re.compile(rf"(?<=[a-z0-9)][.;!?])\s*(TS|S|C|U){_NOISE}$")
_SURE: Final = re.compile(r"\(([A-Z]+(?:(?://?|-|, ?| )[A-Z]+)*)\)")
_AT_START: Final = re.compile(r"[(\[]\s*([A-Z][A-Z0-9$]?(?:[/,\-]{1,2}\s?[A-Z]+)*)\s*[)\]](?=\s*\S)")
_UNCLOSED_AT_START: Final = re.compile(r"[(\[]\s*([TSCU][S5]?(?:/[A-Z]+)*)\s+(?=[A-Z])")
_UNOPENED_AT_START: Final = re.compile(r"([TSCU][S5]?(?:/[A-Z]+)*)\s*[)\]]\s*(?=[A-Z])")
_WITHIN: Final = re.compile(r"(?<=[.!?:;\"”])\s*(\([A-Z]+(?:[/\-][A-Z]+)*\))(?=\s*(?:[A-Z\"“]|[-•o*]\s))")
_SEPARATOR: Final = re.compile(rf"[\s/\\,{DASHES}]+")
_ENDS_SENTENCE: Final = re.compile(rf"[.!?;:{CLOSERS}]\s*$")
_REACH: Final = 80
"""How far before the end of a text its mark is looked for."""
_LETTER_BEFORE: Final = re.compile(r"[A-Za-z]$")
_CAPITAL_BEFORE: Final = re.compile(r"[A-Z]$")
_TRAILING: Final = re.compile(rf"{_NOISE}$")


def mark_at_end(text: str, *, of_title: bool = False) -> tuple[str, Mark | None]:
    """Return the text without the portion mark at its end, and that mark; the text as it is where there is none.

    What stands behind the mark and is no word (a speck, a full stop) goes with it.

    Args:
        text: A paragraph, joined.
        of_title: Whether the text is a title, whose mark follows no full stop.
    """
    for pattern, whole in ((_AT_END, True), (_UNCLOSED, False), (_UNOPENED, False), (_BARE, False)):
        found = pattern.search(text, max(0, len(text) - _REACH))
        if found and (mark := _as_mark(found, text, whole=whole, lost_left=pattern is _UNOPENED, of_title=of_title)):
            return text[: found.start()].rstrip(), mark
    return text, None


def mark_at_start(text: str) -> tuple[str, Mark | None]:
    """Return the text without the portion mark at its beginning, as later papers have it, and that mark."""
    for pattern in (_AT_START, _UNCLOSED_AT_START, _UNOPENED_AT_START):
        found = pattern.match(text)
        core = _read(found[1]) if found else None
        if found is None or core is None:
            continue
        lost_left = pattern is _UNOPENED_AT_START and core[0] is Level.S
        sure = core[1] and bool(_SURE.fullmatch(found[0]))
        level = Level.TS if lost_left else core[0]
        return text[found.end() :].lstrip(), Mark(written=found[0].strip(), level=level, sure=sure)
    return text, None


def marks_within(text: str) -> Iterator[tuple[int, Mark]]:
    """Find whole marks that close a sentence in the midst of a text, with the offset behind each."""
    for found in _WITHIN.finditer(text):
        core = _read(found[1][1:-1])
        if core and core[1]:
            yield found.end(), Mark(written=found[1], level=core[0], sure=True)


def bracketed_at_end(text: str) -> str | None:
    """Return what stands in short brackets at the end of a text, whatever it is."""
    found = _AT_END.search(text, max(0, len(text) - _REACH))
    return found[0].strip() if found and len(found[1]) <= 6 else None


def _as_mark(found: re.Match[str], text: str, *, whole: bool, lost_left: bool, of_title: bool) -> Mark | None:
    """Judge what stands at the end of a text. `lost_left`: only the closing bracket is there."""
    core = _read(found[1])
    before = text[: found.start()]
    if core is None or not _fits(found[1].strip(), before, whole=whole, of_title=of_title):
        return None
    level, exact = core
    if lost_left and before.count("(") + before.count("[") > before.count(")") + before.count("]"):
        return None  # the bracket closes another one
    if lost_left and level is Level.S:
        level = Level.TS  # what is lost on the left may have been a T
    written = _TRAILING.sub("", found[0].strip()) or found[0].strip()
    sure = whole and exact and bool(_SURE.fullmatch(written)) and not _CAPITAL_BEFORE.search(before)
    return Mark(written=written, level=level, sure=sure)


def _fits(inside: str, before: str, *, whole: bool, of_title: bool) -> bool:
    """Whether brackets with such an inside are a mark and not a number, a plural or a letter in a sentence."""
    if not before.strip():
        return whole
    if re.search(r"[0-9$§|!]", inside) or not whole:
        return (whole and of_title) or bool(_ENDS_SENTENCE.search(before))
    if inside.islower():
        return not _LETTER_BEFORE.search(before)
    return True


def _read(inside: str) -> tuple[Level, bool] | None:
    """Return the level that the inside of brackets names, and whether it names it exactly; None if it is no mark."""
    parts = [part for part in _SEPARATOR.split(inside.upper().replace(".", "").strip()) if part]
    if parts[:2] == ["TOP", "SECRET"]:
        parts[:2] = ["TOPSECRET"]
    torn = len(parts) > 1 and len(parts[0]) == len(parts[1]) == 1
    core = "".join(parts[: 2 if torn else 1])
    caveats = parts[2 if torn else 1 :]
    known = CAVEATS.issuperset(caveats)
    if not known and not ("/" in inside and len(caveats) <= 4 and not any(map(str.isdecimal, caveats))):
        return None
    if core in _LEVELS:
        return _LEVELS[core], known and not torn and inside == inside.strip() and inside == inside.upper()
    readings = [level for level, pattern in _DAMAGED if pattern.fullmatch(core)]
    return (max(readings), False) if readings else None
