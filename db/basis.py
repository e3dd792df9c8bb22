"""What a case's current text rests on: one column more of the statement that reads a case for a person."""

from typing import Any, Final
from uuid import UUID

from domain.assertions import Audience
from domain.contradictions import Finding
from domain.positions import Basis, OpenConflict, Rest

Json = dict[str, Any]  # what PostgreSQL built with jsonb_build_object, read field by field below

# Of case_file c and its mandate m (left joined, since a mandate above the reader is not there). Row-level security
# leaves out what the person entered may not see.
BASIS: Final = """jsonb_build_object(
  'rests', (SELECT coalesce(jsonb_agg(jsonb_build_object('position', p.id, 'in_force', in_force(p.id, sec.now()),
      'cited', EXISTS (SELECT FROM cite k WHERE (k.case_id, k.version, k.position) = (c.id, c.head_version, p.id)),
      'own_forerunner', EXISTS (SELECT FROM adoption a
        WHERE (a.case_id, a.version, a.supersedes) = (c.id, c.head_version, p.id)),
      'successor', CASE WHEN NOT in_force(p.id, sec.now()) THEN successor(p.id, sec.now()) END,
      'reaffirmed', NOT in_force(p.id, sec.now()) AND reaffirmed(c.id, p.id, sec.now())) ORDER BY p.id), '[]')
    FROM rests_on(c.id, c.head_version) r JOIN position p ON p.id = r.on_position),
  'missing', (SELECT coalesce(jsonb_agg(y.position ORDER BY y.position), '[]') FROM position_period y
    WHERE (y.issue, y.counterpart) = (m.issue, m.counterpart) AND y.audience = text_audience(c.id, c.head_version)
      AND upper_inf(y.known) AND y.valid @> sec.now()
      AND y.position NOT IN (SELECT r.on_position FROM rests_on(c.id, c.head_version) r)),
  'conflicts', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'kind', k.kind) ORDER BY k.at), '[]')
    FROM conflict k WHERE k.case_id = c.id AND k.version = c.head_version AND NOT EXISTS (SELECT FROM conflict_ruling u
      WHERE u.conflict = k.id AND u.outcome IN ('no_contradiction', 'text_stands'))),
  'drafted', (SELECT d.audience FROM position_draft d WHERE (d.case_id, d.version) = (c.id, c.head_version)),
  'position', (SELECT a.id FROM adoption a WHERE (a.case_id, a.version) = (c.id, c.head_version)))"""


def basis_of(found: Json) -> Basis:
    """Build it from that column."""
    return Basis(
        rests=tuple(
            Rest(
                position=UUID(rest["position"]),
                # What a text itself took the place of is not held against it.
                in_force=rest["in_force"] or rest["own_forerunner"],
                cited=rest["cited"],
                successor=UUID(rest["successor"]) if rest["successor"] else None,
                reaffirmed=rest["reaffirmed"],
            )
            for rest in found["rests"]
        ),
        missing=tuple(map(UUID, found["missing"])),
        conflicts=tuple(OpenConflict(id=UUID(k["id"]), finding=Finding(k["kind"])) for k in found["conflicts"]),
        drafted=Audience(found["drafted"]) if found["drafted"] else None,
        position=UUID(found["position"]) if found["position"] else None,
    )
