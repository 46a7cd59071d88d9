"""Contacts: whom to ask about what the documents do not cover, from `corpus/contacts.toml`."""

import datetime
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.answers import Audience
from assistant.errors import SettingsError
from assistant.owner_files import read_tables

CONTACTS_NAME = "contacts.toml"

HELP_TOPICS = {
    "crisis": "Crisis",
    "safeguarding": "Safeguarding",
    "speaking_up": "Speaking up",
    "staff_support": "Staff support",
    "student_support": "Student support",
    "patient_or_carer": "Patient or carer",
    "complaint": "Complaint",
}
"""The topic under which a trust lists its own contact for each route that signposts one."""

logger = logging.getLogger(__name__)


def _none_if_blank(value: Any) -> Any:
    return None if value == "" else value


def _as_several(value: Any) -> Any:
    return (value,) if isinstance(value, str) and value else value or ()


class TrustContact(BaseModel):
    """One topic: the ways people ask about it, and who answers at this trust.

    `for_whom` says in words who may ask; without any, everybody.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    topic: Annotated[str, Field(min_length=1)]
    examples: tuple[str, ...] = ()
    who: str = ""
    how: str = ""
    hours: str = ""
    for_whom: Annotated[
        tuple[str, ...], BeforeValidator(_as_several), Field(validation_alias="for")
    ] = ()
    checked_on: Annotated[datetime.date | None, BeforeValidator(_none_if_blank)] = None

    @property
    def is_blank(self) -> bool:
        """Whether nobody has been filled in yet: it is then reported and never shown."""
        return not (self.who or self.how)

    def suits(self, audience: Audience | None) -> bool:
        """Return whether it is meant for an audience, as far as it says."""
        return (
            audience is None
            or not self.for_whom
            or any(audience in words.lower() for words in self.for_whom)
        )


def read_contacts(corpus: Path) -> tuple[TrustContact, ...]:
    """Read the contacts of a corpus, blank ones too; empty where there is no file.

    Raises SettingsError, with the line, for a key that does not exist or a value of another type.
    """
    path = corpus / CONTACTS_NAME
    if not path.is_file():
        return ()
    text, tables = read_tables(path)
    entries = tables.pop("contact", [])
    if tables or not isinstance(entries, list):
        key = next(iter(tables), "contact")
        line = _line_of(text, rf"\s*\[*\s*[\"']?{re.escape(key)}\b")
        raise SettingsError(
            f"{path} line {line}: {key!r} does not belong here. Begin each with [[contact]]."
        )
    return tuple(_read_entry(path, text, number, entry) for number, entry in enumerate(entries))


def blank_contacts_warning(contacts: Sequence[TrustContact]) -> str | None:
    """Return what an operator has to know of contacts that are not filled in, or None."""
    blank = [contact.topic for contact in contacts if contact.is_blank]
    if not blank:
        return None
    return (
        f"{len(blank)} of {len(contacts)} contacts in {CONTACTS_NAME} are blank and not shown: "
        f"{', '.join(blank)}. Fill in who to ask, and how."
    )


class ContactBook:
    """The contacts of a corpus as they are now: the file is read again when it has changed.

    So HR can correct a number without a new index, and it is there without any. A change that
    cannot be read is logged, and the contacts before it stay.
    """

    def __init__(self, corpus: Path) -> None:
        """Read the contacts; raises SettingsError."""
        self._corpus = corpus
        self._stamp = self._look()
        self._contacts = read_contacts(corpus)

    def contacts(self) -> tuple[TrustContact, ...]:
        """Return the contacts that are filled in, in the order of the file."""
        return tuple(contact for contact in self.all() if not contact.is_blank)

    def all(self) -> tuple[TrustContact, ...]:
        """Return all contacts, blank ones too."""
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._contacts = read_contacts(self._corpus)
            except SettingsError as error:
                logger.warning("%s The contacts before this change are still used.", error)
        return self._contacts

    def for_route(self, route: str) -> tuple[TrustContact, ...]:
        """Return the trust's own contacts for a route that signposts to someone."""
        topic = HELP_TOPICS.get(route, "").casefold()
        return tuple(contact for contact in self.contacts() if contact.topic.casefold() == topic)

    def _look(self) -> tuple[int, int] | None:
        """Return what changes when the file does."""
        try:
            found = (self._corpus / CONTACTS_NAME).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size


def _read_entry(path: Path, text: str, number: int, entry: Any) -> TrustContact:
    try:
        return TrustContact.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        header = _line_of(text, r"\s*\[\[\s*contact\s*\]\]", skip=number)
        line = _line_of(text, rf"\s*[\"']?{re.escape(key)}\b", after=header) if key else header
        raise SettingsError(f"{path} line {line}: {key}: {first['msg']}.") from error


def _line_of(text: str, pattern: str, *, skip: int = 0, after: int = 0) -> int:
    """Return the number, from 1, of the line after `after` that begins so; `after` if none does.

    So many of the first are skipped.
    """
    lines = enumerate(text.splitlines(), 1)
    found = [number for number, line in lines if number > after and re.match(pattern, line)]
    return found[skip] if len(found) > skip else after or 1
