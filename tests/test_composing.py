import pytest
from conftest import VOCABULARY, OpenGeneration
from fake_embeddings import CountingEmbeddings, coverage_picker

from assistant.composing import (
    MOST_NEAREST,
    MOST_WORDS,
    Composed,
    compose_parts,
    compose_quotes,
    nearest_quotes,
)
from assistant.features import FEATURES
from assistant.finding import Finding
from assistant.generation import Generation
from assistant.picking import MOST_QUOTES
from assistant.questions import QuestionReader
from assistant.spelling import Speller

LONG = "Leave " + "is a long story that goes on for a while " * 6 + "and ends."

PAGES: dict[str, str | bytes] = {
    "library.md": "# Library\n\nThe library lends:\n\n- Books\n- Laptops\n- Keys to the gym\n",
    "parking.md": "# Parking\n\nParking costs four pounds a day. Bicycles are free.\n",
    "shop.md": "# Shop\n\nParking costs four pounds a day.\n",
}


@pytest.fixture
def generation(open_generation: OpenGeneration) -> Generation:
    return open_generation(PAGES)


def compose(generation: Generation, asked: str) -> Composed:
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]
    question = reader.read(asked)
    picked = coverage_picker().pick(question, generation)
    assert picked is not None
    composed = compose_quotes(question, picked, generation.document)
    for claim in composed.claims:
        for quote in claim:
            assert generation.document(quote.document).text[quote.start : quote.end] == quote.text
    return composed


def said(composed: Composed) -> list[str]:
    return [claim[0].text for claim in composed.claims]


@pytest.mark.parametrize(
    "asked",
    ["What are the things the library lends?", "library", "How many does the library lend?"],
)
def test_list_asked_for_is_quoted_whole_without_its_lead_in(
    generation: Generation, asked: str
) -> None:
    composed = compose(generation, asked)

    assert said(composed) == ["Books", "Laptops", "Keys to the gym"]
    assert (composed.is_list, composed.list_name) == (True, "Library")


TABLE = """# Plan

| Value | On a day |
| --- | --- |
| Steady | Calm |
| Kind | Warm |
| Fair | Open |

Our values in meetings:

- Care
- Respect
"""


def test_table_whose_first_column_is_asked_for_is_the_list(
    open_generation: OpenGeneration,
) -> None:
    composed = compose(open_generation({"plan.md": TABLE}), "What are our values?")

    assert said(composed) == [
        "Value: Steady; On a day: Calm",
        "Value: Kind; On a day: Warm",
        "Value: Fair; On a day: Open",
    ]
    assert composed.is_list


def test_table_is_no_list_of_what_its_first_column_does_not_name(
    open_generation: OpenGeneration,
) -> None:
    composed = compose(open_generation({"plan.md": TABLE}), "What are our values in meetings?")

    assert said(composed) == ["Care", "Respect"]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("# Our aims\n\n- Books\n- Laptops\n- Keys\n- Bags\n", 4),
        ("# Our aims\n\n- Books\n- Laptops\n- Keys\n", 0),
        ("# Our aims\n\n- Books\n- Laptops\n\nAnd for staff:\n\n- Keys\n- Bags\n", 2),
    ],
)
def test_item_beyond_the_last_of_a_list_is_not_there(
    open_generation: OpenGeneration, page: str, told: int
) -> None:
    generation = open_generation({"aims.md": page})
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]
    question = reader.read("What is our fourth aim?")
    found = Finding(question, question, coverage_picker().pick(question, generation))

    parts, missing = compose_parts([found], generation.document)

    assert sum(len(part.composed.claims) for part in parts) == told
    assert missing == ([] if told else [question])


def test_question_about_one_item_gets_that_item(generation: Generation) -> None:
    composed = compose(generation, "Does the library lend laptops?")

    assert not composed.is_list
    assert said(composed)[0] == "Laptops"


def test_list_longer_than_a_chunk_is_quoted_whole(open_generation: OpenGeneration) -> None:
    items = [f"Thing {n} from the library shelf" for n in range(30)]
    generation = open_generation(
        {"library.md": "# Library\n\nThe library lends:\n\n" + "".join(f"- {i}\n" for i in items)}
    )

    composed = compose(generation, "What are the things the library lends?")

    assert len(generation.chunks) > 1
    assert said(composed) == items


