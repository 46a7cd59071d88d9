"""A small trust's documents, and what a person may expect of answers from them."""

import datetime
import math
import time
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import VOCABULARY, WriteFiles
from fake_embeddings import CountingEmbeddings, counting_models, weighing

from assistant.answers import Answer, Audience, Turn
from assistant.assistant import Assistant
from assistant.contacts import ContactBook
from assistant.features import FEATURES
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.messages import load_messages
from assistant.picking import GATE_FEATURES, Picker
from assistant.sensitive_topics import read_sensitive_topics

TODAY = datetime.date(2026, 6, 1)

ENGLISH = (
    "harassment networks reports parking weather enrollment fulfillment installments skillfully"
)

FILES: dict[str, str | bytes] = {
    "values-2019.md": "# Our values\n\n- Openness\n- Fairness\n- Thrift\n",
    "values.md": "# Our values\n\n- Kindness\n- Courage\n- Honesty\n",
    "leave-policy.md": (
        "# Leave policy\n\n## Annual leave\n\nAnnual leave is 27 days a year.\n\n"
        "## Purpose\n\nThis policy sets out how we manage leave in every team.\n"
    ),
    "handbook.md": (
        "# Handbook\n\n## Annual leave\n\nStaff get 30 days of annual leave a year.\n\n"
        "## Motto\n\nOur motto is to care for each and every patient in London.\n"
    ),
    "welcome.md": (
        "# Welcome\n\n## Motto\n\nOur motto is to care for each and every family in London.\n\n"
        "## Vision\n\nWe see a city without harrassment.\n"
    ),
    "sickness-policy.md": (
        "# Sickness policy\n\n## Sickness\n\nTell your manager before nine.\n\n"
        "## Purpose\n\nThis policy sets out how we manage sickness in every team.\n"
    ),
    "parking.md": (
        "# Parking\n\n## Parking permits\n\nA parking permit costs four pounds a week.\n\n"
        "## Bicycles\n\nBicycles stand in the yard.\n"
    ),
    "student-guide.md": (
        "# Student guide\n\nPublished: 3 September 2024\n\n## Library\n\n"
        "The library lends laptops to students.\n\n## Bursaries\n\nBursaries are paid in May.\n"
    ),
    "staff-guide.md": "# Staff guide\n\n## Library\n\nThe library lends journals to staff.\n",
    "equality.md": (
        "# Equality\n\n## Training in equality\n\n"
        "Everyone is trained in equality, diversity and inclusion (EDI).\n\n"
        "## Reports\n\nEquality, diversity and inclusion are reported on in May.\n\n"
        "## Networks\n\nEDI networks meet at the Behavioural Centre.\n"
    ),
    "strategy.md": (
        "# Strategy\n\n## Strategy\n\n"
        "The strategy will be carried out over the next three years.\n\n"
        "## 2023/24 objectives\n\n- Shorter waits\n- New clinics\n"
    ),
    "catalogue.toml": (
        '[values]\ntitle = "Values"\npublished = 2024-02-01\nsupersedes = ["values-2019"]\n\n'
        '[values-2019]\ntitle = "Values of 2019"\npublished = 2019-02-01\n\n'
        '[parking]\nreview_due = 2025-01-31\nowner = "Estates"\ncontact = "estates@example.org"\n\n'
        '[student-guide]\naudience = ["student"]\n\n[staff-guide]\naudience = ["staff"]\n'
    ),
    "contacts.toml": (
        '[[contact]]\ntopic = "Pension"\nexamples = []\n'
        'who = "Payroll"\nhow = "Call 01234 567890"\nhours = "Mon-Fri 09:00-17:00"\n\n'
        '[[contact]]\ntopic = "Badge"\nexamples = ["Where is my badge?"]\nwho = ""\nhow = ""\n'
    ),
}


class Trust:
    """The trust's assistant, on a day in June 2026."""

    def __init__(self, corpus: Path, index: IndexFolder, *, answers_from_words: int = 0) -> None:
        """With `answers_from_words`, it answers questions of so many content words and no other."""
        embeddings = CountingEmbeddings(VOCABULARY, english=ENGLISH)
        ingest(corpus, index, embeddings)  # type: ignore[arg-type]
        self.embedded = embeddings.embedded
        models = counting_models(embeddings)
        if answers_from_words:
            gate = weighing(GATE_FEATURES, bias=-math.log(0.5 + answers_from_words), terms=1.0)
            picker = Picker(weighing(FEATURES, coverage=4.0), gate, gate)
            models = replace(models, picker=picker)
        self.assistant = Assistant(
            index,
            load_messages(),
            lambda: models,
            trust_name="The Test Trust",
            contacts=ContactBook(corpus),
            sensitive=read_sensitive_topics(corpus),
            today=lambda: TODAY,
        )
        self.assistant.load()

    def ask(self, *questions: str, audience: Audience | None = None) -> Answer:
        """Ask questions one after another, each answer's citations kept; return the last answer."""
        history: list[Turn] = []
        for question in questions:
            answer = self.assistant.ask(question, history=history, audience=audience)
            history.append(Turn(question, answer.text, answer.citations))
        return answer


