"""What the officers of the story `fishery` write: an allocation of fish, and whales."""

from typing import Any, Final

TITLE: Final = "Allocation of fish to Japan, and its tranches"
NOTE: Final = "For TPSC. The options paper is attached to the case."
PARAGRAPHS: Final[list[dict[str, Any]]] = [
    {"marking": "C", "text": "Japan is allocated its share of this year's surplus in tranches, the first of them now."},
    {
        "marking": "C",
        "text": "Each later tranche follows what Japan does about its tariffs and other barriers against American fish,"
        " and about joint ventures.",
    },
]
FENCE: Final = "An allocation is policy. No adjudicative record is before any agency."
OPTIONS: Final = {
    "option_a": "Allocate in tranches, each against a return.",
    "option_b": "Allocate the whole at once, as in earlier years.",
    "option_c": "Withhold until the tariffs are bound.",
}
OPTIONS_NOTE: Final = "We recommend the first."
COMPLIES: Final = "Determined in writing: Japan complies with the purposes of the Act."
INTERLOCUTOR: Final = "Director-General, Fisheries Agency"
CONSULTED: Final = "Told of the allocation before any notice; consultations are offered for March."
FIRST_TRANCHE: Final = "By letter of today."

WHALING_TITLE: Final = "Certification memorandum: catches beyond the quota"
WHALING: Final[list[dict[str, Any]]] = [
    {
        "marking": "C",
        "text": "Catches beyond the quota are reported for the last season. The figures are checked.",
    }
]
OPENED: Final = "Reports of catches that diminish the effectiveness of the programme."
SECOND_KEYS: Final = "Determined again for the second tranche: Japan complies."
NOT_CERTIFIED: Final = "The figures were of an earlier season; the quota was kept."
SECOND_TRANCHE: Final = "By letter of today, after the finding."
EXECUTED: Final = "Both tranches are out; none is left this year."
MONITORED: Final = "Two tariff lines were bound; the joint ventures are still to come."
