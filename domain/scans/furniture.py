"""Page furniture and control data: what stands on a page round the text, told line by line."""

import re
from collections.abc import Callable
from typing import Final

from domain.scans.banners import banner_or_stamp, with_level, without_banner
from domain.scans.control_lines import copy_number, declassification, log_number
from domain.scans.dates import date_parts, like
from domain.scans.kinds import CONTROL, Furniture, FurnitureKind
from domain.scans.labels import is_bullet_alone
from domain.scans.signs import DASHES

LONGEST: Final = 90
"""A longer line is text."""
_LETTERHEADS: Final = [
    "THEWHITEHOUSE",
    "THEWHITEHOUSEWASHINGTON",
    "WASHINGTON",
    "WASHINGTONDC",
    "NATIONALSECURITYCOUNCIL",
    "EXECUTIVEOFFICEOFTHEPRESIDENT",
    "THEWHITEHOUSEWASHINGTONDC",
    "NATIONALSECURITYCOUNCILWASHINGTONDC",
]
_HANDLING: Final = [
    "SENSITIVE",
    "EYESONLY",
    "NOFORN",
    "CLOSEHOLD",
    "OUTSIDESYSTEM",
    "OUTSIDETHESYSTEM",
    "LIMDIS",
    "EXDIS",
    "NODIS",
    "NOTFORSYSTEM",
    "CONFIDENTIALFILE",
    "PERSONALANDCONFIDENTIAL",
    "LIMITEDDISTRIBUTION",
    "SPECIALHANDLING",
    "HANDLEVIACOMINTCHANNELSONLY",
    "IMMEDIATE",
    "URGENT",
]
_WORD: Final = re.compile(r"[A-Za-z0-9$|!]+")
_PROSE_WORD: Final = re.compile(r"\b[a-z]{3,}\b")
_RELEASE: Final = re.compile(
    r"DE-?CLASSIFIED|\bNLR+\b|\bNLS\b|\bNLC-|\bNARA\b|\bE\.?\s?O\.?\s?1[23]\d{3}\b|\bM(?:DR|R) ?(?:CASE|#|\d)|SANITIZED"
    r"|APPROVED FOR RELEASE|RELEASED? IN (?:FULL|PART)|REPRODUCTION|\bFOIA\b|UNDER PROVISIONS OF|\bF\d\d-\d{2,}",
    re.IGNORECASE,
)
_SYSTEM: Final = re.compile(r"\W*SYSTEM\s*(?:[I1l|]{1,3}|IV)\W*")
_OFFICE: Final = re.compile(r"\W*[A-Z][A-Z. ]{0,24}\b(?:FILE|FILES|OFFICE|COPY)\W*")
_PAGE: Final = re.compile(
    r"\W*(?:p(?:age|g|\.)\s*)([0-9lIO]{1,3}|[ivx]{1,5})(?:\s*of\s*[0-9lIO]{1,3})?\W*|\W*([0-9lIO]{1,3})\s*of\s*[0-9lIO]{1,3}\W*",
    re.IGNORECASE,
)
_DASHED_NUMBER: Final = re.compile(rf"[{DASHES}~_=. ]*[{DASHES}~_=][{DASHES}~_=. ]*[0-9lIO]{{1,3}}[{DASHES}~_=. ]*")
_NUMBER_ALONE: Final = re.compile(rf"[{DASHES}~_=. ]*\d{{1,8}}[{DASHES}~_= ]*")
_RUNNING: Final = re.compile(
    r"\W*(?:NSDD|NSSD|NSDM|NSSM|NSAM|NSPD|NSD|NSR|PDD|PRD|PPD|PD|PRM)(?:/NSC)?[\s#-]*\d+\W*(?:page\s*)?\d*\W*",
    re.IGNORECASE,
)


def furniture(text: str) -> Furniture | None:
    """Return what a line is that stands on its page beside the text; None if it is text.

    A number alone is not told here: whether it is a page's depends on what stands around it.
    """
    if len(text) > LONGEST:
        return None
    found = next((found for rule in _RULES if (found := rule(text))), None)
    return with_level(found, text) if found else None


def furniture_in(cells: tuple[str, ...]) -> tuple[Furniture, ...]:
    """Return what each part of a line is, if all of it is furniture; nothing if any part is text.

    Args:
        cells: The parts of the line between wide gaps; a banner at either end counts as a part too.
    """
    each = tuple(what for cell in cells if (what := furniture(cell)))
    if len(each) == len(cells) > 1 and all(what.kind in CONTROL for what in each):
        return each
    whole = furniture(" ".join(cells))
    if whole and (whole.kind is not FurnitureKind.BANNER or not whole.doubt):
        return (whole,)
    parts = cells if len(cells) > 1 else without_banner(cells[0])
    told = tuple(furniture(part) or _numbered(part) for part in parts)
    found = tuple(what for what in told if what)
    if len(found) == len(parts) > 1 and any(what.anywhere or what.kind is FurnitureKind.DATE for what in found):
        return found
    return (whole,) if whole else ()


def _numbered(part: str) -> Furniture | None:
    return Furniture(kind=FurnitureKind.PAGE_NUMBER, value=part) if is_number_alone(part) else None


def is_number_alone(text: str) -> bool:
    """Whether a line has a number on it and nothing else."""
    return bool(_NUMBER_ALONE.fullmatch(text))


def is_system_alone(text: str) -> bool:
    """Whether a line names one of the NSC's registry systems and the number follows below it."""
    return bool(_SYSTEM.fullmatch(text))


def _no_words(text: str) -> Furniture | None:
    if any(map(str.isalnum, text)) or is_bullet_alone(text):
        return None
    return Furniture(kind=FurnitureKind.NO_WORDS, anywhere=True)


def _office(text: str) -> Furniture | None:
    if not _OFFICE.fullmatch(text) or len(text.split()) > 3:
        return None
    said = " ".join(_WORD.findall(text))
    return Furniture(kind=FurnitureKind.FILE if said.endswith(("FILE", "FILES")) else FurnitureKind.STAMP, value=said)


def _date(text: str) -> Furniture | None:
    return Furniture(kind=FurnitureKind.DATE, value=text) if date_parts(text) else None


def _letterhead(text: str) -> Furniture | None:
    joined = re.sub(r"[^A-Z]", "", text.upper())
    if text.upper() == text and any(like(joined, known) >= 0.9 for known in _LETTERHEADS):
        return Furniture(kind=FurnitureKind.LETTERHEAD, value=text)
    if text.upper() == text and joined in _HANDLING:
        return Furniture(kind=FurnitureKind.HANDLING, value=text)
    return None


def _release_stamp(text: str) -> Furniture | None:
    words = _WORD.findall(text)
    told = _RELEASE.search(text) and len(words) <= 12 and len(_PROSE_WORD.findall(text)) <= 2
    return Furniture(kind=FurnitureKind.STAMP, value=text) if told else None


def _page_number(text: str) -> Furniture | None:
    dashed = bool(_DASHED_NUMBER.fullmatch(text))
    told = dashed or _PAGE.fullmatch(text)
    return Furniture(kind=FurnitureKind.PAGE_NUMBER, value=text, anywhere=dashed) if told else None


def _running_head(text: str) -> Furniture | None:
    told = _RUNNING.fullmatch(text)
    return Furniture(kind=FurnitureKind.RUNNING_HEAD, value=text) if told else None


_RULES: Final[tuple[Callable[[str], Furniture | None], ...]] = (
    _no_words,
    declassification,
    banner_or_stamp,
    copy_number,
    log_number,
    _letterhead,
    _office,
    _date,
    _page_number,
    _running_head,
    _release_stamp,
)
