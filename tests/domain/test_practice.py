"""A practice: sound or not, and what the default one gives."""

from dataclasses import replace

import pytest

from domain.practice import DEFAULT, EVERY_REMINDER, Practice, Suspense, problems
from domain.working_days import CUSTOMARY, Precedence, ReminderKind


def changed(precedence: Precedence, **new: object) -> Practice:
    return Practice(
        suspenses=tuple(
            replace(one, **new) if one.precedence is precedence else one  # type: ignore[arg-type] # what matters
            for one in DEFAULT.suspenses
        )
    )


def test_the_default_practice_is_sound_and_gives_what_is_customary() -> None:
    assert problems(DEFAULT) == ()
    for precedence in Precedence:
        assert DEFAULT.under(precedence).allowed == CUSTOMARY[precedence]
        assert DEFAULT.under(precedence).reminders == EVERY_REMINDER


UNSOUND = {
    "duplicate precedence 'routine'": Practice(suspenses=(*DEFAULT.suspenses, DEFAULT.suspenses[0])),
    "no suspense for routine": Practice(suspenses=DEFAULT.suspenses[1:]),
    "give the time as working_days or as hours, one of the two": changed(Precedence.ROUTINE, hours=5),
    "working_days lies between 1 and 60": changed(Precedence.ROUTINE, working_days=61),
    "hours lies between 1 and 240": changed(Precedence.FLASH, hours=0),
    "a reminder is told once": changed(Precedence.FLASH, reminders=(ReminderKind.HALF_TIME,) * 2),
    "flash gives more time than immediate": changed(Precedence.FLASH, hours=49),
}


@pytest.mark.parametrize("message", UNSOUND)
def test_an_unsound_practice_is_told_what_is_wrong(message: str) -> None:
    assert [problem.message for problem in problems(UNSOUND[message])] == [message]


def test_a_precedence_may_remind_of_nothing() -> None:
    assert problems(changed(Precedence.FLASH, reminders=())) == ()


def test_a_suspense_is_days_or_hours() -> None:
    assert Suspense(precedence=Precedence.ROUTINE, hours=12).allowed.hours == 12
