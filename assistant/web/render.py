"""Jinja2 templates: every page and fragment is rendered, and escaped, here."""

import datetime
import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assistant.help import Help
from assistant.messages import Messages
from assistant.web.contacts import Calls, is_always_open, way_to, word_to_text
from assistant.web.links import about_url, passage_url, picture_url


class Renderer:
    """Renders the templates of this package with the words of `messages.toml` and `help.toml`."""

    def __init__(
        self,
        messages: Messages,
        help_words: Help,
        *,
        trust_name: str = "",
        banner: str = "",
        has_logo: bool = False,
    ) -> None:
        self._templates = Environment(
            loader=PackageLoader("assistant.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["words"] = messages.text
        self._templates.globals["texts"] = messages.texts
        self._templates.globals["trust_name"] = trust_name
        self._templates.globals["picture_url"] = picture_url
        self._templates.globals["passage_url"] = passage_url
        self._templates.globals["about_url"] = about_url
        self._templates.globals["help_line"] = help_words.line
        self._templates.globals["banner"] = banner
        self._templates.globals["has_logo"] = has_logo
        self._templates.filters["day"] = _day
        self._templates.filters["commands"] = _commands
        self._templates.filters["way_to"] = way_to
        self._templates.filters["word_to_text"] = word_to_text
        self._templates.filters["is_always_open"] = is_always_open
        self._templates.filters["calls"] = Calls(help_words.contacts).link

    def page(self, template: str, **values: Any) -> str:
        """Return a whole page."""
        return self._templates.get_template(template).render(**values)

    def fragment(self, template: str, **values: Any) -> Markup:
        """Return a part of a page, safe to set into another, on one line.

        One line, because a blank line would end a block of HTML inside Markdown.
        """
        whole = self.page(template, **values)
        return Markup(" ".join(whole.split()))  # noqa: S704 - templates escape what they show


def _day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _commands(text: str) -> Markup:
    """Set what stands between backticks as something to type."""
    code = Markup("<code>{}</code>")
    parts = enumerate(re.split(r"`([^`]+)`", text))
    return Markup().join(code.format(part) if number % 2 else part for number, part in parts)
