"""What every command of the shell stands on: its examples, the running stack, and one line where something is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from embedded.client import Client
    from settings import Settings

NOTHING_RUNS = (
    "No One Voice runs on the data folder {}. Start one with `make run` (or `onevoice up`), or set ONEVOICE_DATA to the"
    " folder of one that runs, then ask again."
)

AsPersona = Annotated[str, typer.Option("--as", help="Whose eyes to look with; `onevoice personas` lists them")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of a page for a person")]


def examples(*lines: str) -> str:
    r"""The end of a command's help; `\b` keeps the lines as they are."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


def stop(message: str) -> typer.Exit:
    """End with code 1 and one line that says why: raise what this returns."""
    typer.echo(message, err=True)
    return typer.Exit(1)


def read_settings() -> "Settings":
    """The environment's settings; what is wrong in them is one line."""
    from pydantic import ValidationError

    from settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"ONEVOICE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise stop(f"The environment is not right. {wrong}.") from error


def nothing_runs() -> str:
    """That no stack runs on the data folder, and how to start one."""
    return NOTHING_RUNS.format(read_settings().data.resolve())


@contextmanager
def connected() -> "Iterator[Client]":
    """A client of the running embedded stack; what it is refused becomes one line."""
    import httpx2

    from embedded.client import ApiRefused, Client
    from embedded.personas import TokenRefused
    from embedded.stack import running_stack

    stack = running_stack(read_settings().data.resolve())
    if stack is None:
        raise stop(nothing_runs())
    try:
        with Client(stack) as client:
            yield client
    except (TokenRefused, ApiRefused) as error:
        raise stop(str(error)) from error
    except httpx2.TransportError as error:
        at = f"One Voice at {stack.api_url} does not answer ({type(error).__name__})"
        raise stop(f"{at}. It may still be starting; the terminal of `onevoice up` says.") from error
