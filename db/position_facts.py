"""The facts about positions that people write: table -> its columns, for `db.acts.record`."""

from typing import Final

POSITION_FACTS: Final[dict[str, str]] = {
    "assertion": "case_id version ordinal paragraph issue statement office",
    "position_draft": "case_id version digest audience bottom_line talking_points fallback do_not_say access"
    " fallback_access supersedes until office",
    "adoption": "id case_id version digest in_force_from office",
    "retirement": "case_id position reason office",
    "cite": "case_id version position office",
    "reaffirmation": "case_id version digest agency position office",
    "conflict": "id case_id version digest kind level with_position with_case with_version with_mandate likeness detail"
    " office",
    "conflict_ruling": "id case_id conflict outcome reason precedent office",
    "said": "id case_id happened_at interlocutor words assertions office",
    "drift": "id case_id said position kind level detail office",
    "page_change": "id case_id by_case paragraphs reason office",
    "acknowledgement": "case_id notice holder done office",
    "exception_answer": "case_id about kind note office",
}
