"""Lists: the list that answers a question whole, of items, of headings or of a table's rows."""

from collections.abc import Callable, Iterator, Sequence

from assistant.answer_types import asked_type
from assistant.documents import Document, Section
from assistant.features import Candidate
from assistant.naming import first_column, names_heading, names_table
from assistant.questions import Question
from assistant.quotes import Quote
from assistant.sentences import list_sentences, section_sentences
from assistant.terms import terms


def list_asked_for(
    question: Question, candidates: Sequence[Candidate], document: Callable[[str], Document]
) -> list[Quote]:
    """Return the list that answers a question as a whole; empty if none does."""
    headings = _headings_asked_for(question, candidates, document)
    if headings:
        return headings
    rows = _rows_asked_for(question, candidates, document)
    if rows:
        return rows
    chosen = _member_of_list(question, candidates)
    return [] if chosen is None else list(list_quotes(chosen, document))


def contents_asked_for(
    question: Question, candidates: Sequence[Candidate], document: Callable[[str], Document]
) -> list[Quote]:
    """Return the headings of the document whose title has all that a question names.

    So "annual leave" has an answer where no sentence says what it is. Empty for a question that
    asks for more than what something is: for somebody, a time or a number.
    """
    asked = set(question.terms)
    asks_what = question.asks_what_is and asked_type(question.search_text) == "other"
    if not asked or not asks_what or question.wants_count:
        return []
    for name in dict.fromkeys(candidate.passage.chunk.document for candidate in candidates):
        source = document(name)
        if asked <= set(terms(source.title)):
            above = (source.title,) if source.sections[0].path[:1] == (source.title,) else ()
            return _headings_below(above, source)
    return []


def is_item(candidate: Candidate) -> bool:
    """Return whether a candidate is a list item."""
    return candidate.sentence.kind == "item"


def _member_of_list(question: Question, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return a candidate of the list that answers as a whole, or None.

    It is the best candidate's list, unless the question names something in one item alone; or,
    where a list is asked for, one whose heading or lead-in holds all that is asked.
    """
    asked = set(question.terms)
    best = candidates[0]
    items = [c for c in candidates if is_item(c) and c.list_terms]
    named = [c for c in items if asked and asked <= c.list_terms]
    if question.wants_list and named:
        return _fullest(named)
    if best.sentence.list_start is None:
        return None
    specific = is_item(best) and asked & (best.terms - best.list_terms)
    of_the_list = question.wants_list and asked & best.list_terms
    return best if of_the_list or not specific else None


def _headings_asked_for(
    question: Question, candidates: Sequence[Candidate], document: Callable[[str], Document]
) -> list[Quote]:
    """Return the headings right below one that a list is asked for by ("our five aims").

    None where the title of the document is what is named, or a list stands there.
    """
    if not question.wants_list:
        return []
    for path, source in _paths_above(candidates, document):
        if path[-1] == source.title or not names_heading(question.terms, path, source.title):
            continue
        below = _headings_below(path, source)
        if below and not any(is_item(c) and c.passage.chunk.section == path for c in candidates):
            return below
    return []


def _rows_asked_for(
    question: Question, candidates: Sequence[Candidate], document: Callable[[str], Document]
) -> list[Quote]:
    """Return the rows of the best one's table, if its first column is what is asked for.

    So is "Value" by "What are our values?".
    """
    row = candidates[0]
    if not question.wants_list or not names_table(question.terms, row):
        return []
    source, section = _source(row, document)
    return [
        Quote(source.id, section.path, sentence.start, sentence.end, text)
        for sentence in section_sentences(source, section)
        if sentence.kind == "row"
        and first_column(text := source.text[sentence.start : sentence.end])
        == first_column(row.text)
    ]


def _headings_below(path: tuple[str, ...], source: Document) -> list[Quote]:
    """Return the headings right below one, if there is more than one."""
    below = [s for s in source.sections if s.path and s.path[:-1] == path]
    return [
        Quote(source.id, path, s.start, s.start + len(s.path[-1]), s.path[-1], is_item=True)
        for s in below
        if len(below) > 1
    ]


def _paths_above(
    candidates: Sequence[Candidate], document: Callable[[str], Document]
) -> Iterator[tuple[tuple[str, ...], Document]]:
    """Yield each heading path above the sections of the candidates, with its document."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for candidate in candidates:
        chunk = candidate.passage.chunk
        for depth in range(1, len(chunk.section)):
            path = chunk.section[:depth]
            if (chunk.document, path) not in seen:
                seen.add((chunk.document, path))
                yield path, document(chunk.document)


def _fullest(named: Sequence[Candidate]) -> Candidate:
    """Return the best candidate of the lists, or of one that says the same in fuller words."""
    best = named[0]
    short = _list_terms(best, named)
    for other in named[1:]:
        full = _list_terms(other, named)
        if short and len(full) > len(short) and short <= full:
            return other
    return best


def _list_terms(candidate: Candidate, named: Sequence[Candidate]) -> frozenset[str]:
    key = (candidate.passage.chunk.document, candidate.sentence.list_start)
    members = [c.terms for c in named if (c.passage.chunk.document, c.sentence.list_start) == key]
    return frozenset().union(*members)


def list_quotes(chosen: Candidate, document: Callable[[str], Document]) -> Iterator[Quote]:
    """Yield the items of the whole list, also those that stand in another chunk."""
    start = chosen.sentence.list_start
    if start is None:
        return
    source, section = _source(chosen, document)
    for sentence in list_sentences(section_sentences(source, section), start):
        text = source.text[sentence.start : sentence.end]
        yield Quote(source.id, section.path, sentence.start, sentence.end, text)


def _source(candidate: Candidate, document: Callable[[str], Document]) -> tuple[Document, Section]:
    """Return the document that a candidate stands in, and its section of it."""
    chunk = candidate.passage.chunk
    source = document(chunk.document)
    return source, next(s for s in source.sections if s.start <= chunk.start < s.end)
