"""The steps of the induction, looked up in the documents that they refer to."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answers import Audience
from assistant.assistant import Assistant
from assistant.contacts import TrustContact
from assistant.documents import Document, Section
from assistant.induction import (
    PeopleStep,
    QuestionStep,
    Step,
    StrategyStep,
    WordsStep,
    steps_for,
    wrong,
)
from assistant.web.guides.figure import passed_year
from assistant.web.links import passage_url
from assistant.web.reading import Group, lay_out


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a document, where it stands, and its lines without the heading."""

    document: Document
    section: Section
    version: str

    @property
    def heading(self) -> str:
        """The section's own heading."""
        return self.section.path[-1]

    @property
    def url(self) -> str:
        """The page that opens the document at the section."""
        end = self.section.start + len(self.heading)
        return passage_url(self.document.id, self.version, self.section.start, end)

    @property
    def groups(self) -> list[Group]:
        """The section as it is read on a page."""
        lines = [
            line
            for line in self.document.lines
            if self.section.start < line.start < self.section.end and line.kind != "heading"
        ]
        return lay_out(self.document, lines=lines)

    def quote(self, words: str) -> str | None:
        """Return the page that opens the document at words of the section, or None."""
        at = self.document.text.find(words, self.section.start, self.section.end)
        if at < 0:
            return None
        return passage_url(self.document.id, self.version, at, at + len(words))


@dataclass(frozen=True, slots=True)
class FoundStep:
    """A step with what it refers to."""

    step: Step
    title: str
    place: Place | None = None
    people: tuple[TrustContact, ...] = ()
    choices: tuple[str, ...] = ()
    quote_url: str = ""


class StepFinder:
    """Finds what steps refer to in the live documents, and says which line is wrong where not."""

    def __init__(self, assistant: Assistant, corpus: Path, version: str) -> None:
        self._assistant = assistant
        self._corpus = corpus
        self._version = version

    def find(
        self, steps: Sequence[Step], audience: Audience | None, today: datetime.date
    ) -> list[FoundStep]:
        """Return the steps for an audience; a question of a year that has passed is left out.

        Raises SettingsError, with the line, for a step that refers to what is not there.
        """
        found = [self._find(step, audience) for step in steps_for(steps, audience)]
        return [
            step
            for step in found
            if not (isinstance(step.step, QuestionStep) and _is_past(step.place, today))
        ]

    def _find(self, step: Step, audience: Audience | None) -> FoundStep:
        match step:
            case WordsStep():
                place = self._place(step)
                return FoundStep(step, step.title or place.heading, place=place)
            case QuestionStep():
                return self._question(step)
            case PeopleStep():
                topics = {topic.casefold() for topic in step.topics}
                people = tuple(
                    contact
                    for contact in self._assistant.contacts()
                    if contact.topic.casefold() in topics and contact.suits(audience)
                )
                return FoundStep(step, step.title, people=people)
            case StrategyStep():
                return FoundStep(step, step.title)

    def _question(self, step: QuestionStep) -> FoundStep:
        place = self._place(step)
        url = place.quote(step.answer)
        if url is None:
            raise self._wrong(step, f"{step.answer!r} does not stand in “{step.section}”.")
        for other in step.others:
            if place.quote(other):
                raise self._wrong(step, f"{other!r} stands in “{step.section}” as well.")
        choices = tuple(sorted({step.answer, *step.others}, key=str.casefold))
        return FoundStep(step, step.title or step.ask, place=place, choices=choices, quote_url=url)

    def _place(self, step: WordsStep | QuestionStep) -> Place:
        document = self._assistant.document(step.document)
        if document is None:
            raise self._wrong(step, f"no document is named {step.document!r}.")
        for section in document.sections:
            if section.path and section.path[-1].casefold() == step.section.casefold():
                return Place(document, section, self._version)
        raise self._wrong(step, f"“{document.title}” has no section “{step.section}”.")

    def _wrong(self, step: Step, what: str) -> Exception:
        return wrong(self._corpus, step.line, what)


def _is_past(place: Place | None, today: datetime.date) -> bool:
    return place is not None and passed_year(place.heading, today) is not None
