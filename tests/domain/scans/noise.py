"""What scanning does to a paper, one damage at a time, at random places."""

import re

from hypothesis import strategies as st

LOOK_ALIKE = {"O": "0", "0": "O", "l": "1", "1": "l", "S": "5", "5": "S"}
DAMAGED_MARKS = {
    "(TS)": ("(T5)", "(IS)", "(TS )", "[TS]", "(TS", "TS)", "(T S)"),
    "(S)": ("(5)", "[S]", "( S)", "(S", "(s)", "(8)"),
    "(C)": ("(G)", "[C]", "(c)"),
    "(U)": ("[U]", "( U)"),
}
FURNITURE = ("SECRET", "TOP SECRET", "T0P SECRET", "SEGRET", "- 3 -", "cy 1 of 12 copies", "Declassify: OADR", "_____")
PLACES = {
    "space": r"(?<=\S) (?=\S)",
    "look-alike": r"[O0l15S]",
    "hyphen": r"(?<![A-Za-z(-])[a-z]{3}(?=[a-z]{3})",
    "mark": r"\((?:TS|S|C|U)\)",
}


def at_a_place(pattern: str, chance: st.DrawFn, line: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, line))
    return found[chance(st.integers(0, len(found) - 1))] if found else None


@st.composite
def damaged(draw: st.DrawFn, text: str, *, most: int = 8) -> str:
    """The text with up to `most` damages: spaces dropped, look-alikes, furniture, hyphenation, pages, damaged marks."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, most))):
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["space", "look-alike", "furniture", "hyphen", "page", "mark"]))
        lines[at : at + 1] = _one(draw, kind, lines[at])
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


def _one(draw: st.DrawFn, kind: str, line: str) -> list[str]:
    if kind == "furniture":
        return [draw(st.sampled_from(FURNITURE)), line]
    if kind == "page":
        return [f"\f{line}"]
    found = at_a_place(PLACES[kind], draw, line)
    if found is None:
        return [line]
    before, behind = line[: found.start()], line[found.end() :]
    if kind == "hyphen":
        return [f"{before}{found[0]}-", behind]
    put = {" ": "", **LOOK_ALIKE}.get(found[0]) if kind != "mark" else draw(st.sampled_from(DAMAGED_MARKS[found[0]]))
    return [f"{before}{put}{behind}"]
