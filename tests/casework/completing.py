"""A draft of a directive, made and completed as a person would: nothing but the places left to them is touched."""

import re
from datetime import date
from pathlib import Path

from casework.importing import Imported, import_directive
from tests.domain.scans.samples import sample

TODAY = date(2026, 1, 5)
_AGENCIES = "[{code: state, name: Department of State, short: State, kind: department}]"
_MANDATE = {
    "title": "A title",
    "procedure": "monitoring",
    "counterpart": "partners",
    "issue": "an-issue",
    "action_agency": "state",
    "action_office": "state.oes",
    "must_clear": "[state]",
    "channels": "[interagency_memo]",
    "reasoning": "Because",
    "confidence": "low",
}


def imported(folder: Path, text: str | bytes, **asked: object) -> Imported:
    """The import of a scan in that folder."""
    scan = folder / "scan.txt"
    scan.write_bytes(text if isinstance(text, bytes) else text.encode())
    wanted = {"out": folder / "draft.yaml", "identity": None, "force": False, "today": TODAY, **asked}
    return import_directive(scan, **wanted)  # type: ignore[arg-type]  # by name, as a command gives them


def completed(text: str) -> str:
    """The draft with every place filled in."""
    text = re.sub(r'^agencies: "TO BE.*$', f"agencies: {_AGENCIES}", text, flags=re.MULTILINE)
    for key, value in _MANDATE.items():
        text = re.sub(rf'^    {key}: "TO BE.*$', f"    {key}: {value}", text, flags=re.MULTILINE)
    text = re.sub(r'^    section: "TO BE.*$', "    section: supply", text, flags=re.MULTILINE)
    text = re.sub(r'(marking): "TO BE[^"]*"', r"\1: TS", text)
    text = re.sub(r'^date: "TO BE.*$', "date: 1984-01-01", text, flags=re.MULTILINE)
    text = re.sub(r'^id: "TO BE.*$', "id: NSDD-1", text, flags=re.MULTILINE)
    return re.sub(r'"TO BE COMPLETED: [^"]*"', "Words of our own", text)


def a_completed_directive(folder: Path, name: str = "bullets") -> Path:
    """The file of a directive that was imported from one of the samples and completed."""
    made = imported(folder, sample(name))
    made.path.write_text(completed(made.path.read_text(encoding="utf-8")), encoding="utf-8")
    return made.path
