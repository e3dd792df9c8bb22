"""The reading of a directive's file: every fault with its line, and the canonical bytes of the edition."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum, IntEnum
from hashlib import sha256
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, get_args, get_origin, get_type_hints

import rfc8785
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from domain.directive import Directive, Place, did_you_mean, problems

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Plain = bool | int | str | None | Sequence["Plain"] | Mapping[str, "Plain"]
"""What JSON can say of a directive."""

_Record = TypeVar("_Record", bound="DataclassInstance")

_TAG: Final = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """A fault in a directive's file. `line` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class DirectiveInvalid(Exception):  # noqa: N818 - named for what is so; it is an answer with every fault in it
    """A directive's file cannot be used. `problems` holds all that is wrong in it, by line."""

    code: ClassVar[str] = "directive_invalid"

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read_directive(path: Path) -> Directive:
    """Read, check and return the directive that the file holds.

    Raises:
        DirectiveInvalid: With every fault found: syntax, unknown, missing and repeated keys, wrong types,
            words outside their list, and whatever `domain.directive.problems` finds unsound.
        OSError: The file cannot be opened.
    """
    file = str(path)
    root = _syntax_tree(path.read_bytes(), file)
    reader = _Reader(file)
    directive = reader.record(root, Directive, ())
    if not reader.undermined:
        reader.judge(directive)
    if reader.found:
        raise DirectiveInvalid(tuple(sorted(reader.found, key=lambda problem: problem.line)))
    return directive


def canonical(directive: Directive) -> bytes:
    """Return the values as canonical JSON (RFC 8785): comments, order of keys and layout do not count."""
    return rfc8785.dumps(_plain(directive))


def edition(directive: Directive) -> str:
    """Return the lower-case hex SHA-256 of the canonical bytes, by which an edition is known."""
    return sha256(canonical(directive)).hexdigest()


def _plain(value: object) -> Plain:
    match value:
        case IntEnum():
            return value.name
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case None | str() | int():
            return value
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise TypeError(type(value).__name__)


def _syntax_tree(content: bytes, file: str) -> Node:
    """Compose the nodes, each of which knows its line; no value is constructed and no tag is obeyed."""
    try:
        text = content.decode()
        root = YAML(typ="safe", pure=True).compose(text)
    except UnicodeDecodeError as fault:
        raise _not_yaml(file, content[: fault.start].count(b"\n"), "this is not UTF-8") from fault
    except ReaderError as fault:
        line = text[: fault.position].count("\n")
        raise _not_yaml(file, line, f"character U+{fault.character:04X} is not allowed") from fault
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise _not_yaml(
            file, mark.line if mark else 0, fault.problem or fault.context or "unreadable"
        ) from fault
    if not isinstance(root, Node):
        raise _not_yaml(file, 0, "the file is empty")
    return root


def _not_yaml(file: str, line_from_zero: int, what: str) -> DirectiveInvalid:
    return DirectiveInvalid((FileProblem(file=file, line=line_from_zero + 1, message=f"not YAML: {what}"),))


class _Reader:
    """Reads nodes into the shapes that the dataclasses declare, and goes on after a fault.

    What cannot be read becomes a stand-in of the right type, so that all else in the file is still looked at;
    a directive with a stand-in in it is never handed out.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._lines: dict[Place, int] = {(): 1}
        self._unread: set[Place] = set()
        self.found: list[FileProblem] = []

    @property
    def undermined(self) -> bool:
        """Whether a code or a list of codes was lost, so that sound references to it would look unsound."""
        return any(
            not place
            or (
                place[0] in ("agencies", "clauses", "mandates")
                and (len(place) <= 2 or place[-1] == "code" or place[2] == "clauses")
            )
            for place in self._unread
        )

    def judge(self, directive: Directive) -> None:
        """Add what is unsound, except in records that could not be read whole."""
        broken = {place[:2] for place in self._unread}
        for problem in problems(directive):
            if problem.path[:2] not in broken:
                self._report(self._line(problem.path), problem.message)

    def record(self, node: Node | None, shape: type[_Record], place: Place) -> _Record:
        """Read a mapping whose keys are the fields of `shape`; no node gives a stand-in."""
        children = self._children(node, {field.name for field in fields(shape)}, place)
        hints = get_type_hints(shape)
        values: dict[str, object] = {}
        for field in fields(shape):
            below = (*place, field.name)
            child = children.get(field.name)
            if child is None and field.default is not MISSING:
                values[field.name] = field.default
                continue
            if child is None and isinstance(node, MappingNode):
                self._fault(place, f"missing key {field.name!r}", unread=below)
            values[field.name] = self._value(child, hints[field.name], below)
        build: Callable[..., _Record] = shape
        return build(**values)

    def _children(self, node: Node | None, known: set[str], place: Place) -> dict[str, Node]:
        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            self._fault(place, f"expected a mapping with keys, found {_found(node)}")
            return {}
        children: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, ScalarNode) else "?"
            if name in lines:
                self._report(line, f"key {name!r} is repeated; it stands already in line {lines[name]}")
            elif name not in known:
                self._report(line, f"unknown key {name!r}{did_you_mean(name, known)}")
            else:
                children[name] = child
                self._lines[*place, name] = line
            lines.setdefault(name, line)
        return children

    def _value(self, node: Node | None, hint: object, place: Place) -> object:
        if node is not None:
            self._lines.setdefault(place, node.start_mark.line + 1)
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
        known = {
            member.name if isinstance(member, IntEnum) else str(member.value): member for member in words
        }
        stand_in = next(iter(known.values()))
        if node is None:
            return stand_in
        word = node.value if isinstance(node, ScalarNode) else _found(node)
        if word not in known:
            listed = ", ".join(known)
            self._fault(
                place, f"unknown {_named(place)} {word!r}{did_you_mean(word, known)}; one of: {listed}"
            )
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


def _text(written: str) -> str | None:
    return written if written.strip() else None


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() else None


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