@pytest.fixture
def trust(write: WriteFiles, index: IndexFolder) -> Trust:
    return Trust(write(FILES), index)


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


def test_replaced_document_is_silent(trust: Trust) -> None:
    answer = trust.ask("What are our values?")

    assert quotes(answer) == ["Kindness", "Courage", "Honesty"]
    assert answer.conflicts == ()
    assert "2019" not in answer.text


def test_question_about_the_past_is_answered_from_what_was_replaced_and_says_so(
    trust: Trust,
) -> None:
    answer = trust.ask("What did the values use to be?")

    assert quotes(answer) == ["Openness", "Fairness", "Thrift"]
    assert "“Values of 2019” has been replaced by “Values”" in answer.notes[0]
    assert answer.notes[0] in answer.text


def test_other_figure_in_force_stands_beside_the_one_found(trust: Trust) -> None:
    answer = trust.ask("How many days is annual leave?")

    assert set(quotes(answer)) == {
        "Annual leave is 27 days a year.",
        "Staff get 30 days of annual leave a year.",
    }
    (conflict,) = answer.conflicts
    assert (conflict.topic, conflict.citations) == ("Annual leave", (1, 2))
    assert "“Leave policy”, under “Annual leave”:" in answer.text
    assert "“Handbook”, under “Annual leave”:" in answer.text
    assert any("do not say the same about “Annual leave”" in note for note in answer.notes)


def test_other_wording_in_force_stands_beside_the_one_found(trust: Trust) -> None:
    answer = trust.ask("What is our motto?")

    (conflict,) = answer.conflicts
    assert conflict.topic == "Motto"
    assert [answer.citations[n - 1].document for n in conflict.citations] == ["handbook", "welcome"]


def test_policies_alike_about_other_things_are_no_conflict(trust: Trust) -> None:
    answer = trust.ask("How do we manage sickness in every team?")

    assert "This policy sets out how we manage sickness in every team." in quotes(answer)
    assert answer.conflicts == ()


def test_review_that_is_overdue_is_said(trust: Trust) -> None:
    answer = trust.ask("What does a parking permit cost?")

    assert "due for review by 31 January 2025" in answer.text


def test_date_that_a_document_states_is_the_date_of_its_answer(trust: Trust) -> None:
    answer = trust.ask("When are bursaries paid?")

    assert answer.citations[0].date == datetime.date(2024, 9, 3)
    assert "as of 3 September 2024" in answer.text


def test_document_without_a_date_is_as_of_when_it_was_read(trust: Trust) -> None:
    answer = trust.ask("Where do bicycles stand?")

    assert answer.citations[0].date is None
    assert "There is no date in “Parking”. This is as of " in answer.text


def test_coming_years_of_an_undated_plan_have_no_known_start(trust: Trust) -> None:
    answer = trust.ask("When will the strategy be carried out?")

    assert "it is not known when “the next three years” began" in answer.text


def test_objectives_of_a_year_that_has_passed_say_so_and_that_nothing_is_newer(
    trust: Trust,
) -> None:
    answer = trust.ask("What are the objectives?")

    assert quotes(answer) == ["Shorter waits", "New clinics"]
    assert "is about 2023/24, which ended on 31 March 2024" in answer.text
    assert "nothing newer" in answer.text


def test_newer_objectives_are_pointed_to(write: WriteFiles, index: IndexFolder) -> None:
    newer = "# Plan\n\n## 2025/26 objectives\n\nTo be decided in the summer.\n"
    trust = Trust(write({**FILES, "plan.md": newer}), index)

    answer = trust.ask("What are the 2023/24 objectives?")

    assert "For a later time, see “2025/26 objectives” in “Plan”." in answer.text


def test_spelling_of_the_source_is_kept_and_said(trust: Trust) -> None:
    answer = trust.ask("What is a city without harrassment?")

    assert "We see a city without harrassment." in quotes(answer)
    assert "“harrassment” is spelt as it is in “Welcome”." in answer.notes


def test_word_that_is_spelt_right_has_no_note_on_its_spelling(trust: Trust) -> None:
    answer = trust.ask("What does a parking permit cost?")

    assert "is spelt as" not in answer.text


