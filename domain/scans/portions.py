"""A paragraph as a portion: its words without label and mark, the marks it bears, and the level they give."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.marking import Level, banner, portion_mark
from domain.scans.doubts import Doubt, DoubtKind
from domain.scans.lines import Line
from domain.scans.marks import Mark, bracketed_at_end, mark_at_end, mark_at_start, marks_within
from domain.scans.paragraphs import Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """A paragraph without its marks.

    Attributes:
        text: The words; marks in their midst stay where they stand.
        marks: Every mark in it, in order.
        within: How many of them stand in the midst.
    """

    text: str
    marks: tuple[Mark, ...]
    within: int
    paragraph: Paragraph

    @property
    def written(self) -> str | None:
        """The marks as originally written, parted by a space."""
        return " ".join(mark.written for mark in self.marks) or None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines it stands on."""
        return self.paragraph.lines

    @property
    def label(self) -> str | None:
        """The bullet or number before it, as written."""
        return self.paragraph.placed.label.written if self.paragraph.placed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLevel:
    """What the paper as a whole is marked.

    Attributes:
        level: The highest of its banners and of its sure marks; None where they say nothing of a portion without one.
        banner: The highest of its banners alone.
    """

    level: Level | None
    banner: Level | None


def portion_of(paragraph: Paragraph) -> Portion:
    """Take the marks at the beginning and at the end off a paragraph, and find those in its midst."""
    text, leading = mark_at_start(paragraph.text)
    text, trailing = mark_at_end(text)
    within = tuple(mark for _, mark in marks_within(text))
    marks = (*((leading,) if leading else ()), *within, *((trailing,) if trailing else ()))
    return Portion(text=text, marks=marks, within=len(within), paragraph=paragraph)


def level_of(marks: tuple[Mark, ...], paper: PaperLevel) -> Level | None:
    """Return the level at which a portion is safeguarded; None if nothing in the paper says any.

    The highest of its marks; without one, the paper's level (EO 12356 section 1.1(c): in doubt, the higher level).
    """
    return max((mark.level for mark in marks), default=paper.level)


def mark_doubts(marks: tuple[Mark, ...], text: str, line: Line, about: str, paper: PaperLevel) -> Iterator[Doubt]:
    """Give the doubts about a portion's level: each asks for a determination within 30 days.

    Args:
        marks: The marks that it bears.
        text: Its words, without them.
        about: What the doubts call it.
        paper: What the paper as a whole is marked.
        line: Where the mark stands, or should.
    """

    def doubt(message: str) -> Doubt:
        return Doubt(kind=DoubtKind.MARK, line=line.number, page=line.page, about=about, message=message)

    level = level_of(marks, paper)
    if level is None:
        yield doubt("no portion mark, and no banner or mark of the paper tells its level: it must be determined")
        return
    held = f"safeguarded as {level.name}"
    if not marks and paper.banner is not Level.U:
        ending = bracketed_at_end(text)
        what = f"ends in {ending!r}, which reads as no mark" if ending else "no portion mark"
        yield doubt(f"{what}: {held}, the highest that the paper bears")
    for mark in marks:
        if not mark.sure:
            yield doubt(f"the mark reads {mark.written!r}, taken for {portion_mark(mark.level)}: {held}")
    if len(marks) > 1:
        listed = " ".join(mark.written for mark in marks)
        yield doubt(f"bears several marks, {listed}: {held}, the highest; is it one portion?")
    if marks and paper.banner is not None and level > paper.banner:
        yield doubt(f"marked {portion_mark(level)}, above the banner {banner(paper.banner)}: {held}")
