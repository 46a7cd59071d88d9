import datetime
from pathlib import Path

import pytest
from conftest import ROOT, WriteFiles

from assistant.contacts import (
    HELP_TOPICS,
    ContactBook,
    TrustContact,
    blank_contacts_warning,
    read_contacts,
)
from assistant.errors import SettingsError
from assistant.routing.route_rules import ROUTES

PARKING = """
[[contact]]
topic = "Parking"
examples = ["Where can I park?"]
who = "Facilities"
how = "Call 01234 567890"
hours = "Mon-Fri 09:00-17:00"
for = ["staff", "student"]
checked_on = 2026-01-31
"""
BLANK = """
[[contact]]
topic = "Pay"
examples = ["When is payday?"]
who = ""
how = ""
checked_on = ""
"""


def test_contact_is_read_with_all_it_says(write: WriteFiles) -> None:
    (contact,) = read_contacts(write({"contacts.toml": PARKING}))

    assert contact == TrustContact.model_validate(
        {
            "topic": "Parking",
            "examples": ("Where can I park?",),
            "who": "Facilities",
            "how": "Call 01234 567890",
            "hours": "Mon-Fri 09:00-17:00",
            "for": ("staff", "student"),
            "checked_on": datetime.date(2026, 1, 31),
        }
    )


def test_corpus_without_a_file_of_contacts_has_none(corpus: Path) -> None:
    assert read_contacts(corpus) == ()


@pytest.mark.parametrize(
    ("content", "line", "named"),
    [
        (PARKING + 'phone = "1"\n', 10, "phone"),
        (BLANK + PARKING.replace("2026-01-31", '"soon"'), 16, "checked_on"),
        (PARKING + '\n[[contact]]\nwho = "HR"\n', 11, "topic"),
        (PARKING + '\n[parking]\nwho = "HR"\n', 11, "parking"),
        (PARKING + "\n[[contact]\n", 11, "line 11"),
    ],
)
def test_error_names_the_file_the_line_and_the_key(
    write: WriteFiles, content: str, line: int, named: str
) -> None:
    corpus = write({"contacts.toml": content})

    with pytest.raises(SettingsError, match=rf"contacts\.toml .*line {line}\b") as error:
        read_contacts(corpus)

    assert named in str(error.value)


def test_blank_contacts_are_reported_and_never_shown(write: WriteFiles) -> None:
    corpus = write({"contacts.toml": BLANK + PARKING})

    assert blank_contacts_warning(read_contacts(corpus)) == (
        "1 of 2 contacts in contacts.toml are blank and not shown: Pay. "
        "Fill in who to ask, and how."
    )
    assert [contact.topic for contact in ContactBook(corpus).contacts()] == ["Parking"]


def test_contacts_that_are_filled_in_need_no_report(write: WriteFiles) -> None:
    assert blank_contacts_warning(read_contacts(write({"contacts.toml": PARKING}))) is None


def test_contact_for_students_suits_students(write: WriteFiles) -> None:
    text = PARKING.replace('["staff", "student"]', '"students in their first year"')
    (contact,) = read_contacts(write({"contacts.toml": text}))

    suits = {audience: contact.suits(audience) for audience in ("staff", "student", None)}

    assert suits == {"staff": False, "student": True, None: True}


def test_changed_file_is_read_again(write: WriteFiles) -> None:
    book = ContactBook(write({"contacts.toml": PARKING}))

    write({"contacts.toml": PARKING.replace("01234 567890", "01234 111")})

    assert book.contacts()[0].how == "Call 01234 111"


def test_change_that_cannot_be_read_is_logged_and_leaves_what_was(
    write: WriteFiles, caplog: pytest.LogCaptureFixture
) -> None:
    book = ContactBook(write({"contacts.toml": PARKING}))

    write({"contacts.toml": PARKING + 'phone = "1"\n'})

    assert [contact.who for contact in book.contacts()] == ["Facilities"]
    assert "line 10: phone" in caplog.text


def test_file_that_is_taken_away_leaves_no_contacts(write: WriteFiles) -> None:
    corpus = write({"contacts.toml": PARKING})
    book = ContactBook(corpus)

    (corpus / "contacts.toml").unlink()

    assert book.contacts() == ()


def test_own_help_contacts_are_found_by_route(write: WriteFiles) -> None:
    crisis = PARKING.replace('"Parking"', '"crisis"')
    book = ContactBook(write({"contacts.toml": PARKING + crisis}))

    assert [contact.topic for contact in book.for_route("crisis")] == ["crisis"]
    assert book.for_route("complaint") == ()
    assert book.for_route("documents") == ()


def test_help_topics_belong_to_routes() -> None:
    assert set(HELP_TOPICS) <= set(ROUTES)


def test_shipped_contacts_hold_the_help_topics_and_25_others_all_blank() -> None:
    contacts = read_contacts(ROOT / "corpus")
    topics = [contact.topic for contact in contacts]

    assert topics[: len(HELP_TOPICS)] == list(HELP_TOPICS.values())
    assert len(topics) - len(HELP_TOPICS) >= 25
    assert all(contact.is_blank for contact in contacts)
    assert all(contact.examples for contact in contacts[len(HELP_TOPICS) :])
