"""The redline between two versions of a text."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casework.redline import Op, RedlineParagraph, Run, redline
from domain.marking import Level
from domain.text import Paragraph

WORDS = st.sampled_from(
    [
        "the",
        "shall",
        "not",
        "import",
        "item,",
        "1,000",
        "1.000",
        "high-technology",
        "don't",
        ".",
        "—",
        "Ōhira",
    ]
)
TEXTS = st.lists(
    st.builds(
        Paragraph,
        text=st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=20)),
        marking=st.sampled_from(Level),
    ),
    max_size=6,
)


def a_text(*texts: str, marking: Level = Level.S) -> list[Paragraph]:
    """Build paragraphs of one mark."""
    return [Paragraph(text=text, marking=marking) for text in texts]


def pairs(lines: list[RedlineParagraph]) -> list[tuple[int | None, int | None]]:
    """Return which old paragraph became which new one."""
    return [(line.old, line.new) for line in lines]


def joined(runs: tuple[Run, ...], without: Op) -> str:
    """Return one side of a redline."""
    return "".join(run.text for run in runs if run.op is not without)


@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_back_from_the_redline(old: list[Paragraph], new: list[Paragraph]) -> None:
    lines = redline(old, new)
    olds = [joined(line.runs, Op.INSERT) for line in lines if line.old]
    news = [joined(line.runs, Op.DELETE) for line in lines if line.new]
    assert olds == [paragraph.text for paragraph in old]
    assert news == [paragraph.text for paragraph in new]
    assert [line.old for line in lines if line.old] == list(range(1, len(old) + 1))
    assert [line.new for line in lines if line.new] == list(range(1, len(new) + 1))


@given(TEXTS, TEXTS)
def test_no_run_ends_inside_a_word(old: list[Paragraph], new: list[Paragraph]) -> None:
    for line in redline(old, new):
        for side in (Op.INSERT, Op.DELETE):
            texts = [run.text for run in line.runs if run.op is not side]
            seams = pairwise(texts)
            assert not [seam for seam in seams if re.fullmatch(r"\w\w", seam[0][-1] + seam[1][0])]


@given(TEXTS)
def test_a_text_has_no_changes_against_itself(text: list[Paragraph]) -> None:
    lines = redline(text, text)
    assert pairs(lines) == [(number, number) for number in range(1, len(text) + 1)]
    assert {run.op for line in lines for run in line.runs} <= {Op.EQUAL}
    assert not any(line.marking_change for line in lines)


@given(TEXTS, TEXTS)
def test_a_change_of_mark_is_told_wherever_there_is_one(old: list[Paragraph], new: list[Paragraph]) -> None:
    for line in redline(old, new):
        if line.old and line.new:
            marks = (old[line.old - 1].marking.name, new[line.new - 1].marking.name)
            assert line.marking_change == (marks if marks[0] != marks[1] else None)
        else:
            assert line.marking_change is None


def test_changed_words_are_shown_whole() -> None:
    (line,) = redline(a_text("We shall export 1,000 sets."), a_text("We will export 1.000 sets."))
    assert [(run.op, run.text) for run in line.runs] == [
        (Op.EQUAL, "We "), (Op.DELETE, "shall"), (Op.INSERT, "will"), (Op.EQUAL, " export "),
        (Op.DELETE, "1,000"), (Op.INSERT, "1.000"), (Op.EQUAL, " sets."),
    ]  # fmt: skip


def test_a_paragraph_put_in_or_taken_out_leaves_the_others_aligned() -> None:
    first, second, third = (
        "Open the market for beef.",
        "Consult on aviation yearly.",
        "Share the cost of bases.",
    )
    assert pairs(redline(a_text(first, third), a_text(first, second, third))) == [(1, 1), (None, 2), (2, 3)]
    assert pairs(redline(a_text(first, second, third), a_text(first, third))) == [(1, 1), (2, None), (3, 2)]


def test_a_rewritten_paragraph_is_found_behind_a_new_one() -> None:
    old = a_text("Japan should open its market for beef and citrus this year.")
    new = a_text("An opening word of thanks.", "Japan must open its market for beef and citrus next year.")
    assert pairs(redline(old, new)) == [(None, 1), (1, 2)]


def test_a_moved_paragraph_is_taken_out_and_put_in() -> None:
    one, two, three = "Open the market for beef.", "Consult on aviation yearly.", "Share the cost of bases."
    lines = redline(a_text(one, two, three), a_text(two, three, one))
    assert pairs(lines) == [(1, None), (2, 1), (3, 2), (None, 3)]


def test_an_unrelated_paragraph_is_not_compared_word_by_word() -> None:
    lines = redline(a_text("Open the market for beef."), a_text("Consult yearly on aviation."))
    assert [{run.op for run in line.runs} for line in lines] == [{Op.DELETE}, {Op.INSERT}]


def test_a_mark_alone_can_change() -> None:
    (line,) = redline(a_text("Stop."), a_text("Stop.", marking=Level.TS))
    assert line.marking_change == ("S", "TS")
    assert line.runs == (Run(op=Op.EQUAL, text="Stop."),)
