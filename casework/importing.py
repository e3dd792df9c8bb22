"""Importing a directive: a scan's file is read into the draft of a directive's file, for a person to complete."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar, Final
from uuid import uuid4

from casework.directive_draft import draft, places_to_complete
from casework.scan_file import Kind, ScanUnreadable, read_pages
from domain.directive_rules import is_directive_id
from domain.scans.findings import Reading
from domain.scans.lines import TooMuchError
from domain.scans.reading import read_scan

MOST_CLAUSES: Final = 400
"""More are no directive's: what is shown of one ends soon after."""
PRIVATE: Final = 0o600


class DraftNotWritten(Exception):  # noqa: N818 - an answer: which file, and what to do
    """The draft was not written where it was to go; nothing was changed."""

    code: ClassVar[str] = "draft_not_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import made.

    Attributes:
        identity: The directive's id, as given or as read; None where neither tells it.
        kind: What kind of file the scan is.
        path: Where the draft is.
        to_complete: How many places of it are left to a person.
    """

    reading: Reading
    identity: str | None
    kind: Kind
    path: Path
    to_complete: int


def import_directive(scan: Path, *, out: Path | None, identity: str | None, force: bool, today: date) -> Imported:
    """Read a scan and write the draft of a directive's file, readable by its writer alone.

    Args:
        scan: Plain text in UTF-8, or a PDF with a text layer.
        out: Where the draft goes; by its id into the working folder if None.
        identity: The directive's id, if the scan does not say it or says it wrongly.
        force: Whether a file that is there already is written over.
        today: From which the 30 days for determining a doubtful level are counted.

    Raises:
        ScanUnreadable: The file is no scan that can be read, or holds no clause.
        DraftNotWritten: There is such a file already, or it cannot be written, or the id is none.
    """
    if identity is not None and not is_directive_id(identity):
        raise DraftNotWritten(f"{identity!r} is no directive's id: write it like NSDD-62.")
    pages = read_pages(scan)
    reading = _read(scan, pages.pages)
    named = identity or reading.id
    path = out or Path(_file_name(named, scan))
    text = draft(reading, source=scan.name, today=today, identity=identity)
    _write(path, text, scan, force=force)
    left = places_to_complete(text)
    return Imported(reading=reading, identity=named, kind=pages.kind, path=path, to_complete=left)


def _read(scan: Path, pages: tuple[str, ...]) -> Reading:
    try:
        reading = read_scan(pages)
    except TooMuchError as much:
        raise ScanUnreadable(f"{scan} has more lines, or a longer one, than any directive.") from much
    if not reading.clauses:
        raise ScanUnreadable(f"{scan} holds no clause that could be told: is it a directive, and is it all there?")
    if len(reading.clauses) > MOST_CLAUSES:
        raise ScanUnreadable(f"{scan} holds over {MOST_CLAUSES} clauses: part the directive from what goes with it.")
    return reading


def _file_name(identity: str | None, scan: Path) -> str:
    return f"{identity.lower().replace('-', '_') if identity else scan.stem}.yaml"


def _write(path: Path, text: str, scan: Path, *, force: bool) -> None:
    try:
        if path.exists() and path.samefile(scan):
            raise DraftNotWritten(f"{path} is the scan itself: choose another file with --out.")
        if not force:
            _write_new(path, text)
            return
        beside = path.with_name(f".{path.name}.{uuid4().hex}")
        _write_new(beside, text)
        try:
            beside.replace(path)
        except OSError:
            beside.unlink()
            raise
    except FileExistsError as there:
        raise DraftNotWritten(f"{path} exists already: --force writes over it, --out FILE elsewhere.") from there
    except OSError as fault:
        raise DraftNotWritten(f"{path} cannot be written: {fault.strerror}.") from fault


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; the words in it may be classified, so it is its writer's alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w", encoding="utf-8") as file:
        file.write(text)
