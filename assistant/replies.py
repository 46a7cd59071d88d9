"""Replies: answers as they are said, from quotes or from a written message."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant import __version__
from assistant.answers import Answer, Audience, Conflict, Versions
from assistant.citing import Numbered, cite
from assistant.composing import Composed, Disagreement, Part
from assistant.contacts import TrustContact
from assistant.documents import heading_name
from assistant.generation import Generation
from assistant.help import Help
from assistant.messages import Messages
from assistant.notes import Notes
from assistant.personal_details import Detail
from assistant.quotes import Quote
from assistant.routing.routes import Routed

SURE = 0.6
"""From this confidence on, the quotes are given as the answer, below it as what comes closest."""

ASK: Mapping[Audience | None, str] = {
    None: "answer.ask_someone",
    "staff": "answer.ask_staff",
    "student": "answer.ask_student",
}
"""Whom to ask where no contact is known, by who asks."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the documents do not answer, and the trust's contact for it."""

    question: str
    contact: TrustContact | None


class Replies:
    """Says what was found in plain words, with the citations it rests on."""

    def __init__(self, messages: Messages, help_words: Help) -> None:
        self.messages = messages
        self._help = help_words

    def from_parts(
        self,
        asked: str,
        parts: Sequence[Part],
        missing: Sequence[Unanswered],
        notes: Notes,
        audience: Audience | None,
    ) -> Answer:
        """Return the answer that quotes give to a message, each claim with its citations.

        Where some of its questions are not answered it is partial, and names them.
        """
        generation = notes.generation
        numbered = Numbered(generation)
        paragraphs = [self._said(part, numbered) for part in parts]
        paragraphs += [
            self.messages.text("answer.part_missing", question=unanswered.question)
            for unanswered in missing
        ]
        if missing:
            paragraphs += self._whom_to_ask(missing, None, generation, audience)
        noted = (*self._disputed(numbered), *notes.on(numbered.citations, asked))
        return Answer(
            id=_new_id(),
            status="partial" if missing else "answered",
            route="documents",
            text="\n\n".join([*paragraphs, *noted]),
            standalone_question=asked,
            versions=self._versions(generation.id),
            claims=tuple(numbered.claims),
            citations=tuple(numbered.citations),
            notes=noted,
            conflicts=tuple(numbered.conflicts),
            confidence=min(part.confidence for part in parts),
        )

    def not_found(
        self,
        asked: str,
        unanswered: Unanswered,
        nearest: Sequence[Quote],
        chance: float,
        generation: Generation,
        audience: Audience | None,
    ) -> Answer:
        """Return the answer that says that the documents do not hold one, and whom to ask.

        `chance` is that of the answer being there all the same.
        """
        paragraphs = [self.messages.text("answer.not_found", question=asked)]
        citations = tuple(cite(i, quote, generation) for i, quote in enumerate(nearest, 1))
        if citations:
            paragraphs.append(self.messages.text("answer.nearest"))
        paragraphs += [f"{citation.quote} [{citation.number}]" for citation in citations]
        best = nearest[0] if nearest else None
        paragraphs += self._whom_to_ask([unanswered], best, generation, audience)
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

    def with_suggestions(self, answer: Answer, suggestions: Sequence[str]) -> Answer:
        """Return an answer with the questions that may be asked next."""
        return replace(answer, suggestions=tuple(suggestions))

    def written(
        self,
        routed: Routed,
        question: str,
        corpus_version: str | None,
        audience: Audience | None = None,
    ) -> Answer:
        """Return the written reply of a route, which needs no documents.

        In a crisis nothing is said of how the message was understood.
        """
        return Answer(
            id=_new_id(),
            status="signposted",
            route=routed.route,
            text="\n\n".join(self._help.words(routed, audience)),
            standalone_question="" if routed.route == "crisis" else question,
            versions=self._versions(corpus_version),
            urgent_help=routed.urgent_help,
            confidence=1.0,
        )

    def with_help(self, answer: Answer, routed: Routed, audience: Audience | None = None) -> Answer:
        """Return the documents' answer with the help or the signpost of its route above it."""
        text = "\n\n".join([*self._help.words(routed, audience), answer.text])
        return replace(answer, route=routed.route, urgent_help=routed.urgent_help, text=text)

    def with_notice(self, answer: Answer, details: Sequence[Detail]) -> Answer:
        """Return the answer with a notice of the personal details that the question seems to hold.

        In a crisis nothing stands beside the help.
        """
        if not details or answer.route == "crisis":
            return answer
        kinds = [self.messages.text(f"personal.{kind}") for kind in details]
        named = " and ".join(part for part in (", ".join(kinds[:-1]), kinds[-1]) if part)
        notice = self.messages.text("personal.notice", kinds=named)
        text = "\n\n".join([answer.text, notice])
        return replace(answer, text=text, notes=(*answer.notes, notice))

    def _before(self, quote: Quote, composed: Composed) -> str:
        """Return what stands before a claim: a bullet, or where a lone list item belongs."""
        if composed.is_list:
            return "- "
        if quote.is_item and quote.section:
            name = heading_name(quote.section[-1])
            return self.messages.text("answer.item", name=name) + " "
        return ""

    def _said(self, part: Part, numbered: "Numbered") -> str:
        """Return the words for one question, its claims and citations numbered on."""
        lead_in = self._lead_in(part)
        lines = [
            f"{self._before(quotes[0], part.composed)}{numbered.add(quotes)}"
            for quotes in part.composed.claims
        ]
        body = ("\n" if part.composed.is_list else "\n\n").join(lines)
        told = [text for text in (lead_in, body) if lines and text]
        told += [self._side_by_side(dispute, numbered) for dispute in part.disagreements]
        return "\n\n".join(told)

    def _side_by_side(self, dispute: Disagreement, numbered: "Numbered") -> str:
        """Return each wording under the name of where it stands; nothing is chosen."""
        told = [self.messages.text("answer.disputed", topic=dispute.topic)]
        cited: list[int] = []
        for side in dispute.sides:
            quote = side.claims[0][0]
            title = numbered.generation.records[quote.document].title
            place = " > ".join(quote.section[1:] or quote.section)
            told.append(self.messages.text("answer.side", title=title, place=place))
            first = len(numbered.citations) + 1
            said = [f"{'- ' if side.is_list else ''}{numbered.add(claim)}" for claim in side.claims]
            told.append("\n".join(said))
            cited += range(first, len(numbered.citations) + 1)
        numbered.conflicts.append(Conflict(dispute.topic, tuple(cited)))
        return "\n\n".join(told)

    def _disputed(self, numbered: "Numbered") -> list[str]:
        return [
            self.messages.text("note.disputed", topic=conflict.topic)
            for conflict in numbered.conflicts
        ]

    def _whom_to_ask(
        self,
        missing: Sequence[Unanswered],
        nearest: Quote | None,
        generation: Generation,
        audience: Audience | None,
    ) -> list[str]:
        """Return whom to ask: the trust's contact, or the document's owner, or anyone near."""
        contacts = dict.fromkeys(found.contact for found in missing if found.contact)
        if contacts:
            return [self._contact(contact) for contact in contacts]
        entry = generation.records[nearest.document].entry if nearest else None
        whom = [text for text in (entry.owner, entry.contact) if text] if entry else []
        general = self.messages.text(ASK[audience])
        if not nearest or not whom:
            return [general]
        title = generation.records[nearest.document].title
        return [general, self.messages.text("answer.ask_owner", title=title, whom=", ".join(whom))]

    def _contact(self, contact: TrustContact) -> str:
        told = ". ".join(text.rstrip(".") for text in (contact.who, contact.how) if text)
        text = self.messages.text("answer.ask_contact", topic=contact.topic, whom=told)
        if contact.hours:
            text += " " + self.messages.text("answer.contact_hours", hours=contact.hours)
        return text

    def _lead_in(self, part: Part) -> str:
        composed = part.composed
        if not composed.claims:
            return ""
        if composed.is_list:
            if not composed.list_name:
                return self.messages.text("answer.list_unnamed")
            key = "answer.list_count" if part.question.wants_count else "answer.list"
            if composed.is_contents:
                key = "answer.contents"
            return self.messages.text(key, name=composed.list_name, count=len(composed.claims))
        if part.confidence < SURE:
            return self.messages.text("answer.closest")
        return self.messages.text("answer.several") if len(composed.claims) > 1 else ""

    def _versions(self, corpus: str | None) -> Versions:
        return Versions(
            app=__version__,
            corpus=corpus,
            messages=f"{self.messages.version}-{self._help.version}",
        )


def _new_id() -> str:
    return secrets.token_hex(8)
