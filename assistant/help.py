"""Help: whom to contact, and the words for someone who may need it, from one file."""

import datetime
import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.answers import Audience
from assistant.contacts import CONTACTS_NAME, HELP_TOPICS, ContactBook, TrustContact
from assistant.errors import SettingsError
from assistant.opening_hours import ALWAYS, is_open, now_in_london
from assistant.routing.route_rules import CRISIS_KINDS, ROUTES
from assistant.routing.routes import Routed

CHECK_AFTER = datetime.timedelta(days=183)
"""After so long somebody has to compare a contact with its source again."""

FILE_NAME = "help.toml"


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
        return _is_overdue(self.checked_on, today)


class Help:
    """The contacts and texts of `help.toml`, and the trust's own contacts where it has any.

    `version` is a short hash of the file. Raises SettingsError for a file with a gap: it is better
    not to start than to fail in front of someone who needs help.
    """

    def __init__(
        self,
        content: bytes,
        *,
        trust: ContactBook | None = None,
        clock: Callable[[], datetime.datetime] = now_in_london,
        name: str = FILE_NAME,
    ) -> None:
        self.version = hashlib.sha256(content).hexdigest()[:12]
        self._trust = trust
        self._clock = clock
        try:
            self._tables: Mapping[str, Any] = tomllib.loads(content.decode())
            self.contacts = tuple(
                _read_contact(*entry) for entry in self._tables["contacts"].items()
            )
            self._numbers = {contact.key: contact.number for contact in self.contacts}
            self._check()
        except (KeyError, TypeError, AttributeError) as error:
            raise SettingsError(f"{name} is missing {error}. Put it back.") from error
        except ValueError as error:
            raise SettingsError(f"{name} cannot be read: {error}.") from error

    def words(self, routed: Routed, audience: Audience | None = None) -> tuple[str, ...]:
        """Return the paragraphs for a message: the whole reply, or what stands before the answer.

        Empty for an ordinary question.
        """
        if routed.route == "crisis":
            if routed.again:
                return self.crisis_again(routed.again, audience)
            return self.crisis(routed.kind, audience)
        line = (self.line,) if routed.urgent_help else ()
        if routed.route == "documents":
            return line
        texts = self._tables[routed.route]
        key = routed.kind if routed.kind in texts else "text"
        return line + self._fill(texts[key]) + self._at_the_trust(routed.route, audience)

    def crisis(self, kind: str | None, audience: Audience | None = None) -> tuple[str, ...]:
        """Return the reply to someone in crisis, what matters most first."""
        texts = self._tables["crisis"]
        first = texts["first"].get(kind) or texts["first"]["unsure"]
        rest = [texts[key] for key in ("urgent", "talk", "deaf")]
        last = [texts[key] for key in ("program", "misunderstood")]
        here = self._at_the_trust("crisis", audience)
        return self._fill([*first, *rest]) + here + self._fill(last)

    def crisis_again(self, given: int, audience: Audience | None = None) -> tuple[str, ...]:
        """Return help once more, with another way to reach someone each time."""
        texts = self._tables["crisis"]["again"]
        way = texts["ways"][(given - 1) % len(texts["ways"])]
        here = self._at_the_trust("crisis", audience)
        return self._fill([texts["always"], way]) + here + self._fill([texts["program"]])

    @property
    def line(self) -> str:
        """The one line above an answer to a message that may be worrying."""
        return self._fill([self._tables["line"]["text"]])[0]

    def trust_contacts(self) -> tuple[TrustContact, ...]:
        """Return the trust's own help contacts that are filled in, in the order of the routes."""
        if self._trust is None:
            return ()
        return tuple(contact for route in HELP_TOPICS for contact in self._trust.for_route(route))

    def trust_line(self, contact: TrustContact) -> str:
        """Return a line about a contact of the trust, which says so where it is closed now."""
        if contact.hours.lower() == ALWAYS:
            key = "always"
        elif contact.hours:
            key = "closed" if is_open(contact.hours, self._clock()) is False else "open"
        else:
            key = "unknown"
        who_and_how = ", ".join(part.rstrip(".") for part in (contact.who, contact.how) if part)
        text: str = self._tables["trust"][key]
        return text.format(who_and_how=who_and_how, hours=contact.hours)

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
        unchecked = [c.topic for c in self.trust_contacts() if _is_overdue(c.checked_on, today)]
        if unchecked:
            found.append(
                f"The trust's own contacts not checked for six months: {', '.join(unchecked)}."
            )
        blank = self.blank_topics()
        if blank:
            found.append(
                f"The trust's own help contacts are blank: {', '.join(blank)}. "
                f"Fill them in in {CONTACTS_NAME}."
            )
        return found

    def blank_topics(self) -> tuple[str, ...]:
        """Return the topics of help for which the trust names nobody of its own."""
        filled = {contact.topic.casefold() for contact in self.trust_contacts()}
        return tuple(topic for topic in HELP_TOPICS.values() if topic.casefold() not in filled)

    def _at_the_trust(self, route: str, audience: Audience | None) -> tuple[str, ...]:
        if self._trust is None:
            return ()
        found = [c for c in self._trust.for_route(route) if c.suits(audience)]
        return tuple(self.trust_line(contact) for contact in found)

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
        for key in ("always", "open", "closed", "unknown"):
            self._tables["trust"][key].format(who_and_how="", hours="")
        for _, table in self._messages():
            table["approved_by"], table["approved_on"]

    def _fill(self, texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text.format(**self._numbers) for text in texts)


def load_help(path: Path | None = None, trust: ContactBook | None = None) -> Help:
    """Return the help that ships with the package, or that of a trust's own file.

    Raises SettingsError for a file that cannot be read or has a gap.
    """
    if path is None:
        return Help((files("assistant") / FILE_NAME).read_bytes(), trust=trust)
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SettingsError(
            f"The help file {path} cannot be read: {reason}. Correct ASSISTANT_HELP_FILE, "
            "or unset it to use the one that ships."
        ) from error
    return Help(content, trust=trust, name=str(path))


def _is_overdue(checked_on: datetime.date | None, today: datetime.date) -> bool:
    return checked_on is None or today - checked_on > CHECK_AFTER


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
