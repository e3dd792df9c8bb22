"""Lines with control data: the copy's number, the log number, when and by whom it is declassified."""

import re
from typing import Final

from domain.scans.dates import LETTERS, LIKE, digits, like
from domain.scans.kinds import Furniture, FurnitureKind

_PROSE_WORD: Final = re.compile(r"\b[a-z]{3,}\b")
_COPY: Final = re.compile(
    r"(?:^|(?<=[^A-Za-z]))(?:cy|copy)\s*(?:no\.?|number|#|series)?\s*([\dlIOo|/]{0,4})\s*of\s*([\dlIOo|/]{0,4})\s*"
    r"(?:copies|copy|cys|cy)?(?:$|(?=[^A-Za-z]))",
    re.IGNORECASE,
)
_COPY_DAMAGED: Final = re.compile(r"\W*c[yv](?![a-z]).{0,8}of.{0,8}cop(?:y|ies).{0,2}", re.IGNORECASE)
_LOG: Final = re.compile(
    r"\b(SYSTEM\s*(?:[I1l|]{1,3}|IV)(?![A-Za-z])|NSC\s*/\s*ICS|NSC\s*/\s*S|ICS|LOG(?:\s*(?:NO\.?|NUMBER|#))?|NSC\s*(?:LOG\s*)?#)"
    r"[\s:#\-]*([\dOolI|]{4,8})\b"
)
_AUTHORITY: Final = re.compile(
    r"\W*(?:classified\s*(?:and extended\s*)?by|derived\s*from|derivative\s*cl\.?\s*by|extended\s*by"
    r"|reason(?:\s*for[\w ]*)?)\s*[:;].{0,60}",
    re.IGNORECASE,
)
_DECLASSIFY: Final = re.compile(r"\W*([A-Za-z0-9]{4,15})\s*(?:(on|by)\b\s*[:;.]?|[:;])\s*(.{2,50}?)\W*", re.IGNORECASE)


def copy_number(text: str) -> Furniture | None:
    """Return what copy of how many a line says the paper is, such as `cy 1 of 12 copies`."""
    found = _COPY.search(text.replace("_", " "))
    if not found or _is_prose(text):
        return None
    number, of = found[1], found[2]
    if number.isdecimal() and of.isdecimal():
        return Furniture(kind=FurnitureKind.COPY, value=f"{number} of {of}", anywhere=True)
    guess = f"{digits(number)} of {digits(of)}"
    if re.search(r"\d", number + of) and re.fullmatch(r"\d+ of \d+", guess):
        doubt = f"reads {text!r}; taken for copy {guess}"
        return Furniture(kind=FurnitureKind.COPY, value=guess, doubt=doubt, anywhere=True)
    if not _COPY_DAMAGED.fullmatch(text):
        return None
    doubt = f"reads {text!r}: a copy's number that cannot be read"
    return Furniture(kind=FurnitureKind.COPY, doubt=doubt, anywhere=True)


def log_number(text: str) -> Furniture | None:
    """Return the number under which a registry of the NSC keeps the paper, such as `SYSTEM II 90754`."""
    found = _LOG.search(text)
    if not found or _is_prose(text):
        return None
    name, number = " ".join(found[1].split()), found[2]
    plain = number.isdecimal() and not re.search(r"[1l|]", name)
    doubt = None if plain else f"reads {found[0]!r}: a log number with letters for digits, or digits for letters"
    return Furniture(kind=FurnitureKind.LOG_NUMBER, value=f"{name} {digits(number)}", doubt=doubt, anywhere=True)


def declassification(text: str) -> Furniture | None:
    """Return when the paper is declassified, or by whom it was classified, such as `Declassify: OADR`."""
    if _AUTHORITY.fullmatch(text):
        return Furniture(kind=FurnitureKind.AUTHORITY, value=text)
    found = _DECLASSIFY.fullmatch(text)
    if not found or len(_PROSE_WORD.findall(found[3])) > 3:
        return None
    word = found[1].upper().translate(LETTERS)
    nearest = max(("DECLASSIFY", "DECL", "REVIEW", "DOWNGRADE"), key=lambda known: like(word, known))
    released = like(word, "DECLASSIFIED") > like(word, nearest)
    if released or like(word, nearest) < LIKE or (nearest == "REVIEW" and not found[2]):
        return None
    value = found[3].strip()
    oadr = value.upper().translate(LETTERS)
    plain = found[1].isalpha() and word == nearest
    doubt = None if plain else f"reads {text!r}; taken for a declassification line"
    if value != "OADR" and like(oadr, "OADR") >= 0.75 and len(value) <= 5:
        value, doubt = "OADR", f"reads {text!r}; taken for OADR"
    return Furniture(kind=FurnitureKind.DECLASSIFY, value=value, doubt=doubt, anywhere=value == "OADR")


def _is_prose(text: str) -> bool:
    return len(_PROSE_WORD.findall(text)) > 4
