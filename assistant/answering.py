"""Answering: from a question and what was said before to its answer, over one generation."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answer_types import MEASURED, asked_type, holds
from assistant.answers import Answer, Audience, Turn
from assistant.antecedents import with_antecedent, with_antecedents
from assistant.chunks import Chunk
from assistant.composing import (
    Part,
    compose_contents,
    compose_parts,
    compose_quotes,
    nearest_quotes,
)
from assistant.contacts import TrustContact
from assistant.disagreements import with_disagreements
from assistant.events import Stages
from assistant.finding import Finder, Finding
from assistant.followups import (
    asks_for_item,
    asks_of_something_before,
    in_context,
    stand_alone,
)
from assistant.notes import Notes
from assistant.parts import conjoined, split_question
from assistant.picking import NO_ANSWER_CHANCE
from assistant.questions import Question
from assistant.replies import Replies, Unanswered
from assistant.sensitive_topics import SensitiveTopics
from assistant.suggestions import Suggester, asked_before
from assistant.terms import question_terms, terms, words
from assistant.whom_to_ask import WhomToAsk

if TYPE_CHECKING:
    from assistant.embedding import SentenceTransformerEmbeddings

NEAR_PASSAGES = 5
"""Suggestions come from the headings of so many of the passages found."""
_PEOPLE = re.compile(
    r"\b(?:people|patients|children|families|adults|students|staff|carers|communities|managers?"
    r"|nurses?|teams?|tutors?|everyone|boards?|committees?)\b",
    re.IGNORECASE,
)
"""People who are named by what they are: they too answer who. Not "we", who tell it."""
LEAST_MET = 0.5
"""The share of a short question's words that a passage has which answers it in context."""
SAID_BEFORE = 0.6
"""A claim of which more than this share of words was told before says nothing new."""


