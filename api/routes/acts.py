"""The acts: what officers do to a case. Each is one transaction in casework."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.asked import Asking, Facts, answered
from api.documented import ACT, ENDING_ACT
from api.door import Door
from api.requests import (
    AppliedIn,
    ApprovalIn,
    CaseIn,
    CirculationIn,
    DispositionIn,
    EquityIn,
    ExtensionIn,
    HoldExtensionIn,
    HoldIn,
    InstructionIn,
    MilestoneIn,
    OfficeClearanceIn,
    PositionIn,
    ReasonIn,
    ReclamaIn,
    ReleaseIn,
    RulingIn,
    SignOffIn,
    SplitIn,
    TransferAnswerIn,
    TransferIn,
    VersionIn,
)
from casework.answering_for_office import answer_for_office
from casework.applying import apply_comments
from casework.circulation import circulate
from casework.equities import equity
from casework.extending import extend
from casework.handing import answer_transfer, ask_transfer, send_back
from casework.holding import extend_hold, lift_hold, place_hold
from casework.instructing import instruct
from casework.opening import Draft, add_version, open_case
from casework.passing import pass_milestone
from casework.releasing import approve, recall, release, withdraw
from casework.signing import CommentLine, dispose, sign_off
from casework.splitting import bring_to_decision, file_position, make_reclama, rule
from domain.marking import Level
from domain.vocabulary import InterlocutorLevel

router = APIRouter(prefix="/api/v1/cases", tags=["acts"], route_class=Door)


@router.post("", status_code=201, responses=ACT)
async def post_case(db: Facts, by: Asking, asked: CaseIn) -> Response:
    """Open a case under a mandate with the first version of its text."""
    draft = Draft(paragraphs=tuple(p.value() for p in asked.paragraphs), note=asked.note, foundation=asked.foundation())
    return answered(
        await open_case(
            db,
            by,
            mandate=asked.mandate,
            procedure=asked.procedure,
            title=asked.title,
            classification=Level[asked.classification],
            draft=draft,
            parent=asked.parent,
            need_to_know=asked.need_to_know,
            cycle=asked.cycle,
        )
    )


@router.post("/{case_id}/versions", status_code=201, responses=ACT)
async def post_version(db: Facts, by: Asking, case_id: UUID, asked: VersionIn) -> Response:
    """Put in a new version: every response to an earlier one goes stale."""
    draft = Draft(paragraphs=tuple(p.value() for p in asked.paragraphs), note=asked.note, foundation=asked.foundation())
    return answered(await add_version(db, by, case_id, draft))


@router.post("/{case_id}/applied-comments", status_code=201, responses=ACT)
async def post_applied_comments(db: Facts, by: Asking, case_id: UUID, asked: AppliedIn) -> Response:
    """Put in a new version that carries accepted comments' words, each attributed."""
    return answered(await apply_comments(db, by, case_id, comments=tuple(asked.comments)))


@router.post("/{case_id}/instruction", status_code=201, responses=ACT)
async def post_instruction(db: Facts, by: Asking, case_id: UUID, asked: InstructionIn) -> Response:
    """Say how a demarche is to be delivered: to whom at least, how fast, in whose hands only, with which paper."""
    return answered(
        await instruct(
            db,
            by,
            case_id,
            precedence=asked.precedence,
            captions=tuple(asked.captions),
            level=InterlocutorLevel[asked.level.upper()] if asked.level else None,
            paper=asked.paper,
            deliver_by=asked.deliver_by,
        )
    )


@router.post("/{case_id}/circulation", status_code=201, responses=ACT)
async def post_circulation(db: Facts, by: Asking, case_id: UUID, asked: CirculationIn) -> Response:
    """Ask the agencies with an equity to clear the current text."""
    return answered(
        await circulate(
            db,
            by,
            case_id,
            precedence=asked.precedence,
            suspense=asked.suspense,
            short_fuse_reason=asked.short_fuse_reason,
            default_clearance=asked.default_clearance,
            silence_excluded=asked.silence_excluded,
            offices=tuple(asked.offices),
            preset=asked.preset,
        )
    )


