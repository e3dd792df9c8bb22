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
    IN_USE = "in_use"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    RECALLED = "recalled"
    # negotiation
    NEGOTIATION = "negotiation"
    FINAL_TEXT = "final_text"
    SIGNATURE = "signature"
    TRANSMITTAL = "transmittal"
    WATCH = "watch"
    # trade action
    WALLED = "walled"
    OPTIONS = "options"
    CONSULTATION_OFFER = "consultation_offer"
    EXECUTION = "execution"
    MONITORING = "monitoring"
    # enforcement case
    DECONFLICTION = "deconfliction"
    TEAR_LINE = "tear_line"
    DEMARCHE = "demarche"
    COUNTERPART_ACTION = "counterpart_action"
    PRESIDENTIAL_DECISION = "presidential_decision"
    CONGRESS = "congress"
    MEASURES = "measures"
    MULTILATERAL = "multilateral"
    MULTILATERAL_WAIT = "multilateral_wait"
    LESSONS = "lessons"
    # consultation
    AGENDA = "agenda"
    PRESS_GUIDANCE = "press_guidance"
    MEETING = "meeting"
    RECORD = "record"
    CONCLUSIONS = "conclusions"
    COMMITMENTS = "commitments"
    # monitoring
    TASKING = "tasking"
    RETURNS = "returns"
    NSC_REVIEW = "nsc_review"
    FOLLOW_UP = "follow_up"


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
    CUSTODIAN = "custodian"


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


class Exclusion(StrEnum):
    """Steps at which no silence clears, whoever is silent: the closed list of `domain.md` section 5."""

    FULL_POWERS = "full_powers"
    PRESIDENTIAL_DECISION = "presidential_decision"
    LOWER_MARKED_RELEASE = "lower_marked_release"
    LEAVES_AUTHORITY = "leaves_authority"


class Preset(StrEnum):
    """Rounds whose times a statute sets."""

    LICENSING_REFERRAL = "licensing_referral"


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
    PRESS_GUIDANCE = "press_guidance"
    # negotiation
    ACTION_MEMO = "action_memo"
    DELEGATION_INSTRUCTION = "delegation_instruction"
    SIGNATURE_COPY = "signature_copy"
    # trade action, enforcement case
    AGENCY_LETTER = "agency_letter"
    PUBLIC_NOTICE = "public_notice"
    INTERAGENCY_MEMO = "interagency_memo"
    AGENCY_ORDER = "agency_order"
    # consultation
    BRIEFING_BOOK = "briefing_book"


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

    SENSITIVITY_CHECKED = "sensitivity_checked"
    PARITY_CHECKED = "parity_checked"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    REPORTED = "reported"
    ASSESSED = "assessed"
    # The public statement.
    USE_SET = "use_set"
    RELEASE_REVIEWED = "release_reviewed"
    COUNTERPART_SYNCED = "counterpart_synced"
    USED = "used"
    CORRECTED = "corrected"
    RETIRED = "retired"
    # negotiation
    AGREEMENT_DETERMINED = "agreement_determined"
    MEMORANDUM_OF_LAW = "memorandum_of_law"
    ROUND_HELD = "round_held"
    DEPARTED = "departed"
    DEPARTURE_CLEARED = "departure_cleared"
    DEPARTURE_DROPPED = "departure_dropped"
    ACCEPTED_AD_REFERENDUM = "accepted_ad_referendum"
    INITIALLED = "initialled"
    REINITIALLED = "reinitialled"
    CONFORMED = "conformed"
    CONGRESS_CONSULTED = "congress_consulted"
    SIGNATURE_AUTHORISED = "signature_authorised"
    SIGNED = "signed"
    TRANSMITTED_TO_STATE = "transmitted_to_state"
    LAID_BEFORE_CONGRESS = "laid_before_congress"
    SENATE_CONSENTED = "senate_consented"
    ENTERED_INTO_FORCE = "entered_into_force"
    TRANSMITTED_TO_CONGRESS = "transmitted_to_congress"
    SUNSET_DECIDED = "sunset_decided"
    FINAL_TEXT_APPROVED = "final_text_approved"
    ASSESSMENT_STATEMENT = "assessment_statement"
    JOINT_MEMORANDUM = "joint_memorandum"
    REGULATORY_VIEWS = "regulatory_views"
    PRESIDENTIAL_DETERMINATION = "presidential_determination"
    # trade action
    LEGAL_FENCE = "legal_fence"
    OPTIONS_TABLED = "options_tabled"
    PARTNER_TOLD = "partner_told"
    DETERMINED_STATE = "determined_state"
    DETERMINED_COMMERCE = "determined_commerce"
    CONSULTATION_OFFERED = "consultation_offered"
    NOTICE_PUBLISHED = "notice_published"
    TRANCHE_DETERMINED_STATE = "tranche_determined_state"
    TRANCHE_DETERMINED_COMMERCE = "tranche_determined_commerce"
    TRANCHE_RELEASED = "tranche_released"
    EXECUTED = "executed"
    MONITORED = "monitored"
    # enforcement case
    ALLEGATION_LOGGED = "allegation_logged"
    LEAD_NAMED = "lead_named"
    DECONFLICTED = "deconflicted"
    SANITISED = "sanitised"
    DEMARCHE_MADE = "demarche_made"
    COUNTERPART_ACTED = "counterpart_acted"
    DEFENSE_RECOMMENDED = "defense_recommended"
    PRESIDENT_DECIDED = "president_decided"
    CONGRESS_TOLD = "congress_told"
    MEASURES_TAKEN = "measures_taken"
    MULTILATERAL_SUBMITTED = "multilateral_submitted"
    DETRIMENT_DETERMINED = "detriment_determined"
    MULTILATERAL_DECIDED = "multilateral_decided"
    LESSONS_RECORDED = "lessons_recorded"
    # consultation
    TOPICS_CALLED = "topics_called"
    AGENDA_SET = "agenda_set"
    PRINCIPALS_POINT = "principals_point"
    PRESS_GUIDANCE = "press_guidance"
    MEETING_HELD = "meeting_held"
    MEMCON_FILED = "memcon_filed"
    CONCLUSIONS_AGREED = "conclusions_agreed"
    COMMITMENTS_TASKED = "commitments_tasked"
    # monitoring
    PLAN_SET = "plan_set"
    TASKED = "tasked"
    RETURNED = "returned"
    RETURNS_CLOSED = "returns_closed"
    SCORED = "scored"
    REVIEWED = "reviewed"
    FOLLOWED_UP = "followed_up"


