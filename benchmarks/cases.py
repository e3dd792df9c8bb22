"""Real cases to sign: opened and circulated through the HTTP API, and every sign-off they wait for."""

import asyncio
from dataclasses import dataclass
from functools import cache

from benchmarks.wire import Connection, Json, post
from embedded.client import Client, personas

DRAFTER = "state.eb"
STRIDE = 25
AT_ONCE = 8
CLIENTS_APART = "Machine tools of this class are controlled, and we ask that the export licence be looked into."


@cache
def coordinator(agency: str) -> str:
    """The first persona who may sign for an agency and does not draft these cases."""
    for person in personas():
        offices = [held["office"] for held in person["appointments"] if held["capacity"] == "coordinator"]
        if person["subject"] != DRAFTER and any(_agency(office) == agency for office in offices):
            return str(person["subject"])
    raise LookupError(agency)


def _agency(office: str) -> str:
    return office.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Under which mandate cases are opened, how they are marked, and who has an equity in their words."""

    code: str
    marking: str
    equities: tuple[str, ...]


EIGHT = Mandate(code="ECO-6a", marking="S", equities=("ustr",))
"""A demarche on technology leakage: eight must-clear agencies, with the equity of USTR in the text."""
FOUR = Mandate(code="ECO-4", marking="C", equities=())
"""A demarche on national treatment: four must-clear agencies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circulated:
    """A case in clearance and the sign-offs it waits for, as requests, in the order of its round."""

    id: str
    digest: str
    sign_offs: tuple[bytes, ...]


async def circulated(api: Client, connection: Connection, mandate: Mandate, number: int) -> Circulated:
    """Open and circulate one case."""
    draft = {
        "mandate": mandate.code,
        "title": f"Case {number} of the benchmark",
        "classification": mandate.marking,
        "paragraphs": [{"text": CLIENTS_APART, "marking": mandate.marking, "equities": list(mandate.equities)}] * 2,
    }
    case = await connection.ask(post(api.url, api.token(DRAFTER), "/cases", draft))
    case = await connection.ask(post(api.url, api.token(DRAFTER), f"/cases/{case['id']}/circulation", {}))
    return Circulated(
        id=case["id"],
        digest=case["text"]["digest"],
        sign_offs=tuple(_sign_off(api, case, agency) for agency in must_clear(case)),
    )


def must_clear(case: Json) -> list[str]:
    """The agencies without which the case does not go out."""
    return [seat["agency"] for seat in case["round"]["agencies"] if seat["right"] == "must_clear"]


def _sign_off(api: Client, case: Json, agency: str) -> bytes:
    body = {"agency": agency, "response": "concur", "digest": case["text"]["digest"]}
    return post(api.url, api.token(coordinator(agency)), f"/cases/{case['id']}/sign-offs", body)


async def many_circulated(api: Client, mandate: Mandate, count: int) -> list[Circulated]:
    """Open and circulate so many cases, a few at once."""
    numbers = iter(range(1, count + 1))

    async def some() -> list[Circulated]:
        connection = await Connection.to(api.url)
        made = [await circulated(api, connection, mandate, number) for number in numbers]
        connection.close()
        return made

    return [case for part in await asyncio.gather(*(some() for _ in range(AT_ONCE))) for case in part]


def in_turn(cases: list[Circulated]) -> list[bytes]:
    """All sign-offs in an order in which neighbours belong to different cases and rounds end evenly spread.

    Each case signs one agency, lets STRIDE cases go first, and signs the next: so of any eight sign-offs in a
    row about one is the last that its case waits for, and wakes its workflow.
    """
    placed = [
        (number + STRIDE * turn, request)
        for number, case in enumerate(cases)
        for turn, request in enumerate(case.sign_offs)
    ]
    return [request for _, request in sorted(placed, key=lambda place: place[0])]
