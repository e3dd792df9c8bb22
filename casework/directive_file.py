"""The reading of a directive's file, and the canonical bytes by which an edition is known."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum, IntEnum
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

import rfc8785

from casework.yaml_shapes import FileInvalid, Judge, read_record
from domain.directive import Directive
from domain.directive_rules import problems
from domain.soundness import Place

Plain = bool | int | str | None | Sequence["Plain"] | Mapping[str, "Plain"]
"""What JSON can say of a directive."""


class DirectiveInvalid(FileInvalid):
    """A directive's file cannot be used. `problems` holds all that is wrong in it, by line."""

    code: ClassVar[str] = "directive_invalid"


def read_directive(path: Path) -> Directive:
    """Read, check and return the directive that the file holds.

    Raises:
        DirectiveInvalid: With every fault found: syntax, unknown, missing and repeated keys, wrong types,
            words outside their list, and whatever `domain.directive.problems` finds unsound.
        OSError: The file cannot be opened.
    """
    return read_record(path, Directive, _JUDGE)


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
            return {
                field.name: _plain(getattr(value, field.name))
                for field in fields(value)
                if not (field.metadata.get("left_out") and getattr(value, field.name) is None)
            }
        case _:
            raise TypeError(type(value).__name__)


def _loses_codes(place: Place) -> bool:
    """Whether a code, or a list of codes, to which other parts refer was lost."""
    return place[0] in ("agencies", "clauses", "mandates") and (
        len(place) <= 2 or place[-1] in ("code", "counterpart") or place[2] == "clauses"
    )


_JUDGE: Final = Judge(problems=problems, undermined_by=_loses_codes, invalid=DirectiveInvalid)
