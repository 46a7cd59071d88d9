import re
import string
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import ROOT

from assistant.errors import SettingsError
from assistant.messages import Messages, load_messages

FILE = ROOT / "assistant" / "messages.toml"

SMALL = Messages(b'[page]\ntitle = "  Hello {name} \\n"\nlist = ["a", "b"]\n[page.sub]\nx = "y"\n')


def all_texts(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from all_texts(value, f"{path}{key}.")
        elif isinstance(value, list):
            yield from ((f"{path}{key}", str(text)) for text in value)
        else:
            yield f"{path}{key}", str(value)


SHIPPED = dict(all_texts(tomllib.loads(FILE.read_text())))


def test_text_is_looked_up_and_filled_in() -> None:
    assert SMALL.text("page.title", name="Ada {x}") == "Hello Ada {x}"
    assert SMALL.text("page.sub.x") == "y"
    assert SMALL.texts("page.list") == ("a", "b")


@pytest.mark.parametrize("key", ["page.gone", "gone", "page.title.deeper", "page.list", "page.sub"])
def test_key_that_is_not_a_text_is_named(key: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(key)):
        SMALL.text(key)


def test_key_that_is_not_a_list_is_named() -> None:
    with pytest.raises(SettingsError, match=r"page\.title is not a list"):
        SMALL.texts("page.title")


def test_version_follows_the_content() -> None:
    assert Messages(b"a = 'b'").version == Messages(b"a = 'b'").version
    assert Messages(b"a = 'b'").version != Messages(b"a = 'c'").version


@pytest.mark.parametrize("key", SHIPPED)
def test_shipped_text_is_plain(key: str) -> None:
    text = SHIPPED[key]

    assert text.strip()
    assert not re.search(r"<\w|\*\*|](?=\()", text), "no markup: whoever renders it escapes"
    assert "—" not in text
    assert "'" not in re.sub(r"`.*?`", "", text), "curly apostrophes"
    list(string.Formatter().parse(text))


def test_every_shipped_message_is_said_somewhere() -> None:
    sources = [path.read_text() for path in (ROOT / "assistant").rglob("*.py")]
    sources += [path.read_text() for path in (ROOT / "assistant/web/templates").glob("*")]
    code = "\n".join(sources)

    unused = [
        key
        for key in SHIPPED
        if not re.search(rf"\b{re.escape(key)}\b", code)
        and key.split(".")[-1] not in code
        and not key.startswith(("route.", "error.field_"))
    ]

    assert unused == []


def test_every_message_that_is_asked_for_is_shipped() -> None:
    asked = {
        match[1]
        for folder in ("assistant", "assistant/rephrasing", "assistant/web")
        for path in (ROOT / folder).glob("*.py")
        for match in re.finditer(r"""\btexts?\(\s*"([a-z_]+\.[a-z_.]+)\"""", path.read_text())
    }

    assert asked
    assert sorted(asked - SHIPPED.keys()) == []


def test_shipped_messages_load() -> None:
    assert load_messages().text("answer.not_found")
