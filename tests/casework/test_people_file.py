"""The people file: how it becomes a register, how faults are told, and that the embedded one is sound."""

from datetime import date
from pathlib import Path

import pytest

from casework.directive_file import read_directive
from casework.people_file import PeopleInvalid, read_people
from casework.yaml_shapes import FileInvalid, FileProblem
from domain.marking import Level
from domain.reclearance import CarryPolicy
from domain.register import Office, Person, Policy, Register
from domain.tenure import Tenure
from domain.vocabulary import Capacity, Grade

ROOT = Path(__file__).parents[2]

SMALL = """\
offices:
  - {code: state.ea-j, agency: state, name: The country desk}
  - {code: defense.isa, agency: defense, name: International Security Affairs}
persons:
  - subject: desk
    name: Desk officer
    clearance: TS
    appointments:
      - {office: state.ea-j, capacity: coordinator, from: 1982-01-01}
      - {office: state.ea-j, capacity: action_officer, from: 1982-02-01, to: 1983-06-30}
  - subject: isa
    name: Country director
    clearance: S
    appointments:
      - {office: defense.isa, capacity: approver, from: 1982-01-01, to: null}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "people.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> tuple[FileProblem, ...]:
    with pytest.raises(PeopleInvalid) as refused:
        read_people(path)
    return refused.value.problems


def test_a_small_register_is_read(tmp_path: Path) -> None:
    desk = (
        Tenure(office="state.ea-j", capacity=Capacity.COORDINATOR, since=date(1982, 1, 1)),
        Tenure(
            office="state.ea-j",
            capacity=Capacity.ACTION_OFFICER,
            since=date(1982, 2, 1),
            until=date(1983, 6, 30),
        ),
    )
    isa = (Tenure(office="defense.isa", capacity=Capacity.APPROVER, since=date(1982, 1, 1)),)
    assert read_people(written(tmp_path, SMALL)) == Register(
        offices=(
            Office(code="state.ea-j", agency="state", name="The country desk"),
            Office(code="defense.isa", agency="defense", name="International Security Affairs"),
        ),
        persons=(
            Person(subject="desk", name="Desk officer", clearance=Level.TS, appointments=desk),
            Person(subject="isa", name="Country director", clearance=Level.S, appointments=isa),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (", from: 1982-02-01", ", since: 1982-02-01", 10, "unknown key 'since'"),
        (", from: 1982-02-01", "", 10, "missing key 'from'"),
        ("to: 1983-06-30", "to: 1981-06-30", 10, "ends on 1981-06-30, before it begins"),
        ("to: 1983-06-30", "until: 1983-06-30", 10, "unknown key 'until'"),
        ("to: 1983-06-30", "to: soon", 10, "expected a date like 1985-09-07, found text 'soon'"),
        ("capacity: approver", "capacity: nsc_staff", 15, "'nsc_staff' is a capacity of 'nsc' only"),
        ("capacity: approver", "capacity: aprover", 15, "'aprover'; did you mean 'approver'?"),
        (
            "office: defense.isa",
            "office: defence.isa",
            15,
            "'defence.isa'; did you mean 'defense.isa'?",
        ),
        ("subject: isa", "subject: desk", 11, "duplicate subject 'desk'"),
        ("clearance: S\n", "clearance: SECRET\n", 13, "unknown clearance 'SECRET'"),
        ("code: defense.isa", "code: ISA", 3, "malformed code 'ISA'"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert SMALL.count(old) == 1
    path = written(tmp_path, SMALL.replace(old, new))
    (fault,) = (fault for fault in faults(path) if message in fault.message)
    assert (fault.file, fault.line) == (str(path), line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("code: defense.isa", "cod: defense.isa"),
        ("agency: state", "agency: 7"),
        ("offices:\n", "office:\n"),
    ],
)
def test_a_lost_office_does_not_make_every_appointment_to_it_a_fault(tmp_path: Path, old: str, new: str) -> None:
    text = SMALL.replace("coordinator", "nsc_staff").replace(old, new)
    assert not [f for f in faults(written(tmp_path, text)) if "office '" in f.message or "only" in f.message]


def test_a_sound_person_is_judged_although_another_is_unreadable(tmp_path: Path) -> None:
    text = SMALL.replace("clearance: TS", "clearance: T").replace("capacity: approver", "capacity: apnsa")
    told = faults(written(tmp_path, text))
    assert [fault.line for fault in told] == [7, 15]


COVERED = f"""{SMALL}\
      - office: state.ea-j
        capacity: coordinator
        from: 1983-01-01
        to: 1983-03-31
        grade: OFFICE_DIRECTOR
        acting_for: desk
        instrument: EA/EX 83-1
