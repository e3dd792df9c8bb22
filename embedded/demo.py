"""`onevoice demo`: the stories there are, and playing one of them through the HTTP API of the running stack."""

import json
import sys
from typing import Final

from embedded.client import ApiRefused, Client
from embedded.demo_aviation import Aviation
from embedded.demo_consultation import Consultation
from embedded.demo_demarche import Demarche
from embedded.demo_fishery import Fishery
from embedded.demo_leak import Leak
from embedded.demo_monitoring import Monitoring
from embedded.demo_press import Press
from embedded.demo_screen import Screen
from embedded.demo_silence import Silence
from embedded.demo_split import SplitOfSeptember
from embedded.demo_two_voices import TwoVoices
from embedded.pages import console
from embedded.story import Story, Unexpected

STORIES: Final[dict[str, type[Story]]] = {
    "demarche": Demarche,
    "split": SplitOfSeptember,
    "silence": Silence,
    "two-voices": TwoVoices,
    "press": Press,
    "consultation": Consultation,
    "fishery": Fishery,
    "leak": Leak,
    "aviation": Aviation,
    "monitoring": Monitoring,
}


def play(client: Client, *, story: str = "demarche", as_json: bool, pause: float) -> int:
    """Plays a story from draft to assessment.

    Args:
        client: of the running embedded stack.
        story: which of `STORIES`.
        as_json: print nothing but one JSON document at the end.
        pause: seconds between two steps.

    Returns:
        The exit code: 0, or 1 if anything went another way than it must.
    """
    told = STORIES[story](client=client, screen=Screen(quiet=as_json, pause=pause))
    try:
        told.tell()
    except (ApiRefused, Unexpected) as error:
        console(stderr=True).print(f"The demo stopped after {len(told.steps)} steps. {error}", markup=False)
        return 1
    if as_json:
        json.dump(told.as_json(), sys.stdout, indent=2)
        sys.stdout.write("\n")
    return 0
