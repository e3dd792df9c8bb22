"""Verification of the database itself: what keeps what was acknowledged, one clock, and the fences that stand."""

from collections.abc import Iterator

from db.evidence import CONTENT, OPENING
from db.evidence_fences import Function, Role, Table
from db.evidence_rights import KEYS

UNGATED = frozenset({"time_act"})
"""Facts of which the gate asks nothing when they are written."""

ACTED_FOR = frozenset({"sign_off", "approval", "release"})
"""Facts on which the database itself notes for whom their giver acted."""

GATED_BESIDES = {
    "adoption": frozenset({"a_key", "c_in_force"}),
    "retirement": frozenset({"a_key"}),
    "cite": frozenset({"c_cites"}),
    "position_draft": frozenset({"c_parts"}),
    "carry_over": frozenset({"c_cites"}),
    "milestone": frozenset({"c_cites", "c_monitoring"}),
    "release": frozenset({"c_cites", "d_conflicts", "known"}),
}
"""Triggers that hold positions and what rests on them together."""

GRADED = frozenset({"hold", "split_position", "reclama", "office_clearance"})
"""Facts on which it notes with what grade their giver acted."""

SECOND_GATE = frozenset(
    {"clearance_round", "receipt", "extension", "release", "split", "split_move", "ruling", "reclama"}
)
OFFICES_APART = frozenset({"text_version", "clearance_round", "approval"})
"""Facts that meet a second gate, and those that nobody may write who answered for an office."""

OF_CASE_BUT_NO_FACT = frozenset({"ledger", "wake", "log_leaf"})

NEVER_CHANGED = frozenset(
    {
        "ledger",
        "log_leaf",
        "log_node",
        "checkpoint",
        "key_record",
        "register_ledger",
        "practice",
        "edition_content",
        "series_ledger",
    }
)
"""Tables to which rows are only added, besides the facts."""
CHAINED_BY_SERIES = frozenset({"series_act", "cycle"})
"""Facts of a series, which are chained there."""


def setting_breaks(settings: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Say which setting lets an acknowledged fact be lost or go bad unseen."""
    yield from (f"{name} is {value}" for name, value in settings if value != "on")


def clock_breaks(shift: str | None) -> Iterator[str]:
    """Say that the clock does not tell the time."""
    if shift is not None:
        yield f"clock is shifted by {shift}"


def role_breaks(roles: tuple[Role, ...]) -> Iterator[str]:
    """Say which working role stands above the policies."""
    yield from (f"role {role.name}: is above row-level security" for role in roles if role.above_policies)


def function_breaks(functions: tuple[Function, ...]) -> Iterator[str]:
    """Say which function with its owner's rights can be led to somebody else's tables."""
    yield from (
        f"function {function.name}: has no search_path of its own with pg_temp last"
        for function in functions
        if not function.fixed_path
    )


def table_breaks(tables: tuple[Table, ...]) -> Iterator[str]:
    """Say where a fence is down, and which tables about cases this verification does not know."""
    facts = {OPENING, *CONTENT, *NEVER_CHANGED}
    for table in tables:
        yield from (f"table {table.name}: {fault}" for fault in _table_faults(table))
    for missing in sorted(facts - {table.name for table in tables}):
        yield f"table {missing}: is not there"


def _table_faults(table: Table) -> Iterator[str]:
    if not table.fenced:
        yield "row-level security is not on and forced"
    if table.owned_by_worker:
        yield "is owned by a working role"
    if table.name in CONTENT or table.name in CHAINED_BY_SERIES or table.name in NEVER_CHANGED:
        yield from (f"{role} may change or delete rows" for role in table.changeable_by)
    yield from (f"trigger {name} is not on" for name in sorted(_needed_triggers(table.name) - table.triggers))
    if table.of_case and table.name not in CONTENT and table.name not in OF_CASE_BUT_NO_FACT:
        yield "is about cases, and this verification does not know it"


def _needed_triggers(name: str) -> frozenset[str]:
    if name in KEYS:
        return frozenset({"z_record"} | ({"never_change"} if name in NEVER_CHANGED else set()))
    if name in CONTENT:
        gate = {"b_gate"} if name not in UNGATED else set()
        noted = {"a_note_acting"} if name in ACTED_FOR else {"a_note_grade"} if name in GRADED else set()
        second = {"c_gate"} if name in SECOND_GATE else set()
        apart = {"d_gate"} if name in OFFICES_APART else set()
        return frozenset({"a_record", "never_change"} | gate | noted | second | apart) | GATED_BESIDES.get(
            name, frozenset()
        )
    return OTHERS_NEED.get(name, frozenset())


OTHERS_NEED = {
    OPENING: frozenset({"a_record"}),
    "position_period": frozenset({"only_closes", "never_emptied"}),
    **dict.fromkeys(NEVER_CHANGED - KEYS.keys(), frozenset({"never_change"})),
    **dict.fromkeys(CHAINED_BY_SERIES, frozenset({"a_record", "b_gate", "never_change"})),
}
"""What tables other than facts of cases need."""
