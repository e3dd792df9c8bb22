"""A split in the timeline: every act of it with the words of whoever did it."""

from tests.api.officers import Officers
from tests.api.served import Api
from tests.office import DRAFTER

QUESTION = "Was it agreed?"


def test_a_split_is_told_with_question_positions_and_reasons(api: Api) -> None:
    officers = Officers(api)
    case = officers.nonconcur(officers.circulated(), "defense")
    case = officers.act(case, "split", {"question": QUESTION}, DRAFTER)
    filed = {"agency": "defense", "recommendation": "Say so.", "alternative": "It was voted."}
    officers.act(case, "split/positions", filed, "defense.isa")
    officers.act(case, "rulings", {"outcome": "refer_up", "reason": "Not for us."}, DRAFTER)
    told = api.as_(DRAFTER).look(f"/cases/{case['id']}/timeline")["items"]
    words = [(item["what"], item["words"]) for item in told if item["what"].startswith(("split", "ruling"))]
    assert words == [
        ("split", {"question": QUESTION}),
        ("split_move", {}),
        ("split_position", {"recommendation": "Say so.", "alternative": "It was voted."}),
        ("ruling", {"reason": "Not for us."}),
        ("split_move", {}),
    ]


def test_more_time_is_told_in_utc_and_an_equity_with_its_reason(api: Api) -> None:
    officers = Officers(api)
    case = officers.circulated()
    claim = {"agency": "energy", "act": "claimed", "reason": "It is ours too."}
    case = officers.act(case, "equities", claim, "energy.ia")
    until = case["round"]["suspense"].replace("Z", "+00:00").replace("T22", "T23").replace("T21", "T22")
    officers.act(case, "extensions", {"agency": "defense", "until": until, "reason": "Not read."}, "defense.isa")
    *_, claimed, extended = api.as_(DRAFTER).look(f"/cases/{case['id']}/timeline")["items"]
    assert claimed["words"] == {"reason": "It is ours too."}
    assert extended["sentence"] == f"defense: suspense extended until {until.replace('+00:00', 'Z')}"
