"""Replies: answers as they are said, from quotes or from a written message."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from assistant import __version__
from assistant.answers import Answer, Citation, Claim, Versions
from assistant.composing import Composed, Part, Quote
from assistant.documents import Document
from assistant.generation import Generation
from assistant.help import Help
from assistant.messages import Messages
from assistant.questions import Question
from assistant.routing.routes import Routed

SURE = 0.6
"""From this confidence on, the quotes are given as the answer, below it as what comes closest."""


class Replies:
    """Says what was found in plain words, with the citations it rests on."""

    def __init__(self, messages: Messages, help_words: Help) -> None:
        self._messages = messages
        self._help = help_words

    def from_parts(
        self,
        asked: str,
        parts: Sequence[Part],
        missing: Sequence[Question],
        generation: Generation,
    ) -> Answer:
        """Return the answer that quotes give to a message, each claim with its citations.

        Where some of its questions are not answered it is partial, and names them.
        """
        numbered = _Numbered(generation)
        paragraphs = [self._said(part, numbered) for part in parts]
        notes = self._notes(numbered.citations, generation)
        paragraphs += [
            self._messages.text("answer.part_missing", question=question.text)
            for question in missing
        ]
        if missing:
            paragraphs.append(self._messages.text("answer.ask_someone"))
        return Answer(
            id=_new_id(),
            status="partial" if missing else "answered",
            route="documents",
            text="\n\n".join([*paragraphs, *notes]),
            standalone_question=asked,
            versions=self._versions(generation.id),
            claims=tuple(numbered.claims),
            citations=tuple(numbered.citations),
            notes=notes,
            confidence=min(part.confidence for part in parts),
        )

    def not_found(
        self, asked: str, nearest: Quote | None, chance: float, generation: Generation
    ) -> Answer:
        """Return the answer that says that the documents do not hold one.

        `chance` is that of the answer being there all the same.
        """
        paragraphs = [self._messages.text("answer.not_found")]
        citations: tuple[Citation, ...] = ()
        if nearest is not None:
            citations = (_citation(1, nearest, generation),)
            paragraphs += [self._messages.text("answer.nearest"), f"{nearest.text} [1]"]
        paragraphs.append(self._messages.text("answer.ask_someone"))
        return Answer(
            id=_new_id(),
            status="not_found",
            route="documents",
            text="\n\n".join(paragraphs),
            standalone_question=asked,
            versions=self._versions(generation.id),
            nearest=citations,
            confidence=1 - chance,
        )

    def written(self, routed: Routed, question: str, corpus_version: str | None) -> Answer:
        """Return the written reply of a route, which needs no documents.

        In a crisis nothing is said of how the message was understood.
        """
        return Answer(
            id=_new_id(),
            status="signposted",
            route=routed.route,
            text="\n\n".join(self._help.words(routed)),
            standalone_question="" if routed.route == "crisis" else question,
            versions=self._versions(corpus_version),
            urgent_help=routed.urgent_help,
            confidence=1.0,
        )

    def with_help(self, answer: Answer, routed: Routed) -> Answer:
        """Return the documents' answer with the help or the signpost of its route above it."""
        text = "\n\n".join([*self._help.words(routed), answer.text])
        return replace(answer, route=routed.route, urgent_help=routed.urgent_help, text=text)

    def _before(self, quote: Quote, composed: Composed) -> str:
        """Return what stands before a claim: a bullet, or where a lone list item belongs."""
        if composed.is_list:
            return "- "
        if quote.is_item and quote.section:
            return self._messages.text("answer.item", name=quote.section[-1]) + " "
        return ""

    def _said(self, part: Part, numbered: "_Numbered") -> str:
        """Return the words for one question, its claims and citations numbered on."""
        lead_in = self._lead_in(part)
        lines = [
            f"{self._before(quotes[0], part.composed)}{numbered.add(quotes)}"
            for quotes in part.composed.claims
        ]
        body = ("\n" if part.composed.is_list else "\n\n").join(lines)
        return f"{lead_in}\n\n{body}" if lead_in else body

    def _lead_in(self, part: Part) -> str:
        composed = part.composed
        if composed.is_list:
            if not composed.list_name:
                return self._messages.text("answer.list_unnamed")
            key = "answer.list_count" if part.question.wants_count else "answer.list"
            return self._messages.text(key, name=composed.list_name, count=len(composed.claims))
        if part.confidence < SURE:
            return self._messages.text("answer.closest")
        return self._messages.text("answer.several") if len(composed.claims) > 1 else ""

    def _notes(self, citations: Sequence[Citation], generation: Generation) -> tuple[str, ...]:
        cited = dict.fromkeys(citation.document for citation in citations)
        return tuple(
            self._messages.text("answer.kept_version", title=generation.records[id_].title)
            for id_ in cited
            if generation.records[id_].problem
        )

    def _versions(self, corpus: str | None) -> Versions:
        return Versions(
            app=__version__,
            corpus=corpus,
            messages=f"{self._messages.version}-{self._help.version}",
        )


class _Numbered:
    """Claims and citations, numbered in the order in which they are said."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.claims: list[Claim] = []
        self.citations: list[Citation] = []

    def add(self, quotes: Sequence[Quote]) -> str:
        """Take one claim by the quotes that all say it; return its words and numbers."""
        first = len(self.citations) + 1
        numbers = tuple(range(first, first + len(quotes)))
        self.citations += [
            _citation(number, quote, self.generation)
            for number, quote in zip(numbers, quotes, strict=True)
        ]
        self.claims.append(Claim(quotes[0].text, numbers))
        return f"{quotes[0].text} {marks(numbers)}"


def _citation(number: int, quote: Quote, generation: Generation) -> Citation:
    document: Document = generation.document(quote.document)
    entry = generation.records[quote.document].entry
    return Citation(
        number=number,
        document=document.id,
        title=document.title,
        section=quote.section,
        page=document.page_at(quote.start),
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        date=entry.published or document.date,
        version=generation.id,
    )


def marks(numbers: Sequence[int]) -> str:
    """Return the numbers of citations as they stand after what they support."""
    return "".join(f"[{number}]" for number in numbers)


def _new_id() -> str:
    return secrets.token_hex(8)
