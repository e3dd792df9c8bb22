"""What ties cases together, as the person entered may see it: links, levers, certifications, the gauge of pressure."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.certifying import Certification
from domain.people import PersonId
from domain.tranches import LeverState, Tranche
from domain.vocabulary import Finding, Statute

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_CERTIFICATIONS = text(
    "SELECT k.id, k.statute, k.person, k.at, d.finding, d.at AS decided_at FROM certification k"
    " LEFT JOIN certification_decision d ON d.certification = k.id WHERE k.case_id = :id ORDER BY k.at LIMIT 100"
)


async def certifications(tx: AsyncConnection, case_id: UUID) -> tuple[Certification, ...]:
    """The case's certifications, in order."""
    return tuple(
        Certification(
            id=row.id,
            statute=Statute(row.statute),
            opened_by=PersonId(row.person),
            opened_at=row.at,
            finding=None if row.finding is None else Finding(row.finding),
            decided_at=row.decided_at,
        )
        for row in await tx.execute(_CERTIFICATIONS, {"id": case_id})
    )


_CERTIFIES = text(
    "SELECT EXISTS (SELECT FROM lever l JOIN case_file c ON c.edition_id = l.edition_id"
    " AND c.mandate = ANY (l.certifies) WHERE c.id = :id)"
)


async def certifies(tx: AsyncConnection, case_id: UUID) -> bool:
    """Whether a lever is certified under the case's mandate."""
    found: bool = (await tx.execute(_CERTIFIES, {"id": case_id})).scalar_one()
    return found


async def lever_state(tx: AsyncConnection, case_id: UUID) -> LeverState:
    """What certifications do to the case's lever, whoever may know of them: for the rules, not to be shown."""
    return LeverState((await tx.execute(text("SELECT sec.lever_state(:id)"), {"id": case_id})).scalar_one())


_TRANCHES = text(
    "SELECT m.ref, (m.detail ->> 'share')::integer AS share FROM milestone m"
    " WHERE m.case_id = :id AND m.name = 'tranche_released' ORDER BY m.at LIMIT 100"
)


async def tranches(tx: AsyncConnection, case_id: UUID) -> tuple[Tranche, ...]:
    """The tranches released so far, in order."""
    return tuple(Tranche(ref=r.ref, share=r.share) for r in await tx.execute(_TRANCHES, {"id": case_id}))


_FIRST, _SECOND = "split_part(l.link, '/', 2)::uuid", "split_part(l.link, '/', 3)::uuid"
_LINKS = text(
    f"SELECT l.id, split_part(l.link, '/', 1) AS kind, {_FIRST} = :id AS first, l.reason, l.office,"
    " l.at, e.at AS ended_at, e.reason AS ended_because, o.id AS other, o.number, o.mandate, o.title, o.level, o.stage,"
    " EXISTS (SELECT FROM release r WHERE r.case_id = o.id) AND NOT EXISTS"
    " (SELECT FROM recall b WHERE b.case_id = o.id) AS other_is_out"
    f" FROM case_link l JOIN case_file o ON o.id = CASE WHEN {_FIRST} = :id THEN {_SECOND} ELSE {_FIRST} END"
    f" LEFT JOIN case_link_end e ON e.link = l.id WHERE {_FIRST} = :id OR {_SECOND} = :id ORDER BY l.at LIMIT 500"
)


