"""The reading of a people file: the register of offices, people and their appointments, and agencies' policies."""

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


def _loses_what_others_name(place: Place) -> bool:
    """Whether something was lost without which a sound reference to it would look unsound.

    Appointments name an office; who is acting names a person, and what that person is appointed to. Nothing names a
    policy.
    """
    if place[0] == "policies":
        return False
    if place[0] == "offices":
        return place[2:] != ("name",)
    return place[2:] not in {("name",), ("clearance",)}


_JUDGE: Final = Judge(problems=problems, undermined_by=_loses_what_others_name, invalid=PeopleInvalid)
