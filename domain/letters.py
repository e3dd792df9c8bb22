"""Which characters may stand in a text that is signed, and why each other one may not.

A white list, because normalisation does not fold look-alikes: 52 of 99 byte-different variants of one
sentence were pixel-identical in a browser, and NFKC folded none of the Cyrillic and Greek letters among them
(reliability.md 0.14, E-6, D-6 item 2). The list is of characters that can be told apart by eye, from ASCII
and from each other, so that what was read is what was signed. No combining mark and no character that NFC
changes is on it; hence every text made of it is in NFC.
"""

import re
import unicodedata
from enum import StrEnum

_ASCII = "".join(chr(code) for code in range(0x20, 0x7F))
# European names, and Japanese (macron) and Korean (breve) as the Board on Geographic Names romanises them.
# Left out on purpose, although European: see the rows of _LOOKS_LIKE that name them.
_LATIN = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćĊċČčĎĐđĒēĖėĘęĚěĞğĠġĢģĦħĪīĮįĶķĹĺĻļŁłŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŞşŠšŢţŤŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž"
    "ẀẁẂẃẄẅỲỳ"
)
_SIGNS = (
    "\N{EN DASH}\N{EM DASH}\N{BULLET}\N{SECTION SIGN}\N{PILCROW SIGN}\N{DAGGER}\N{DOUBLE DAGGER}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{POUND SIGN}\N{YEN SIGN}\N{EURO SIGN}\N{CENT SIGN}\N{DEGREE SIGN}\N{PLUS-MINUS SIGN}\N{DIVISION SIGN}"
    "\N{VULGAR FRACTION ONE QUARTER}\N{VULGAR FRACTION ONE HALF}\N{VULGAR FRACTION THREE QUARTERS}"
    "\N{COPYRIGHT SIGN}\N{REGISTERED SIGN}\N{TRADE MARK SIGN}"
)
LISTED = frozenset(_ASCII + _LATIN + _SIGNS)
LISTED_CLASS = "".join(re.escape(character) for character in sorted(LISTED))

