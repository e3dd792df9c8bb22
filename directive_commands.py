"""`onevoice directive import`: from a scanned paper to the draft of a directive's file."""

import json
from pathlib import Path
from typing import Annotated

import typer

from shell import AsJson, examples, stop

Scan = Annotated[
    Path, typer.Argument(help="The scan: plain text in UTF-8, or a PDF with a text layer", exists=True, dir_okay=False)
]
Out = Annotated[Path | None, typer.Option(help="Where the draft goes; ./nsdd_62.yaml for NSDD-62 if left out")]
Identity = Annotated[str | None, typer.Option("--id", help="The directive's id, if the scan does not say it")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there already")]

IMPORT_EXAMPLES = examples(
    "onevoice directive import nsdd-62.txt",
    "onevoice directive import scan.pdf --id NSDD-75 --out drafts/nsdd_75.yaml",
    "onevoice directive import nsdd-62.txt --json --force | jq '.doubts[] | [.line, .message]'",
)


def import_directive(
    scan: Scan, out: Out = None, identity: Identity = None, force: Force = False, as_json: AsJson = False
) -> None:
    """Read a scanned directive and write the draft of a directive's file for a person to complete.

    It tells preamble and clauses from banners, page numbers and stamps, joins what lines and pages have broken, and
    takes portion marks and control data as they are written. No word is added. What it is not sure of is a doubt with
    its line, printed here and kept as a comment in the draft; a damaged or missing portion mark counts as the highest
    that it can have been, until an original classification authority has determined it (EO 12356 section 1.1(c), 30
    days). Lines that are neither clause nor control data are listed at the draft's end, each with its reason.

    \b
    What comes next:
      1. Read the draft beside the paper; settle each DOUBT.
      2. Fill in what says TO BE COMPLETED; `onevoice directive check DRAFT` names what is left, by line.
      3. `onevoice directive load DRAFT`, which refuses a draft that is not complete.

    Exit code 0: the draft is written, with or without doubts. 1: nothing is written, and one line says why.
    A scan without words (a picture, a PDF without a text layer) must be read by OCR first.
    """  # noqa: D301 - the mark that keeps the lines apart is the character itself
    from datetime import datetime

    from casework.importing import DraftNotWritten
    from casework.importing import import_directive as read_and_write
    from casework.scan_file import ScanUnreadable
    from embedded.import_pages import as_json as told
    from embedded.import_pages import print_import

    today = datetime.now().astimezone().date()
    try:
        imported = read_and_write(scan, out=out, identity=identity, force=force, today=today)
    except (ScanUnreadable, DraftNotWritten) as refused:
        raise stop(str(refused)) from refused
    except OSError as fault:
        raise stop(f"{scan} cannot be read: {fault.strerror}.") from fault
    if as_json:
        typer.echo(json.dumps(told(imported, today), indent=2))
    else:
        print_import(imported, today)
