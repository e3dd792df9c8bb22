"""Texts as they are written for the shell: what is not written rightly is said, and never taken for words."""

from pathlib import Path

import pytest
from click.exceptions import ClickException
from typer import Exit

from case_words import read_paragraphs, read_words


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("(S) [ustr We are concerned.", "does not close it"),
        ("We are concerned.", "is not written like"),
    ],
)
def test_a_paragraph_that_is_not_written_rightly_is_refused(
    written: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises((Exit, ClickException, SystemExit)):
        read_paragraphs([written], None)
    assert why in said(capsys)


def test_paragraphs_in_a_file_stand_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text("(S) [ustr] One\nand on.\n\n(C) Two.\n", encoding="utf-8")
    assert read_paragraphs([], file) == [
        {"marking": "S", "equities": ["ustr"], "text": "One and on."},
        {"marking": "C", "equities": [], "text": "Two."},
    ]
    file.write_text("(S) One.\n(S) Two.\n", encoding="utf-8")
    with pytest.raises((Exit, ClickException, SystemExit)):
        read_paragraphs([], file)
    assert "put an empty line before it" in said(capsys)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_is_no_text_is_one_line(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "paper"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises((Exit, ClickException, SystemExit)):
        read_words(file)
    assert "cannot be read as text" in said(capsys)
