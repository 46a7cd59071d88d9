"""Routes: what kind of message this is, decided before any retrieval, offline and in no time."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers import UrgentHelp
from assistant.routing.languages import is_english
from assistant.routing.message_model import Embed, Judged, MessageModel, load_message_model
from assistant.routing.message_weights import Thresholds
from assistant.routing.message_words import Sentence, ends_of
from assistant.routing.route_rules import Kind, Route, load_rules

logger = logging.getLogger(__name__)

WRITTEN: frozenset[Route] = frozenset(
    ("crisis", "personal_advice", "about_assistant", "small_talk")
)
"""Routes with a written reply alone; with the others the documents are answered too."""

EMBEDDED_TURNS = 4
"""Earlier turns that are embedded, each at the price of an encoding."""

ENOUGH_TO_TELL = 2000
"""Characters that are enough to tell a language by."""

TOO_FEW_TO_DOUBT = 2
"""Words of a message that say too little for the model to doubt what a phrase was written for."""

ROUTED_BY_WORDS_ALONE: frozenset[Route] = frozenset(("small_talk",))
"""Routes of which the words are sure: nothing else is said in such a message."""


@dataclass(frozen=True, slots=True)
class Routed:
    """What kind of message this is and how much help stands with its answer.

    `again` counts the turns in which help was given already, since a crisis: 0 at first.
    """

    route: Route
    urgent_help: UrgentHelp | None = None
    kind: Kind | None = None
    again: int = 0


def route_message(text: str, *, earlier: Sequence[str] = (), embed: Embed | None = None) -> Routed:
    """Return the route of a message, with no index; without `embed`, by its words alone.

    `earlier` are the questions before it, oldest first. After a crisis the help stays: what does
    not ask the documents anything gets help again, and what does keeps the line of help.
    `embed` has to be that of the embedding model that the message model was fitted with; where
    it fails, the words alone decide.
    """
    routed = _route_alone(text, embed)
    given = _help_given(earlier, embed)
    if given is None:
        return routed
    if routed.route == "crisis":
        return replace(routed, again=given)
    if given and not _asks_documents(text, routed):
        return Routed("crisis", "full", "unsure", again=given)
    return replace(routed, urgent_help="line")


def is_crisis(text: str) -> bool:
    """Return whether the words of raw text show a person in danger."""
    return _route_alone(text).route == "crisis"


def route_by_words(text: str) -> Routed:
    """Return the route that the phrases alone pick."""
    return _route_by_phrases(text, load_rules().read(text))


def _route_alone(text: str, embed: Embed | None = None) -> Routed:
    read = load_rules().read(text)
    routed = _route_by_phrases(text, read)
    if routed.route in ROUTED_BY_WORDS_ALONE or routed.kind == "not_english":
        return routed
    if load_rules().points_back(read):
        return routed
    model = load_message_model()
    judged, least = _judge(model, read, embed)
    enough_to_doubt = sum(len(part.text.split()) for part in read) > TOO_FEW_TO_DOUBT
    if routed.route == "crisis":
        doubted = (
            enough_to_doubt
            and judged.crisis < least.doubtful
            and model.knows(read)
            and is_english(text[:ENOUGH_TO_TELL])
            and model.strongest(read) < least.doubtful
        )
        return Routed("documents", "line") if doubted else routed
    if routed == Routed("documents", "line") and enough_to_doubt and judged.need < least.calm:
        return Routed("documents")
    if judged.crisis >= least.crisis:
        return Routed("crisis", "full", judged.kind)
    if routed.route == "documents" and judged.need >= least.worrying:
        sure = judged.need >= least.route
        return Routed(judged.route if sure else "documents", "line")
    return routed


def _judge(
    model: MessageModel, read: Sequence[Sentence], embed: Embed | None
) -> tuple[Judged, Thresholds]:
    """Judge a message that was read; by its words alone if it cannot be embedded."""
    if embed is not None:
        try:
            return model.judge(read, embed), model.thresholds(with_vector=True)
        except Exception as error:  # no fault of the model may keep help from anyone
            fault = type(error).__name__
            logger.error("A message could not be embedded (%s); its words alone decided.", fault)
    return model.judge(read), model.thresholds(with_vector=False)


def _route_by_phrases(text: str, read: Sequence[Sentence]) -> Routed:
    found = load_rules().find(read)
    if found is not None and found.route not in {"documents", "about_assistant", "small_talk"}:
        return Routed(found.route, found.urgent_help, found.kind)
    if not is_english(text[:ENOUGH_TO_TELL]):
        return Routed("about_assistant", "line", "not_english")
    if found is not None:
        return Routed(found.route, found.urgent_help, found.kind)
    return Routed("documents")


def _help_given(earlier: Sequence[str], embed: Embed | None) -> int | None:
    """Return how often help was given since the last crisis, 0 once the talk went on, or None."""
    given: int | None = None
    for left, text in zip(range(len(earlier), 0, -1), earlier, strict=True):
        routed = _route_alone(text, embed if left <= EMBEDDED_TURNS else None)
        if routed.route == "crisis":
            given = (given or 0) + 1
        elif given:
            given = 0 if _asks_documents(text, routed) else given + 1
    return given


_ASKING = re.compile(r"(what|who|where|when|which|how|is|are|do|does|can|could|list|show|tell)\b")
_OWN = re.compile(r"\b(i|im|ive|me|my|mine|myself)\b")


def _asks_documents(text: str, routed: Routed) -> bool:
    """Return whether a turn after a crisis plainly asks about something else than oneself."""
    if load_rules().points_back(load_rules().read(text)):
        return False
    plain = ends_of(text).strip().lower()
    asks = _ASKING.match(plain) is not None or plain.endswith("?")
    return (
        asks and routed == Routed("documents") and plain.count(" ") > 2 and not _OWN.search(plain)
    )