# What is read, and the code points that are read so: after the manner of UTS 39, by hand, for the message
# only. A character that is on no row is refused as well.
_LOOKS_LIKE_ROWS = (
    ("A", "0391 0410 13AA"), ("B", "0392 0412 0432 13F4"), ("C", "03F9 0421 13DF"), ("D", "13A0"),
    ("E", "0395 0415 13AC"), ("G", "050C 13C0"), ("H", "0397 041D 043D 13BB"),
    ("I", "0130 0196 01C0 0399 0406 04C0"), ("J", "037F 0408 13AB"), ("K", "039A 041A 13E6"),
    ("L", "053C 13DE"), ("M", "039C 041C 13B7"), ("N", "014A 039D"), ("O", "039F 041E 0555"),
    ("P", "03A1 0420 13E2"), ("Q", "051A"), ("R", "13A1 13D2"), ("S", "0405 054F 13DA 13D5"),
    ("T", "0166 03A4 0422 0442 13A2"), ("U", "054D"), ("V", "13D9"), ("W", "051C 13B3"),
    ("X", "03A7 0425"), ("Y", "03A5 0423 04AE 13BD"), ("Z", "0396 13C3"),
    ("a", "0251 03B1 0430"), ("b", "042C 044C"), ("c", "03F2 0441"), ("d", "0501"), ("e", "0435"),
    ("f", "017F 0584"), ("g", "0261 0581"), ("h", "04BB 0570"), ("i", "00A1 0131 03B9 0456"),
    ("j", "03F3 0458 0575"), ("k", "0138 03BA 043A"), ("l", "019A 04CF"), ("m", "043C"),
    ("n", "014B 03B7 043F 0578"), ("o", "03BF 03C3 043E 0585"), ("p", "03C1 0440"), ("q", "051B 0566"),
    ("r", "0433"), ("s", "03C2 0455"), ("t", "0167 03C4"), ("u", "00B5 03BC 03C5 057D"), ("v", "03BD 0475"),
    ("w", "03C9 0461 051D"), ("x", "00D7 03C7 0445 2715 2A2F"), ("y", "03B3 0443"), ("3", "0417 0437"),
    ("AE", "00C6"), ("OE", "0152"), ("ae", "00E6"), ("oe", "0153"), ("'n", "0149"), ("L'", "013D"),
    ("d'", "010F"), ("l'", "013E"), ("t'", "0165"), ("L·", "013F"), ("l·", "0140"),
    ("Đ", "00D0 0189"), ("ß", "03B2 1E9E"), ("Ş", "0218"), ("ş", "0219"), ("Ţ", "021A"), ("ţ", "021B"),
    ("Č", "0108"), ("č", "0109"), ("Ě", "0114"), ("ě", "0115"), ("Ğ", "011C 01E6"), ("ğ", "011D 01E7"),
    ("Š", "015C"), ("š", "015D"), ("Ū", "0168"), ("ū", "0169"), ("Ī", "0128 012C"), ("ī", "0129 012D"),
    ("Ë", "0401"), ("ë", "0451"), ("Ï", "0407"), ("ï", "0457"),
    ("-", "02D7 2010 2011 2012 2043 2212 2796 30FC"), ("—", "2015 2500"), ("_", "02CD"),
    ("'", "00B4 02B9 02BB 02BC 02BD 02C8 02CA 0384 055A 05F3 201B 2032 A78C"), ("`", "02CB 2035"),
    ('"', "02BA 02DD 02EE 05F4 201F 2033 301D 301E"), (",", "060C 201A 3001"), (";", "061B"),
    (":", "02D0 0589 05C3 2236 A789"), (".", "0660 06D4 0701"), ("/", "2044 2215 2571 29F8"),
    ("\\", "2216 29F5"), ("|", "00A6 2223 2758"), ("*", "066D 204E 2217 22C6 2731"),
    ("~", "02DC 2053 223C 223D 301C"), ("<", "02C2 2039 27E8 3008"), (">", "02C3 203A 27E9 3009"),
    ("^", "02C6 2038"), ("=", "2550 30A0 A78A"), ("+", "2795"), ("%", "066A 2030"), ("!", "01C3"),
    ("?", "0294"), ("#", "266F"), ("°", "02DA"), ("•", "00B7 2027 2219 22C5 25CF 30FB"),
)  # fmt: skip
_LOOKS_LIKE = {chr(int(code, 16)): seen for seen, codes in _LOOKS_LIKE_ROWS for code in codes.split()}

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Default_Ignorable_Code_Point of the Unicode Character Database, and the blank Braille pattern. Category Cf
# is asked for beside it.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]",
)
_LETTERS_AND_DIGITS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"})
_LAST_OF_LATIN_BLOCKS = "\u02ff"
_SMALL_CAPITAL = re.compile(r"LATIN LETTER SMALL CAPITAL ([A-Z])")


class FlawCode(StrEnum):
    """Why something may not be in a text that is signed; stable, for programs."""

    NOT_NFC = "not_nfc"
    CONTROL = "control"
    BIDI = "bidi"
    INVISIBLE = "invisible"
    SPACE = "space"
    LOOK_ALIKE = "look_alike"
    COMBINING_MARK = "combining_mark"
    OTHER_SCRIPT = "other_script"
    UNLISTED_LETTER = "unlisted_letter"
    UNASSIGNED = "unassigned"
    PRIVATE_USE = "private_use"
    SURROGATE = "surrogate"
    SYMBOL = "symbol"
    EMPTY = "empty"
    EMPTY_PARAGRAPH = "empty_paragraph"
    TOO_LONG = "too_long"


_Reason = tuple[FlawCode, str]

