"""Route rules: the phrases that pick a route, and the words around them that say less."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from assistant.answers import UrgentHelp
from assistant.routing.message_words import MessageReader, Sentence
from assistant.routing.phrases import Phrases, read_phrases
from assistant.routing.spellings import load_spellings

Route = Literal[
    "crisis",
    "safeguarding",
    "personal_advice",
    "speaking_up",
    "staff_support",
    "student_support",
    "patient_or_carer",
    "complaint",
    "about_assistant",
    "small_talk",
    "documents",
]
CrisisKind = Literal[
    "already_harmed", "danger_to_others", "child_at_risk", "self", "someone_else", "unsure"
]
Kind = CrisisKind | Literal["eating", "health", "not_english"]

ROUTES: tuple[Route, ...] = get_args(Route)
"""In the order in which one wins over those after it."""

CRISIS_KINDS: tuple[CrisisKind, ...] = get_args(CrisisKind)


@dataclass(frozen=True, slots=True)
class Found:
    """The route that a message's words pick, and how much help stands with its answer."""

    route: Route
    urgent_help: UrgentHelp | None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """Phrases that pick a route, but for sentences in one of the frames of `unless`.

    Frames of `unless_anywhere` count in any sentence of the message, those of `unless_quoted_in`
    likewise, for words in quotation marks alone. Frames of `softened_by` leave a worry of it.
    `whole` is for phrases that have to be all that is said.
    """

    found: Found
    phrases: Phrases
    unless: tuple[Phrases, ...]
    unless_anywhere: tuple[Phrases, ...]
    unless_quoted_in: tuple[Phrases, ...]
    softened_by: tuple[Phrases, ...]
    whole: bool


WORRYING = Found("documents", "line")


class RouteRules:
    """Finds what a message's words show, in the order of the routes."""

    def __init__(self, tables: Sequence[Mapping[str, Any]], slots: Mapping[str, str]) -> None:
        merged = {name: table for part in tables for name, table in part.items()}
        frames = {n: read_phrases(t["phrases"], slots) for n, t in merged.items() if n != "rules"}
        self._idioms, self._asking_on = frames["idioms"], frames["asking_on"].words
        self._pointing = frames["pointing"].words | self._asking_on
        rules = [_read_rule(r, frames, slots) for part in tables for r in part.get("rules", ())]
        self._rules = sorted(rules, key=lambda rule: ROUTES.index(rule.found.route))
        known: frozenset[str] = frozenset().union(
            *(p.words for p in [*frames.values(), *(r.phrases for r in rules)])
        )
        self._reader = MessageReader(load_spellings(), known)

    def read(self, text: str) -> list[Sentence]:
        """Return the sentences of a message in plain spelling, without figures of speech."""
        return [self._idioms.taken_out_of(sentence) for sentence in self._reader.read(text)]

    def points_back(self, read: Sequence[Sentence]) -> bool:
        """Return whether a message only points to what was said before: “and the next one?”."""
        words = frozenset().union(*(sentence.words for sentence in read))
        return words <= self._pointing and not words.isdisjoint(self._asking_on)

    def find(self, read: Sequence[Sentence]) -> Found | None:
        """Return what the words of a message that was read show, or None if nothing of note."""
        words = frozenset().union(*(sentence.words for sentence in read))
        worrying = False
        for rule in self._rules:
            if rule.phrases.out_of_question(words):
                continue
            found = _apply(rule, read)
            if found == WORRYING:
                worrying = True
            elif found is not None:
                needs_line = worrying and found.urgent_help is None
                return replace(found, urgent_help="line") if needs_line else found
        return WORRYING if worrying else None


@cache
def load_rules() -> RouteRules:
    """Return the rules that ship with the package."""
    slots = {name: text for table in _load("words").values() for name, text in table.items()}
    return RouteRules([_load("frames"), _load("crisis"), _load("support")], slots)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("assistant.routing") / f"routes_{name}.toml").read_text("utf-8"))


def _read_rule(
    table: Mapping[str, Any], frames: Mapping[str, Phrases], slots: Mapping[str, str]
) -> _Rule:
    route: Route = table.get("route", "crisis")
    urgent_help: UrgentHelp | None = "full" if route == "crisis" else "line"
    if route in {"about_assistant", "small_talk"}:
        urgent_help = None
    unless, anywhere, quoted, softened_by = (
        tuple(frames[name] for name in table.get(key, ()))
        for key in ("unless", "unless_anywhere", "unless_quoted_in", "softened_by")
    )
    return _Rule(
        Found(route, urgent_help, table.get("kind")),
        read_phrases(table["phrases"], slots),
        unless,
        anywhere,
        quoted,
        softened_by,
        table.get("whole", False),
    )


def _apply(rule: _Rule, sentences: Sequence[Sentence]) -> Found | None:
    matching = [sentence for sentence in sentences if rule.phrases.found_in(sentence)]
    if not matching or (rule.whole and len(matching) < len(sentences)):
        return None
    if any(_framed(sentence, rule.unless_anywhere) for sentence in sentences):
        return None
    softened = None
    for sentence in matching:
        if _framed(sentence, rule.unless):
            continue
        if sentence.quoted and any(_framed(other, rule.unless_quoted_in) for other in sentences):
            continue
        if not _framed(sentence, rule.softened_by):
            return rule.found
        softened = WORRYING
    return softened


def _framed(sentence: Sentence, frames: Sequence[Phrases]) -> bool:
    return any(frame.found_in(sentence) for frame in frames)
