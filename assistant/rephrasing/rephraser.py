"""The rephraser: the model's wording of what was found, as far as the sources bear it out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.abbreviations import Abbreviations
from assistant.answers import Turn
from assistant.errors import ModelError
from assistant.events import Worded
from assistant.rephrasing.asking import Chat, Usage
from assistant.rephrasing.breaker import Breaker
from assistant.rephrasing.checking import Checker, Entails, Source
from assistant.rephrasing.follow_ups import check_follow_up
from assistant.rephrasing.prompts import Prompts
from assistant.rephrasing.reading import ReplyReader, Sentence

MOST_TURNS = 3
"""So many earlier turns are shown with a follow-up."""
MOST_DROPPED = 6
"""After so many sentences that do not stand, and none that does, a reply is read no further."""

Outcome = Literal["worded", "resting", "failed", "unsupported"]
"""How asking ended: the model's wording is shown; it was not asked; it failed; too little stood."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence to show, the sources that bear it out, and whether it is a source's own words.

    Sources are numbered from 1.
    """

    text: str
    sources: tuple[int, ...]
    is_item: bool = False
    is_quote: bool = False


@dataclass(frozen=True, slots=True)
class Rewording:
    """What came of asking a model once: the sentences to show, none where the quotes stand."""

    outcome: Outcome
    said: tuple[Said, ...] = ()
    dropped: int = 0
    replaced: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    first_word_seconds: float | None = None
    seconds: float = 0.0
    fault: str = ""

    def event(self) -> Worded:
        """Return what came of it in figures, without a word that was said."""
        return Worded(
            outcome=self.outcome,
            shown=sum(not said.is_quote for said in self.said),
            replaced=self.replaced,
            dropped=self.dropped,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            first_word_seconds=self.first_word_seconds,
            seconds=self.seconds,
            fault=self.fault,
        )


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be worded: a question, its sources, and the numbers that must not be missing."""

    question: str
    sources: tuple[Source, ...]
    needed: frozenset[int]
    abbreviations: Abbreviations = field(default_factory=lambda: Abbreviations(()))


class Rephraser:
    """Asks a chat model to word quotes, and keeps of its reply what the quotes bear out."""

    def __init__(
        self,
        chat: Chat,
        prompts: Prompts,
        *,
        breaker: Breaker | None = None,
        entails: Entails | None = None,
        observe: Callable[[Rewording], None] = lambda rewording: None,
    ) -> None:
        self._chat = chat
        self._prompts = prompts
        self._breaker = breaker or Breaker()
        self._entails = entails
        self._observe = observe
        self.version = f"{chat.name}, prompts {prompts.version}"

    def reword(self, request: Request) -> Rewording:
        """Return the model's wording of the sources; without sentences where the quotes stand.

        Never raises for what the model does.
        """
        if not self._breaker.lets_through():
            rewording = Rewording("resting")
        else:
            rewording = self._ask(request)
            self._breaker.record(failed=rewording.outcome == "failed")
        self._observe(rewording)
        return rewording

    def stand_alone(self, question: str, history: Sequence[Turn]) -> str | None:
        """Return the model's form of a follow-up that needs no history, None if it must not stand.

        It uses only words of the conversation. Never raises for what the model does.
        """
        if not self._breaker.lets_through():
            return None
        turns = tuple(history)[-MOST_TURNS:]
        try:
            reply = "".join(self._chat.ask(self._prompts.follow_up(question, turns), Usage()))
        except ModelError:
            self._breaker.record(failed=True)
            return None
        self._breaker.record(failed=False)
        return check_follow_up(reply, question, turns)

    def close(self) -> None:
        """Close the connections to the model."""
        self._chat.close()

    def _ask(self, request: Request) -> Rewording:
        usage, draft = Usage(), _Draft(request, self._entails)
        began = time.monotonic()
        fault = ""
        try:
            self._read(request, usage, draft)
        except ModelError as error:
            fault = str(error)
        stands = not fault and draft.suffices()
        return Rewording(
            outcome="failed" if fault else "worded" if stands else "unsupported",
            said=draft.said() if stands else (),
            dropped=draft.dropped,
            replaced=draft.replaced,
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            first_word_seconds=usage.first_word_seconds,
            seconds=time.monotonic() - began,
            fault=fault,
        )

    def _read(self, request: Request, usage: Usage, draft: "_Draft") -> None:
        reader = ReplyReader(" ".join(source.text for source in request.sources))
        pieces = self._chat.ask(self._prompts.answer(request.question, request.sources), usage)
        for piece in pieces:
            for sentence in reader.add(piece):
                draft.add(sentence)
            if draft.is_hopeless():
                return
        for sentence in reader.close():
            draft.add(sentence)


class _Draft:
    """The sentences that stand so far."""

    def __init__(self, request: Request, entails: Entails | None) -> None:
        self._said: list[Said] = []
        self.dropped = 0
        self.replaced = 0
        self._request = request
        self._checker = Checker(request.sources, request.abbreviations, entails)
        self._seen: set[str] = set()
        self._loops = False

    def add(self, sentence: Sentence) -> None:
        """Take a sentence if it stands; else the quote it cites, if that is not there yet.

        A lead-in to a list states nothing and goes.
        """
        if sentence.text in self._seen:
            self._loops = True
            return
        self._seen.add(sentence.text)
        if not sentence.cited and sentence.text.endswith(":"):
            return
        borne_out = self._checker.support(sentence.text, sentence.cited)
        if borne_out:
            self._said.append(Said(sentence.text, borne_out, sentence.is_item))
            return
        missing = [n for n in sentence.cited if n not in self._shown() and self._exists(n)]
        self.replaced += bool(missing)
        self.dropped += not missing
        for number in missing:
            text = self._request.sources[number - 1].text
            self._said.append(Said(text, (number,), sentence.is_item, is_quote=True))

    def said(self) -> tuple[Said, ...]:
        """Return the sentences to show: a quote goes where another sentence says it as well."""
        own = {number for said in self._said if not said.is_quote for number in said.sources}
        return tuple(s for s in self._said if not (s.is_quote and own.issuperset(s.sources)))

    def is_hopeless(self) -> bool:
        """Whether nothing good can come of reading on: it repeats itself, or nothing stands."""
        failed = self.dropped + self.replaced
        return self._loops or (failed >= MOST_DROPPED and not self._own())

    def suffices(self) -> bool:
        """Whether enough of the reply stands and nothing that is needed is missing."""
        own = self._own()
        enough = own > 0 and own >= self.dropped + self.replaced
        return enough and not self._loops and self._request.needed <= self._shown()

    def _own(self) -> int:
        return sum(not said.is_quote for said in self._said)

    def _shown(self) -> set[int]:
        return {number for said in self._said for number in said.sources}

    def _exists(self, number: int) -> bool:
        return 1 <= number <= len(self._request.sources)
