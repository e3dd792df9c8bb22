"""Rows of trade actions, enforcement cases and what ties cases, for direct SQL."""

import hashlib
from uuid import uuid4

from psycopg.types.json import Jsonb

from tests.db.direct_sql import Row, a_milestone, exact, on
from tests.office import View

DETAILS = ("share", "record", "option_a", "option_b", "indicator", "baseline", "owner", "value")
LINE_WORDS = (
    b'{"classification":"C","paragraphs":[{"marking":"C","text":"Machine tools were diverted."}],'
    b'"type":"one-voice/text/1"}'
)


def a_link(case: View, kind: str, other: object, **changed: object) -> Row:
    return on(case, link=f"{kind}/{case['id']}/{other}", reason="They meet.", office="nsc.asia") | changed


def a_link_end(case: View, link: object, **changed: object) -> Row:
    return on(case, link=link, reason="Settled.", office="nsc.asia") | changed


def a_certification(case: View, **changed: object) -> Row:
    return on(case, statute="packwood_magnuson", reason="Catches.", office="commerce.noaa") | changed


def a_finding(case: View, certification: object, **changed: object) -> Row:
    row = on(case, certification=certification, finding="not_certified", reason="As it is.")
    return row | {"office": "commerce.secretary"} | changed


def a_sequencing(case: View, **changed: object) -> Row:
    return on(case, not_before=None, reason="First.", office="nsc.asia") | changed


def a_seal(case: View, **changed: object) -> Row:
    sealed = {"nonce": "0" * 64, "owner": "cia", "source": "A clerk."}
    return on(case, sealed=Jsonb(sealed), office="commerce.ita") | changed


def a_tear_line(case: View, words: bytes = LINE_WORDS, **changed: object) -> Row:
    row = on(case, number=1, level=1, digest=hashlib.sha256(words).hexdigest(), canonical=words, owner="cia", note="")
    return row | {"office": "cia.di"} | changed


def a_review(case: View, tear_line: object, **changed: object) -> Row:
    return on(case, tear_line=tear_line, outcome="releasable", reason="Safe.", office="cia.oea") | changed


def a_step(case: View, name: str, office: str, **changed: object) -> Row:
    """A milestone of ours; shares, records, options, plans and values go into its detail."""
    detail = {key: changed.pop(key) for key in DETAILS if key in changed}
    given = {"office": office, "detail": Jsonb(detail), "agency": office.partition(".")[0]}
    return a_milestone(case, name, **given) | changed


def a_key(case: View, agency: str, **changed: object) -> Row:
    return a_step(case, f"determined_{agency}", f"{agency}.secretary", **exact(case), outcome="complies") | changed


def rows_of_coordination(case: View, office: str) -> dict[str, Row]:
    """One row for each of these tables, as one office would forge it."""
    nothing, mine = uuid4(), {"office": office}
    return {
        "case_link": a_link(case, "conflicts_with", nothing) | mine,
        "case_link_end": a_link_end(case, nothing) | mine,
        "certification": a_certification(case) | mine,
        "certification_decision": a_finding(case, nothing) | mine,
        "sequencing": a_sequencing(case) | mine,
        "source_seal": a_seal(case) | mine,
        "tear_line": a_tear_line(case) | mine,
        "tear_line_review": a_review(case, nothing) | mine,
    }