""".replace("coordinator, from: 1982-01-01", "coordinator, from: 1982-01-01, grade: OFFICE_DIRECTOR")


def test_grade_and_leave_cover_are_read(tmp_path: Path) -> None:
    desk, isa = read_people(written(tmp_path, COVERED)).persons
    assert [held.grade for held in desk.appointments] == [Grade.OFFICE_DIRECTOR, Grade.OFFICER]
    assert isa.appointments[1] == Tenure(
        office="state.ea-j",
        capacity=Capacity.COORDINATOR,
        since=date(1983, 1, 1),
        until=date(1983, 3, 31),
        grade=Grade.OFFICE_DIRECTOR,
        acting_for="desk",
        instrument="EA/EX 83-1",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("        grade: OFFICE_DIRECTOR", "        grade: DIRECTOR", 20, "unknown grade 'DIRECTOR'; did you mean"),
        (
            "        grade: OFFICE_DIRECTOR",
            "        grade: SECRETARY",
            20,
            "SECRETARY is above OFFICE_DIRECTOR, the grade of 'desk'",
        ),
        ("acting_for: desk", "acting_for: dsk", 21, "unknown person 'dsk'; did you mean 'desk'?"),
        ("instrument: EA/EX 83-1", "instrument: 83", 22, "expected text, found a number '83'"),
        ("        acting_for: desk\n", "", 21, "name them with 'acting_for'"),
        ("        instrument: EA/EX 83-1\n", "", 21, "give its reference as 'instrument'"),
        ("        to: 1983-03-31\n", "", 20, "ends on a day: give it as 'to'"),
    ],
)
def test_a_fault_in_leave_cover_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert COVERED.count(old) == 1
    (fault,) = faults(written(tmp_path, COVERED.replace(old, new)))
    assert fault.line == line
    assert message in fault.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("subject: desk", "subject: 7"),
        ("1982-01-01, grade: OFFICE_DIRECTOR", "soon, grade: OFFICE_DIRECTOR"),
        ("1982-01-01, grade: OFFICE_DIRECTOR", "1982-01-01, grade: DIRECTOR"),
        ("persons:\n  - subject: desk\n", "persons:\n  - subjet: desk\n"),
    ],
)
def test_a_lost_appointment_does_not_make_cover_for_it_a_fault(tmp_path: Path, old: str, new: str) -> None:
    assert COVERED.count(old) == 1
    told = faults(written(tmp_path, COVERED.replace(old, new)))
    assert all(fault.line < 11 for fault in told)


def test_each_kind_of_file_has_its_own_refusal() -> None:
    assert issubclass(PeopleInvalid, FileInvalid)
    assert PeopleInvalid.code == "people_invalid"


def test_the_embedded_people_are_a_sound_register_of_the_directives_agencies() -> None:
    register = read_people(ROOT / "embedded" / "people.yaml")
    directive = read_directive(ROOT / "directives" / "nsdd_62.yaml")
    assert {office.agency for office in register.offices} == {agency.code for agency in directive.agencies}
    assert len(register.persons) > 40


@pytest.mark.parametrize("agency", ["defense", "commerce", "ustr", "treasury", "justice", "cia"])
def test_a_second_extension_can_be_asked_for_among_the_embedded_people(agency: str) -> None:
    register = read_people(ROOT / "embedded" / "people.yaml")
    offices = {office.code for office in register.offices if office.agency == agency}
    grades = {
        held.grade
        for person in register.persons
        for held in person.appointments
        if held.office in offices and held.capacity is Capacity.COORDINATOR
    }
    assert len(grades) > 1


def test_somebody_acts_for_the_embedded_country_desk_and_for_the_secretary_of_defense() -> None:
    register = read_people(ROOT / "embedded" / "people.yaml")
    acting = [held for person in register.persons for held in person.appointments if held.acting_for]
    assert [(held.acting_for, held.office, held.instrument) for held in acting] == [
        ("state.ea-j", "state.ea-j", "EA/EX 82-114"),
        ("defense.secdef", "defense.osd", "DoDD 82-5105"),
        ("commerce.secretary", "commerce.secretary", "DOO 1-1"),
    ]


WITH_POLICIES = f"""{SMALL}\
policies:
  - {{agency: defense, carry_over: administrative_changes}}
  - {{agency: ustr, carry_over: unchanged_paragraphs}}
"""


def test_policies_are_read_and_may_be_left_out(tmp_path: Path) -> None:
    assert read_people(written(tmp_path, WITH_POLICIES)).policies == (
        Policy(agency="defense", carry_over=CarryPolicy.ADMINISTRATIVE_CHANGES),
        Policy(agency="ustr", carry_over=CarryPolicy.UNCHANGED_PARAGRAPHS),
    )
    assert read_people(written(tmp_path, SMALL)).policies == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("carry_over: unchanged_paragraphs", "carry_over: unchanged", 18, "unknown carry_over 'unchanged'"),
        ("agency: ustr", "agency: defense", 18, "duplicate policy of 'defense'"),
        ("{agency: ustr, ", "{", 18, "missing key 'agency'"),
    ],
)
def test_a_faulty_policy_is_told_and_hides_no_other_fault(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    text = WITH_POLICIES.replace(old, new).replace("capacity: approver", "capacity: apnsa")
    told = faults(written(tmp_path, text))
    assert [fault.line for fault in told] == [15, line]
    assert message in told[1].message
