import datetime
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.assistant import Assistant, Models
from assistant.contacts import HELP_TOPICS, ContactBook
from assistant.errors import ModelError, SettingsError
from assistant.help import Help, load_help
from assistant.index import IndexFolder
from assistant.messages import load_messages
from assistant.opening_hours import is_open
from assistant.routing.route_rules import CRISIS_KINDS, ROUTES
from assistant.routing.routes import Routed

CONTENT = (files("assistant") / "help.toml").read_bytes()
EVERY_TEXT = [
    paragraph
    for route in ROUTES
    for kind in (*CRISIS_KINDS, "eating", "not_english")
    for again in range(5)
    for paragraph in load_help().words(Routed(route, "line", kind, again))  # type: ignore[arg-type]
]
Row = tuple[str, str, str, str, str]
MONDAY_NOON = datetime.datetime(2026, 6, 1, 12, 0)


def write_contacts(folder: Path, *rows: Row) -> ContactBook:
    """Write topic, who, how, hours and for whom, a contact a row."""
    keys = ("topic", "who", "how", "hours", "for")
    lines = [
        "\n".join(["[[contact]]", *(f'{k} = "{v}"' for k, v in zip(keys, row, strict=True))])
        for row in rows
    ]
    (folder / "contacts.toml").write_text("\n".join(lines), "utf-8")
    return ContactBook(folder)


@pytest.fixture
def unready(tmp_path: Path) -> Assistant:
    """An assistant with no index and no model."""

    def no_models() -> Models:
        raise ModelError("There is no model.")

    return Assistant(IndexFolder(tmp_path), load_messages(), no_models, trust_name="The trust")


@pytest.mark.parametrize("kind", CRISIS_KINDS)
def test_crisis_reply_names_999_within_its_first_two_paragraphs(kind: str) -> None:
    assert "999" in " ".join(load_help().crisis(kind)[:2])


@pytest.mark.parametrize(
    "kind", ["already_harmed", "someone_else", "danger_to_others", "child_at_risk"]
)
def test_999_comes_first_where_anyone_is_hurt_or_in_danger(kind: str) -> None:
    assert "999" in load_help().crisis(kind)[0]


def test_crisis_reply_keeps_its_order() -> None:
    reply = "\n".join(load_help().crisis("self"))

    marks = ["999", "A&E", "111", "mental health option", "116 123", "85258", "18001 111"]
    marks += ["999 BSL", "computer program", "Nobody at the trust", "nobody will call", "ask again"]
    assert sorted(marks, key=reply.index) == marks


@pytest.mark.parametrize("kind", CRISIS_KINDS)
def test_crisis_reply_is_under_90_words_before_the_fold(kind: str) -> None:
    reply = load_help().crisis(kind)
    fold = next(number for number, text in enumerate(reply) if "116 123" in text) + 1

    assert len(" ".join(reply[:fold]).split()) < 90


@pytest.mark.parametrize("text", sorted(set(EVERY_TEXT)))
def test_words_keep_to_the_rules(text: str) -> None:
    assert not re.search(
        r"commit\w* suicide|rephrase|just a bot|!|\bwe promise\b|will be fine", text
    )
    assert all(ord(character) < 0x2190 for character in text)
    assert "{" not in text


def test_crisis_reply_asks_nothing() -> None:
    assert not [text for kind in CRISIS_KINDS for text in load_help().crisis(kind) if "?" in text]


def test_each_further_turn_names_another_way_to_reach_someone() -> None:
    replies = [load_help().crisis_again(given) for given in (1, 2, 3, 4)]

    assert len({reply[1] for reply in replies}) == 4
    assert all("999" in reply[0] for reply in replies)
    assert load_help().crisis_again(5) == replies[0]


def test_trust_contacts_stand_before_what_the_program_is(tmp_path: Path) -> None:
    trust = write_contacts(tmp_path, ("Crisis", "the crisis team", "020 7946 0999", "always", ""))

    reply = Help(CONTENT, trust=trust).crisis("self")

    assert reply[-3] == "At the trust, at any time: the crisis team, 020 7946 0999."


def test_trust_contacts_are_named_by_reader_and_route(tmp_path: Path) -> None:
    trust = write_contacts(
        tmp_path,
        ("Crisis", "staff support", "ext. 1", "", "staff"),
        ("Crisis", "student support", "ext. 2", "", "student"),
        ("Safeguarding", "the safeguarding team", "ext. 3", "", ""),
    )
    words = Help(CONTENT, trust=trust)

    here = [text for text in words.crisis("self", "student") if "At the trust" in text]
    assert here == ["At the trust: student support, ext. 2."]
    here = [text for text in words.crisis("self") if "At the trust" in text]
    assert [text.split()[3] for text in here] == ["staff", "student"]
    assert words.words(Routed("safeguarding", "line"))[-1].endswith("safeguarding team, ext. 3.")


@pytest.mark.parametrize(
    ("hour", "says"),
    [
        (12, "At the trust: staff support, ext. 1. Open Mon-Fri 09:00-17:00."),
        (20, "At the trust, closed now: staff support, ext. 1. Open Mon-Fri 09:00-17:00."),
    ],
)
def test_trust_contact_outside_its_hours_is_closed_after_one_that_is_always_open(
    tmp_path: Path, hour: int, says: str
) -> None:
    trust = write_contacts(
        tmp_path, ("Crisis", "staff support", "ext. 1", "Mon-Fri 09:00-17:00", "")
    )
    words = Help(CONTENT, trust=trust, clock=lambda: MONDAY_NOON.replace(hour=hour))

    reply = words.crisis("self")

    assert reply.index(says) > next(n for n, text in enumerate(reply) if "116 123" in text)


