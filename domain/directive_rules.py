"""The soundness of a directive: what cannot be so in its clauses and mandates."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from domain.directive import (
    COUNTRY_DESK_AGENCY,
    SENDS_TEXT_OUT,
    AgencyKind,
    Directive,
    GuardrailAssertion,
    Mandate,
    Procedure,
)
from domain.procedure import ProcedureRules
from domain.procedures.registry import PROCEDURES
from domain.series_rules import series_problems
from domain.soundness import Place, Problem, did_you_mean
from domain.vocabulary import Channel


def is_directive_id(text: str) -> bool:
    """Whether a directive may be called so: its family in capitals, a hyphen and its number, such as `NSDD-62`."""
    return bool(_DIRECTIVE.fullmatch(text))


def problems(directive: Directive) -> tuple[Problem, ...]:
    """Return everything that is unsound in the directive, in the order of its parts; empty if it is sound."""
    found = [problem for rule in _RULES for problem in rule(directive)]
    for at, mandate in enumerate(directive.mandates):
        found.extend(
            Problem(path=("mandates", at, *problem.path), message=problem.message)
            for rule in _MANDATE_RULES
            for problem in rule(directive, mandate)
        )
    found.extend(
        Problem(path=("series", *problem.path), message=problem.message)
        for problem in series_problems(directive.series, directive.mandates)
    )
    return tuple(found)


_DIRECTIVE: Final = re.compile(r"[A-Z]{2,6}-[1-9][0-9]{0,3}")
LONGEST_PART: Final = 20_000
"""Characters of a preamble's or a clause's own words: as of a paragraph that is signed."""
LONGEST_MARKED: Final = 200
_NO_SECTION: Final = frozenset({"title", "preamble"})
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_OFFICE: Final = re.compile(rf"{_SLUG.pattern}\.{_SLUG.pattern}")
_PREAMBLE: Final = re.compile(r"[A-Z]{3}")
_CLAUSE: Final = re.compile(r"[A-Z]{3}-[1-9][0-9]*")
_MANDATE: Final = re.compile(r"[A-Z]{3}-[1-9][0-9]*[a-z]?")
_TWO: Final = 2
_MOST_A_WEEK: Final = 100


def _shaped(path: Place, code: str, pattern: re.Pattern[str], example: str) -> Iterator[Problem]:
    if not pattern.fullmatch(code):
        yield Problem(path=path, message=f"malformed code {code!r}: write it like {example}")


def _codes_are_well_formed(directive: Directive) -> Iterator[Problem]:
    yield from _shaped(("id",), directive.id, _DIRECTIVE, "NSDD-62")
    yield from _shaped(("preamble", "code"), directive.preamble.code, _PREAMBLE, "PRE")
    for at, agency in enumerate(directive.agencies):
        yield from _shaped(("agencies", at, "code"), agency.code, _SLUG, "coast-guard")
    for at, clause in enumerate(directive.clauses):
        yield from _shaped(("clauses", at, "code"), clause.code, _CLAUSE, "SEC-1")
        yield from _shaped(("clauses", at, "section"), clause.section, _NAME, "security")


def _sections_are_of_clauses(directive: Directive) -> Iterator[Problem]:
    """Title and preamble are kept beside the clauses, under these names."""
    for at, clause in enumerate(directive.clauses):
        if clause.section in _NO_SECTION:
            message = f"section {clause.section!r} is the directive's own {clause.section}: choose another name"
            yield Problem(path=("clauses", at, "section"), message=message)


def _the_papers_words_fit(directive: Directive) -> Iterator[Problem]:
    """The paper's own words are kept as they came in, within bounds."""
    of_parts: list[tuple[Place, str | None, int]] = [
        (("title_marked",), directive.title_marked, LONGEST_MARKED),
        (("preamble", "text"), directive.preamble.text, LONGEST_PART),
        (("preamble", "marked"), directive.preamble.marked, LONGEST_MARKED),
    ]
    for at, clause in enumerate(directive.clauses):
        of_parts.append((("clauses", at, "text"), clause.text, LONGEST_PART))
        of_parts.append((("clauses", at, "marked"), clause.marked, LONGEST_MARKED))
    for path, words, most in of_parts:
        if words is not None and len(words) > most:
            yield Problem(path=path, message=f"longer than {most} characters")


