"""Routes: what kind of message this is, decided before any retrieval, offline and in no time."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answers import UrgentHelp
from assistant.routing.languages import is_english
from assistant.routing.message_words import ends_of
from assistant.routing.route_rules import Found, Kind, Route, load_rules

WRITTEN: frozenset[Route] = frozenset(
    ("crisis", "personal_advice", "about_assistant", "small_talk")
)
"""Routes with a written reply alone; with the others the documents are answered too."""

COMPARED_TURNS = 4
"""Earlier turns that are compared with the examples, each at the price of an encoding."""

ENOUGH_TO_TELL = 2000
"""Characters that are enough to tell a language by."""


Compare = Callable[[str], Found | None]


@dataclass(frozen=True, slots=True)
class Routed:
    """What kind of message this is and how much help stands with its answer.

    `again` counts the turns in which help was given already, since a crisis: 0 at first.
    """

    route: Route
    urgent_help: UrgentHelp | None = None
    kind: Kind | None = None
    again: int = 0


def route_message(
    text: str, *, earlier: Sequence[str] = (), compare: Compare | None = None
) -> Routed:
    """Return the route of a message by its words, with no model and no index.

    `earlier` are the questions before it, oldest first. After a crisis the help stays: what does
    not ask the documents anything gets help again, and what does keeps the line of help.
    `compare`, where a model is loaded, tells what a message is like that the words say nothing of.
    """
    routed = _route_alone(text, compare)
    given = _help_given(earlier, compare)
    if given is None:
        return routed
    if routed.route == "crisis":
        return replace(routed, again=given)
    if given and not _asks_documents(text, routed):
        return Routed("crisis", "full", "unsure", again=given)
    return replace(routed, urgent_help="line")


_NOTHING_OF_NOTE = (Routed("documents"), Routed("documents", "line"))


def is_crisis(text: str) -> bool:
    """Return whether raw text shows a person in danger."""
    return _route_alone(text).route == "crisis"


def _route_alone(text: str, compare: Compare | None = None) -> Routed:
    routed = _route_by_words(text)
    alike = compare(text) if compare is not None and routed in _NOTHING_OF_NOTE else None
    if alike is None:
        return routed
    if alike.urgent_help == "full" and _asks_of_no_one(text):
        return Routed("documents", "line")
    return Routed(alike.route, alike.urgent_help, alike.kind)


def _route_by_words(text: str) -> Routed:
    found = load_rules().find(text)
    if found is not None and found.route not in {"documents", "about_assistant", "small_talk"}:
        return Routed(found.route, found.urgent_help, found.kind)
    if not is_english(text[:ENOUGH_TO_TELL]):
        return Routed("about_assistant", "line", "not_english")
    if found is not None:
        return Routed(found.route, found.urgent_help, found.kind)
    return Routed("documents")


def _help_given(earlier: Sequence[str], compare: Compare | None) -> int | None:
    """Return how often help was given since the last crisis, 0 once the talk went on, or None."""
    given: int | None = None
    for left, text in zip(range(len(earlier), 0, -1), earlier, strict=True):
        routed = _route_alone(text, compare if left <= COMPARED_TURNS else None)
        if routed.route == "crisis":
            given = (given or 0) + 1
        elif given:
            given = 0 if _asks_documents(text, routed) else given + 1
    return given


_ASKING = re.compile(r"(what|who|where|when|which|how|is|are|do|does|can|could|list|show|tell)\b")
_OWN = re.compile(r"\b(i|im|ive|me|my|mine|myself)\b")


_SOMEONE = re.compile(
    r"\b(?:i|im|ive|id|ill|me|my|mine|myself|he|hes|him|his|she|shes|her|hers|they|theyre|theyve"
    r"|them|someone|somebody|anyone|friend|mate|mum|dad|brother|sister|son|daughter|wife|husband"
    r"|boyfriend|girlfriend|anymore|any more|point)\b"
)


def _asks_of_no_one(text: str) -> bool:
    """Return whether a message is a question that speaks of nobody: likeness alone is no alarm."""
    plain = ends_of(text).strip().lower().replace("’", "").replace("'", "")
    asks = _ASKING.match(plain) is not None or plain.endswith("?") or " how " in plain
    return (asks or plain.startswith(("why", "whats", "hows"))) and not _SOMEONE.search(plain)


def _asks_documents(text: str, routed: Routed) -> bool:
    """Return whether a turn after a crisis plainly asks about something else than oneself."""
    plain = ends_of(text).strip().lower()
    asks = _ASKING.match(plain) is not None or plain.endswith("?")
    return (
        asks and routed == Routed("documents") and plain.count(" ") > 2 and not _OWN.search(plain)
    )
