"""An agency's response to the exact current text, with its comments; and what the action office makes of these."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act
from casework.words import COMMENT, REASON, check_line, check_optional
from db.acts import paragraph_count
from domain.answering import check_comments, may_dispose, may_sign_off
from domain.case import CaseFacts, Comment, SignOff
from domain.refusals import NotThere
from domain.vocabulary import CommentKind, Disposition, Ground, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentLine:
    """One line of the comment matrix as its agency wrote it."""

    kind: CommentKind
    text: str
    paragraph: int | None = None
    proposed: str | None = None
    ground: Ground | None = None


@case_act(status=201)
async def sign_off(
    act: CaseAct,
    *,
    agency: str,
    response: Response,
    digest: str,
    comments: tuple[CommentLine, ...] = (),
) -> CaseFacts:
    """Sign for an agency: bound to this digest, by this person, in this office, kept for ever.

    A mind may be changed until release; the earlier response stays in the record.

    Raises:
        ChangedUnderYou: `digest` is not the current text's.
        NotYours: not a coordinator of that agency, no right of clearance, or duties to be kept apart.
        NotNow: nothing is being cleared.
        Malformed: a nonconcurrence without a critical comment, a critical comment without its ground.
    """
    facts = act.facts
    office = may_sign_off(act.actor, facts, agency, response, digest)
    if comments or response is not Response.CONCUR:
        count = await paragraph_count(act.tx, facts.id, facts.head.number)
        check_comments(response, tuple((c.kind, c.ground, c.paragraph) for c in comments), count)
    on = facts.rounds[-1]
    signed = uuid4()
    at = await act.record(
        "sign_off",
        id=signed,
        round=on.number,
        version=facts.head.number,
        digest=digest,
        agency=agency,
        response=response.value,
        office=office,
    )
    kept: list[Comment] = []
    for line in comments:
        comment = Comment(id=uuid4(), sign_off=signed, agency=agency, kind=line.kind, version=facts.head.number)
        await act.record(
            "comment",
            id=comment.id,
            sign_off=signed,
            version=facts.head.number,
            agency=agency,
            kind=line.kind.value,
            paragraph=line.paragraph,
            text=check_line("comments", line.text, limit=COMMENT, multiline=True),
            proposed=check_optional("proposed", line.proposed, limit=COMMENT),
            ground=line.ground.value if line.ground else None,
        )
        kept.append(comment)
    return facts.with_sign_off(
        SignOff(
            id=signed,
            round=on.number,
            version=facts.head.number,
            digest=digest,
            agency=agency,
            response=response,
            person=act.actor.person,
            at=at,
        ),
        tuple(kept),
    )


@case_act(status=201)
async def dispose(act: CaseAct, comment_id: UUID, *, disposition: Disposition, reason: str) -> CaseFacts:
    """Record what the action office makes of a comment, with its reason (DD 818: accepted, partially, rejected)."""
    facts = act.facts
    comment = next((c for c in facts.comments if c.id == comment_id), None)
    if comment is None:
        raise NotThere
    office = may_dispose(act.actor, facts, comment.version, disposition)
    await act.record(
        "comment_disposition",
        comment=comment_id,
        disposition=disposition.value,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return replace(
        facts,
        comments=tuple(replace(c, disposition=disposition) if c.id == comment_id else c for c in facts.comments),
    )