class Answerer:
    """Answers questions from one generation of the index."""

    def __init__(
        self,
        finder: Finder,
        embeddings: "SentenceTransformerEmbeddings",
        replies: Replies,
        *,
        contacts: Callable[[], Sequence[TrustContact]],
        sensitive: SensitiveTopics,
        today: Callable[[], datetime.date],
    ) -> None:
        self.generation = finder.generation
        self._finder = finder
        self._replies = replies
        self._contacts = contacts
        self._sensitive = sensitive
        self._whom_to_ask = WhomToAsk(embeddings)
        self._notes = Notes(replies.messages, finder.generation, embeddings.knows, today)
        self._suggester = Suggester(finder)

    def answer(
        self, question: str, history: Sequence[Turn], audience: Audience | None, stages: Stages
    ) -> tuple[Answer, Sequence[Part]]:
        """Return the documents' own words in answer to a question, and its parts."""
        mend = self._finder.mend_shape
        question = mend(question)
        history = [replace(turn, question=mend(turn.question)) for turn in history]
        with stages.time("find"):
            alone, findings = self._read(question, history)
        with stages.time("compose"):
            asked = findings[0].asked.text if len(findings) == 1 else alone
            parts, missing = compose_parts(findings, self.generation.document)
            if alone != question:
                told = self._told(history)
                repeated = [part for part in parts if _says_no_more(part, told)]
                missing += [part.question for part in repeated]
                parts = [part for part in parts if part not in repeated]
            if not parts and len(findings) == 1 and not self._sensitive.touched_by(asked):
                parts = compose_contents(findings[0], self.generation.document)
                missing = []
            if parts:
                answer, parts = self._answer(asked, findings, parts, missing, audience)
            else:
                answer = self._refuse(asked, findings, audience)
        if parts or not self._sensitive.touched_by(asked):
            with stages.time("suggest"):
                cited, said = answer.citations or answer.nearest, asked_before(question, history)
                near = _passages_near(findings)
                suggestions = self._suggester.after(near, cited, said, audience)
                answer = self._replies.with_suggestions(answer, suggestions)
        return replace(answer, standalone_question=alone), parts

    def _answer(
        self,
        asked: str,
        findings: Sequence[Finding],
        parts: Sequence[Part],
        missing: Sequence[Question],
        audience: Audience | None,
    ) -> tuple[Answer, list[Part]]:
        """Answer with what was found, what says otherwise beside it; and return its parts."""
        document = self.generation.document
        picked = {finding.asked.text: finding.picked for finding in findings}
        disputed = [
            with_disagreements(
                self._for_reader(part, audience), found, self.generation, self._finder.superseded
            )
            for part in parts
            if (found := picked[part.question.text])
        ]
        disputed = [with_antecedents(part, document) for part in disputed]
        unanswered = [self._unanswered(part, audience) for part in missing]
        answer = self._replies.from_parts(asked, disputed, unanswered, self._notes, audience)
        return answer, disputed

    def _read(self, question: str, history: Sequence[Turn]) -> tuple[str, list[Finding]]:
        """Return a question as it is meant after what was said before, and what is found for it.

        A short one that finds nothing, or names nothing, is read with the question before it,
        where the passage found for both has half of what it asks for itself, and was searched for
        with some of that; so is one that asks for a name or a figure of what was said, and for
        nothing by itself.
        """
        alone = stand_alone(question, history, self._recalled(question, history))
        findings = self._find_each(alone)
        is_bare = alone == question and asks_of_something_before(question)
        if not is_bare and any(finding.enough for finding in findings):
            return alone, findings
        read = in_context(question, history)
        if read is None or self._sensitive.touched_by(question):
            return alone, findings
        found = self._finder.find(read)
        if found.picked is None or not found.enough:
            return (read, [found]) if is_bare else (alone, findings)
        passage = found.picked.candidates[0].passage.chunk.embedded_text
        own = set(question_terms(question)).difference(question_terms(history[-1].question))
        if own and own.isdisjoint(question_terms(found.question.search_text)):
            return alone, findings
        met = len(own.intersection(terms(passage)))
        asks = bool(own) or asked_type(question) in MEASURED
        if is_bare or (asks and met >= LEAST_MET * len(own)):
            return read, [found]
        return alone, findings

    def _find_each(self, question: str) -> list[Finding]:
        """Return what is found for each question of a message.

        Two things that one question names are two questions where each has an answer of its own.
        """
        findings = [self._finder.find(part) for part in split_question(question)]
        if len(findings) > 1:
            return findings
        each = [self._finder.find(part) for part in conjoined(findings[0].asked.text)]
        sections = {
            (chunk.document, chunk.section)
            for finding in each
            if finding.picked and finding.enough
            for chunk in [finding.picked.candidates[0].passage.chunk]
        }
        return each if len(sections) == len(each) > 1 else findings

    def starter_questions(self, audience: Audience | None) -> Sequence[str]:
        """Return questions to start from, which the documents answer."""
        return self._suggester.starters(audience)

    def _recalled(self, question: str, history: Sequence[Turn]) -> Sequence[str]:
        """Return what the last answer gave, matched to the corpus where it came without citations.

        Only where the question names an item of it by its place.
        """
        if not history or history[-1].citations or not asks_for_item(question):
            return ()
        told = set(words(history[-1].answer))
        return [text for text in self._found_before(history) if told.issuperset(words(text))]

    def _told(self, history: Sequence[Turn]) -> set[str]:
        """Return the words of the last answer, and without citations of what it will have cited."""
        last = history[-1]
        found = () if last.citations else self._found_before(history)
        return set(words(" ".join([last.answer, *found])))

    def _found_before(self, history: Sequence[Turn]) -> Sequence[str]:
        """Return what is quoted now in answer to the last question of a history."""
        found = self._finder.find(stand_alone(history[-1].question, history[:-1]))
        if found.picked is None:
            return ()
        composed = compose_quotes(found.question, found.picked, self.generation.document)
        return [claim[0].text for claim in composed.claims]

    def _refuse(self, asked: str, findings: Sequence[Finding], audience: Audience | None) -> Answer:
        """Return that nothing was found; on a sensitive topic without a quote."""
        best = max(findings, key=lambda finding: finding.chance)
        unanswered = self._unanswered(best.asked, audience)
        quotes = nearest_quotes(best.picked) if best.picked else []
        if self._sensitive.touched_by(asked):
            quotes = []
        document = self.generation.document
        longer = dict.fromkeys(with_antecedent(quote, document) for quote in quotes)
        chance = NO_ANSWER_CHANCE if best.enough else best.chance
        return self._replies.not_found(
            asked, unanswered, list(longer), chance, self.generation, audience
        )

    def _for_reader(self, part: Part, audience: Audience | None) -> Part:
        """Return a part with what stands in documents for an audience first, and nothing less."""
        if audience is None or part.composed.is_list:
            return part
        records = self.generation.records
        claims = sorted(
            part.composed.claims,
            key=lambda claim: all(
                audience not in records[q.document].entry.audience for q in claim
            ),
        )
        return replace(part, composed=replace(part.composed, claims=tuple(claims)))

    def _unanswered(self, question: Question, audience: Audience | None) -> Unanswered:
        contact = self._whom_to_ask.find(question, self._contacts(), audience)
        return Unanswered(question.text, contact)


def _says_no_more(part: Part, told: set[str]) -> bool:
    """Return whether a follow-up for a name, a time or a reason finds only what was `told`."""
    kind = asked_type(part.question.text)
    quotes = [claim[0] for claim in part.composed.claims]
    claims = [set(words(quote.text)) for quote in quotes]
    return (
        kind in ("name", "date", "clock", "duration", "frequency", "reason")
        and all(len(claim & told) > SAID_BEFORE * len(claim) for claim in claims)
        and not any(holds(kind, quote.text) or _PEOPLE.search(quote.text) for quote in quotes)
        and not any(holds("date", name) for quote in quotes for name in quote.section[-1:])
    )


def _passages_near(findings: Sequence[Finding]) -> list[Chunk]:
    return [
        candidate.passage.chunk
        for finding in findings
        if finding.picked
        for candidate in finding.picked.candidates[:NEAR_PASSAGES]
    ]
