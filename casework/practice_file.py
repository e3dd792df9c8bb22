"""The reading of a practice file, with every fault told by file and line."""

from pathlib import Path
from typing import ClassVar, Final

from casework.yaml_shapes import FileInvalid, Judge, read_record
from domain.practice import Practice, problems
from domain.soundness import Place


class PracticeInvalid(FileInvalid):
    """A practice file cannot be used. `problems` holds all that is wrong in it, by line."""

    code: ClassVar[str] = "practice_invalid"


def read_practice(path: Path) -> Practice:
    """Read, check and return the practice that the file holds.

    Raises:
        PracticeInvalid: With every fault found: syntax, unknown, missing and repeated keys, wrong types, words
            outside their list, and whatever `domain.practice.problems` finds unsound.
        OSError: The file cannot be opened.
    """
    return read_record(path, Practice, _JUDGE)


def _loses_a_suspense(place: Place) -> bool:
    """Whether something was lost without which sound times of others would look unsound."""
    return "reminders" not in place


_JUDGE: Final = Judge(problems=problems, undermined_by=_loses_a_suspense, invalid=PracticeInvalid)