def test_blank_trust_contacts_are_not_shown_but_reported(tmp_path: Path) -> None:
    words = Help(CONTENT, trust=write_contacts(tmp_path, ("Crisis", "", "", "", "")))

    assert words.crisis("self") == load_help().crisis("self")
    assert words.blank_topics() == tuple(HELP_TOPICS.values())


def test_trust_contact_with_braces_in_it_is_shown_as_written(tmp_path: Path) -> None:
    trust = write_contacts(tmp_path, ("Crisis", "the {duty} desk", "ext. 1", "", ""))

    assert "At the trust: the {duty} desk, ext. 1." in Help(CONTENT, trust=trust).crisis("self")


def test_trust_may_replace_the_help_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(CONTENT.replace(b"This sounds serious", b"We take this seriously"))

    assert load_help(own).crisis("self")[0].startswith("We take this seriously")
    with pytest.raises(SettingsError, match=r"gone\.toml cannot be read"):
        load_help(tmp_path / "gone.toml")


def test_eating_gets_the_charity_for_it() -> None:
    assert "Beat" in " ".join(load_help().words(Routed("personal_advice", "line", "eating")))


def test_ordinary_question_gets_no_words_of_help() -> None:
    assert load_help().words(Routed("documents")) == ()


def test_message_not_in_english_gets_the_line_before_being_asked_for_english() -> None:
    line, ask = load_help().words(Routed("about_assistant", "line", "not_english"))

    assert "999" in line
    assert "English" in ask


def test_every_number_can_be_reached_with_a_link() -> None:
    links = {contact.key: contact.link for contact in load_help().contacts}

    assert links["emergency"] == "tel:999"
    assert links["shout"] == "sms:85258?body=SHOUT"
    assert all(link.startswith(("tel:", "sms:", "https://")) for link in links.values())


def test_operator_is_told_what_nobody_has_approved_or_checked() -> None:
    unapproved, overdue, blank = load_help().warnings(datetime.date(2026, 6, 1))

    assert "crisis" in unapproved
    assert "Samaritans" in overdue
    assert "blank" in blank


def test_contact_is_overdue_after_six_months() -> None:
    checked = CONTENT.replace(b'checked_on = ""', b"checked_on = 2026-01-01")
    contact = Help(checked).contact("samaritans")

    assert not contact.is_overdue(datetime.date(2026, 6, 1))
    assert contact.is_overdue(datetime.date(2026, 8, 1))


@pytest.mark.parametrize("key", ["urgent", "text", "always", "number"])
def test_file_with_a_gap_is_refused_before_anyone_needs_it(key: str) -> None:
    gap = re.sub(
        rb"^" + key.encode() + rb" = ", b"missing_" + key.encode() + b" = ", CONTENT, flags=re.M
    )

    with pytest.raises(Exception, match=r"help\.toml is missing"):
        Help(gap)


def test_every_message_has_a_place_for_its_approval() -> None:
    tables = tomllib.loads(CONTENT.decode())
    messages = [table for name, table in tables.items() if name != "contacts"]

    assert all(table["approved_by"] == table["approved_on"] == "" for table in messages)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("always", True),
        ("Mon-Fri 09:00-17:00", True),
        ("Sat 10:00-14:00, Mon 11:00-13:00", True),
        ("Tue-Fri 09:00-17:00", False),
        ("Mon-Fri 09:00-12:00", False),
        ("", None),
        ("weekdays", None),
    ],
)
def test_opening_hours(hours: str, expected: bool | None) -> None:
    assert is_open(hours, MONDAY_NOON) is expected


@pytest.mark.parametrize("question", ["I want to die", "I want to die. " + "word " * 8000])
def test_crisis_is_answered_with_no_index_and_no_model(unready: Assistant, question: str) -> None:
    for answer in (unready.ask(question), unready.answer_crisis(question)):
        assert answer is not None
        assert (answer.route, answer.status, answer.urgent_help) == ("crisis", "signposted", "full")
        assert answer.text == "\n\n".join(load_help().crisis("self"))
        assert (answer.citations, answer.suggestions, answer.standalone_question) == ((), (), "")


@pytest.mark.parametrize(
    ("question", "route", "urgent_help"),
    [
        ("should I stop taking my tablets", "personal_advice", "line"),
        ("are you a person?", "about_assistant", None),
        ("¿Cuáles son los valores del hospital?", "about_assistant", "line"),
        ("hello", "small_talk", None),
    ],
)
def test_written_replies_need_no_index(
    unready: Assistant, question: str, route: str, urgent_help: str | None
) -> None:
    answer = unready.ask(question)

    assert (answer.route, answer.status, answer.urgent_help) == (route, "signposted", urgent_help)


@pytest.mark.model
def test_documents_are_answered_after_the_signpost(shipped: Assistant) -> None:
    answer = shipped.ask("my manager is bullying me. What are our values?")

    assert (answer.route, answer.urgent_help) == ("staff_support", "line")
    assert answer.status in {"answered", "partial", "not_found"}
    assert answer.text.startswith(load_help().line)
    assert answer.text.index("occupational health") < answer.text.index("[1]")
