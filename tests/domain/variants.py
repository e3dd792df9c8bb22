"""The 99 byte-different variants of one sentence that a reader takes for it (reliability.md 0.14)."""

from typing import NamedTuple

SENTENCE = "The United States shall not re-export the 4 K, 5 Å item to Société Alpha; none."

_INVISIBLE = (
    "00AD 034F 061C 115F 1160 17B4 17B5 180E 200B 200C 200D 200E 200F 202A 202B 202C 202D 202E"
    " 2060 2061 2062 2063 2064 2066 2067 2068 2069 206A FEFF 3164 FFA0"
)
_MORE_UNSEEN = "206F FE00 FE0F FFF9 2800 E0001 E0061 E0100 E000 D800 FFFE"
_SPACES = (
    "0009 000A 000B 000C 000D 0085 00A0 1680 2000 2001 2002 2003 2004 2005 2006 2007 2008 2009 200A"
    " 2028 2029 202F 205F 3000"
)
_IN_PLACE_OF = (
    ("a", "0430 0251 FF41 1D41A"), ("e", "0435"), ("o", "043E 03BF 0585"), ("p", "0440"),
    ("x", "0445"), ("s", "0455 017F"), ("i", "0456 0131"), ("h", "04BB"), ("l", "019A 217C"), ("T", "13A2"),
    ("K", "212A"), ("Å", "212B"), ("-", "2010 2011 2012 2212 FE63"), (";", "037E"), (".", "2024 FF0E"),
    (",", "201A"),
)  # fmt: skip


class Variant(NamedTuple):
    """A variant, and the offset of the character that is not the sentence's own."""

    name: str
    text: str
    offset: int


def _put_in(code: str) -> Variant:
    offset = SENTENCE.index("all")
    return Variant(f"shall with {code}", f"{SENTENCE[:offset]}{chr(int(code, 16))}{SENTENCE[offset:]}", offset)


def _put_for(listed: str, code: str) -> Variant:
    offset = SENTENCE.index(listed)
    text = f"{SENTENCE[:offset]}{chr(int(code, 16))}{SENTENCE[offset + 1 :]}"
    return Variant(f"{code} for U+{ord(listed):04X}", text, offset)


def variants() -> list[Variant]:
    """Return all 99."""
    accent = SENTENCE.index("é")
    return [
        *(_put_in(code) for codes in (_INVISIBLE, _MORE_UNSEEN) for code in codes.split()),
        *(_put_for(" ", code) for code in _SPACES.split()),
        *(_put_for(listed, code) for listed, codes in _IN_PLACE_OF for code in codes.split()),
        Variant("double space", SENTENCE.replace(" ", "  ", 1), SENTENCE.index(" ") + 1),
        Variant("space before", f" {SENTENCE}", 0),
        Variant("space behind", f"{SENTENCE} ", len(SENTENCE)),
        Variant("decomposed", SENTENCE.replace("é", "e\u0301", 1), accent + 1),
    ]
