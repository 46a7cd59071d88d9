"""Questions: what is asked for, and the words to search with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.late_interaction import QuestionPieces
from assistant.normalise import normalise_question
from assistant.search_forms import core, search_form
from assistant.spelling import Speller
from assistant.terms import WORD, fold, question_terms, stem

if TYPE_CHECKING:
    from assistant.embedding import SentenceTransformerEmbeddings

_KINDS_OF_TRUST = r"(?:(?:nhs )?(?:foundation )?trust|organi[sz]ation|institution|place)"
_OWNED = (
    r"(?:(?:core|key|overall|main|strategic) )?(?:aims?|ambitions?|board|culture|ethos|goals?"
    r"|history|mission|motto|objectives?|plans?|polic(?:y|ies)|priorit(?:y|ies)|purpose"
    r"|strateg(?:y|ies)|structure|values|vision|website)"
)
"""What a trust has, so that "the trust vision" is its vision."""
_OF_MANY = {"does": "do", "is": "are", "has": "have", "was": "were", "'s": " are", "’s": " are"}
_OF_ONE = re.compile(
    r"\b(?:does|is|has|was)(?= we\b)|(?<=\w)['’]s(?= we\b)|(?<=\bwe )(?:does|is|has|was)\b",
    re.IGNORECASE,
)
_BEFORE_SUBJECT = re.compile(
    r"(?:^|[?!.,;:]|\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|shall|should"
    r"|may|might|must|what|which|who|where|when|why|how|that|if|whether|because|since|as|than|and"
    r"|so|but|\w+n['’]t|(?:what|where|who|how|when|why)['’]s))\s*$",
    re.IGNORECASE,
)
_AFTER_SUBJECT = re.compile(r" (?:do|did|does|has|is|was)\b", re.IGNORECASE)
LONGEST_BEFORE = 20
"""Characters before a name in which the word before it is looked for."""
_ASKS_WHAT_IS = re.compile(
    r"^(?:and |so )?(?:what|which|who)(?:'s|’s| is| are| was| were)\b"
    r"|^(?:what|which) \w+[?.!\s]*$|^(?:list|name|define|explain)\b"
    r"|\bhow many\b|\bwhat does .* (?:say|mean)\b",
    re.IGNORECASE,
)
_ASKS_LIST = re.compile(
    r"^(?:what|which|who) (?:are|were)\b|^(?:list|name)\b|^(?:what|which) \w{3,}s\b"
    r"|\ball (?:the|of)\b|^how many\b",
    re.IGNORECASE,
)
_ASKS_COUNT = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:what|which|who|whose|whom|when|where|why|how|is|are|was|were|do|does|did|can|could"
    r"|will|would|should|has|have|had)\b",
    re.IGNORECASE,
)
BARE_WORDS = 6
"""A message of at most so many words that asks nothing names what to show: "values"."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed and as it is searched for.

    `terms` are the stems of what it is about, each once; `pieces` are its word pieces, as
    sentences' are held against them. `asks_what_is` says that it asks for
    what something is, or only names it; in documents that `leave_out` names nothing is looked for.
    """

    text: str
    search_text: str
    vector: NDArray[np.float32]
    terms: tuple[str, ...]
    pieces: QuestionPieces
    asks_what_is: bool
    wants_list: bool
    wants_count: bool
    leave_out: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that a question is searched with; each of its terms with where it stands.

    `is_bare` says that it only names something, `asks_what_is` that it does or asks what it is.
    """

    search_text: str
    terms: Mapping[str, tuple[int, int]]
    is_bare: bool
    asks_what_is: bool


