"""Jinja2 templates: every page and fragment is rendered, and escaped, here."""

import datetime
import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.messages import Messages

HELP_NUMBERS = {
    "18001 111": "tel:18001111",
    "116 123": "tel:116123",
    "85258": "sms:85258?body=SHOUT",
    "999": "tel:999",
    "111": "tel:111",
}
HELP_NUMBER = re.compile(rf"\b({'|'.join(HELP_NUMBERS)})\b(?! BSL)")


class Renderer:
    """Renders the templates of this package with the words of `messages.toml`."""

    def __init__(self, messages: Messages, *, trust_name: str = "") -> None:
        self._templates = Environment(
            loader=PackageLoader("assistant.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["words"] = messages.text
        self._templates.globals["trust_name"] = trust_name
        self._templates.filters["day"] = _day
        self._templates.filters["commands"] = _commands
        self._templates.filters["calls"] = _calls

    def page(self, template: str, **values: Any) -> str:
        """Return a whole page."""
        return self._templates.get_template(template).render(**values)

    def fragment(self, template: str, **values: Any) -> Markup:
        """Return a part of a page, safe to set into another, on one line.

        One line, because a blank line would end a block of HTML inside Markdown.
        """
        return Markup(" ".join(self.page(template, **values).split()))


def _day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _commands(text: str) -> Markup:
    """Set what stands between backticks as something to type."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _calls(text: str) -> Markup:
    """Make the national help numbers in a message of ours ones to tap."""
    return Markup(
        HELP_NUMBER.sub(
            lambda found: f'<a href="{HELP_NUMBERS[found[0]]}">{found[0]}</a>', str(escape(text))
        )
    )