@router.post("/{case_id}/sign-offs", status_code=201, responses=ACT)
async def post_sign_off(db: Facts, by: Asking, case_id: UUID, asked: SignOffIn) -> Response:
    """Sign for an agency, to the text with exactly that digest."""
    comments = tuple(
        CommentLine(kind=c.kind, text=c.text, paragraph=c.paragraph, proposed=c.proposed, ground=c.ground)
        for c in asked.comments
    )
    return answered(
        await sign_off(
            db,
            by,
            case_id,
            agency=asked.agency,
            response=asked.response,
            digest=asked.digest,
            comments=comments,
        )
    )


@router.post("/{case_id}/office-clearances", status_code=201, responses=ACT)
async def post_office_clearance(db: Facts, by: Asking, case_id: UUID, asked: OfficeClearanceIn) -> Response:
    """Answer for an office that is asked beside its agency, such as the Legal Adviser's."""
    return answered(
        await answer_for_office(
            db,
            by,
            case_id,
            office=asked.office,
            response=asked.response,
            digest=asked.digest,
            ground=asked.ground,
            opinion=asked.opinion,
        )
    )


@router.post("/{case_id}/comments/{comment_id}/disposition", status_code=201, responses=ACT)
async def post_disposition(db: Facts, by: Asking, case_id: UUID, comment_id: UUID, asked: DispositionIn) -> Response:
    """Record what the action office makes of a comment."""
    return answered(await dispose(db, by, case_id, comment_id, disposition=asked.disposition, reason=asked.reason))


@router.post("/{case_id}/holds", status_code=201, responses=ACT)
async def post_hold(db: Facts, by: Asking, case_id: UUID, asked: HoldIn) -> Response:
    """Stop the text for a time."""
    return answered(
        await place_hold(
            db,
            by,
            case_id,
            agency=asked.agency,
            kind=asked.kind,
            reason=asked.reason,
            lifts_when=asked.lifts_when,
            until=asked.until,
            becomes=asked.becomes,
        )
    )


@router.delete("/{case_id}/holds/{hold_id}", responses=ENDING_ACT)
async def delete_hold(db: Facts, by: Asking, case_id: UUID, hold_id: UUID, asked: ReasonIn) -> Response:
    """Lift a hold of your agency's; it stays in the record."""
    return answered(await lift_hold(db, by, case_id, hold_id, reason=asked.reason))


@router.post("/{case_id}/holds/{hold_id}/extension", status_code=201, responses=ACT)
async def post_hold_extension(db: Facts, by: Asking, case_id: UUID, hold_id: UUID, asked: HoldExtensionIn) -> Response:
    """Keep a hold for longer, at most twice."""
    return answered(await extend_hold(db, by, case_id, hold_id, until=asked.until, reason=asked.reason))


@router.post("/{case_id}/equities", status_code=201, responses=ACT)
async def post_equity(db: Facts, by: Asking, case_id: UUID, asked: EquityIn) -> Response:
    """Say that an agency has an equity: claim, grant, refuse, impose."""
    return answered(await equity(db, by, case_id, agency=asked.agency, what=asked.act, reason=asked.reason))


@router.post("/{case_id}/extensions", status_code=201, responses=ACT)
async def post_extension(db: Facts, by: Asking, case_id: UUID, asked: ExtensionIn) -> Response:
    """Ask for more time for your agency, before its suspense; the second time by a higher grade."""
    return answered(await extend(db, by, case_id, agency=asked.agency, until=asked.until, reason=asked.reason))


@router.post("/{case_id}/approval", status_code=201, responses=ACT)
async def post_approval(db: Facts, by: Asking, case_id: UUID, asked: ApprovalIn) -> Response:
    """Approve the cleared text, to the letter."""
    return answered(await approve(db, by, case_id, digest=asked.digest))


