"""Letters, numbers and dates as OCR leaves them."""

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

LIKE: Final = 0.82
"""From here on two words are the same one, damaged."""

LETTERS: Final = str.maketrans("015$8|!", "OISSBII")
"""What OCR writes for capital letters."""
_DIGITS: Final = str.maketrans("OoQDlIi|SBZ", "00001111582")
_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sept",
    "sep",
    "oct",
    "nov",
    "dec",
]
_DATE: Final = re.compile(
    r"\W*(?:([A-Za-z0]{3,9})\.?\s*([\dlIO]{1,2})(?:st|nd|rd|th)?\s*[,.]?\s*([\dlIO]{4})|([\dlIO]{1,2})\s*([A-Za-z0]{3,9})\.?,?\s*([\dlIO]{4}))\W*"
)


def digits(written: str) -> str:
    """Return a number as OCR may have meant it: O for 0, l for 1."""
    return written.translate(_DIGITS)


@lru_cache(maxsize=4_096)
def like(one: str, other: str) -> float:
    """Return how alike two words are, from 0 to 1; of words of very different length no more than an upper bound."""
    most = 2 * min(len(one), len(other)) / max(1, len(one) + len(other))
    if most < LIKE - 0.1:
        return most
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def date_parts(text: str) -> tuple[int, int, int, bool] | None:
    """Return year, month, day and whether they are written plainly, of a line that is a date and nothing else."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    name, day, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    month = max(
        range(len(_MONTHS)), key=lambda at: like(name.lower().translate(str.maketrans("01", "ol")), _MONTHS[at])
    )
    if like(name.lower().replace("0", "o"), _MONTHS[month]) < LIKE:
        return None
    plain = (day + year).isdecimal() and name.lower() == _MONTHS[month]
    return int(digits(year)), _month_number(_MONTHS[month]), int(digits(day)), plain


def _month_number(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS[:12], 1) if month.startswith(name[:3]))