def test_headings_below_the_one_asked_for_are_a_list(open_generation: OpenGeneration) -> None:
    generation = open_generation(
        {
            "strategy.md": "# Strategy\n\n## Our two values\n\n### Value 1: Pay fairly\n\n"
            "We pay on time.\n\n### Value 2: Leave in good time\n\nWe leave by five.\n"
        }
    )

    composed = compose(generation, "What are our two values?")

    assert composed.is_list
    assert composed.list_name == "Our two values"
    assert said(composed) == ["Value 1: Pay fairly", "Value 2: Leave in good time"]


def test_sentence_that_ends_in_a_colon_comes_with_what_it_leads_to(
    open_generation: OpenGeneration,
) -> None:
    generation = open_generation(
        {"leave.md": "# Staff\n\nOf leave there were many requests:\n\nSome 26 were refused.\n"}
    )

    composed = compose(generation, "How many asked for leave?")

    assert said(composed) == ["Of leave there were many requests:", "Some 26 were refused."]


def test_same_words_in_two_documents_are_one_claim(generation: Generation) -> None:
    composed = compose(generation, "Is parking four pounds a day?")

    assert said(composed)[0] == "Parking costs four pounds a day."
    assert {quote.document for quote in composed.claims[0]} == {"parking", "shop"}
    assert len(set(said(composed))) == len(said(composed))


def test_other_wording_of_the_answer_stands_beside_it(open_generation: OpenGeneration) -> None:
    generation = open_generation(
        {
            "a.md": "# Plan\n\nOur vision is to lead in mental health care and education.\n",
            "b.md": "# Poster\n\nOur vision is to lead in mental health care, in education.\n",
        }
    )

    assert len(said(compose(generation, "What is our vision of mental health care?"))) == 2


def test_quotes_are_few_and_never_a_page(open_generation: OpenGeneration) -> None:
    sentences = [f"Leave rule {n} says that leave is leave." for n in range(12)]
    generation = open_generation({"leave.txt": " ".join(sentences)})

    composed = compose(generation, "What does the leave rule say of leave?")

    assert 1 <= len(composed.claims) <= MOST_QUOTES


def test_long_sentences_stop_at_the_most_words(open_generation: OpenGeneration) -> None:
    generation = open_generation({f"{n}.md": f"# Part {n}\n\n{LONG} {n}\n" for n in range(4)})

    composed = compose(generation, "Is leave a long story that goes on for a while and ends?")

    counts = [len(text.split()) for text in said(composed)]
    assert sum(counts) <= MOST_WORDS or len(counts) == 1


def test_nearest_is_a_sentence_that_shares_meaning(generation: Generation) -> None:
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]

    picked = coverage_picker().pick(reader.read("parking refunds"), generation)

    assert picked is not None
    nearest = nearest_quotes(picked)
    assert 1 <= len(nearest) <= MOST_NEAREST
    for quote in nearest:
        assert generation.document(quote.document).text[quote.start : quote.end] == quote.text


def test_sentence_alike_in_tone_that_shares_no_word_is_not_near(
    open_generation: OpenGeneration,
) -> None:
    generation = open_generation({"guide.md": "# Guide\n\nBring food, water, shoes.\n"})
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]
    alike, shared = reader.read("Choose hats, coats, gloves"), reader.read("Choose shoes, hats")

    far = coverage_picker().pick(alike, generation)
    near = coverage_picker().pick(shared, generation)

    assert far is not None
    assert near is not None
    assert far.candidates[0].features[FEATURES.index("cosine")] > 0.9
    assert nearest_quotes(far) == []
    assert nearest_quotes(near) != []


def test_nothing_near_is_nothing_shown(open_generation: OpenGeneration) -> None:
    generation = open_generation({"badge.md": "# Badge\n\nBadge badge badge\n"})
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]

    picked = coverage_picker().pick(reader.read("pension"), generation)

    assert picked is not None
    assert nearest_quotes(picked) == []
