import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import WriteFiles
from fake_embeddings import CountingEmbeddings, counting_models, coverage_picker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, Turn
from assistant.assistant import Assistant, Models
from assistant.errors import IndexMismatch, IndexMissing, ModelError
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.messages import load_messages

VISION = (
    "Our vision is to be a leader in mental health care and education, using talking and "
    "relational therapies to make a meaningful difference to people’s lives"
)
VISION_OF_PYRAMID = (
    "Our vision is to be a leader in mental health care and education, promoting talking "
    "therapies and relational therapies to make a meaningful difference to people’s lives"
)
MISSION = (
    "Our mission is to work in partnership with people, families and communities to provide "
    "high-quality specialist mental healthcare, alleviate emotional distress and pioneer "
    "innovative education and research"
)
VALUES = [
    "We strive for excellence",
    "We champion inclusivity",
    "We place compassion at our core",
    "We have respect for each other",
]
PILLARS = [
    "Outstanding patient care",
    "education and training",
    "partnerships for research and innovation",
    "people culture",
    "sustainability",
]
OBJECTIVES = [
    "waiting lists",
    "student intake",
    "T&P voice",
    "bullying and harrassment",
    "team level budgets",
    "user experience",
    "sustainable partnerships",
    "partnerships for prevention",
    "equalities, diversity and inclusion",
    "medium term financial plan",
]
YEARS = "over the next three years."
MERGER = "as we consider merger partners."
TREATED = "for children and their families, young people and adults."


