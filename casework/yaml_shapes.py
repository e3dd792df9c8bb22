"""The reading of YAML into the shapes that dataclasses declare; every fault is told with its line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum, IntEnum
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar, get_args, get_origin, get_type_hints

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from casework.yaml_tree import NotYamlError, syntax_tree
from domain.soundness import Place, Problem, did_you_mean

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Record = TypeVar("_Record", bound="DataclassInstance")

TO_BE_COMPLETED: Final = "TO BE COMPLETED"
"""How a value begins that a draft leaves to a person: `TO BE COMPLETED: action office`. No such file is ever used."""

_TAG: Final = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """A fault in a file. `line` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class FileInvalid(Exception):  # noqa: N818 - named for what is so; it is an answer with every fault in it
    """A file cannot be used. `problems` holds all that is wrong in it, by line; each kind is a subclass."""

    code: ClassVar[str] = "file_invalid"

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge(Generic[_Record]):
    """How one kind of file is judged once it is read.

    Attributes:
        problems: All that is unsound in the record; paths are of field names and list positions.
        undermined_by: Whether, without what stands at a place, sound references to it would look unsound.
        invalid: What is raised with the faults.
    """

    problems: Callable[[_Record], Iterable[Problem]]
    undermined_by: Callable[[Place], bool]
    invalid: type[FileInvalid]


def read_record(path: Path, shape: type[_Record], judge: Judge[_Record]) -> _Record:
    """Read, check and return the record that the file holds.

    The keys of a mapping are the fields' names, or what a field's metadata says under `key`
    (`field(metadata={"key": "from"})`); a field with a default may be left out.

    Raises:
        FileInvalid: The judge's own kind, with every fault found: syntax, unknown, missing and repeated keys,
            wrong types, words outside their list, and whatever the judge finds unsound.
        OSError: The file cannot be opened.
    """
    file = str(path)
    try:
        root = syntax_tree(path.read_bytes())
    except NotYamlError as fault:
        problem = FileProblem(file=file, line=fault.line, message=f"not YAML: {fault.what}")
        raise judge.invalid((problem,)) from fault
    reader = _Reader(file)
    record = reader.record(root, shape, ())
    reader.judge(record, judge)
    if reader.found:
        raise judge.invalid(tuple(sorted(reader.found, key=lambda problem: problem.line)))
    return record


