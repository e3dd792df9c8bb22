"""How positions are written in the shell: cites, assertions and the draft of a position, one line each."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from case_words import Json, moment
from shell import stop

if TYPE_CHECKING:
    from embedded.client import Client

Cites = Annotated[list[str] | None, typer.Option("--cite", help="A position that the text rests on; repeat it")]
Assertions = Annotated[
    list[str] | None,
    typer.Option(
        "--assertion",
        help="'MEASURE affirms|denies [LOW..HIGH UNIT] [by ACTOR] [in PARAGRAPH] [on ISSUE]'; repeat it",
    ),
]
AsPosition = Annotated[
    str | None,
    typer.Option(
        "--position",
        help="'private|public bottom=1 points=2,3 fallback=4@state,nsc not=5 access=state,jcs supersedes=ID"
        " until=+90d'",
    ),
]

_ASSERTION: Final = re.compile(
    r"(?P<measure>[a-z0-9-]+) (?P<polarity>affirms|denies)"
    r"(?: (?P<low>-?[0-9.]+?)?\.\.(?P<high>-?[0-9.]+)? (?P<unit>[a-z-]+))?"
    r"(?: by (?P<actor>[a-z0-9-]+))?(?: in (?P<paragraph>[0-9]+))?(?: on (?P<issue>[a-z0-9-]+))?"
)
_PARTS: Final = {"bottom": "bottom_line", "points": "talking_points", "fallback": "fallback", "not": "do_not_say"}


def read_assertion(written: str) -> Json:
    """An assertion as the API takes it."""
    found = _ASSERTION.fullmatch(written)
    if found is None:
        raise stop(
            f"An assertion is written 'sea-lane-protection affirms 1000..1000 miles by japan in 2', not {written!r}"
        )
    given: Json = {name: value for name, value in found.groupdict().items() if value is not None}
    numbers: Json = {name: float(given[name]) for name in ("low", "high") if name in given}
    paragraph: Json = {"paragraph": int(given["paragraph"])} if "paragraph" in given else {}
    return {**given, **numbers, **paragraph}


def read_position(written: str) -> Json:
    """The draft of a position as the API takes it."""
    audience, *fields = written.split()
    draft: Json = {"audience": audience}
    for field in fields:
        name, _, value = field.partition("=")
        numbers, _, readers = value.partition("@")
        if name in _PARTS:
            draft[_PARTS[name]] = [int(number) for number in numbers.split(",") if number.isdecimal()]
            if name == "fallback":
                draft["fallback_access"] = readers.split(",")
        elif name == "access":
            draft["access"] = value.split(",")
        elif name == "supersedes":
            draft["supersedes"] = value
        elif name == "until":
            draft["until"] = moment(value)
        else:
            raise stop(
                f"A position is drafted as in 'private bottom=1 points=2 fallback=3@state not=4', not with {name!r}"
            )
    return draft


def stands_on(cites: Sequence[str] | None, assertions: Sequence[str] | None, position: str | None) -> Json:
    """What a version is declared to stand on; what is left out is not sent."""
    given: Json = {
        "cites": None if cites is None else list(cites),
        "assertions": None if assertions is None else [read_assertion(one) for one in assertions],
        "position": None if position is None else read_position(position),
    }
    return {name: value for name, value in given.items() if value is not None}


def find_position(client: "Client", persona: str, position: str) -> str:
    """A position's id from how it begins, among those that are in force and the persona may see."""
    if len(position) == 36:
        return position
    found: list[str] = [one["id"] for one in client.get(persona, "/positions", limit=200)["items"]]
    fitting = [one for one in found if one.startswith(position)]
    if len(fitting) != 1:
        raise stop(
            f"There is {'no' if not fitting else 'more than one'} position {position} in force that {persona} may see."
        )
    return fitting[0]
