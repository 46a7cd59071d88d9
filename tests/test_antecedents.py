from collections.abc import Callable

import pytest
from fake_embeddings import CountingEmbeddings

from assistant.antecedents import with_antecedent, with_antecedents
from assistant.composing import Composed, Part
from assistant.documents import Block, Document, Reading, assemble_document
from assistant.questions import QuestionReader
from assistant.quotes import Quote
from assistant.spelling import Speller

BLOCKS = [
    Block("heading", "Permits", 1),
    Block("paragraph", "Permits are for staff. They cost ten pounds. These are paid in May."),
    Block("paragraph", "It is important to pay. It ends in June. This is our offer."),
    Block("item", "It is blue"),
]


@pytest.fixture
def document() -> Document:
    return assemble_document("permits", "permits.md", Reading(BLOCKS))


@pytest.fixture
def quote(document: Document) -> Callable[[str], Quote]:
    def find(text: str) -> Quote:
        start = document.text.index(text)
        return Quote("permits", ("Permits",), start, start + len(text), text)

    return find


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("They cost ten pounds.", "Permits are for staff. They cost ten pounds."),
        (
            "These are paid in May.",
            "Permits are for staff. They cost ten pounds. These are paid in May.",
        ),
        ("It ends in June.", "It is important to pay. It ends in June."),
        ("It is important to pay.", "It is important to pay."),
        ("This is our offer.", "This is our offer."),
        ("Permits are for staff.", "Permits are for staff."),
    ],
)
def test_quote_begins_where_its_paragraph_says_what_it_is_about(
    document: Document, quote: Callable[[str], Quote], text: str, told: str
) -> None:
    longer = with_antecedent(quote(text), lambda _: document)

    assert longer.text == told == document.text[longer.start : longer.end]


def test_what_stands_in_a_longer_quote_is_not_quoted_again(
    document: Document, quote: Callable[[str], Quote], counting: CountingEmbeddings
) -> None:
    reader = QuestionReader("", Speller({}, counting.knows), counting)  # type: ignore[arg-type]
    claims = ((quote("They cost ten pounds."),), (quote("Permits are for staff."),))
    part = Part(reader.read("permits"), Composed(claims), 0.9)

    longer = with_antecedents(part, lambda _: document)

    assert [claim[0].text for claim in longer.composed.claims] == [
        "Permits are for staff. They cost ten pounds."
    ]
