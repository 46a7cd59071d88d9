"""Help contacts as they are shown: in what order, what to press, and numbers in a text to tap."""

import datetime
import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup

from assistant.help import Contact
from assistant.opening_hours import ALWAYS

Way = Literal["call", "text", "text_word", "visit"]


def in_order(
    contacts: Sequence[Contact], at: datetime.datetime
) -> list[tuple[Contact, bool | None]]:
    """Return the contacts in their own order, those that are closed after all others.

    Each with whether it is open, None if that is not known.
    """
    known = [(contact, contact.is_open(at)) for contact in contacts]
    return sorted(known, key=lambda entry: entry[1] is False)


def way_to(contact: Contact) -> Way:
    """Return what its link does: call, text (with a word or without), or open a page."""
    if contact.link.startswith("tel:"):
        return "call"
    if contact.link.startswith("sms:"):
        return "text_word" if word_to_text(contact) else "text"
    return "visit"


def word_to_text(contact: Contact) -> str:
    """Return the word that a text message to it begins with, or an empty one."""
    return parse_qs(urlsplit(contact.link).query).get("body", [""])[0]


def is_always_open(contact: Contact) -> bool:
    """Return whether it is open day and night."""
    return contact.hours.strip().lower() == ALWAYS


# A number of the United Kingdom as people write it, which a trust gives for its own contacts.
_TELEPHONE = r"(?:\+44 ?|0)\d(?: ?\d){8,9}"


class Calls:
    """Makes the numbers of contacts ones to tap, wherever a text of ours names them."""

    def __init__(self, contacts: Sequence[Contact]) -> None:
        self._links = {contact.number: contact.link for contact in contacts if contact.number}
        longest_first = sorted(self._links, key=len, reverse=True)
        numbers = "|".join([*(re.escape(number) for number in longest_first), _TELEPHONE])
        self._number = re.compile(rf"(?<!\w)({numbers})(?!\w)")

    def link(self, text: str) -> Markup:
        """Return a text, escaped, with links for the numbers in it."""
        linked = Markup()
        for part in self._number.split(text):
            link = self._links.get(part) or _telephone_link(part)
            linked += self._tag(link).format(link, part)
        return linked

    def _tag(self, link: str | None) -> Markup:
        if link is None:
            return Markup("{1}")
        if link.startswith("https:"):
            return Markup('<a href="{0}" target="_blank" rel="noopener">{1}</a>')
        return Markup('<a href="{0}">{1}</a>')


def _telephone_link(part: str) -> str | None:
    return f"tel:{part.replace(' ', '')}" if re.fullmatch(_TELEPHONE, part) else None
