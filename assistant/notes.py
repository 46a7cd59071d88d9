"""Notes: what has to be known of the documents that an answer quotes."""

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from assistant.answers import Citation
from assistant.dates import NamedYear, coming_years, document_dates, named_years, said
from assistant.generation import Generation
from assistant.messages import Messages
from assistant.spelling_variants import other_spellings
from assistant.superseded import asks_about_the_past, superseded_by
from assistant.terms import terms, words

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_ODD = 8
"""Shorter words are not looked at for the source's spelling."""
ENDING = 4
"""Letters at a word's end that may differ without it being misspelt: focusses, focuses."""

_BY_YEAR = re.compile(r"\b(?:by|until|before)\s+(?:the end of\s+)?(?:[A-Z][a-z]+\s+)?20\d\d\b")


class Notes:
    """Says of quotes what time has made of them, and what their source has wrong."""

    def __init__(
        self,
        messages: Messages,
        generation: Generation,
        is_english: Callable[[str], bool],
        today: Callable[[], datetime.date],
    ) -> None:
        self._messages = messages
        self.generation = generation
        self._is_english = is_english
        self._now = today
        self._superseded = superseded_by(generation.records)

    @property
    def _today(self) -> datetime.date:
        return self._now()

    def on(self, citations: Sequence[Citation], question: str = "") -> tuple[str, ...]:
        """Return the notes on what is cited for a question, each once, of when it is last."""
        found = [
            *self._nothing_earlier(citations, question),
            *self._replaced(citations),
            *self._kept(citations),
            *self._passed_years(citations),
            *self._coming_years(citations),
            *self._odd_spellings(citations),
            *self._of_documents(citations),
        ]
        return tuple(dict.fromkeys(found))

    def _of_documents(self, citations: Sequence[Citation]) -> Iterator[str]:
        """Yield what each document cited is as of, and whether its review is overdue."""
        undated: list[str] = []
        documents = list(dict.fromkeys(citation.document for citation in citations))
        for id_ in documents:
            record = self.generation.records[id_]
            dates = document_dates(record, self.generation.document(id_))
            if dates.review_due and dates.review_due < self._today:
                yield self._say("review", title=record.title, date=said(dates.review_due))
            if dates.published:
                key = "as_of" if len(documents) == 1 else "as_of_each"
                yield self._say(key, title=record.title, date=said(dates.published))
            else:
                undated.append(f"“{record.title}”")
        if undated:
            read_on = said(self.generation.manifest.created.date())
            key = "as_of_reading" if len(undated) == 1 else "as_of_reading_each"
            yield self._say(key, titles=" or ".join(undated), date=read_on)

    def _nothing_earlier(self, citations: Sequence[Citation], question: str) -> Iterator[str]:
        """Yield that the past was asked about and only what holds now is known."""
        held = any(citation.document in self._superseded for citation in citations)
        if asks_about_the_past(question) and not held and not _names_year(citations):
            yield self._say("nothing_earlier")

    def _replaced(self, citations: Sequence[Citation]) -> Iterator[str]:
        for citation in citations:
            new = self._superseded.get(citation.document)
            if new:
                newer = self.generation.records[new].title
                yield self._say("superseded", title=citation.title, newer=newer)

    def _kept(self, citations: Sequence[Citation]) -> Iterator[str]:
        for citation in citations:
            if self.generation.records[citation.document].problem:
                yield self._messages.text("answer.kept_version", title=citation.title)

    def _passed_years(self, citations: Sequence[Citation]) -> Iterator[str]:
        for citation in citations:
            heading = citation.section[-1] if citation.section else ""
            for year in named_years(heading, single=True):
                if year.end < self._today:
                    yield self._passed_heading(heading, year)
            targets = " ".join(_BY_YEAR.findall(citation.quote))
            named = named_years(citation.quote, single=False) + named_years(targets, single=True)
            for year in named:
                if year.end < self._today and year.words not in heading:
                    yield self._say("year_passed", year=year.words, date=said(year.end))

    def _passed_heading(self, heading: str, year: NamedYear) -> str:
        """Return that a section is about a year that has passed, and where a later one is."""
        topic = {term for term in terms(heading) if not term.isdigit()}
        values = {"heading": heading, "year": year.words, "date": said(year.end)}
        if not topic:
            return self._say("year_passed", **values)
        newer: dict[datetime.date, tuple[str, str]] = {}
        for other, document, ends in self._headings_of_years:
            if topic <= set(terms(other)):
                for end in ends:
                    newer[end] = other, self.generation.records[document].title
        if not newer or max(newer) <= year.end:
            return self._say("heading_passed", **values)
        newest, title = newer[max(newer)]
        return self._say("heading_passed_newer", newer=newest, title=title, **values)

    @cached_property
    def _headings_of_years(self) -> Sequence[tuple[str, str, Sequence[datetime.date]]]:
        """Return the headings in force that name years, each with its document and their ends."""
        found: dict[tuple[str, str], Sequence[datetime.date]] = {}
        chunks = self.generation.chunks
        for row, heading in enumerate(chunks.facts.headings):
            key = heading, chunks.document(row)
            if heading and key not in found and key[1] not in self._superseded:
                found[key] = [year.end for year in named_years(heading, single=True)]
        return [(*key, ends) for key, ends in found.items() if ends]

    def _coming_years(self, citations: Sequence[Citation]) -> Iterator[str]:
        for citation in citations:
            for span in coming_years(citation.quote):
                record = self.generation.records[citation.document]
                document = self.generation.document(citation.document)
                start = document_dates(record, document).published
                values = {"title": citation.title, "words": span.words}
                if start is None:
                    yield self._say("no_start", **values)
                    continue
                until = f"{start:%B} {start.year + span.count}"
                passed = (start.year + span.count, start.month) < (
                    self._today.year,
                    self._today.month,
                )
                key = "span_passed" if passed else "span"
                yield self._say(key, date=said(start), until=until, **values)

    def _odd_spellings(self, citations: Sequence[Citation]) -> Iterator[str]:
        """Yield that a word which is misspelt in its source is left as it stands there."""
        for citation in citations:
            for word in words(citation.quote):
                if word in citation.quote and self._is_misspelt(word):
                    yield self._say("spelling", word=word, title=citation.title)

    def _is_misspelt(self, word: str) -> bool:
        if len(word) < SHORTEST_ODD or not word.isalpha():
            return False
        if any(self._is_english(one) for one in [word, *other_spellings(word)]):
            return False
        places = range(1, len(word) - ENDING)
        doubled = [word[:i] + word[i + 1 :] for i in places if word[i] == word[i - 1]]
        swapped = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in places]
        missing = [word[:i] + letter + word[i:] for i in places for letter in _LETTERS]
        return any(self._is_english(other) for other in [*doubled, *swapped, *missing])

    def _say(self, key: str, **values: object) -> str:
        return self._messages.text(f"note.{key}", **values)


def _names_year(citations: Sequence[Citation]) -> bool:
    places = (" ".join([*citation.section, citation.quote]) for citation in citations)
    return any(named_years(place, single=True) for place in places)
