"""Holding a text against positions, the directive and other texts; what contradicts it is a fact that blocks it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import rfc8785

from casework.carrying import paragraphs_of
from casework.desk import CaseAct
from casework.foundation import reread_basis
from casework.statements import read, shown
from db import lists, position_checks, positions
from db.guardrails import limits
from domain.assertions import Assertion, Audience
from domain.contradictions import Contradiction, Finding, Limit, breaches, contradictions, private_words

Json = dict[str, Any]  # what is stored of a finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A contradiction, with what it is, and how high the other side is marked."""

    contradiction: Contradiction
    level: int
    with_position: UUID | None = None
    with_case: UUID | None = None
    with_version: int | None = None
    with_mandate: str | None = None
    guardrail: str | None = None
    issue: str | None = None

    @property
    def against(self) -> str:
        """What sort of thing the other side is."""
        return "position" if self.with_position else "text" if self.with_case else "directive"

    @property
    def detail(self) -> Json:
        """Both sides, as they are stored and shown."""
        found = self.contradiction
        given: Json = {
            "ours": shown(found.ours) if found.ours else None,
            "theirs": shown(found.theirs) if found.theirs else None,
            "words": list(found.words) or None,
            "guardrail": self.guardrail,
        }
        return {name: value for name, value in given.items() if value is not None}

    @property
    def likeness(self) -> str:
        """By what a like pair is found again: the finding, against what, the issue, the measure and the actor."""
        ours = self.contradiction.ours
        about = {"issue": self.issue}
        if ours is not None:
            about = {"issue": ours.issue, "measure": ours.measure, "actor": ours.actor}
        alike = {"finding": self.contradiction.finding.value, "against": self.against, **about}
        return hashlib.sha256(rfc8785.dumps(alike)).hexdigest()

    @property
    def key(self) -> tuple[object, ...]:
        """Two findings with the same key are one."""
        other = self.with_position or self.with_case or self.with_mandate
        return self.contradiction.finding.value, other, rfc8785.dumps(self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """The text that is held against everything."""

    words: tuple[str, ...]
    audience: Audience
    assertions: tuple[Assertion, ...]
    supersedes: UUID | None


async def find(act: CaseAct, version: int) -> tuple[Found, ...]:
    """What contradicts that version, as far as the person who acts may see it."""
    held = await _held(act, version)
    issue, counterpart = act.row.issue, act.row.counterpart
    issues = sorted({issue, *(one.issue for one in held.assertions)} - {""})
    found = [
        *_limits(held, await limits(act.tx, issues, counterpart)),
        *_positions(held, await position_checks.positions_on(act.tx, act.facts.id, issues, counterpart)),
    ]
    if held.assertions:
        others = await position_checks.other_texts(act.tx, act.facts.id, issues, counterpart, held.supersedes)
        found += _texts(held, others)
    return tuple({one.key: one for one in found}.values())


async def _held(act: CaseAct, version: int) -> _Held:
    basis = await positions.basis_of_version(act.tx, act.facts.id, version)
    row = await lists.version(act.tx, act.facts.id, version)
    replaces = (basis["draft"] or {}).get("supersedes")
    return _Held(
        words=tuple(p.text for p in paragraphs_of(row)) if row else (),
        audience=Audience(await position_checks.audience_of(act.tx, act.facts.id, version)),
        assertions=tuple(read(one) for one in basis["assertions"]),
        supersedes=UUID(replaces) if replaces else None,
    )


def _limits(held: _Held, rows: tuple[Json, ...]) -> Iterator[Found]:
    for row in rows:
        # A limit without an issue, the preamble's, holds on every issue.
        for one in held.assertions:
            if row["issue"] in (None, one.issue):
                audience = Audience(row["audience"]) if row["audience"] else None
                limit = Limit(statement=read(row["statement"], one.issue), audience=audience)
                for found in breaches([one], [limit], held.audience):
                    yield Found(
                        contradiction=found,
                        level=row["level"],
                        with_mandate=row["mandate"],
                        guardrail=row["guardrail"],
                    )


def _positions(held: _Held, rows: tuple[Json, ...]) -> Iterator[Found]:
    for row in rows:
        if row["id"] == held.supersedes:
            continue  # it is to come in its place
        for theirs in row["assertions"]:
            level = max(row["level"], theirs["level"])
            for found in contradictions(held.assertions, [read(theirs)]):
                yield Found(contradiction=found, level=level, with_position=row["id"])
        if held.audience is Audience.PUBLIC and row["audience"] == Audience.PRIVATE:
            for words in row["words"]:
                shared = private_words(held.words, [words["text"]])
                if shared is not None:
                    level = max(row["level"], words["level"])
                    yield Found(contradiction=shared, level=level, with_position=row["id"], issue=row["issue"])


def _texts(held: _Held, rows: tuple[Json, ...]) -> Iterator[Found]:
    for row in rows:
        theirs = [read(one) for one in row["assertions"]]
        for found in contradictions(held.assertions, theirs):
            yield Found(contradiction=found, level=row["level"], with_case=row["id"], with_version=row["version"])


async def open_conflicts(act: CaseAct, version: int, office: str) -> int:
    """Record what contradicts that version and was not found before; returns how many."""
    found = await find(act, version)
    if not found:
        return 0
    before = {
        (k["kind"], k["with_position"] or k["with_case"] or k["with_mandate"], rfc8785.dumps(k["detail"]))
        for k in await position_checks.conflicts(act.tx, act.facts.id)
        if k["version"] == version
    }
    new = [one for one in found if one.key not in before]
    for one in new:
        await record_conflict(act, version, office, one)
    if new:
        await reread_basis(act)
    return len(new)


async def record_conflict(act: CaseAct, version: int, office: str, found: Found) -> UUID:
    """One contradiction as a fact of the case."""
    conflict = uuid4()
    digest = next((v.digest for v in act.facts.versions if v.number == version), None)
    if digest is None:
        row = await lists.version(act.tx, act.facts.id, version)
        digest = row["digest"] if row else ""
    await act.record(
        "conflict",
        id=conflict,
        version=version,
        digest=digest,
        kind=found.contradiction.finding.value,
        level=found.level,
        with_position=found.with_position,
        with_case=found.with_case,
        with_version=found.with_version,
        with_mandate=found.with_mandate,
        likeness=found.likeness,
        detail=found.detail,
        office=office,
    )
    return conflict


def raised(note: str, ours: Assertion | None = None) -> Contradiction:
    """A contradiction that a person sees and the checker does not: it is put in words."""
    return Contradiction(finding=Finding.RAISED, ours=ours, words=(note,))