class LinkKind(StrEnum):
    """How one case is tied to another; read from the first to the second."""

    PREREQUISITE = "prerequisite"
    """The first waits for the release of the second."""
    SHARED_LEVER = "shared_lever"
    """Both pull the same lever."""
    CONFLICTS_WITH = "conflicts_with"
    """What the one wants the other undoes."""
    FOLLOWS_FROM = "follows_from"
    """The first came of the second."""
    SUPERSEDES = "supersedes"
    """The first takes the second's place, which is then not released any more."""


class Statute(StrEnum):
    """The law under which a nation is certified for diminishing a conservation programme."""

    PELLY = "pelly"
    PACKWOOD_MAGNUSON = "packwood_magnuson"


class Finding(StrEnum):
    """How a certification was decided."""

    CERTIFIED = "certified"
    NOT_CERTIFIED = "not_certified"


class MandateVerdict(StrEnum):
    """What the yearly check says of a mandate."""

    STILL_VALID = "still_valid"
    AMEND = "amend"
    SUPERSEDE = "supersede"


class InterlocutorLevel(IntEnum):
    """The lowest rank of the official to be approached, where an instruction names one (5 FAH-1 H-613), in order."""

    DESK = 1
    DIVISION_DIRECTOR = 2
    DIRECTOR_GENERAL = 3
    VICE_MINISTER = 4
    MINISTER = 5
    HEAD_OF_GOVERNMENT = 6


class CablePrecedence(StrEnum):
    """How fast a telegram travels and is acted on (5 FAH-1 H-210), not how long its clearance may take."""

    ROUTINE = "routine"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"
    NIACT_IMMEDIATE = "niact_immediate"
    FLASH = "flash"


class Caption(StrEnum):
    """A limit on distribution beyond the classification (5 FAH-1 H-400)."""

    LIMDIS = "limdis"
    EXDIS = "exdis"
    NODIS = "nodis"
    STADIS = "stadis"


NO_INFO_ADDRESSEES = frozenset({Caption.EXDIS, Caption.NODIS, Caption.STADIS})
"""Under these captions only those who act or clear get the text."""


class PaperLeft(StrEnum):
    """What is handed over beside what is said."""

    NONE = "none"
    NON_PAPER = "non_paper"
    AIDE_MEMOIRE = "aide_memoire"
    DIPLOMATIC_NOTE = "diplomatic_note"


class Confidence(StrEnum):
    """How sure the makers of a directive's file are of what they could not find in any record."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
