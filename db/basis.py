"""What a case's current text rests on: one column more of the statement that reads a case for a person."""

from typing import Any, Final
from uuid import UUID

from domain.assertions import Audience
from domain.contradictions import Finding
from domain.positions import Basis, OpenConflict, Rest

Json = dict[str, Any]  # what PostgreSQL built with jsonb_build_object, read field by field below

BASIS: Final = "case_basis(c.id, c.head_version, m.issue, m.counterpart)"
"""Of case_file c and its mandate m (left joined, since a mandate above the reader is not there)."""


def basis_of(found: Json | None) -> Basis:
    """Build it from that column; empty where the text rests on nothing, and nothing is in force on its issue."""
    if found is None:
        return Basis()
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