async def links(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The case's links whose other end the person sees too, ended ones included."""
    return tuple(dict(row) for row in (await tx.execute(_LINKS, {"id": case_id})).mappings())


_LINK = text(
    f"SELECT l.case_id, {_FIRST} AS first, {_SECOND} AS second,"
    " EXISTS (SELECT FROM case_link_end e WHERE e.link = l.id) AS ended FROM case_link l WHERE l.id = :link"
)


async def link(tx: AsyncConnection, link_id: UUID) -> Row | None:
    """One link, if the person sees both ends."""
    found = (await tx.execute(_LINK, {"link": link_id})).mappings().first()
    return None if found is None else dict(found)


_LEVERS = text(
    "SELECT l.name, l.mandates, l.certifies, c.mandate = ANY (l.certifies) AS is_certified_here FROM lever l"
    " JOIN case_file c ON c.edition_id = l.edition_id AND c.mandate = ANY (l.mandates) WHERE c.id = :id ORDER BY l.name"
)
_ON_LEVER = text(
    "SELECT o.id, o.number, o.mandate, o.title, o.level, k.statute, k.at, d.finding, d.at AS decided_at"
    " FROM certification k JOIN case_file o ON o.id = k.case_id JOIN directive_edition e ON e.id = o.edition_id"
    " JOIN lever l ON l.edition_id = o.edition_id AND o.mandate = ANY (l.certifies)"
    " LEFT JOIN certification_decision d ON d.certification = k.id"
    " WHERE l.name = :lever AND e.directive = :directive ORDER BY k.at DESC LIMIT 20"
)


async def levers(tx: AsyncConnection, case_id: UUID, directive: str) -> tuple[Row, ...]:
    """The levers that the case's mandate shares, each with the certifications on it that the person sees."""
    found = [dict(row) for row in (await tx.execute(_LEVERS, {"id": case_id})).mappings()]
    for lever in found:
        given = {"lever": lever["name"], "directive": directive}
        lever["certifications"] = [dict(row) for row in (await tx.execute(_ON_LEVER, given)).mappings()]
    return tuple(found)


_COUNTED = (
    " FROM release r JOIN case_file o ON o.id = r.case_id AND o.procedure = 'demarche'"
    " JOIN mandate m ON m.edition_id = o.edition_id AND m.code = o.mandate"
    " WHERE r.at > sec.now() - interval '7 days' AND m.counterpart = {counterpart}"
    " AND NOT EXISTS (SELECT FROM recall b WHERE b.case_id = o.id)"
)
_OF_CASE = "(SELECT x.counterpart FROM mandate x WHERE x.edition_id = c.edition_id AND x.code = c.mandate)"
PRESSED = (
    "c.procedure = 'demarche' AND c.stage IN ('clearance', 'split', 'checks', 'approval', 'keys', 'release')"
    " AND NOT EXISTS (SELECT FROM sequencing s WHERE s.case_id = c.id)"
    f" AND (SELECT count(*){_COUNTED.format(counterpart=_OF_CASE)}) >= (SELECT g.demarches_a_week FROM pressure_gauge g"
    f" WHERE g.edition_id = c.edition_id AND g.counterpart = {_OF_CASE})"
)
"""A circulated demarche that the NSC is asked to sequence, as far as the person sees what it is counted from."""

IN_CONFLICT = (
    "c.stage NOT IN ('closed', 'withdrawn', 'recalled') AND (EXISTS (SELECT FROM case_link l JOIN case_file o"
    f" ON o.id IN ({_FIRST}, {_SECOND}) AND o.id <> c.id"
    " AND o.stage NOT IN ('closed', 'withdrawn', 'recalled') WHERE l.link LIKE 'conflicts_with/%'"
    f" AND c.id IN ({_FIRST}, {_SECOND})"
    " AND NOT EXISTS (SELECT FROM case_link_end y WHERE y.link = l.id))"
    " OR EXISTS (SELECT FROM certification k JOIN case_file o ON o.id = k.case_id"
    " JOIN directive_edition oe ON oe.id = o.edition_id JOIN lever ol ON ol.edition_id = o.edition_id"
    " AND o.mandate = ANY (ol.certifies) JOIN lever cl ON cl.edition_id = c.edition_id AND cl.name = ol.name"
    " AND oe.directive = e.directive AND c.mandate = ANY (cl.mandates)"
    " WHERE (c.id = o.id OR (c.procedure = 'trade_action' AND NOT c.mandate = ANY (cl.certifies)))"
    " AND NOT EXISTS (SELECT FROM certification_decision d WHERE d.certification = k.id)))"
)
"""A case that another undoes: by an open link, or by a pending certification on a lever that it pulls or is certified
under; as far as the person sees both."""

_RELEASED = text(
    "SELECT o.id, o.number, o.mandate, o.title, o.level, r.at"
    + _COUNTED.format(counterpart=":counterpart")
    + " ORDER BY r.at"
    " LIMIT 200"
)
_WAITING = text(
    "SELECT c.id, c.number, c.mandate, c.title, c.level, c.stage, (SELECT max(r.at) FROM clearance_round r"
    f" WHERE r.case_id = c.id) AS at FROM case_file c WHERE {_OF_CASE} = :counterpart AND {PRESSED}"
    " ORDER BY c.at LIMIT 200"
)
_GAUGES = text(
    "SELECT e.directive, g.demarches_a_week, g.then_it FROM pressure_gauge g"
    " JOIN directive_edition e ON e.id = g.edition_id WHERE g.counterpart = :counterpart AND e.edition ="
    " (SELECT max(x.edition) FROM directive_edition x WHERE x.directive = e.directive) ORDER BY e.directive LIMIT 50"
)


async def pressure(tx: AsyncConnection, counterpart: str) -> tuple[tuple[Row, ...], tuple[Row, ...], tuple[Row, ...]]:
    """That counterpart's gauges, what went to it within the week, what waits to be sequenced: as the person sees."""
    given = {"counterpart": counterpart}
    found = [(await tx.execute(statement, given)).mappings().all() for statement in (_GAUGES, _RELEASED, _WAITING)]
    gauges, released, waiting = (tuple(map(dict, rows)) for rows in found)
    return gauges, released, waiting
