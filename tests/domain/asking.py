"""The rules asked about a case's own current text, in a form that fits all of them."""

from collections.abc import Callable

from domain.acts import may_approve, may_release
from domain.answering import may_dispose, may_sign_off
from domain.case import CaseFacts
from domain.people import Actor
from domain.vocabulary import Disposition, Response

CABLE = "front_channel_cable"
Act = Callable[[Actor, CaseFacts], str]


def signing(actor: Actor, facts: CaseFacts, agency: str = "defense", response: Response = Response.CONCUR) -> str:
    return may_sign_off(actor, facts, agency, response, facts.head.digest)


def approving(actor: Actor, facts: CaseFacts) -> str:
    return may_approve(actor, facts, facts.head.digest)


def releasing(actor: Actor, facts: CaseFacts) -> str:
    return may_release(actor, facts, facts.head.digest, CABLE)


def disposing(actor: Actor, facts: CaseFacts) -> str:
    return may_dispose(actor, facts, facts.head.number, Disposition.REJECTED)
