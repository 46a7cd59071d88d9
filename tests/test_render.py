import re
from pathlib import Path

import pytest

import assistant.web
from assistant.answers import Answer, Versions
from assistant.messages import load_messages
from assistant.web.prose import read_prose
from assistant.web.render import Renderer

WEB = Path(assistant.web.__file__).parent
WORDS = re.compile(r"""(?:words|text)\(\s*"((?:page|error)\.[\w.]+)"(?! ~)""")
NAMED = sorted(
    {
        key
        for path in [*WEB.glob("*.py"), *WEB.glob("templates/*.html")]
        for key in WORDS.findall(path.read_text())
    }
)


@pytest.mark.parametrize("key", NAMED)
def test_words_that_a_page_names_are_there(key: str) -> None:
    assert load_messages().text(key)


@pytest.mark.parametrize("path", sorted(WEB.glob("templates/*.html")), ids=lambda path: path.name)
def test_templates_hold_no_words_of_their_own(path: Path) -> None:
    markup = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", " ", path.read_text(), flags=re.DOTALL)

    assert re.findall(r"\w+", markup) == []


def test_help_numbers_of_an_urgent_answer_can_be_tapped() -> None:
    renderer = Renderer(load_messages())
    text = load_messages().text("route.crisis")
    crisis = Answer("1", "signposted", "crisis", text, "", Versions("0", None, "m"), "full")

    shown = renderer.fragment(
        "answer.html",
        answer=crisis,
        blocks=read_prose(crisis),
        notes=(),
        sources=(),
        offered=False,
        leave=False,
    )

    assert [found for found in re.findall(r'href="([^"]*)"', shown) if found != "/help"] == [
        "tel:999",
        "tel:111",
        "tel:116123",
        "sms:85258?body=SHOUT",
        "tel:18001111",
    ]
    assert "999 BSL app" in shown