@pytest.mark.parametrize("word", ["enrolment", "fulfilment", "instalments", "skilfully"])
def test_british_spelling_has_no_note(write: WriteFiles, index: IndexFolder, word: str) -> None:
    file = f"# Parking\n\nParking needs some {word} in May.\n"

    answer = Trust(write({**FILES, "parking.md": file}), index).ask("What does parking need?")

    assert f"Parking needs some {word} in May." in quotes(answer)
    assert "is spelt as" not in answer.text
    assert not [note for note in answer.notes if "is spelt as" in note]


def test_dates_of_several_documents_are_said_of_each_by_name(trust: Trust) -> None:
    answer = trust.ask("What does the library lend?")

    assert "“Student guide” is as of 3 September 2024." in answer.notes
    assert any(note.startswith("There is no date in “Staff guide”.") for note in answer.notes)


def test_shorter_words_for_the_items_of_a_list_do_not_answer_what_more_is_asked(
    write: WriteFiles, index: IndexFolder
) -> None:
    poster = "# Our values\n\n- We show kindness\n- We have courage\n- We value honesty\n"
    trust = Trust(write({**FILES, "values.md": poster, "poster.md": FILES["values.md"]}), index)

    answer = trust.ask("What are our values, and how do I live our values at work?")

    assert answer.status == "partial"
    assert quotes(answer) == ["We show kindness", "We have courage", "We value honesty"]


def test_quote_that_begins_with_it_says_what_it_is(write: WriteFiles, index: IndexFolder) -> None:
    yard = "# Yard\n\n## Gates\n\nThe north gate is for staff. It does not let motorcycles in.\n"
    trust = Trust(write({**FILES, "yard.md": yard}), index)

    answer = trust.ask("Are motorcycles let in?")

    assert quotes(answer) == ["The north gate is for staff. It does not let motorcycles in."]


def test_reader_gets_what_is_for_them_first_and_nothing_is_hidden(trust: Trust) -> None:
    student = trust.ask("What does the library lend?", audience="student")
    staff = trust.ask("What does the library lend?", audience="staff")

    assert quotes(student)[0] == "The library lends laptops to students."
    assert quotes(staff)[0] == "The library lends journals to staff."
    assert set(quotes(student)) == set(quotes(staff))


def test_what_is_not_found_names_what_was_looked_for_and_whom_to_ask(trust: Trust) -> None:
    answer = trust.ask("Who runs the pension?")

    assert answer.status == "not_found"
    assert "“Who runs the pension?”" in answer.text
    assert "not from the documents: Payroll. Call 01234 567890. Open Mon-Fri" in answer.text


def test_contact_that_is_blank_is_never_shown(trust: Trust) -> None:
    answer = trust.ask("Where is my badge?")

    assert answer.status == "not_found"
    assert "Badge" not in answer.text
    assert "Ask your manager or tutor" in answer.text


def test_reader_is_sent_to_who_they_have(trust: Trust) -> None:
    student = trust.ask("Where is my badge?", audience="student")

    assert "Ask your tutor" in student.text
    assert "manager" not in student.text


def test_nothing_cheerful_stands_beside_a_sensitive_topic(trust: Trust) -> None:
    answer = trust.ask("Will the parking team be made redundant?")
    other = trust.ask("Will the parking team wear hats?")

    assert (answer.status, answer.nearest, answer.suggestions) == ("not_found", (), ())
    assert other.status == "not_found"
    assert other.suggestions


def test_sensitive_topics_are_the_trusts_own_where_it_lists_some(
    write: WriteFiles, index: IndexFolder
) -> None:
    own = '[[topic]]\nname = "Hats"\nphrases = ["wear hats"]\n'
    trust = Trust(write({**FILES, "sensitive_topics.toml": own}), index)

    assert trust.ask("Will the parking team wear a hat?").suggestions == ()


def test_suggestions_that_name_a_heading_cost_no_pass_of_the_model(trust: Trust) -> None:
    del trust.embedded[:]

    answer = trust.ask("What does a parking permit cost?")

    assert len(answer.suggestions) > 1
    assert set(trust.embedded) == {"What does a parking permit cost?"}


def test_suggestions_are_answered_and_never_what_was_asked(trust: Trust) -> None:
    first = trust.ask("What does a parking permit cost?")
    second = trust.ask("What does a parking permit cost?", "Tell me about bicycles")

    assert "Tell me about bicycles" in first.suggestions
    assert "Tell me about bicycles" not in second.suggestions
    for question in (*first.suggestions, *second.suggestions):
        assert trust.ask(question).status == "answered"


