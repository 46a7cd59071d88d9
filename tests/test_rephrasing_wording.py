import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from conftest import WriteFiles
from fake_embeddings import CountingEmbeddings, counting_models

from assistant.answers import Answer, Turn, Versions
from assistant.assistant import Assistant
from assistant.documents import Document
from assistant.errors import ModelError
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.messages import load_messages
from assistant.rephrasing.asking import Usage
from assistant.rephrasing.prompts import Prompt, load_prompts
from assistant.rephrasing.rephraser import Rephraser, Rewording, Said
from assistant.rephrasing.wording import word_answer
from assistant.rephrasing.writer import Writer

FILES: dict[str, str | bytes] = {
    "leave.md": "# Leave\n\nAnnual leave is 27 days a year, and pay goes on.\n",
    "copy.md": "# Copy\n\nAnnual leave is 27 days a year, and pay goes on.\n",
    "library.md": "# Library\n\n## Things the library lends\n\n- Books\n- Laptops\n- Keys\n",
}


class RepeatingChat:
    """Says one thing whatever it is asked, and remembers the prompts."""

    name = "test:repeats"

    def __init__(self, reply: str | ModelError) -> None:
        self.prompts: list[Prompt] = []
        self._reply = reply

    def ask(self, prompt: Prompt, usage: Usage) -> Iterator[str]:
        self.prompts.append(prompt)
        if isinstance(self._reply, ModelError):
            raise self._reply
        yield self._reply

    def close(self) -> None:
        """Hold nothing open."""


def assistant_with(
    chat: RepeatingChat, folder: Path, index: IndexFolder, counting: CountingEmbeddings
) -> Assistant:
    ingest(folder, index, counting)  # type: ignore[arg-type]
    assistant = Assistant(
        index,
        load_messages(),
        lambda: counting_models(counting),
        trust_name="The Trust",
        rephraser=Rephraser(chat, load_prompts()),
    )
    assistant.load()
    return assistant


def ask(
    reply: str | ModelError,
    question: str,
    write: WriteFiles,
    index: IndexFolder,
    counting: CountingEmbeddings,
) -> tuple[Answer, RepeatingChat]:
    chat = RepeatingChat(reply)
    return assistant_with(chat, write(FILES), index, counting).ask(question), chat


def test_answer_is_in_the_words_of_the_model_with_verbatim_citations(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    answer, _ = ask("You asked about leave: no. Leave. Annual leave is 27 days a year [1].",
                    "How many days is annual leave?", write, index, counting)  # fmt: skip

    assert answer.text.startswith("Annual leave is 27 days a year. [1][2]")
    assert [claim.text for claim in answer.claims] == ["Annual leave is 27 days a year."]
    assert {citation.quote for citation in answer.citations} == {
        "Annual leave is 27 days a year, and pay goes on."
    }
    assert {citation.document for citation in answer.citations} == {"leave", "copy"}


def test_quotes_are_there_before_the_model_is_asked(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    chat = RepeatingChat("Annual leave is 27 days a year [1].")
    assistant = assistant_with(chat, write(FILES), index, counting)

    answers = assistant.answers("How many days is annual leave?")
    quoted = next(answers)
    asked_by_then = len(chat.prompts)
    worded = next(answers)

    assert asked_by_then == 0
    assert quoted.text.startswith("Annual leave is 27 days a year, and pay goes on. [1][2]")
    assert quoted.text.endswith(load_messages().text("model.wording"))
    assert worded.text.startswith("Annual leave is 27 days a year. [1][2]")
    assert load_messages().text("model.wording") not in worded.text
    assert list(answers) == []


def test_what_no_model_words_is_answered_once(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    assistant = assistant_with(RepeatingChat("x"), write(FILES), index, counting)

    for question in ("Who is the chief executive?", "hello", "I want to kill myself"):
        assert len(list(assistant.answers(question))) == 1


def test_versions_name_the_model_and_its_prompts(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    answer, _ = ask("Annual leave is 27 days a year [1].",
                    "How many days is annual leave?", write, index, counting)  # fmt: skip

    assert answer.versions.model == f"test:repeats, prompts {load_prompts().version}"


def test_fault_leaves_the_quotes_with_a_note(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    answer, _ = ask(ModelError("down"), "How many days is annual leave?", write, index, counting)

    assert answer.status == "answered"
    assert answer.text.startswith("Annual leave is 27 days a year, and pay goes on. [1][2]")
    assert answer.notes[-1] == load_messages().text("model.failed")
    assert answer.text.endswith(answer.notes[-1])
    assert answer.versions.model is None


def test_what_was_left_out_is_said(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    answer, _ = ask("Annual leave is 27 days a year [1]. It is 33 days for managers [1].",
                    "How many days is annual leave?", write, index, counting)  # fmt: skip

    assert answer.notes[-1] == load_messages().text("model.left_out")
    assert "33" not in answer.text


def test_list_keeps_its_lead_in_and_its_lines(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    answer, _ = ask("Things:\n- Keys [3]\n- Laptops [2]\n- Books [1]",
                    "What are the things the library lends?", write, index, counting)  # fmt: skip

    assert answer.text.startswith(
        "Things the library lends:\n\n- Keys [1]\n- Laptops [2]\n- Books [3]"
    )
    assert [c.quote for c in answer.citations] == ["Keys", "Laptops", "Books"]
    assert [c.number for c in answer.citations] == [1, 2, 3]


def test_refusal_crisis_and_small_talk_never_reach_the_model(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    chat = RepeatingChat("Annual leave is 27 days a year [1].")
    assistant = assistant_with(chat, write(FILES), index, counting)

    for question in ("Who is the chief executive?", "I want to kill myself", "hello"):
        assistant.ask(question)

    assert chat.prompts == []


def test_start_asks_the_model_nothing(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    chat = RepeatingChat("x")

    assistant_with(chat, write(FILES), index, counting)

    assert chat.prompts == []


def test_what_is_not_answered_and_the_notes_stay(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    quoted, _ = ask(ModelError("down"), "How many days is annual leave?", write, index, counting)
    partial = replace(quoted, text=quoted.text.partition("\n")[0] + "\n\nNot found: pay?")

    worded = word_answer(
        partial,
        Rewording("worded", (Said("Annual leave is 27 days a year.", (1,)),)),
        "m",
        load_messages(),
    )

    assert worded.text == "Annual leave is 27 days a year. [1][2]\n\nNot found: pay?"


def test_unsure_answer_keeps_its_hedge(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    quoted, _ = ask(ModelError("down"), "How many days is annual leave?", write, index, counting)
    closest = load_messages().text("answer.closest")
    unsure = replace(quoted, confidence=0.4, text=f"{closest}\n\n{quoted.text}")

    worded = word_answer(
        unsure, Rewording("worded", (Said("Leave is 27 days.", (1,)),)), "m", load_messages()
    )

    assert worded.text.startswith(f"{closest}\n\nLeave is 27 days. [1][2]")


def test_personal_details_are_not_given_to_the_model() -> None:
    chat = RepeatingChat("Where is the library?")
    writer = Writer(
        Rephraser(chat, load_prompts()), load_messages(), lambda: datetime.date(2026, 1, 1)
    )
    asked = "How many days does ann.lee@example.com get?"
    answer = Answer("1", "answered", "documents", "", asked, Versions("1", "c", "m"))
    history = [Turn(asked, "27 days. [1]")]

    worded = writer.word(answer, [], no_document)
    alone = writer.stand_alone("And the library there?", history)

    assert worded == answer
    assert alone == "And the library there?"
    assert chat.prompts == []


def no_document(document_id: str) -> Document:
    raise AssertionError(document_id)
