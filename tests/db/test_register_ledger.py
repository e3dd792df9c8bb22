"""The register's own ledger: one entry a change, chained, and nobody writes it but the database itself."""

import hashlib
from datetime import UTC

import pytest

from tests.db.direct_sql import APP, COMMITTED, NOT_PRIVILEGED, OWNER, VERIFIER, WORKER, DirectSql
from tests.office import Office

pytestmark = pytest.mark.asyncio

CHAIN = "SELECT seq, at, kind, fact_id, body, prev, hash FROM register_ledger ORDER BY seq"
CHANGES = (
    "UPDATE register_ledger SET body = ''",
    "DELETE FROM register_ledger",
    "TRUNCATE register_ledger",
)


@pytest.mark.parametrize(
    ("role", "why"),
    [(APP, NOT_PRIVILEGED), (WORKER, NOT_PRIVILEGED), (VERIFIER, NOT_PRIVILEGED), (OWNER, "OV002 facts_never_change")],
)
async def test_nobody_changes_it(office: Office, direct: DirectSql, role: str, why: str) -> None:
    del office
    for statement in CHANGES:
        assert direct.run(role, statement) == why
    if role != OWNER:
        row = "VALUES (999999, now(), 'person', '1', '{}', '', '')"
        assert direct.run(role, f"INSERT INTO register_ledger {row}") == why


@pytest.mark.parametrize("role", [APP, WORKER])
async def test_those_who_work_on_cases_do_not_read_it(office: Office, direct: DirectSql, role: str) -> None:
    del office
    assert direct.run(role, "SELECT * FROM register_ledger") == NOT_PRIVILEGED


async def test_each_change_is_one_entry_in_the_chain(office: Office, direct: DirectSql) -> None:
    del office
    before = direct.ask(VERIFIER, CHAIN)
    assert direct.run(OWNER, "UPDATE person SET level = 2 WHERE subject = 'state.l'") == COMMITTED
    direct.appoint("state.l", "state.ea-j", "coordinator", 3)
    after = direct.ask(VERIFIER, CHAIN)
    assert [kind for _, _, kind, *_ in after[len(before) :]] == ["person", "appointment"]
    assert "Attorney" not in "".join(body for *_, body, _, _ in after)  # names stand there as hashes
    last = b""
    for number, (seq, at, kind, _, body, prev, kept) in enumerate(after, 1):
        instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        said = "|".join((str(seq), instant, kind, body)).encode()
        assert (seq, bytes(prev), bytes(kept)) == (number, last, hashlib.sha256(last + said).digest())
        last = bytes(kept)