@router.post("/{case_id}/release", status_code=201, responses=ACT)
async def post_release(db: Facts, by: Asking, case_id: UUID, asked: ReleaseIn) -> Response:
    """Let the text out, by its procedure's way. Only State releases a demarche."""
    return answered(await release(db, by, case_id, digest=asked.digest, channel=asked.channel))


@router.post("/{case_id}/milestones", status_code=201, responses=ACT)
async def post_milestone(db: Facts, by: Asking, case_id: UUID, asked: MilestoneIn) -> Response:
    """Record a step of the case's procedure: a delivery, a report, a check, a key, a round held."""
    return answered(await pass_milestone(db, by, case_id, name=asked.name, happened_at=asked.at, said=asked.said()))


@router.post("/{case_id}/withdrawal", status_code=201, responses=ACT)
async def post_withdrawal(db: Facts, by: Asking, case_id: UUID, asked: ReasonIn) -> Response:
    """End the case before anything has left."""
    return answered(await withdraw(db, by, case_id, reason=asked.reason))


@router.post("/{case_id}/recall", status_code=201, responses=ACT)
async def post_recall(db: Facts, by: Asking, case_id: UUID, asked: ReasonIn) -> Response:
    """Call a released instruction back before it is delivered."""
    return answered(await recall(db, by, case_id, reason=asked.reason))


@router.post("/{case_id}/split", status_code=201, responses=ACT)
async def post_split(db: Facts, by: Asking, case_id: UUID, asked: SplitIn) -> Response:
    """Bring a nonconcurrence, or an office that delays, to decision."""
    return answered(await bring_to_decision(db, by, case_id, question=asked.question))


@router.post("/{case_id}/split/positions", status_code=201, responses=ACT)
async def post_position(db: Facts, by: Asking, case_id: UUID, asked: PositionIn) -> Response:
    """File an agency's position in the open split."""
    return answered(
        await file_position(
            db,
            by,
            case_id,
            agency=asked.agency,
            recommendation=asked.recommendation,
            alternative=asked.alternative,
        )
    )


@router.post("/{case_id}/rulings", status_code=201, responses=ACT)
async def post_ruling(db: Facts, by: Asking, case_id: UUID, asked: RulingIn) -> Response:
    """Rule on the open split at the rung where it stands."""
    return answered(
        await rule(
            db,
            by,
            case_id,
            outcome=asked.outcome,
            reason=asked.reason,
            digest=asked.digest,
            clauses=tuple(asked.clauses),
            notational=asked.notational,
        )
    )


@router.post("/{case_id}/reclama", status_code=201, responses=ACT)
async def post_reclama(db: Facts, by: Asking, case_id: UUID, asked: ReclamaIn) -> Response:
    """Ask once that a ruling be reconsidered."""
    return answered(await make_reclama(db, by, case_id, agency=asked.agency, argument=asked.argument))


@router.post("/{case_id}/send-back", status_code=201, responses=ACT)
async def post_send_back(db: Facts, by: Asking, case_id: UUID, asked: ReasonIn) -> Response:
    """Send a cleared text back to the action office."""
    return answered(await send_back(db, by, case_id, reason=asked.reason))


@router.post("/{case_id}/transfer", status_code=201, responses=ACT)
async def post_transfer(db: Facts, by: Asking, case_id: UUID, asked: TransferIn) -> Response:
    """Ask that another office take the action."""
    return answered(await ask_transfer(db, by, case_id, to_office=asked.to_office, reason=asked.reason))


@router.post("/{case_id}/transfer/answer", responses=ENDING_ACT)
async def post_transfer_answer(db: Facts, by: Asking, case_id: UUID, asked: TransferAnswerIn) -> Response:
    """Accept or refuse a transfer of action."""
    return answered(await answer_transfer(db, by, case_id, accepted=asked.accepted, reason=asked.reason))