def _codes_are_unique(directive: Directive) -> Iterator[Problem]:
    parts = {
        "agencies": [agency.code for agency in directive.agencies],
        "clauses": [clause.code for clause in directive.clauses],
        "mandates": [mandate.code for mandate in directive.mandates],
    }
    for part, codes in parts.items():
        yield from (
            Problem(path=(part, at, "code"), message=f"duplicate code {code!r}")
            for at, code in enumerate(codes)
            if code in codes[:at]
        )


def _clauses_are_counted(directive: Directive) -> Iterator[Problem]:
    for at, clause in enumerate(directive.clauses):
        if clause.ordinal != at + 1:
            message = f"clause {clause.code} is number {at + 1} in the file but says {clause.ordinal}"
            yield Problem(path=("clauses", at, "ordinal"), message=message)


def _every_clause_has_a_mandate(directive: Directive) -> Iterator[Problem]:
    drawn = {code for mandate in directive.mandates for code in mandate.clauses}
    for at, clause in enumerate(directive.clauses):
        if clause.code not in drawn:
            message = f"no mandate is drawn from clause {clause.code}"
            yield Problem(path=("clauses", at, "code"), message=message)


def _mandate_codes_are_well_formed(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    yield from _shaped(("code",), mandate.code, _MANDATE, "ECO-6a")
    yield from _shaped(("counterpart",), mandate.counterpart, _SLUG, "japan")
    yield from _shaped(("issue",), mandate.issue, _SLUG, "technology-leakage")
    yield from _shaped(("action_office",), mandate.action_office, _OFFICE, "state.ea-j")
    for at, channel in enumerate(mandate.channels):
        yield from _shaped(("channels", at), channel, _NAME, "front_channel_cable")
    for at, deadline in enumerate(mandate.deadlines):
        yield from _shaped(("deadlines", at, "name"), deadline.name, _NAME, "interim_arrangement_ends")


def _mandate_is_drawn_from_clauses(directive: Directive, mandate: Mandate) -> Iterator[Problem]:
    known = {clause.code: clause.marking for clause in directive.clauses}
    if not mandate.clauses:
        yield Problem(path=("clauses",), message=f"mandate {mandate.code} is drawn from no clause")
    elif mandate.code.rstrip("abcdefghijklmnopqrstuvwxyz") != mandate.clauses[0]:
        message = f"mandate {mandate.code} is named after another clause than its first, {mandate.clauses[0]}"
        yield Problem(path=("code",), message=message)
    for at, code in enumerate(mandate.clauses):
        if code not in known:
            message = f"unknown clause {code!r}{did_you_mean(code, known)}"
            yield Problem(path=("clauses", at), message=message)
        elif mandate.marking < known[code]:
            message = f"marked {mandate.marking.name}, below its clause {code} ({known[code].name})"
            yield Problem(path=("marking",), message=message)


def _agencies_are_known(directive: Directive, mandate: Mandate) -> Iterator[Problem]:
    known = {agency.code for agency in directive.agencies}
    named: list[tuple[Place, str]] = [(("action_agency",), mandate.action_agency)]
    for field, codes in _addressees(mandate).items():
        named.extend(((field, at), code) for at, code in enumerate(codes))
    for path, code in named:
        if code not in known:
            yield Problem(path=path, message=f"unknown agency {code!r}{did_you_mean(code, known)}")


def _addressees(mandate: Mandate) -> dict[str, tuple[str, ...]]:
    return {
        "must_clear": mandate.must_clear,
        "clear_if_affected": mandate.clear_if_affected,
        "info": mandate.info,
    }


def _an_agency_is_addressed_once(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for field, codes in _addressees(mandate).items():
        for at, code in enumerate(codes):
            if code in seen:
                yield Problem(path=(field, at), message=f"agency {code!r} is already in {seen[code]}")
            elif code == mandate.action_agency and field != "must_clear":
                yield Problem(path=(field, at), message=f"agency {code!r} has the action itself")
            seen.setdefault(code, field)


def _who_does_not_clear_is_informed(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    for at, code in enumerate(mandate.non_voting):
        if code not in mandate.info:
            message = f"agency {code!r} sits without a vote, so it is informed: add it to info, and nowhere else"
            yield Problem(path=("non_voting", at), message=message)


def _posts_do_not_clear(directive: Directive, mandate: Mandate) -> Iterator[Problem]:
    posts = {agency.code for agency in directive.agencies if agency.kind is AgencyKind.POST}
    for field in ("must_clear", "clear_if_affected"):
        for at, code in enumerate(_addressees(mandate)[field]):
            if code in posts:
                message = f"{code!r} is a post: it delivers and reports, and has no right of clearance"
                yield Problem(path=(field, at), message=message)


def _what_goes_out_is_cleared(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    outward = [procedure.value for procedure in mandate.procedures if procedure in SENDS_TEXT_OUT]
    if outward and not mandate.must_clear:
        message = f"a {outward[0]} sends text out, so some agency must clear it"
        yield Problem(path=("must_clear",), message=message)


def _demarches_are_states_to_send(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    if Procedure.DEMARCHE not in mandate.procedures:
        return
    if COUNTRY_DESK_AGENCY not in mandate.must_clear:
        message = "a demarche is cleared at least by the country desk: add 'state' (5 FAH-1 H-241)"
        yield Problem(path=("must_clear",), message=message)
    if Channel.FRONT_CHANNEL_CABLE not in mandate.channels:
        message = "a demarche goes by front-channel cable: add 'front_channel_cable' (5 FAH-1 H-613)"
        yield Problem(path=("channels",), message=message)


def _procedures_are_named_once(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    for procedure, times in Counter(mandate.procedures).items():
        if times > 1:
            yield Problem(path=("also",), message=f"procedure {procedure.value!r} is named twice")


def _the_office_is_the_agencys(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    if mandate.action_office.partition(".")[0] != mandate.action_agency:
        message = f"office {mandate.action_office!r} is not one of {mandate.action_agency!r}"
        yield Problem(path=("action_office",), message=message)


def _carried_out_by(mandate: Mandate) -> Iterator[ProcedureRules]:
    """Its procedures, and those of the cases under theirs."""
    names = {procedure.value for procedure in mandate.procedures}
    for rules in PROCEDURES.values():
        if rules.name in names or rules.under & names:
            yield rules


def _steps_are_its_procedures(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    offered = {step.name.value for rules in _carried_out_by(mandate) for step in rules.steps if step.by_mandate}
    for at, name in enumerate(mandate.steps):
        if name not in offered:
            known = ", ".join(sorted(offered)) or "none"
            yield Problem(
                path=("steps", at), message=f"{name!r} is not a step that its procedures leave to it ({known})"
            )


def _deadlines_are_in_order(directive: Directive, mandate: Mandate) -> Iterator[Problem]:
    for name, times in Counter(deadline.name for deadline in mandate.deadlines).items():
        if times > 1:
            yield Problem(path=("deadlines",), message=f"deadline {name!r} is named twice")
    for at, deadline in enumerate(mandate.deadlines):
        if deadline.date < directive.date:
            message = f"deadline {deadline.name!r} lies before the directive ({directive.date.isoformat()})"
            yield Problem(path=("deadlines", at, "date"), message=message)
    for at, (earlier, later) in enumerate(pairwise(mandate.deadlines), start=1):
        if later.date < earlier.date:
            message = f"deadline {later.name!r} comes after a later one, {earlier.name!r}"
            yield Problem(path=("deadlines", at, "date"), message=message)


def _levers_join_mandates(directive: Directive) -> Iterator[Problem]:
    known = {mandate.code for mandate in directive.mandates}
    for at, lever in enumerate(directive.levers):
        yield from _shaped(("levers", at, "name"), lever.name, _SLUG, "fishery-allocations")
        if lever.name in {other.name for other in directive.levers[:at]}:
            yield Problem(path=("levers", at, "name"), message=f"lever {lever.name!r} is named twice")
        if len(lever.mandates) < _TWO:
            yield Problem(
                path=("levers", at, "mandates"), message=f"lever {lever.name!r} joins fewer than two mandates"
            )
        for place, code in enumerate(lever.mandates):
            path: Place = ("levers", at, "mandates", place)
            if code not in known:
                yield Problem(path=path, message=f"unknown mandate {code!r}{did_you_mean(code, known)}")
            elif code in lever.mandates[:place]:
                yield Problem(path=path, message=f"mandate {code!r} is named twice")
        for place, code in enumerate(lever.certifies):
            if code not in lever.mandates:
                message = f"{code!r} certifies a lever that it does not share"
                yield Problem(path=("levers", at, "certifies", place), message=message)
        if lever.mandates and set(lever.certifies) >= set(lever.mandates):
            yield Problem(path=("levers", at, "certifies"), message=f"nobody is left to pull lever {lever.name!r}")


def _gauges_are_of_counterparts(directive: Directive) -> Iterator[Problem]:
    known = {mandate.counterpart for mandate in directive.mandates}
    for at, gauge in enumerate(directive.pressure):
        if gauge.counterpart not in known:
            message = f"unknown counterpart {gauge.counterpart!r}{did_you_mean(gauge.counterpart, known)}"
            yield Problem(path=("pressure", at, "counterpart"), message=message)
        if gauge.counterpart in {other.counterpart for other in directive.pressure[:at]}:
            yield Problem(path=("pressure", at, "counterpart"), message=f"{gauge.counterpart!r} has two gauges")
        if not 0 < gauge.demarches_a_week <= _MOST_A_WEEK:
            message = f"a gauge stands at 1 to {_MOST_A_WEEK} demarches a week"
            yield Problem(path=("pressure", at, "demarches_a_week"), message=message)


def _preamble_assertions_are_sound(directive: Directive) -> Iterator[Problem]:
    for problem in _assertions_are_sound(directive.preamble.assertions, 1):
        yield Problem(path=("preamble", *problem.path), message=problem.message)


def _mandate_assertions_are_sound(_: Directive, mandate: Mandate) -> Iterator[Problem]:
    yield from _assertions_are_sound(mandate.assertions, len(mandate.guardrails))


def _assertions_are_sound(assertions: tuple[GuardrailAssertion, ...], guardrails: int) -> Iterator[Problem]:
    for at, said in enumerate(assertions):
        if not 1 <= said.guardrail <= guardrails:
            message = f"there is no guardrail number {said.guardrail}"
            yield Problem(path=("assertions", at, "guardrail"), message=message)
        for name, code in (("measure", said.measure), ("unit", said.unit), ("actor", said.actor)):
            if code is not None:
                yield from _shaped(("assertions", at, name), code, _SLUG, "sea-lane-protection")
        bounded = said.low is not None or said.high is not None
        if bounded != (said.unit is not None):
            yield Problem(path=("assertions", at), message="a figure has a unit, and only a figure")
        if said.low is not None and said.high is not None and said.low > said.high:
            yield Problem(path=("assertions", at, "low"), message=f"{said.low} is more than {said.high}")


_RULES: Final[tuple[Callable[[Directive], Iterator[Problem]], ...]] = (
    _codes_are_well_formed,
    _codes_are_unique,
    _sections_are_of_clauses,
    _the_papers_words_fit,
    _clauses_are_counted,
    _every_clause_has_a_mandate,
    _levers_join_mandates,
    _gauges_are_of_counterparts,
    _preamble_assertions_are_sound,
)
_MANDATE_RULES: Final[tuple[Callable[[Directive, Mandate], Iterator[Problem]], ...]] = (
    _mandate_codes_are_well_formed,
    _mandate_is_drawn_from_clauses,
    _agencies_are_known,
    _an_agency_is_addressed_once,
    _who_does_not_clear_is_informed,
    _posts_do_not_clear,
    _what_goes_out_is_cleared,
    _demarches_are_states_to_send,
    _procedures_are_named_once,
    _the_office_is_the_agencys,
    _deadlines_are_in_order,
    _steps_are_its_procedures,
    _mandate_assertions_are_sound,
)
