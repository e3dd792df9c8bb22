"""A reading of a scan as the draft of a directive's file: what a machine knows, and places for what it cannot know.

The draft is never fit to be loaded as it is: every value that is a person's begins with `TO BE COMPLETED`, which the
reader of directives' files refuses with what is missing. Doubts stand as comments beside what they are about.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from casework.yaml_shapes import TO_BE_COMPLETED
from domain.marking import Level, banner
from domain.scans.doubts import Doubt, determine_by
from domain.scans.findings import Reading, ReadPortion

WIDTH: Final = 120
PREFIX: Final = "CLS"
"""Three letters for the codes of clauses whose section nobody has named yet."""

_MANDATE: Final = {
    "title": "title of the mandate, in our own words",
    "clauses": "",
    "marking": "",
    "procedure": "procedure",
    "counterpart": "counterpart, such as japan",
    "issue": "issue, such as technology-leakage",
    "action_agency": "action agency, one of those above",
    "action_office": "action office, such as state.ea-j",
    "must_clear": "agencies that must clear",
    "channels": "channels, such as [front_channel_cable]",
    "reasoning": "reasoning: why this lead and these clearers",
    "confidence": "confidence",
}


def draft(reading: Reading, *, source: str, today: date, identity: str | None = None) -> str:
    """Return the draft of a directive's file, as YAML.

    Args:
        reading: What was read. It has at least one clause.
        source: What the scan's file is called.
        today: From which the 30 days for determining a doubtful level are counted.
        identity: The directive's id, if the person knows it better than the scan.
    """
    file = CommentedMap()
    file.yaml_set_start_comment("\n".join(_opening(reading, source, today)))
    _head(file, reading, today, identity)
    _preamble(file, reading, today)
    file["agencies"] = _missing("agencies that act, clear or are informed, as a list of code, name, short, kind")
    _comment(file, "agencies", _named_offices(reading))
    file["clauses"] = CommentedSeq(_clause(clause, reading, today) for clause in reading.clauses)
    file["mandates"] = CommentedSeq(map(_mandate, reading.clauses))
    _comment(file, "mandates", ("One for each clause to begin with: part, join or drop them as they are carried out.",))
    written = StringIO()
    _yaml().dump(file, written)
    return written.getvalue() + "\n".join(_ending(reading)) + "\n"


def places_to_complete(text: str) -> int:
    """Return how many places of a draft are left to a person."""
    return text.count(f'"{TO_BE_COMPLETED}')


def _yaml() -> YAML:
    made = YAML(typ="rt", pure=True)
    made.width = WIDTH
    made.allow_unicode = True
    made.indent(mapping=2, sequence=4, offset=2)
    return made


def _quoted(text: str) -> str:
    quoted: str = DoubleQuotedScalarString(text)
    return quoted


def _missing(what: str) -> str:
    return _quoted(f"{TO_BE_COMPLETED}: {what}")


def _words(text: str) -> str:
    """Words of the paper: folded where they are long, quoted wherever YAML could take them for something else."""
    folded: str = FoldedScalarString(text)
    return folded if len(text) > 80 else _quoted(text)


def _level(level: Level | None) -> str:
    return _missing("marking: the paper does not tell it") if level is None else level.name


def _comment(at: CommentedMap, key: str, lines: Iterable[str], indent: int = 0) -> None:
    said = "\n".join(lines)
    if said:
        at.yaml_set_comment_before_after_key(key, before=said, indent=indent)


def _opening(reading: Reading, source: str, today: date) -> Iterator[str]:
    counted = Counter("not marked" if clause.level is None else clause.level.name for clause in reading.clauses)
    name = "".join(c if c.isprintable() else "?" for c in source)
    if reading.level is not None:
        yield f"{banner(reading.level)}: so is the paper marked whose words stand below."
        yield ""
    yield f"A draft, read by a machine from {name}: {len(reading.clauses)} clauses"
    marks = ", ".join(f"{number} {mark}" for mark, number in counted.items())
    yield f"({marks}) on {reading.pages} {'page' if reading.pages == 1 else 'pages'}."
    yield ""
    yield f"Each value that begins with {TO_BE_COMPLETED} is for a person to fill in; until then this file cannot"
    yield "be loaded. `onevoice directive check` names every such place. `text` has the paper's words and `marked` its"
    yield "marks as written on it; write `summary` in your own words. Compare all of it with the paper itself."
    yield "DOUBT stands beside what the machine is not sure of, with the line of the scan."
    if any(doubt.asks_for_determination for doubt in reading.doubts):
        yield "A mark in doubt is safeguarded at the higher level until an original classification authority has"
        yield f"determined it, by {determine_by(today).isoformat()} (EO 12356 section 1.1(c): within thirty days)."


def _doubts(reading: Reading, about: str, today: date) -> Iterator[str]:
    return (doubt_line(doubt, today) for doubt in reading.doubts if doubt.about == about)


def doubt_line(doubt: Doubt, today: date) -> str:
    """Return a doubt as one line, with the last day for its determination if it asks for one."""
    due = f"; determine by {determine_by(today).isoformat()}" if doubt.asks_for_determination else ""
    return f"DOUBT, page {doubt.page}, line {doubt.line}: {doubt.message}{due}"


def _head(file: CommentedMap, reading: Reading, today: date, identity: str | None) -> None:
    title, control = reading.title, reading.control
    file["id"] = identity or reading.id or _missing("id, such as NSDD-62")
    _comment(file, "id", () if identity else _doubts(reading, "id", today))
    file["title"] = _words(title.text) if title else _missing("title")
    _comment(file, "title", _doubts(reading, "title", today))
    file["title_marking"] = _level(title.level) if title else _missing("mark of the title")
    if title and title.marked:
        file["title_marked"] = _quoted(title.marked)
    file["date"] = control.date or _missing("date, such as 1982-10-25")
    file["control"] = _control(reading)
    lines = (f"Page {line.page}, line {line.line}, {line.kind}: {line.text}" for line in control.lines)
    _comment(file, "control", (*lines, *_doubts(reading, "control", today)))
    file["handling_note"] = _missing("handling note: is the paper declassified, and how are its marks handled here?")


def _named_offices(reading: Reading) -> Iterator[str]:
    """The lines of the distribution: who was addressed may act, clear or be informed."""
    return (f"Named on line {line.line}: {line.text}" for line in reading.set_aside if "distribution" in line.reason)


def _control(reading: Reading) -> CommentedMap:
    control = CommentedMap()
    found = reading.control
    control["log_number"] = _quoted(found.log_number) if found.log_number else _missing("log number")
    control["copy"] = _quoted(found.copy) if found.copy else _missing("copy, such as 1 of 12")
    declassify = found.declassify
    control["declassify"] = _quoted(declassify) if declassify else _missing("declassify, such as OADR")
    if reading.study:
        control["study"] = _quoted(reading.study)
    return control


def _preamble(file: CommentedMap, reading: Reading, today: date) -> None:
    found = reading.preamble
    part = CommentedMap(code="PRE")
    part["marking"] = _level(found.level) if found else _missing("mark of the preamble")
    _comment(part, "marking", (*_where(found), *_doubts(reading, "preamble", today)) if found else (), indent=2)
    part["summary"] = _missing("summary of the preamble, in our own words")
    part["guardrail"] = _missing("guardrail: the limit that it sets to every text")
    _add_words(part, found)
    file["preamble"] = part
    if found is None:
        _comment(file, "preamble", ("Nothing stands before the first clause.",))


def _where(portion: ReadPortion) -> Iterator[str]:
    first, last = portion.lines[0], portion.lines[-1]
    place = f"Page {portion.page}, line {first}" if first == last else f"Page {portion.page}, lines {first} to {last}"
    yield f"{place}, written {portion.label!r}." if portion.label else f"{place}."
    for words in portion.introduced_by:
        yield f"Introduced by: {words}"


def _add_words(part: CommentedMap, portion: ReadPortion | None) -> None:
    if portion is None:
        return
    if portion.marked:
        part["marked"] = _quoted(portion.marked)
    part["text"] = _words(portion.text)


def _code(clause: ReadPortion) -> str:
    return f"{PREFIX}-{clause.ordinal}"


def _clause(clause: ReadPortion, reading: Reading, today: date) -> CommentedMap:
    part = CommentedMap(code=_code(clause))
    part["ordinal"] = clause.ordinal
    _comment(part, "ordinal", (*_where(clause), *_doubts(reading, clause.about, today)), indent=4)
    part["section"] = _missing(f"section of clause {clause.ordinal}, such as security; then name its code after it")
    part["marking"] = _level(clause.level)
    part["summary"] = _missing(f"summary of clause {clause.ordinal}, in our own words")
    _add_words(part, clause)
    return part


def _mandate(clause: ReadPortion) -> CommentedMap:
    part = CommentedMap(code=_code(clause))
    known: dict[str, Any] = {"clauses": _flow(_code(clause)), "marking": _level(clause.level)}
    for key, what in _MANDATE.items():
        part[key] = known[key] if key in known else _missing(what)
    return part


def _flow(*items: str) -> CommentedSeq:
    listed = CommentedSeq(items)
    listed.fa.set_flow_style()
    return listed


def _ending(reading: Reading) -> Iterator[str]:
    """What belongs to no part: set aside, and doubts about pages."""
    yield ""
    yield "# Set aside, and why:"
    for aside in reading.set_aside:
        yield f"# - page {aside.page}, line {aside.line}, {aside.reason}: {aside.text}"
    general = [doubt for doubt in reading.doubts if doubt.about == "page"]
    if general:
        yield "#"
        yield "# Doubts about the pages:"
    for doubt in general:
        yield f"# - page {doubt.page}, line {doubt.line}: {doubt.message}"