def test_part_that_is_not_answered_is_named_with_whom_to_ask(trust: Trust) -> None:
    answer = trust.ask("What does a parking permit cost, and who runs the pension?")

    assert answer.status == "partial"
    assert quotes(answer) == ["A parking permit costs four pounds a week."]
    assert "could not find this in the documents: who runs the pension?" in answer.text
    assert "Payroll" in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("What does a parking permitt cost?", id="misspelt"),
        pytest.param("whats a parking permit cost", id="without its apostrophe"),
        pytest.param("WHAT DOES A PARKING PERMIT COST?", id="in capitals"),
        pytest.param("Hi there, what does a parking permit cost, please?", id="with a greeting"),
        pytest.param("What does a parking permit cost???", id="with several question marks"),
    ],
)
def test_question_is_answered_alike_however_it_is_typed(trust: Trust, asked: str) -> None:
    plain = trust.ask("What does a parking permit cost?")

    answer = trust.ask(asked)

    assert quotes(plain) == ["A parking permit costs four pounds a week."]
    assert (answer.status, quotes(answer)) == (plain.status, quotes(plain))


def test_question_at_the_end_of_a_pasted_paragraph_is_the_one_that_is_answered(
    trust: Trust,
) -> None:
    pasted = (
        "Thank you for your letter about the library and its laptops. I start on Monday.\n"
        "My bicycle is broken and the bursary has not come, so I will drive.\n\n"
        "What does a parking permit cost?"
    )

    answer = trust.ask(pasted)

    assert quotes(answer) == ["A parking permit costs four pounds a week."]


def test_american_spelling_finds_the_british_word(trust: Trust) -> None:
    answer = trust.ask("Who meets at the Behavioral Center?")

    assert quotes(answer) == ["EDI networks meet at the Behavioural Centre."]


def test_abbreviation_finds_what_stands_under_the_long_name_that_the_corpus_gives_it(
    trust: Trust,
) -> None:
    answer = trust.ask("Do EDI matters have a month?")

    assert "Equality, diversity and inclusion are reported on in May." in quotes(answer)


def test_ordinal_means_the_item_of_the_list_before(trust: Trust) -> None:
    answer = trust.ask("What are our values?", "and the second one?")

    assert "Courage" in answer.standalone_question
    assert "Courage" in quotes(answer)


def test_ordinal_is_matched_to_the_corpus_where_the_history_has_no_citations(trust: Trust) -> None:
    told = Turn("What are our values?", "They are kindness, courage and honesty.")

    answer = trust.assistant.ask("and the second one?", history=[told])

    assert answer.standalone_question == "Tell me about “Courage”"
    assert "Courage" in quotes(answer)


def test_short_question_that_finds_nothing_is_read_with_what_was_asked_about_before(
    write: WriteFiles, index: IndexFolder
) -> None:
    trust = Trust(write(FILES), index, answers_from_words=3)
    before = "What is a parking permit?"

    weekly = trust.ask(before, "How much is a week?")
    yearly = trust.ask(before, "How much is a year?")

    assert weekly.standalone_question == "How much is a week – What is a parking permit?"
    assert quotes(weekly) == ["A parking permit costs four pounds a week."]
    assert (yearly.status, yearly.standalone_question) == ("not_found", "How much is a year?")


def test_long_history_holds_up_no_answer(trust: Trust) -> None:
    long = Turn("Who said that it is so? " * 10_000, "- x [1]\n" * 10_000)
    told = "They are kindness, courage and honesty."
    last = Turn(f"What are{' ' * 1_500}our values?", told)
    started = time.perf_counter()

    answer = trust.assistant.ask("and the second\u00a0 one?", history=[long] * 19 + [last])

    assert answer.standalone_question == "Tell me about “Courage”"
    assert time.perf_counter() - started < 4


def test_follow_up_that_finds_only_what_was_said_is_not_answered(trust: Trust) -> None:
    answer = trust.ask("What are our values?", "who decided that")

    assert answer.standalone_question == "who decided our values?"
    assert answer.status == "not_found"


@pytest.mark.parametrize(
    "asked",
    [
        "What does a parking permit cost?",
        "Is it true that bursaries are paid in May?",
        "Does it matter whether a bicycle stands in the yard?",
        "What does the library lend to students when they ask?",
        "Who do I ring in IT?",
        "Will the parking team wear hats?",
    ],
)
def test_question_that_stands_alone_is_answered_as_if_nothing_was_said_before(
    trust: Trust, asked: str
) -> None:
    alone, after = trust.ask(asked), trust.ask("What is our motto?", asked)

    assert after.standalone_question == asked
    assert (after.status, after.text, after.confidence) == (
        alone.status,
        alone.text,
        alone.confidence,
    )
