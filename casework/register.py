"""Loading what is given by file: a directive's edition, and the register of offices and people."""

from dataclasses import dataclass
from pathlib import Path

from casework.directive_file import DirectiveInvalid, edition, read_directive
from casework.people_file import read_people
from casework.yaml_shapes import FileProblem
from casework.yaml_tree import lines_of
from db import directives, people
from db.engine import Database
from domain.directive import Directive


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading a directive did: its edition's number, and whether it is a new one."""

    directive: str
    edition: int
    is_new: bool
    clauses: int
    mandates: int


async def load_directive(db: Database, path: Path) -> Loaded:
    """Load a directive file. The same content again changes nothing; another content is a new edition.

    Cases already open stay on the edition under which they were opened.

    Raises:
        DirectiveInvalid: with file, line and what is wrong, for each place; a mandate's code that another directive
            has is wrong too, since a case is opened under a mandate by its code alone.
    """
    directive = read_directive(path)
    sha256 = edition(directive)
    async with db.begin() as tx:
        await directives.one_at_a_time(tx)
        number = await directives.edition_of(tx, directive.id, sha256)
        is_new = number is None
        codes = [mandate.code for mandate in directive.mandates]
        taken = await directives.mandates_elsewhere(tx, directive.id, codes) if is_new else {}
        if number is None and not taken:
            number = await directives.insert_edition(tx, directive, sha256)
    if number is None:
        raise DirectiveInvalid(_taken(path, directive, taken))
    return Loaded(
        directive=directive.id,
        edition=number,
        is_new=is_new,
        clauses=len(directive.clauses),
        mandates=len(directive.mandates),
    )


def _taken(path: Path, directive: Directive, taken: dict[str, str]) -> tuple[FileProblem, ...]:
    found = [(at, mandate.code) for at, mandate in enumerate(directive.mandates) if mandate.code in taken]
    lines = lines_of(path, [("mandates", at, "code") for at, _ in found])
    return tuple(
        FileProblem(
            file=str(path), line=line, message=f"mandate code {code!r} is one of {taken[code]} already: choose another"
        )
        for line, (_, code) in zip(lines, found, strict=True)
    )


async def load_people(db: Database, path: Path) -> int:
    """Load offices, people and appointments. Who is no longer in the file keeps the record and loses the access.

    Returns:
        How many people are in the register now.

    Raises:
        PeopleInvalid: with file, line and what is wrong.
    """
    register = read_people(path)
    async with db.begin() as tx:
        await directives.one_at_a_time(tx)
        return await people.replace_register(tx, register)
