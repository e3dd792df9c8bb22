"""The field's words as closed lists: responses, rights, stages, capacities (`domain.md` 8(c))."""

from enum import IntEnum, StrEnum


class Response(StrEnum):
    """An agency's answer in a clearance round. Only time may write `cleared_by_default`."""

    CONCUR = "concur"
    CONCUR_WITH_COMMENT = "concur_with_comment"
    NONCONCUR = "nonconcur"
    NO_EQUITY = "no_equity"
    CLEARED_BY_DEFAULT = "cleared_by_default"


class Right(StrEnum):
    """What an agency may do with a circulated text (2 FAM 1211: clearance only where there is an equity)."""

    MUST_CLEAR = "must_clear"
    CLEAR_IF_AFFECTED = "clear_if_affected"
    INFO = "info"


class Stage(StrEnum):
    """Where a case stands; always derived from the facts, never set by hand.

    Every procedure has the clearance of its text in common, from drafting to release. What comes before, between and
    after is its own (`domain/procedures/`).
    """

    INTAKE = "intake"
    DRAFTING = "drafting"
    CLEARANCE = "clearance"
    SPLIT = "split"
    CHECKS = "checks"
    APPROVAL = "approval"
    KEYS = "keys"
    RELEASE = "release"
    DELIVERY = "delivery"
    REPORT = "report"
    ASSESSMENT = "assessment"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    RECALLED = "recalled"
    # consultation
    AGENDA = "agenda"
    PRESS_GUIDANCE = "press_guidance"
    MEETING = "meeting"
    RECORD = "record"
    CONCLUSIONS = "conclusions"
    COMMITMENTS = "commitments"


ENDED = frozenset({Stage.CLOSED, Stage.WITHDRAWN, Stage.RECALLED})


class Capacity(StrEnum):
    """In what capacity a person acts for an office."""

    ACTION_OFFICER = "action_officer"
    COORDINATOR = "coordinator"
    APPROVER = "approver"
    RELEASER = "releaser"
    POST = "post"
    NSC_STAFF = "nsc_staff"
    APNSA = "apnsa"
    AUDITOR = "auditor"
    CHAIR = "chair"
    PRESIDENT = "president"


class CommentKind(StrEnum):
    """Kinds of comment in the matrix (DD Form 818 and its successors)."""

    CRITICAL = "critical"
    SUBSTANTIVE = "substantive"
    ADMINISTRATIVE = "administrative"


class Ground(StrEnum):
    """What a critical comment must cite: law, policy, risk, waste or burden."""

    LAW = "law"
    POLICY = "policy"
    RISK = "risk"
    WASTE = "waste"
    BURDEN = "burden"


class Disposition(StrEnum):
    """The action office's answer to a comment, always with a reason."""

    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    REJECTED = "rejected"


class HoldKind(StrEnum):
    """Why a text is stopped for a time."""

    LEGAL = "legal"
    POLICY = "policy"
    INTELLIGENCE = "intelligence"
    SEQUENCING = "sequencing"


class HoldEnd(StrEnum):
    """How a hold ended: lifted by its agency, or by time, in the way announced when it was placed."""

    LIFTED = "lifted"
    LAPSED = "lapsed"
    BECAME_NONCONCURRENCE = "became_nonconcurrence"


class HoldBecomes(StrEnum):
    """What a hold turns into when its time is over and it was not extended (the 1267 Committee's rule)."""

    LAPSE = "lapse"
    NONCONCURRENCE = "nonconcurrence"


class Outcome(StrEnum):
    """What became of a split at a rung (`domain.md` section 8(b), adjudication record)."""

    CLAUSE_CONTROLS = "clause_controls"
    COMPROMISE = "compromise"
    REMAND = "remand"
    REFER_UP = "refer_up"
    PRESIDENT_A = "president_a"
    PRESIDENT_B = "president_b"
    PRESIDENT_OTHER = "president_other"
    WITHDRAWN = "withdrawn"


BY_THE_PRESIDENT = frozenset({Outcome.PRESIDENT_A, Outcome.PRESIDENT_B, Outcome.PRESIDENT_OTHER})
MOVES = frozenset({Outcome.REMAND, Outcome.REFER_UP})


class EquityAct(StrEnum):
    """What was done about an agency's equity (2 FAM 1211: the action office decides; S/ES or NSC may impose)."""

    CLAIMED = "claimed"
    GRANTED = "granted"
    REFUSED = "refused"
    IMPOSED = "imposed"


class Grade(IntEnum):
    """Rank, in order: who outranks whom when a second extension, an appeal or an authority asks for it."""

    OFFICER = 1
    OFFICE_DIRECTOR = 2
    DEPUTY_ASSISTANT_SECRETARY = 3
    ASSISTANT_SECRETARY = 4
    UNDER_SECRETARY = 5
    DEPUTY_SECRETARY = 6
    SECRETARY = 7
    PRESIDENT = 8


class Channel(StrEnum):
    """How a released text leaves. A demarche goes by front-channel cable only (5 FAH-1 H-613)."""

    FRONT_CHANNEL_CABLE = "front_channel_cable"
    # consultation
    BRIEFING_BOOK = "briefing_book"
    DELEGATION_INSTRUCTION = "delegation_instruction"
    INTERAGENCY_MEMO = "interagency_memo"


class Place(StrEnum):
    """Where in a case a step belongs, seen from the clearance of its text."""

    OPENING = "opening"
    """Before the text is circulated."""
    CHECK = "check"
    """On the exact current text, before it is approved."""
    KEY = "key"
    """On the exact current text, before it is released; each by somebody else."""
    AFTER = "after"
    """After release, one after the other."""
    NOTE = "note"
    """After release, any number of times; moves nothing."""


class Milestone(StrEnum):
    """What happens in a case beside the clearance of its text."""

    DEFERRED = "deferred"
    DELIVERED = "delivered"
    REPORTED = "reported"
    ASSESSED = "assessed"
    # consultation
    TOPICS_CALLED = "topics_called"
    AGENDA_SET = "agenda_set"
    PRINCIPALS_POINT = "principals_point"
    PRESS_GUIDANCE = "press_guidance"
    MEETING_HELD = "meeting_held"
    MEMCON_FILED = "memcon_filed"
    CONCLUSIONS_AGREED = "conclusions_agreed"
    COMMITMENTS_TASKED = "commitments_tasked"


class Confidence(StrEnum):
    """How sure the makers of a directive's file are of what they could not find in any record."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
