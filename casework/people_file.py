"""The reading of a people file: the register of offices, people and their appointments."""

from pathlib import Path
from typing import ClassVar, Final

from casework.yaml_shapes import FileInvalid, Judge, read_record
from domain.register import Register, problems
from domain.soundness import Place


class PeopleInvalid(FileInvalid):
    """A people file cannot be used. `problems` holds all that is wrong in it, by line."""

    code: ClassVar[str] = "people_invalid"


def read_people(path: Path) -> Register:
    """Read, check and return the register that the file holds.

    Raises:
        PeopleInvalid: With every fault found: syntax, unknown, missing and repeated keys, wrong types, words
            outside their list, and whatever `domain.register.problems` finds unsound.
        OSError: The file cannot be opened.
    """
    return read_record(path, Register, _JUDGE)


def _loses_offices(place: Place) -> bool:
    """Whether an office's code or agency was lost, so that appointments to it would look unsound."""
    return place[0] == "offices" and place[2:] != ("name",)


_JUDGE: Final = Judge(problems=problems, undermined_by=_loses_offices, invalid=PeopleInvalid)
