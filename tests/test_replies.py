import datetime
import re

import pytest
from conftest import VOCABULARY, OpenGeneration
from fake_embeddings import CountingEmbeddings

from assistant.answers import Answer
from assistant.composing import Composed, Part
from assistant.generation import Generation
from assistant.help import load_help
from assistant.messages import load_messages
from assistant.notes import Notes
from assistant.questions import Question, QuestionReader
from assistant.quotes import Quote
from assistant.replies import SURE, Replies, Unanswered
from assistant.routing.routes import route_message
from assistant.spelling import Speller

PAGES: dict[str, str | bytes] = {
    "library.md": "---\ndate: 2024-05-01\n---\n# Library\n\nIt lends:\n\n- Books\n- Keys\n",
    "pay.md": "# Pay\n\nPay comes in May. It is late.\n",
    "shop.md": "# Shop\n\nPay comes in May.\n",
}


@pytest.fixture
def generation(open_generation: OpenGeneration) -> Generation:
    return open_generation(PAGES)


@pytest.fixture
def replies() -> Replies:
    return Replies(load_messages(), load_help())


def read(asked: str) -> Question:
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]
    return reader.read(asked)


def quote(generation: Generation, document: str, words: str) -> Quote:
    text = generation.document(document).text
    start = text.index(words)
    section = generation.document(document).sections[0].path
    return Quote(document, section, start, start + len(words), words)


def say(
    replies: Replies,
    question: Question,
    composed: Composed,
    confidence: float,
    generation: Generation,
) -> Answer:
    part = Part(question, composed, confidence)
    return replies.from_parts(question.text, [part], [], notes_of(generation), None)


def notes_of(generation: Generation) -> Notes:
    today = datetime.date(2026, 1, 31)
    return Notes(load_messages(), generation, lambda word: True, lambda: today)


def refuse(
    replies: Replies, nearest: Quote | None, chance: float, generation: Generation
) -> Answer:
    unanswered = Unanswered("Who?", None)
    quotes = [nearest] if nearest else []
    return replies.not_found("Who?", unanswered, quotes, chance, generation, None)


def told(answer: Answer) -> str:
    """Return what an answer says before its notes."""
    return answer.text.removesuffix("\n\n" + "\n\n".join(answer.notes))


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\[(\d+)\]", text)]


def test_each_claim_is_marked_with_its_citations(generation: Generation, replies: Replies) -> None:
    may = quote(generation, "pay", "Pay comes in May.")
    again = quote(generation, "shop", "Pay comes in May.")
    late = quote(generation, "pay", "It is late.")

    answer = say(
        replies, read("When does pay come?"), Composed(((may, again), (late,))), 0.9, generation
    )

    assert [claim.citations for claim in answer.claims] == [(1, 2), (3,)]
    assert [(c.number, c.document) for c in answer.citations] == [
        (1, "pay"),
        (2, "shop"),
        (3, "pay"),
    ]
    assert told(answer).endswith("Pay comes in May. [1][2]\n\nIt is late. [3]")
    assert numbers(answer.text) == [1, 2, 3]
    assert (answer.status, answer.route, answer.confidence) == ("answered", "documents", 0.9)


def test_one_sure_sentence_needs_no_lead_in(generation: Generation, replies: Replies) -> None:
    may = quote(generation, "pay", "Pay comes in May.")

    answer = say(replies, read("When?"), Composed(((may,),)), SURE, generation)

    assert told(answer) == "Pay comes in May. [1]"


def test_unsure_answer_is_said_to_be_what_comes_closest(
    generation: Generation, replies: Replies
) -> None:
    may = quote(generation, "pay", "Pay comes in May.")

    answer = say(replies, read("When?"), Composed(((may,),)), SURE - 0.01, generation)

    assert "closest" in answer.text.splitlines()[0]


@pytest.mark.parametrize(("asked", "counted"), [("What does it lend?", False), ("How many?", True)])
def test_list_stands_under_its_name_and_is_counted_when_asked(
    generation: Generation, replies: Replies, asked: str, counted: bool
) -> None:
    items = tuple((quote(generation, "library", words),) for words in ("Books", "Keys"))
    composed = Composed(items, is_list=True, list_name="Library")

    answer = say(replies, read(asked), composed, 0.9, generation)

    lead_in = answer.text.splitlines()[0]
    assert lead_in.startswith("Library")
    assert ("2" in lead_in) is counted
    assert told(answer).endswith("- Books [1]\n- Keys [2]")


def test_date_of_the_document_stands_with_the_citation(
    generation: Generation, replies: Replies
) -> None:
    books = quote(generation, "library", "Books")

    answer = say(replies, read("What?"), Composed(((books,),)), 0.9, generation)

    assert answer.citations[0].date == datetime.date(2024, 5, 1)
    assert answer.citations[0].url == (
        f"/documents/library?v={generation.id}&from={books.start}&to={books.end}#quote"
    )


def test_not_found_says_so_and_claims_nothing(generation: Generation, replies: Replies) -> None:
    answer = refuse(replies, None, 0.1, generation)

    assert answer.status == "not_found"
    assert answer.claims == answer.citations == answer.nearest == ()
    assert answer.confidence == pytest.approx(0.9)
    assert numbers(answer.text) == []
    assert "Ask " in answer.text


def test_nearest_thing_is_shown_and_not_claimed(generation: Generation, replies: Replies) -> None:
    late = quote(generation, "pay", "It is late.")

    answer = refuse(replies, late, 0.4, generation)

    assert [c.quote for c in answer.nearest] == ["It is late."]
    assert answer.claims == answer.citations == ()
    assert "It is late. [1]" in answer.text


def test_every_reply_has_an_id_of_its_own_and_says_what_it_was_made_with(
    generation: Generation, replies: Replies
) -> None:
    one, other = (refuse(replies, None, 0.1, generation) for _ in range(2))

    assert one.id != other.id
    assert one.versions.corpus == generation.id
    assert one.versions.app
    assert one.versions.messages


def test_written_reply_needs_no_documents(replies: Replies) -> None:
    answer = replies.written(route_message("I want to kill myself"), "I want to kill myself", None)

    assert (answer.status, answer.route, answer.urgent_help) == ("signposted", "crisis", "full")
    assert "116 123" in answer.text
    assert answer.versions.corpus is None
    assert isinstance(answer, Answer)


def test_text_is_plain_and_nothing_in_it_is_escaped(
    open_generation: OpenGeneration, replies: Replies
) -> None:
    generation = open_generation({"page.txt": "Ask A&E <first> & *then* [us]_."})
    words = quote(generation, "page", "Ask A&E <first> & *then* [us]_.")

    answer = say(replies, read("Whom?"), Composed(((words,),)), 0.9, generation)

    assert told(answer) == "Ask A&E <first> & *then* [us]_. [1]"
