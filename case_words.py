"""How cases and words are written in the shell: a case by its number, marked paragraphs, comments, moments, digests."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from shell import stop

if TYPE_CHECKING:
    from embedded.client import Client

Json = dict[str, Any]  # what the API takes and answers, read field by field

CaseName = Annotated[str, typer.Argument(metavar="CASE", help="The case's number, such as ECO-6a-7KQ2M4XW, or its id")]
By = Annotated[str, typer.Option("--as", help="Who acts; `onevoice personas` lists them")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether these are the words that are meant")]
GivenDigest = Annotated[str | None, typer.Option(help="SHA-256 of the words; the current text's, if left out")]

_NUMBER = re.compile(r"([A-Z]{2,5}-[0-9]{1,2}[a-z]?)-[0-9A-Za-z]{4,12}")
_PARAGRAPH = re.compile(r"\((TS|S|C|U)\) +(?:\[([a-z, -]*)\] *)?(\S.*)")
_FROM_NOW = re.compile(r"\+([0-9]{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_PROPOSED = " => "


def find_case(client: "Client", persona: str, case: str) -> Json:
    """The case by that id or number, as the persona may see it."""
    try:
        return client.get(persona, f"/cases/{UUID(case)}")
    except ValueError:
        pass
    named = _NUMBER.fullmatch(case)
    if named is None:
        raise stop(f"{case} is neither a case's number nor its id; `onevoice case list` shows the numbers.")
    cursor: dict[str, str] = {}
    while True:
        page = client.get(persona, "/cases", mandate=named[1], limit=200, **cursor)
        for line in page["items"]:
            if line["number"] == f"{named[1]}{case[named.end(1) :].upper()}":
                return client.get(persona, f"/cases/{line['id']}")
        if page["next"] is None:
            raise stop(f"There is no case {case} that {persona} may see.")
        cursor = {"cursor": page["next"]}


def the_one(given: str | None, among: Iterable[str], what: str) -> str:
    """The id that begins with what was given, or the only one there is."""
    fitting = [one for one in among if one.startswith(given or "")]
    if len(fitting) != 1:
        how_many = "no" if not fitting else "more than one"
        raise stop(f"There is {how_many} {what}{f' {given}' if given else ''} to mean; name one by its id.")
    return fitting[0]


def agreed_digest(client: "Client", persona: str, cases: Sequence[Json], digest: str | None, *, yes: bool) -> list[str]:
    """The digest to sign in each case: the one given, or the current text's once it was shown and confirmed.

    What is signed is exact words, so who names no digest reads them first.
    """
    if digest is not None:
        if len(cases) > 1:
            raise stop("A digest is that of one case's words: leave --digest out to sign many cases.")
        if not re.fullmatch("[0-9a-f]{64}", digest):
            seen = f"onevoice case show {cases[0]['number']} --as {persona} --json"
            raise stop(f"A digest is given whole, 64 characters: `{seen}` has it under text.digest.")
        return [digest]
    for case in cases:
        version, current = case["text"]["version"], case["text"]["digest"]
        typer.echo(f"{case['number']}, {case['banner']}: version {version}, SHA-256 {current}", err=True)
        if not yes:
            text = client.get(persona, f"/cases/{case['id']}/versions/{version}")
            for number, paragraph in enumerate(text["paragraphs"], 1):
                typer.echo(f"  {number}. ({paragraph['marking']}) {paragraph['text']}", err=True)
    if not yes:
        try:
            meant = typer.confirm("Are these the words?", err=True)
        except typer.Abort:
            meant = False
        if not meant:
            raise stop("Nothing was done: the words were not confirmed. Give --digest, or --yes.")
    return [case["text"]["digest"] for case in cases]


def read_words(file: Path) -> str:
    """What stands in a text file."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise stop(
            f"{file} cannot be read as text: {getattr(error, 'strerror', None) or 'it is not UTF-8'}."
        ) from error


def read_paragraphs(paragraphs: Sequence[str], file: Path | None) -> list[Json]:
    """Marked paragraphs as the API takes them, from options, from a text file or from a YAML list."""
    if file is not None and paragraphs:
        raise stop("Give the text as --paragraph or as --file, not as both.")
    if file is not None and file.suffix in (".yaml", ".yml"):
        return _yaml_paragraphs(file)
    if file is not None:
        written = read_words(file)
        blocks = re.split(r"\n[ \t]*\n", written.strip())
        if any(_PARAGRAPH.fullmatch(line.strip()) for block in blocks for line in block.splitlines()[1:]):
            raise stop(f"In {file} a marked paragraph begins in the middle of another: put an empty line before it.")
        paragraphs = [" ".join(line.strip() for line in block.splitlines()) for block in blocks]
    if not any(paragraphs):
        raise stop("There are no words: give --paragraph once or more, or --file.")
    return [_paragraph(number, written) for number, written in enumerate(paragraphs, 1)]


def _paragraph(number: int, written: str) -> Json:
    parts = _PARAGRAPH.fullmatch(written)
    if parts is None:
        raise stop(f"Paragraph {number} is not written like '(S) [ustr,defense] The words.'")
    if parts[3].startswith("["):
        raise stop(
            f"Paragraph {number} opens a list of agencies and does not close it: '(S) [ustr,defense] The words.'"
        )
    equities = [agency.strip() for agency in (parts[2] or "").split(",") if agency.strip()]
    return {"marking": parts[1], "equities": equities, "text": parts[3]}


def _yaml_paragraphs(file: Path) -> list[Json]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(read_words(file))
    except YAMLError as error:
        raise stop(f"{file} is not YAML.") from error
    if not isinstance(found, list) or not all(isinstance(p, dict) and {"marking", "text"} <= p.keys() for p in found):
        raise stop(f"{file} is not a list of paragraphs with marking, text and, if need be, equities.")
    return [
        {"marking": str(p["marking"]), "text": str(p["text"]), "equities": [str(e) for e in p.get("equities") or []]}
        for p in found
    ]


def read_comment(written: str) -> Json:
    """A comment as the API takes it, from `kind:ground:paragraph:text`, with ` => ` before proposed words."""
    parts = written.split(":", 3)
    if len(parts) != 4 or not (parts[2].isdecimal() or not parts[2]):
        raise stop(f"A comment is written kind:ground:paragraph:text, as in 'critical:law:3:Too far.', not {written!r}")
    text, _, proposed = parts[3].partition(_PROPOSED)
    comment = {"kind": parts[0], "ground": parts[1], "text": text, "proposed": proposed}
    number = {"paragraph": int(parts[2])} if parts[2] else {}
    return {name: value for name, value in comment.items() if value} | number


def moment(written: str) -> str:
    """An instant as the API takes it: as it is, or counted from now, such as +90m, +4h or +3d."""
    ahead = _FROM_NOW.fullmatch(written)
    if ahead is None:
        return written
    return (datetime.now(UTC) + timedelta(**{_UNITS[ahead[2]]: int(ahead[1])})).isoformat()


def read_details(written: Sequence[str]) -> Json:
    """What else a step asks, from `name=value`; a share is a number."""
    named = [one.partition("=") for one in written]
    if not all(name and equals and value for name, equals, value in named):
        raise stop("A detail is written name=value, as in share=25.")
    return {name: int(value) if name == "share" and value.isdecimal() else value for name, _, value in named}
