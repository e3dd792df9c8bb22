"""Twenty officers of thirteen agencies sign one case at once, each sending twice: none is lost, none counts double."""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import pytest

from casework.desk import Answer, Caller, Unavailable
from casework.signing import sign_off
from db.engine import Database
from domain.refusals import NotYours
from domain.vocabulary import Response
from tests.db.direct_sql import OWNER, DirectSql, broken_links
from tests.office import Office, View, a_draft

pytestmark = pytest.mark.asyncio

OFFICERS = {
    "state": ("state.ea-j", "state.ea", "state.l"),
    "defense": ("defense.isa", "defense.usdre"),
    "commerce": ("commerce.ita", "commerce.noaa", "commerce.desk"),
    "justice": ("justice.antitrust", "justice.criminal"),
    "nsc": ("nsc.asia", "nsc.defense"),
    "ustr": ("ustr.japan",),
    "treasury": ("treasury.oasia",),
    "cia": ("cia.di",),
    "energy": ("energy.ia",),
    "acda": ("acda.npb",),
    "nrc": ("nrc.oip",),
    "labor": ("labor.ilab",),
    "agriculture": ("agriculture.fas",),
}
SEATS = [(agency, subject) for agency, subjects in OFFICERS.items() for subject in subjects]
ASKED_BY_TEXT = ("ustr", "acda", "nrc", "labor", "agriculture")


async def settled(db: Database, caller: Caller, case: View, agency: str) -> Answer:
    """Send, and send again under the same key for as long as the database cannot decide."""
    while True:
        try:
            return await sign_off(
                db,
                caller,
                UUID(case["id"]),
                agency=agency,
                response=Response.CONCUR,
                digest=case["text"]["digest"],
            )
        except Unavailable:
            continue


async def test_twenty_officers_sign_at_once_and_each_counts_once(office: Office, direct: DirectSql) -> None:
    assert len(SEATS) == 20
    case = await office.circulated(draft=a_draft(equities=ASKED_BY_TEXT))
    sent = [(agency, Caller(subject=subject, key=f"key of {subject}")) for agency, subject in SEATS for _ in "12"]
    answers = await asyncio.gather(*(settled(office.db, caller, case, agency) for agency, caller in sent))
    for first, second in zip(answers[::2], answers[1::2], strict=True):
        assert first.body == second.body
        assert {first.replayed, second.replayed} == {True, False}
    assert direct.ledger(case) == ["case_file", "text_version", "clearance_round", *["sign_off"] * 20]
    assert broken_links(direct, case) == []
    assert sorted(a.version for a in answers[::2]) == list(range(4, 24))
    signed = "SELECT p.subject FROM sign_off s JOIN person p ON p.id = s.person WHERE s.case_id = %s"
    assert Counter(s for (s,) in direct.ask(OWNER, signed, case["id"])) == Counter(s for _, s in SEATS)
    assert direct.ask(OWNER, "SELECT count(*) FROM answer") == [(20,)]
    after = await office.look(case)
    assert after["stage"] == "checks"
    assert {seat["agency"] for seat in after["round"]["agencies"] if seat["response"] == "concur"} == OFFICERS.keys()


async def test_a_refusal_among_them_leaves_no_trace(office: Office, direct: DirectSql) -> None:
    case = await office.circulated(draft=a_draft(equities=ASKED_BY_TEXT))
    right = [settled(office.db, Caller(subject=s, key=str(uuid4())), case, a) for a, s in SEATS]
    wrong = [settled(office.db, Caller(subject=s, key=str(uuid4())), case, "omb") for _, s in SEATS]
    mixed = [act for pair in zip(right, wrong, strict=True) for act in pair]
    answers = await asyncio.gather(*mixed, return_exceptions=True)
    assert all(isinstance(answer, Answer) for answer in answers[::2])
    assert all(isinstance(answer, NotYours) for answer in answers[1::2])
    assert direct.ledger(case).count("sign_off") == 20
    assert direct.ask(OWNER, "SELECT count(*) FROM answer") == [(20,)]
    assert broken_links(direct, case) == []