class _Reader:
    """Reads nodes into the shapes that the dataclasses declare, and goes on after a fault.

    What cannot be read becomes a stand-in of the right type, so that all else in the file is still looked at;
    a record with a stand-in in it is never handed out.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._lines: dict[Place, int] = {(): 1}
        self._unread: set[Place] = set()
        self.found: list[FileProblem] = []

    def judge(self, record: _Record, judge: Judge[_Record]) -> None:
        """Add what is unsound, except in parts that could not be read whole; nothing if undermined."""
        if any(not place or judge.undermined_by(place) for place in self._unread):
            return
        broken = {place[:2] for place in self._unread}
        for problem in judge.problems(record):
            if problem.path[:2] not in broken:
                self._report(self._line(problem.path), problem.message)

    def record(self, node: Node | None, shape: type[_Record], place: Place) -> _Record:
        """Read a mapping whose keys are the fields of `shape`; no node gives a stand-in."""
        children = self._children(node, {_key(field): field.name for field in fields(shape)}, place)
        hints = get_type_hints(shape)
        values: dict[str, object] = {}
        for field in fields(shape):
            below = (*place, field.name)
            child = children.get(field.name)
            if child is None and field.default is not MISSING:
                values[field.name] = field.default
                continue
            if child is None and isinstance(node, MappingNode):
                self._fault(place, f"missing key {_key(field)!r}", unread=below)
            values[field.name] = self._value(child, hints[field.name], below)
        build: Callable[..., _Record] = shape
        return build(**values)

    def _children(self, node: Node | None, names: Mapping[str, str], place: Place) -> dict[str, Node]:
        """Return the nodes by field name; `names` gives it for each known key."""
        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            self._fault(place, f"expected a mapping with keys, found {_found(node)}")
            return {}
        children: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, ScalarNode) else "?"
            if key in lines:
                self._report(line, f"key {key!r} is repeated; it stands already in line {lines[key]}")
            elif key not in names:
                self._report(line, f"unknown key {key!r}{did_you_mean(key, names)}")
            else:
                children[names[key]] = child
                self._lines[*place, names[key]] = line
            lines.setdefault(key, line)
        return children

    def _value(self, node: Node | None, hint: object, place: Place) -> object:
        if node is not None:
            self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, ScalarNode) and node.value.lstrip().startswith(TO_BE_COMPLETED):
            self._fault(place, f"to be completed: {_what_is_missing(node, place)}{_choices(hint)}")
            node = None
        arguments = get_args(hint)
        if get_origin(hint) is tuple:
            return self._items(node, arguments[0], place)
        if NoneType in arguments:
            return None if _tag(node) == "null" else self._value(node, arguments[0], place)
        if isinstance(hint, type) and is_dataclass(hint):
            return self.record(node, hint, place)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return self._word(node, hint, place)
        return self._scalar(node, hint, place)

    def _items(self, node: Node | None, hint: object, place: Place) -> tuple[object, ...]:
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self._fault(place, f"expected a list, found {_found(node)}")
            return ()
        return tuple(self._value(item, hint, (*place, at)) for at, item in enumerate(node.value))

    def _word(self, node: Node | None, words: type[Enum], place: Place) -> Enum:
        known = _known(words)
        stand_in = next(iter(known.values()))
        if node is None:
            return stand_in
        word = node.value if isinstance(node, ScalarNode) else _found(node)
        if word not in known:
            self._fault(place, f"unknown {_named(place)} {word!r}{did_you_mean(word, known)}{_choices(words)}")
        return known.get(word, stand_in)

    def _scalar(self, node: Node | None, hint: object, place: Place) -> str | int | date:
        kind = _SCALARS[hint]
        if node is None:
            return kind.stand_in
        value = kind.parse(node.value) if _tag(node) == kind.tag else None
        if value is None:
            self._fault(place, f"expected {kind.called}, found {_found(node)}")
            return kind.stand_in
        return value

    def _fault(self, place: Place, message: str, *, unread: Place | None = None) -> None:
        self._unread.add(place if unread is None else unread)
        self._report(self._line(place), message)

    def _line(self, place: Place) -> int:
        while place not in self._lines:
            place = place[:-1]
        return self._lines[place]

    def _report(self, line: int, message: str) -> None:
        self.found.append(FileProblem(file=self._file, line=line, message=message))


def _known(words: type[Enum]) -> dict[str, Enum]:
    """The members of a closed list by what a file calls them."""
    return {member.name if isinstance(member, IntEnum) else str(member.value): member for member in words}


def _choices(hint: object) -> str:
    """The end of a message where the value is one of a closed list."""
    return f"; one of: {', '.join(_known(hint))}" if isinstance(hint, type) and issubclass(hint, Enum) else ""


def _what_is_missing(node: ScalarNode, place: Place) -> str:
    said = node.value.strip().removeprefix(TO_BE_COMPLETED).lstrip(": ")
    return " ".join(said.split()) or _named(place)


def _text(written: str) -> str | None:
    return written if written.strip() else None


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() else None


def _yes_or_no(written: str) -> bool | None:
    return {"true": True, "false": False}.get(written)


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scalar:
    """How one type of scalar is written: the YAML tag it resolves to, and its reading."""

    tag: str
    called: str
    parse: Callable[[str], str | int | date | None]
    stand_in: str | int | date


_SCALARS: Final[Mapping[object, _Scalar]] = {
    str: _Scalar(tag="str", called="text", parse=_text, stand_in=""),
    int: _Scalar(tag="int", called="a whole number", parse=_number, stand_in=0),
    bool: _Scalar(tag="bool", called="true or false", parse=_yes_or_no, stand_in=False),
    date: _Scalar(tag="timestamp", called="a date like 1985-09-07", parse=_date, stand_in=date.min),
}

_FOUND: Final = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
    "timestamp": "a date",
    "map": "a mapping",
    "seq": "a list",
}


def _key(field: Field[Any]) -> str:  # Any: dataclasses.fields() promises no more
    """What the file calls a field."""
    key: str = field.metadata.get("key", field.name)
    return key


def _tag(node: Node | None) -> str:
    return "" if node is None or node.tag is None else node.tag.removeprefix(_TAG)


def _found(node: Node) -> str:
    """Name what stands there without quoting a whole paragraph of it."""
    tag = _tag(node)
    called = _FOUND.get(tag, f"the tag {tag!r}")
    if isinstance(node, ScalarNode) and tag != "null":
        short = node.value if len(node.value) <= 30 else f"{node.value[:27]}..."
        return f"{called} {short!r}" if node.value.strip() else "blank text"
    return called


def _named(place: Place) -> str:
    """The last field name of a place: what its writer calls the value."""
    return next(str(step) for step in reversed(place) if isinstance(step, str))
