import datetime
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import assistant.web
from assistant.answers import Answer, Citation, UrgentHelp, Versions
from assistant.help import load_help
from assistant.messages import load_messages
from assistant.web.contacts import Calls, in_order
from assistant.web.prose import read_prose
from assistant.web.render import Renderer

WEB = Path(assistant.web.__file__).parent
WORDS = re.compile(r"""(?:words|text)\(\s*"((?:page|error)\.[\w.]+)"(?! ~)""")
NAMED = sorted(
    {
        key
        for path in [*WEB.rglob("*.py"), *WEB.glob("templates/*.html")]
        for key in WORDS.findall(path.read_text())
    }
)


def answer_with_help(text: str, urgent_help: UrgentHelp, quote: str = "") -> Answer:
    cited = (Citation(1, "doc", "Doc", (), None, quote, 0, len(quote), None, "v"),) if quote else ()
    versions = Versions("0", None, "m")
    return Answer("1", "signposted", "crisis", text, "", versions, urgent_help, citations=cited)


def show(answer: Answer) -> str:
    parts: dict[str, Any] = {"notes": (), "sources": (), "whole": True, "leave": False}
    renderer = Renderer(load_messages(), load_help())
    return renderer.fragment("answer.html", answer=answer, blocks=read_prose(answer), **parts)


@pytest.mark.parametrize("key", NAMED)
def test_words_that_a_page_names_are_there(key: str) -> None:
    assert load_messages().text(key)


@pytest.mark.parametrize("path", sorted(WEB.glob("templates/*.html")), ids=lambda path: path.name)
def test_templates_hold_no_words_of_their_own(path: Path) -> None:
    markup = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", " ", path.read_text(), flags=re.DOTALL)

    assert re.findall(r"\w+", markup) == []


def test_help_numbers_of_an_urgent_answer_can_be_tapped() -> None:
    crisis = answer_with_help("\n\n".join(load_help().crisis("self")), "full")

    shown = show(crisis)

    assert [found for found in re.findall(r'href="([^"]*)"', shown) if found != "/help"] == [
        "tel:999",
        "tel:111",
        "tel:116123",
        "sms:85258?body=SHOUT",
        "tel:18001111",
        "https://999bsl.co.uk/",
    ]


def test_help_line_can_be_tapped_and_quoted_numbers_cannot() -> None:
    answer = answer_with_help(f"{load_help().line}\n\nRoom 111 <b> [1]", "line", "Room 111 <b>")

    shown = show(answer)

    assert re.findall(r'href="(tel:[^"]*)"', shown) == ["tel:999", "tel:111", "tel:116123"]
    assert "Room 111 &lt;b&gt;" in shown


def test_every_contact_can_be_tapped_in_a_text() -> None:
    contacts = load_help().contacts

    for contact in contacts:
        shown = Calls(contacts).link(f"Call {contact.number}, now & here.")

        assert f'<a href="{contact.link}"' in shown
        assert shown.count("<a") == 1
        assert "&amp;" in shown


def test_closed_contact_stands_after_one_that_is_open() -> None:
    always, unknown = load_help().contact("urgent"), load_help().contact("beat")
    office = replace(always, key="office", hours="Mon-Fri 09:00-17:00")
    sunday, monday = (datetime.datetime(2026, 5, day, 12, 0) for day in (31, 25))

    assert in_order([office, always, unknown], sunday) == [
        (always, True),
        (unknown, None),
        (office, False),
    ]
    assert in_order([office, always], monday) == [(office, True), (always, True)]
