"""Why an act is refused: one class per kind of answer, each with a stable code."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An act that may not be done.

    Attributes:
        code: stable, machine-readable; documented in `docs/errors.md`.
        detail: one sentence for the person, without any text, title or name from a case.
        places: what exactly is wrong, where there is more than one thing to say.
    """

    def __init__(self, code: str, detail: str, places: tuple[dict[str, object], ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.places = places


class Malformed(Refusal):
    """The request cannot be understood or breaks a rule of form (422)."""


class NotYours(Refusal):
    """This person may not do this act, though they may know of the case (403)."""


class NotThere(Refusal):
    """There is no such thing, or not for this person to know (404)."""

    def __init__(self) -> None:
        super().__init__("not_found", "There is no such thing here.")


class NotNow(Refusal):
    """The case does not stand where this act belongs (409)."""


class ChangedUnderYou(Refusal):
    """The text is no longer the one the person saw (412)."""