_BREAK = (FlawCode.SPACE, "breaks the line and may be shown as a space: begin a new paragraph.")
_BY_CHARACTER: dict[str, _Reason] = {
    **dict.fromkeys("\n\r\v\f\x85\u2028\u2029", _BREAK),
    "\t": (FlawCode.SPACE, "is shown as a space: type a plain space."),
    **dict.fromkeys(_BIDI, (FlawCode.BIDI, "changes the order in which words are shown: remove it.")),
}
_UNSEEN = (FlawCode.INVISIBLE, "cannot be seen: remove it.")
_BY_CATEGORY: dict[str, _Reason] = {
    "Cc": (FlawCode.CONTROL, "does something and shows nothing: remove it."),
    "Cf": _UNSEEN,
    "Cn": (FlawCode.UNASSIGNED, "stands for nothing: remove it."),
    "Co": (FlawCode.PRIVATE_USE, "means something else on each machine: remove it."),
    "Cs": (FlawCode.SURROGATE, "is half a character: remove it."),
    "Zs": (FlawCode.SPACE, "is not the plain space: type a plain space."),
}
_NAMELESS = {"Cc": "CONTROL CHARACTER", "Co": "PRIVATE USE CHARACTER", "Cs": "SURROGATE"}
_NAMES = {"\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\t": "TAB"}


def why_not(character: str, before: str) -> _Reason:
    """Return why a character that is not in `LISTED` is refused, and what to do about it.

    Args:
        character: One code point, not listed.
        before: The code point before it, empty at the beginning.

    Returns:
        The code, and the end of a sentence whose subject is the character's name.
    """
    category = unicodedata.category(character)
    if character in _BY_CHARACTER:
        return _BY_CHARACTER[character]
    if _INVISIBLE.match(character):
        return _UNSEEN
    if category in _BY_CATEGORY:
        return _BY_CATEGORY[category]
    if category.startswith("M"):
        return _why_not_mark(character, before)
    return _why_not_visible(character, category)


def name(character: str) -> str:
    """Return the character's Unicode name, or what kind of code point it is where it has none."""
    nameless = _NAMELESS.get(unicodedata.category(character), "UNASSIGNED CODE POINT")
    return unicodedata.name(character, _NAMES.get(character, nameless))


def code_point(character: str) -> str:
    """Return the usual way to write a code point, such as `U+200B`."""
    return f"U+{ord(character):04X}"


def _why_not_mark(character: str, before: str) -> _Reason:
    if before and len(unicodedata.normalize("NFC", before + character)) == 1:
        return FlawCode.NOT_NFC, "is typed apart from its letter: type letter and accent as one character."
    return FlawCode.COMBINING_MARK, "is drawn over another character: remove it."


def _why_not_visible(character: str, category: str) -> _Reason:
    usual = unicodedata.normalize("NFC", character)
    seen = usual if usual in LISTED else _seen_as(character)
    like = f"looks like {seen}: " if seen else ""
    if usual != character:
        return FlawCode.NOT_NFC, like + "type the usual character in its place."
    if category in _LETTERS_AND_DIGITS and not _is_latin(character):
        advice = "write it in Latin letters and the digits 0 to 9."
        return FlawCode.OTHER_SCRIPT, (like or "is of another script: ") + advice
    if seen:
        return FlawCode.LOOK_ALIKE, f"{like}write {seen}, or say it otherwise."
    if category in _LETTERS_AND_DIGITS:
        return FlawCode.UNLISTED_LETTER, "is not on the list of letters: spell it otherwise."
    return FlawCode.SYMBOL, "is not on the list of signs: say it in words."


def _is_latin(character: str) -> bool:
    """Whether a letter or digit is Latin, a modifier letter, or a variant of plain ASCII."""
    named = "LATIN" in name(character) or name(character).startswith("MODIFIER LETTER")
    return named or character <= _LAST_OF_LATIN_BLOCKS or bool(_as_ascii(character))


def _seen_as(character: str) -> str:
    """Return the listed characters that a reader takes this one for, or nothing."""
    if small_capital := _SMALL_CAPITAL.fullmatch(name(character)):
        return small_capital[1]
    digit = unicodedata.decimal(character, None)
    return _LOOKS_LIKE.get(character) or _as_ascii(character) or ("" if digit is None else str(digit))


def _as_ascii(character: str) -> str:
    """Return what is left of it without its style and accents, where that is plain ASCII."""
    bare = (c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    plain = "".join(bare).strip()
    return plain if plain.isascii() else ""
