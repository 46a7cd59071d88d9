import re
from pathlib import Path

import pytest

import assistant.web
from assistant.messages import load_messages

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