class QuestionReader:
    """Understands questions to one trust over one corpus."""

    def __init__(
        self, trust_name: str, speller: Speller, embeddings: "SentenceTransformerEmbeddings"
    ) -> None:
        name = re.escape(trust_name.lower().removeprefix("the ")) or "(?!)"
        trust = (
            rf"(?:(?:the|this|our|your|ur) {_KINDS_OF_TRUST}"
            rf"|(?:the )?{name}(?: {_KINDS_OF_TRUST})?)"
        )
        self._of_trust = re.compile(
            rf"\bthe (?P<what>{_OWNED}) of {trust}(?=[?.!,;]|$| (?:is|are|and|or|in|for)\b)",
            re.IGNORECASE,
        )
        self._trust = re.compile(
            rf"\b{trust}(?:(?P<owns>['’]?s\b|(?= {_OWNED}\b(?! to\b)))|\b)",
            re.IGNORECASE,
        )
        self._speller = speller
        self._embeddings = embeddings

    def read(self, text: str) -> Question:
        """Return a question with the words to search with.

        Spelling is mended; greetings and courtesies go; the trust, by name or as "the trust",
        is "we", as its own documents say.
        """
        plain, mended, search_text = self._forms(text)
        return self._question(plain, mended, self._read_words(search_text))

    def read_words(self, text: str) -> Wording:
        """Return the words that `read` would search with, without the embedding model."""
        return self._read_words(self._forms(text)[-1])

    def reword(self, text: str, other_words: str) -> Question:
        """Return the question `text` as one that is asked in other words."""
        return self._question(text, other_words, self._read_words(other_words))

    def without_everyday_words(self, question: Question) -> Question | None:
        """Return a question with the documents' words for everyday ones; None if it has none."""
        other = self._speller.without_everyday_words(question.search_text)
        if other == question.search_text:
            return None
        return self.reword(question.text, other)

    def core(self, question: Question) -> Question | None:
        """Return a question without what the asker tells of themselves; None if there is none."""
        shorter = core(question.search_text)
        if shorter == question.search_text:
            return None
        return self._question(question.text, shorter, self._read_words(shorter))

    def _question(self, text: str, asked: str, wording: Wording) -> Question:
        search_text = wording.search_text
        embedded = self._embeddings.embed([search_text])[0]
        vectors, weights = self._embeddings.project_question(embedded.pieces)
        spans = np.array([*wording.terms.values()], dtype=int).reshape(-1, 2)
        places = np.searchsorted(embedded.starts, spans).tolist()
        return Question(
            text=text,
            search_text=search_text,
            vector=embedded.whole,
            terms=tuple(wording.terms),
            pieces=QuestionPieces(vectors, weights, tuple(map(tuple, places))),
            asks_what_is=wording.asks_what_is,
            wants_list=wording.is_bare
            or any(_ASKS_LIST.search(form) for form in (asked, search_text)),
            wants_count=_ASKS_COUNT.search(search_text) is not None,
        )

    def _read_words(self, search_text: str) -> Wording:
        terms: dict[str, tuple[int, int]] = {}
        about = set(question_terms(search_text))
        for word in WORD.finditer(search_text):
            if stem(fold(word[0])) in about:
                terms[stem(fold(self._speller.to_corpus_words(word[0])))] = word.span()
        bare = not _ASKS.search(search_text) and len(search_text.split()) <= BARE_WORDS
        asks_what_is = bare or _ASKS_WHAT_IS.search(search_text) is not None
        return Wording(search_text, terms, bare, asks_what_is)

    def _forms(self, text: str) -> tuple[str, str, str]:
        """Return a question in plain characters, in the corpus's spelling, and as searched."""
        plain = normalise_question(text)
        mended = self._speller.mend(plain)
        return plain, mended, self._search_form(mended)

    def _search_form(self, text: str) -> str:
        form = search_form(text)
        form = self._of_trust.sub(lambda found: f"our {found['what']}", form)
        form = self._trust.sub(_pronoun, form)
        return _OF_ONE.sub(lambda found: _OF_MANY[found[0].lower()], form)


def _pronoun(trust: re.Match[str]) -> str:
    """Return what a trust calls itself in its documents, where it is named in a question."""
    if trust["owns"] is not None:
        return "our"
    before = trust.string[max(trust.start() - LONGEST_BEFORE, 0) : trust.start()]
    is_subject = _BEFORE_SUBJECT.search(before) or _AFTER_SUBJECT.match(trust.string, trust.end())
    return "we" if is_subject else "us"