def check_quotes(assistant: Assistant, answer: Answer) -> None:
    """Assert that every citation stands verbatim where it says, and every claim has one."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in (*answer.citations, *answer.nearest):
        document = assistant.document(citation.document, citation.version)
        assert document is not None
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert citation.version == answer.versions.corpus
        sections = [s.path for s in document.sections if s.start <= citation.start < s.end]
        assert sections == [citation.section]
    for claim in answer.claims:
        assert claim.citations
        assert claim.text in {answer.citations[number - 1].quote for number in claim.citations}
        assert claim.text in answer.text


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.fixture
def ask(shipped: Assistant) -> Callable[[str], Answer]:
    """Ask the assistant over the shipped corpus, and hold its quotes against the documents."""

    def ask_and_check(question: str) -> Answer:
        answer = shipped.ask(question)
        check_quotes(shipped, answer)
        return answer

    return ask_and_check


Ask = Callable[[str], Answer]


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "items", "document"),
    [
        ("What are our values?", VALUES, "about-us"),
        ("values", VALUES, "about-us"),
        ("valus?", VALUES, "about-us"),
        ("What are the trust's values?", VALUES, "about-us"),
        ("How many values are there?", VALUES, "about-us"),
        ("Name the strategic pillars", PILLARS, "strategy-pyramid"),
        ("strategic pillars", PILLARS, "strategy-pyramid"),
        ("what were the objectives for 23/24", OBJECTIVES, "strategy-pyramid"),
    ],
)
def test_list_asked_for_is_given_whole(
    ask: Ask, question: str, items: Sequence[str], document: str
) -> None:
    answer = ask(question)

    assert answer.status == "answered"
    assert quotes(answer) == items
    assert {citation.document for citation in answer.citations} == {document}


@pytest.mark.model
def test_question_of_how_many_is_counted(ask: Ask) -> None:
    answer = ask("How many strategic pillars are there?")

    assert quotes(answer) == PILLARS
    assert "5" in answer.text.splitlines()[0]


@pytest.mark.model
@pytest.mark.parametrize(
    "question", ["What is the trust's mission?", "Why does this place exist?", "mission"]
)
def test_mission_is_one_claim_cited_to_both_documents(ask: Ask, question: str) -> None:
    answer = ask(question)

    assert answer.status == "answered"
    assert answer.claims[0].text.rstrip(".") == MISSION
    assert {answer.citations[number - 1].document for number in answer.claims[0].citations} == {
        "about-us",
        "strategy-pyramid",
    }


@pytest.mark.model
@pytest.mark.parametrize("question", ["What is our vision?", "vision", "what's the vision"])
def test_vision_is_given_in_both_wordings(ask: Ask, question: str) -> None:
    answer = ask(question)

    assert answer.status == "answered"
    assert set(quotes(answer)) == {VISION, VISION_OF_PYRAMID}


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How long does the strategy run?", YEARS),
        ("Is the trust going to merge with anyone?", MERGER),
        ("Who does the trust treat?", TREATED),
    ],
)
def test_sentence_that_answers_comes_first(ask: Ask, question: str, words: str) -> None:
    answer = ask(question)

    assert answer.status == "answered"
    assert answer.claims[0].text.endswith(words)


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "Who is the chief executive?",
        "How much annual leave do I get?",
        "What is the capital of France?",
    ],
)
def test_what_the_documents_do_not_hold_is_not_found(ask: Ask, question: str) -> None:
    answer = ask(question)

    assert answer.status == "not_found"
    assert answer.claims == ()
    assert answer.citations == ()
    assert "could not find" in answer.text


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "🙂",
        "?",
        "",
        "the of and",
        "a" * 2_000,
        "values " * 300,
        "What\nare\nour\nvalues?",
        "'; DROP TABLE chunks; --",
        "[1] [2] <b>values</b> **bold**",
        "ＶＡＬＵＥＳ",
        "v\u00adalues\u200b",
        "كيف حالك",
    ],
)
def test_any_question_gets_an_answer_whose_quotes_stand(ask: Ask, question: str) -> None:
    answer = ask(question)

    assert answer.status in {"answered", "partial", "not_found", "signposted"}
    assert answer.text
    assert 0 <= answer.confidence <= 1


@pytest.mark.model
def test_answers_stay_short(ask: Ask) -> None:
    for question in ("What does the trust do?", "strategy", "Tell me about education"):
        answer = ask(question)
        is_list = all(len(quote.split()) < 12 for quote in quotes(answer))
        assert is_list or len(answer.claims) <= 4
        assert is_list or sum(len(claim.text.split()) for claim in answer.claims) <= 200


@pytest.mark.model
def test_same_question_gets_the_same_answer(ask: Ask) -> None:
    one, other = ask("What is our vision?"), ask("What is our vision?")

    assert one.id != other.id
    assert dataclasses.replace(one, id="") == dataclasses.replace(other, id="")


@pytest.mark.model
def test_starter_questions_are_answered(shipped: Assistant, ask: Ask) -> None:
    starters = shipped.starter_questions()

    assert len(starters) >= 3
    assert {ask(question).status for question in starters} == {"answered"}


@pytest.mark.model
def test_any_typed_words_get_quotes_that_stand(shipped: Assistant) -> None:
    typed = st.lists(
        st.one_of(
            st.sampled_from(
                ["what", "our", "values", "vision", "how", "many", "years", "not", "?", "23/24"]
            ),
            st.text(max_size=8),
        ),
        max_size=8,
    ).map(" ".join)

    @settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    @given(typed)
    def check(question: str) -> None:
        check_quotes(shipped, shipped.ask(question))

    check()


# What follows needs no model: words are counted, and a question is answered where more than
# half of its words stand in one passage.

LEAVE = "# Leave\n\nAnnual leave is 27 days a year. Sick leave is another thing.\n"
PARKING = "# Parking\n\nParking costs four pounds a day.\n"
LIBRARY = "# Library\n\nThe library lends:\n\n- Books\n- Laptops\n- Keys\n"


@dataclasses.dataclass
class Trust:
    """A small trust: its files, and an assistant over them that counts words."""

    write: WriteFiles
    corpus: Path
    index: IndexFolder
    embeddings: CountingEmbeddings
    assistant: Assistant

    def ingest(self, files: dict[str, str | bytes]) -> str:
        self.write(files)
        version = ingest(self.corpus, self.index, self.embeddings).corpus_version  # type: ignore[arg-type]
        assert version is not None
        return version

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        answer = self.assistant.ask(question, history=history)
        if answer.versions.corpus:
            check_quotes(self.assistant, answer)
        return answer


@pytest.fixture
def trust(
    write: WriteFiles, corpus: Path, index: IndexFolder, counting: CountingEmbeddings
) -> Trust:
    models = counting_models(counting)
    assistant = Assistant(index, load_messages(), lambda: models, trust_name="The Test Trust")
    assistant.load()
    return Trust(write, corpus, index, counting, assistant)


@pytest.fixture
def small_trust(trust: Trust) -> Trust:
    trust.ingest({"leave.md": LEAVE, "parking.md": PARKING, "library.md": LIBRARY})
    return trust


def test_sentence_that_answers_is_quoted_with_its_place(small_trust: Trust) -> None:
    answer = small_trust.ask("How many days is annual leave?")

    citation = answer.citations[0]
    assert answer.status == "answered"
    assert citation == Citation(
        number=1,
        document="leave",
        title="Leave",
        section=("Leave",),
        page=None,
        quote="Annual leave is 27 days a year.",
        start=6,
        end=37,
        date=None,
        version=small_trust.index.live_id() or "",
    )


def test_list_comes_without_its_lead_in_under_its_heading(small_trust: Trust) -> None:
    answer = small_trust.ask("What are the things the library lends?")

    assert quotes(answer) == ["Books", "Laptops", "Keys"]
    assert "\n\n- Books [1]\n- Laptops [2]\n- Keys [3]\n\n" in answer.text


def test_words_that_nobody_wrote_are_not_found(small_trust: Trust) -> None:
    answer = small_trust.ask("Who is the chief executive?")

    assert answer.status == "not_found"
    assert answer.claims == answer.citations == ()


def test_written_replies_need_no_documents(trust: Trust) -> None:
    assert trust.ask("I want to kill myself").route == "crisis"
    assert trust.ask("hello").route == "small_talk"


def test_without_an_index_a_question_says_how_to_build_one(trust: Trust) -> None:
    with pytest.raises(IndexMissing, match=r"python ingest\.py"):
        trust.ask("How many days is annual leave?")
    with pytest.raises(IndexMissing):
        trust.assistant.documents()
    with pytest.raises(IndexMissing):
        trust.assistant.document("leave")

    assert "python ingest.py" in (trust.assistant.not_ready() or "")
    assert trust.assistant.corpus_version() is None
    assert trust.assistant.original("leave") is None


def test_new_generation_is_taken_up_without_a_restart(small_trust: Trust) -> None:
    before = small_trust.ask("How many days is annual leave?")
    version = small_trust.ingest({"leave.md": LEAVE.replace("27", "33")})

    after = small_trust.ask("How many days is annual leave?")

    assert quotes(before)[0] == "Annual leave is 27 days a year."
    assert quotes(after)[0] == "Annual leave is 33 days a year."
    assert after.versions.corpus == version == small_trust.assistant.corpus_version()
    check_quotes(small_trust.assistant, before)


def test_words_of_a_new_generation_are_known(small_trust: Trust) -> None:
    small_trust.ask("What is parking?")

    small_trust.ingest({"pension.md": "# Pension\n\nThe pension scheme is for all staff.\n"})

    assert small_trust.ask("What is the pansion?").status == "answered"


def test_document_of_the_version_before_is_kept_and_no_earlier_one(small_trust: Trust) -> None:
    first = small_trust.index.live_id()
    second = small_trust.ingest({"leave.md": LEAVE.replace("27", "33")})
    earlier = small_trust.assistant.document("leave", first)
    third = small_trust.ingest({"leave.md": LEAVE.replace("27", "34")})

    assert earlier is not None
    assert "27 days" in earlier.text
    assert small_trust.assistant.document("leave", first) is None
    for version, days in ((second, "33 days"), (third, "34 days"), (None, "34 days")):
        document = small_trust.assistant.document("leave", version)
        assert document is not None
        assert days in document.text


def test_document_of_the_live_version_is_read_once(small_trust: Trust) -> None:
    small_trust.ask("What is parking?")

    once, again = (small_trust.assistant.document("leave") for _ in range(2))

    assert once is again is not None


@pytest.mark.parametrize("version", ["../x-y", "never-made", "", "x" * 999])
def test_version_that_never_was_is_none(small_trust: Trust, version: str) -> None:
    expected = small_trust.assistant.document("leave") if version == "" else None

    assert small_trust.assistant.document("leave", version) == expected


def test_answer_from_a_kept_version_says_so(small_trust: Trust) -> None:
    small_trust.ingest({"leave.md": b""})

    answer = small_trust.ask("How many days is annual leave?")
    other = small_trust.ask("What is parking?")

    assert answer.status == "answered"
    assert any("Leave" in note and "could not be read" in note for note in answer.notes)
    assert not any("could not be read" in note for note in other.notes)


def test_title_and_date_of_the_catalogue_are_cited(small_trust: Trust) -> None:
    small_trust.ingest(
        {"catalogue.toml": '[leave]\ntitle = "Leave policy"\npublished = 2024-05-01\n'}
    )

    citation = small_trust.ask("How many days is annual leave?").citations[0]

    assert citation.title == "Leave policy"
    assert str(citation.date) == "2024-05-01"


def test_same_sentence_in_two_documents_is_one_claim_with_two_citations(small_trust: Trust) -> None:
    small_trust.ingest({"handbook.md": "# Handbook\n\nAnnual leave is 27 days a year.\n"})

    answer = small_trust.ask("How many days is annual leave?")

    claim = answer.claims[0]
    cited = {answer.citations[number - 1].document for number in claim.citations}
    assert claim.text == "Annual leave is 27 days a year."
    assert cited == {"leave", "handbook"}
    assert "Annual leave is 27 days a year. [1][2]" in answer.text


def test_documents_come_in_order_of_title(small_trust: Trust) -> None:
    assert [d.title for d in small_trust.assistant.documents()] == ["Leave", "Library", "Parking"]


def test_original_is_the_file_as_it_was_read(small_trust: Trust) -> None:
    original = small_trust.assistant.original("leave")

    assert original is not None
    assert original.read_text() == LEAVE
    assert small_trust.assistant.original("nowhere") is None


def test_index_of_another_model_is_refused_by_name(small_trust: Trust) -> None:
    other = counting_models(CountingEmbeddings("leave", name="newer", fingerprint="newer"))
    assistant = Assistant(small_trust.index, load_messages(), lambda: other, trust_name="")
    assistant.load()

    with pytest.raises(IndexMismatch, match=r"model counting, and the one set is newer"):
        assistant.ask("How many days is annual leave?")
    assert "--rebuild" in (assistant.not_ready() or "")


def test_picker_of_another_model_is_told_in_each_answer(small_trust: Trust) -> None:
    usual = counting_models(small_trust.embeddings)
    models = dataclasses.replace(usual, picker=coverage_picker(lexical=True))
    assistant = Assistant(small_trust.index, load_messages(), lambda: models, trust_name="")
    assistant.load()

    answer = assistant.ask("How many days is annual leave?")

    assert "by their words alone" in answer.notes[-1]
    assert answer.notes[-1] in answer.text
    assert list(assistant.limits()) == [answer.notes[-1]]
    assert small_trust.assistant.limits() == ()


def test_while_models_load_a_question_is_asked_to_wait(small_trust: Trust) -> None:
    assistant = Assistant(
        small_trust.index,
        load_messages(),
        lambda: counting_models(small_trust.embeddings),
        trust_name="",
    )

    with pytest.raises(ModelError, match="starting"):
        assistant.ask("How many days is annual leave?")
    assert "starting" in (assistant.not_ready() or "")
    assert assistant.ask("I want to kill myself").route == "crisis"

    assistant.load()

    assert assistant.not_ready() is None


def test_models_that_cannot_be_loaded_are_named(small_trust: Trust) -> None:
    def load() -> Models:
        raise ModelError("No model weights at /models/x.")

    assistant = Assistant(small_trust.index, load_messages(), load, trust_name="")
    assistant.load()

    assert assistant.not_ready() == "No model weights at /models/x."
    with pytest.raises(ModelError, match="No model weights"):
        assistant.ask("How many days is annual leave?")


def test_common_concept_is_found_in_the_documents_own_words(small_trust: Trust) -> None:
    models = counting_models(small_trust.embeddings, parking="What is leave annual days year?")
    assistant = Assistant(small_trust.index, load_messages(), lambda: models, trust_name="")
    small_trust.ingest({"parking.md": "# Cars\n\nNothing here.\n"})
    assistant.load()

    answer = assistant.ask("parking")

    assert answer.claims[0].text == "Annual leave is 27 days a year."
    assert answer.standalone_question == "parking"


def test_question_of_a_concept_is_read_once(small_trust: Trust) -> None:
    models = counting_models(small_trust.embeddings, parking="What is leave annual days year?")
    assistant = Assistant(small_trust.index, load_messages(), lambda: models, trust_name="")
    small_trust.ingest({"parking.md": "# Cars\n\nNothing here.\n"})
    assistant.load()
    small_trust.embeddings.embedded.clear()

    first, again = assistant.ask("parking"), assistant.ask("parking")

    assert [claim.text for claim in first.claims] == ["Annual leave is 27 days a year."]
    assert again.claims == first.claims
    assert small_trust.embeddings.embedded.count("What is leave annual days year?") == 1


def test_corpus_of_one_sentence_is_enough(trust: Trust) -> None:
    trust.ingest({"leave.txt": "Annual leave is 27 days a year."})

    assert quotes(trust.ask("How many days is annual leave?")) == [
        "Annual leave is 27 days a year."
    ]
