"""Help: whom to contact, and the words for someone who may need it, from one file."""

import datetime
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from assistant.errors import SettingsError
from assistant.opening_hours import is_open
from assistant.routing.route_rules import CRISIS_KINDS, ROUTES
from assistant.routing.routes import Routed

CHECK_AFTER = datetime.timedelta(days=183)
"""After so long somebody has to compare a contact with its source again."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to call, text or visit; `hours` is "always", days and times, or empty."""

    key: str
    name: str
    number: str
    link: str
    hours: str
    for_whom: str
    source: str
    checked_on: datetime.date | None
    owner: str

    def is_open(self, at: datetime.datetime) -> bool | None:
        """Return whether it is open at a time in the United Kingdom; None if that is not known."""
        return is_open(self.hours, at)

    def is_overdue(self, today: datetime.date) -> bool:
        """Return whether nobody has compared it with its source for six months, or ever."""
        return self.checked_on is None or today - self.checked_on > CHECK_AFTER


class Help:
    """The contacts and texts of `help.toml`.

    `version` is a short hash of the file. Raises SettingsError for a file with a gap: it is better
    not to start than to fail in front of someone who needs help.
    """

    def __init__(self, content: bytes, *, trust_contacts: Sequence[str] = ()) -> None:
        self.version = hashlib.sha256(content).hexdigest()[:12]
        self._tables: Mapping[str, Any] = tomllib.loads(content.decode())
        self._trust_contacts = tuple(contact for contact in trust_contacts if contact.strip())
        try:
            self.contacts = tuple(
                _read_contact(*entry) for entry in self._tables["contacts"].items()
            )
            self._numbers = {contact.key: contact.number for contact in self.contacts}
            self._check()
        except (KeyError, TypeError) as error:
            raise SettingsError(f"help.toml is missing {error}. Put it back.") from error

    def words(self, routed: Routed) -> tuple[str, ...]:
        """Return the paragraphs for a message: the whole reply, or what stands before the answer.

        Empty for an ordinary question.
        """
        if routed.route == "crisis":
            return self.crisis_again(routed.again) if routed.again else self.crisis(routed.kind)
        line = (self.line,) if routed.urgent_help else ()
        if routed.route == "documents":
            return line
        texts = self._tables[routed.route]
        key = routed.kind if routed.kind in texts else "text"
        return line + self._fill(texts[key])

    def crisis(self, kind: str | None) -> tuple[str, ...]:
        """Return the reply to someone in crisis, what matters most first."""
        texts = self._tables["crisis"]
        first = texts["first"].get(kind) or texts["first"]["unsure"]
        rest = [texts[key] for key in ("urgent", "talk", "deaf")]
        last = [texts[key] for key in ("program", "misunderstood")]
        return self._fill([*first, *rest, *self._trust_contacts, *last])

    def crisis_again(self, given: int) -> tuple[str, ...]:
        """Return help once more, with another way to reach someone each time."""
        texts = self._tables["crisis"]["again"]
        way = texts["ways"][(given - 1) % len(texts["ways"])]
        return self._fill([texts["always"], way, *self._trust_contacts, texts["program"]])

    @property
    def line(self) -> str:
        """The one line above an answer to a message that may be worrying."""
        return self._fill([self._tables["line"]["text"]])[0]

    def contact(self, key: str) -> Contact:
        """Return a contact by its key; raises KeyError."""
        return next(contact for contact in self.contacts if contact.key == key)

    def warnings(self, today: datetime.date) -> list[str]:
        """Return what the operator has to know: what nobody has approved or checked."""
        unapproved = [name for name, table in self._messages() if not table["approved_by"]]
        overdue = [contact.name for contact in self.contacts if contact.is_overdue(today)]
        found = []
        if unapproved:
            found.append(f"Help messages that nobody has approved: {', '.join(unapproved)}.")
        if overdue:
            found.append(f"Help contacts not checked for six months: {', '.join(overdue)}.")
        if not self._trust_contacts:
            found.append("The trust's own help contacts are blank. Fill in corpus/contacts.toml.")
        return found

    def _messages(self) -> list[tuple[str, Mapping[str, Any]]]:
        found = [(name, table) for name, table in self._tables.items() if name != "contacts"]
        return [*found, ("crisis.again", self._tables["crisis"]["again"])]

    def _check(self) -> None:
        """Say everything once; raises KeyError for a text or a contact that is not there."""
        for route in ROUTES:
            self.words(Routed(route, "line"))
        for kind in CRISIS_KINDS:
            self._fill(self._tables["crisis"]["first"][kind])
        for given, _ in enumerate(self._tables["crisis"]["again"]["ways"], 1):
            self.crisis_again(given)
        for _, table in self._messages():
            table["approved_by"], table["approved_on"]

    def _fill(self, texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text.format(**self._numbers) for text in texts)


def load_help(trust_contacts: Sequence[str] = ()) -> Help:
    """Return the help that ships with the package, and the trust's own contacts in a line each."""
    return Help((files("assistant") / "help.toml").read_bytes(), trust_contacts=trust_contacts)


def _read_contact(key: str, table: Mapping[str, Any]) -> Contact:
    checked_on = table["checked_on"]
    return Contact(
        key=key,
        name=table["name"],
        number=table["number"],
        link=table["link"],
        hours=table["hours"],
        for_whom=table["for"],
        source=table["source"],
        checked_on=checked_on if isinstance(checked_on, datetime.date) else None,
        owner=table["owner"],
    )
