"""Comments become words: side by side in brackets, and accepted ones in a new version, each attributed."""

from uuid import UUID, uuid4

import pytest

from casework import reading
from casework.applying import apply_comments
from casework.desk import Caller
from casework.signing import CommentLine, dispose
from domain.refusals import Malformed, NotThere
from domain.vocabulary import CommentKind, Disposition, Response
from tests.office import DRAFTER, SECOND, Office, View, seen

pytestmark = pytest.mark.asyncio


def an_edit(words: str, paragraph: int = 1) -> CommentLine:
    return CommentLine(kind=CommentKind.SUBSTANTIVE, text="Say it so.", paragraph=paragraph, proposed=words)


async def edited(office: Office) -> View:
    case = await office.circulated()
    await office.sign(case, "defense", Response.CONCUR_WITH_COMMENT, an_edit("Defense's words."))
    return await office.sign(case, "commerce", Response.CONCUR_WITH_COMMENT, an_edit("Commerce's words."))


async def lines(office: Office, case: View) -> dict[str, View]:
    matrix = await reading.the_matrix(office.db, DRAFTER, UUID(case["id"]))
    return {line["agency"]: line for line in matrix["items"]}  # type: ignore[attr-defined] # a view


async def accept(office: Office, case: View, comment: str) -> View:
    return seen(
        await dispose(
            office.db,
            Caller(subject=DRAFTER),
            UUID(case["id"]),
            UUID(comment),
            disposition=Disposition.ACCEPTED,
            reason="Better so.",
        )
    )


async def apply(office: Office, case: View, *comments: str) -> View:
    ids = tuple(UUID(comment) for comment in comments)
    return seen(await apply_comments(office.db, Caller(subject=DRAFTER), UUID(case["id"]), comments=ids))


async def test_two_agencies_words_for_one_paragraph_stand_side_by_side(office: Office) -> None:
    case = await edited(office)
    matrix = await reading.the_matrix(office.db, DRAFTER, UUID(case["id"]))
    assert matrix["bracketed"] == [
        {"version": 1, "paragraph": 1, "text": "[defense: Defense's words.] [commerce: Commerce's words.]"}
    ]


async def test_an_accepted_edit_is_put_into_a_new_version_and_attributed(office: Office) -> None:
    case = await edited(office)
    comment = (await lines(office, case))["defense"]["id"]
    case = await apply(office, await accept(office, case, comment), comment)
    assert (case["stage"], case["text"]["version"]) == ("drafting", 2)
    version = await office.read(case, DRAFTER)
    assert [p["text"] for p in version["paragraphs"]] == ["Defense's words.", SECOND]
    assert version["note"] == "Applied: defense on paragraph 1."


async def test_only_accepted_edits_apply_one_to_a_paragraph(office: Office) -> None:
    case = await edited(office)
    both = [line["id"] for line in (await lines(office, case)).values()]
    with pytest.raises(Malformed) as refused:
        await apply(office, case, both[0])
    assert refused.value.code == "comment_not_applicable"
    for comment in both:
        await accept(office, case, comment)
    with pytest.raises(Malformed) as refused:
        await apply(office, case, *both)
    assert refused.value.code == "two_edits_one_paragraph"
    with pytest.raises(NotThere):
        await apply(office, case, str(uuid4()))
