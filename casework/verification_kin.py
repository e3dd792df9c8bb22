"""Verification of what hangs on the case above: opened under the right one, let out with it, not changed behind it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_kin import Kin, family
from db.evidence_register import Mandate, Register

UNDER = {
    "instruction": "negotiation",
    "fallback": "instruction",
    "agreement_text": "negotiation",
    "signing_authority": "negotiation",
}
"""Procedure -> that of the case under which alone it is opened, of the same mandate."""

LISTED = frozenset({"fallback"})
"""Procedures whose cases name the offices that alone may know of them."""

LEGAL_ADVISER = "state.l"
WAITED = timedelta(seconds=5)
"""An instant is taken before a lock is waited for; a lock is waited for at most three seconds."""


async def with_family(tx: AsyncConnection, case: Record) -> Record:
    """The same case with those around it, where its soundness hangs on them."""
    if case.opening.row["procedure"] in {"negotiation", *UNDER}:
        return replace(case, family=await family(tx, case.id))
    return case


def admitted(case: Record, mandate: Mandate) -> bool:
    """Whether the mandate has such a case: by its own procedures, or under a case of that procedure and mandate."""
    row = case.opening.row
    needs = UNDER.get(row["procedure"])
    above = case.family.above
    if needs is None:
        return mandate.admits(row["action_agency"], row["action_office"], row["procedure"])
    return (
        (row["action_agency"], row["action_office"]) == (mandate.agency, mandate.office)
        and above is not None
        and (above.procedure, above.mandate) == (needs, row["mandate"])
    )


def rights_of(case: Record, register: Register) -> dict[str, str]:
    """The mandate's rights; of a case that only named offices know of, those of the agencies with an office there."""
    row = case.opening.row
    rights = dict(register.rights.get((row["edition_id"], row["mandate"]), {}))
    listed = row.get("need_to_know")
    if listed is None:
        return rights
    agencies = {register.agency_of.get(office) for office in listed}
    return {agency: right for agency, right in rights.items() if agency in agencies}


def list_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what is wrong with the list of offices that alone may know of a case."""
    row = case.opening.row
    listed = row.get("need_to_know")
    if (listed is not None) != (row["procedure"] in LISTED):
        yield "need_to_know_list"
    if listed is not None:
        if not {row["action_office"], LEGAL_ADVISER} <= set(listed):
            yield "need_to_know_list lacks the action office or the Legal Adviser's"
        if "must_clear" not in rights_of(case, register).values():
            yield "nobody_clears"


def initialled(above: Kin | None, before: datetime | None = None) -> Fact | None:
    """The text that had been initialled last under that case, as the milestone that says so."""
    if above is None:
        return None
    said = [m for m in above.milestones if m["name"] in ("initialled", "reinitialled")]
    said = [m for m in said if before is None or instant(m["at"]) < before]
    return Fact(kind="milestone", seq=None, row=said[-1]) if said else None


def out_by(kin: Kin | None, moment: datetime) -> bool:
    """Whether that case's text was out at that instant, and had not been called back."""
    if kin is None or kin.out is None or kin.out[1] > moment:
        return False
    return kin.back is None or kin.back > moment - WAITED


def kin_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say what was let out without what it hangs on, or changed after it was initialled."""
    for out in case.of("release"):
        yield from (f"seq {out.seq}: release: {lack}" for lack in _out_lacks(case, out))
    above = case.family.above
    for said in above.milestones if above else ():
        if said.get("other_case") == case.id:
            for text in case.of("text_version"):
                if text.at > instant(said["at"]):
                    yield f"seq {text.seq}: text_version: text_initialled"
    if case.opening.row["procedure"] in ("agreement_text", "signing_authority"):
        yield from (f"seq {back.seq}: recall: case_has_ended" for back in case.of("recall"))


def _out_lacks(case: Record, out: Fact) -> Iterator[str]:
    above = case.family.above
    match case.opening.row["procedure"]:
        case "instruction" if not out_by(above, out.at):
            yield "no_authority"
        case "fallback" if not out_by(above, out.at):
            yield "instruction_not_released"
        case "agreement_text":
            text = initialled(above, out.at)
            if text is None or (text.row["other_case"], text.row["other_digest"]) != (case.id, out.row["digest"]):
                yield "not_initialled"
        case "signing_authority" if initialled(above, out.at) is None:
            yield "not_initialled"
        case _:
            return
