"""The assistant: from a question to its answer, and the documents behind it."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answers import Answer, Audience, Turn
from assistant.composing import compose_quotes, nearest_quote
from assistant.concepts import Concepts
from assistant.documents import Document
from assistant.errors import AssistantError, IndexMissing, ModelError
from assistant.followups import stand_alone
from assistant.generation import Generation, check_compatible, original_file, read_document
from assistant.help import Help, load_help
from assistant.index import IndexFolder, LiveIndex
from assistant.messages import Messages
from assistant.picking import Picked, Picker
from assistant.questions import Question, QuestionReader
from assistant.replies import Replies
from assistant.route_rules import Found
from assistant.routes import WRITTEN, is_crisis, route_message
from assistant.similar_messages import SimilarMessages
from assistant.spelling import Speller

if TYPE_CHECKING:
    from assistant.embedding import SentenceTransformerEmbeddings

STARTERS = 4


@dataclass(frozen=True, slots=True)
class Models:
    """What has to be loaded before a question can be answered."""

    embeddings: "SentenceTransformerEmbeddings"
    picker: Picker
    concepts: Concepts
    similar: SimilarMessages | None = None


class Assistant:
    """Answers questions from the live generation of the index."""

    def __init__(
        self,
        index: IndexFolder,
        messages: Messages,
        load_models: Callable[[], Models],
        *,
        trust_name: str,
        help_words: Help | None = None,
    ) -> None:
        self._trust_name = trust_name
        self._index = index
        self._live = LiveIndex(index)
        self._messages = messages
        self._replies = Replies(messages, help_words or load_help())
        self._load_models = load_models
        self._models: Models | None = None
        self._fault: AssistantError | None = None
        self._loading: threading.Thread | None = None
        self._starters: tuple[str, Sequence[str]] = ("", ())
        self._readers: tuple[str, QuestionReader | None] = ("", None)

    def start(self) -> None:
        """Load the models and ask one question, in the background; return at once."""
        self._loading = threading.Thread(target=self.load, daemon=True)
        self._loading.start()

    def load(self) -> None:
        """Load the models and ask one question, so that the next one is quick."""
        try:
            models = self._load_models()
            models.embeddings.embed_query("Warm up.")
            self._models = models
            if self._index.live_id():
                self.ask("What is this about?")
        except AssistantError as error:
            self._fault = error

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), audience: Audience | None = None
    ) -> Answer:
        """Answer a question; raises IndexMissing, IndexUnusable or ModelError.

        A person in crisis is answered first, with no index and no model.
        """
        earlier = [turn.question for turn in history]
        routed = route_message(question, earlier=earlier, compare=self._compare)
        if routed.route in WRITTEN:
            return self._replies.written(routed, question, self.corpus_version())
        calm = [turn for turn in history if not is_crisis(turn.question)]
        return self._replies.with_help(self._answer(stand_alone(question, calm)), routed)

    def answer_crisis(self, text: str) -> Answer | None:
        """Return the urgent-help answer if raw `text` shows a person in crisis, else None.

        Needs no index and no model.
        """
        routed = route_message(text)
        if routed.route != "crisis":
            return None
        return self._replies.written(routed, text, None)

    def not_ready(self) -> str | None:
        """Return why a question cannot be answered at full quality now, or None."""
        try:
            generation = self._live.generation()
            self._check(generation, self._ready_models())
        except AssistantError as error:
            return str(error)
        return None

    def corpus_version(self) -> str | None:
        """Return the id of the live generation, or None without an index."""
        return self._index.live_id()

    def documents(self) -> Sequence[Document]:
        """Return the documents of the live generation, in order of title; raises IndexMissing."""
        generation = self._live.generation()
        found = [generation.document(id_) for id_ in generation.records]
        return sorted(found, key=lambda document: document.title.casefold())

    def document(self, document_id: str, version: str | None = None) -> Document | None:
        """Return a document at a version (the live one by default), or None if it is gone."""
        wanted = version or self._index.live_id()
        if wanted is None:
            raise IndexMissing("No index has been built. Build it with `python ingest.py`.")
        if not self._index.has(wanted):
            return None
        return read_document(self._index.generation_folder(wanted), document_id)

    def original(self, document_id: str) -> Path | None:
        """Return the file that the live document was read from, as ingest kept it."""
        live = self._index.live_id()
        if live is None:
            return None
        return original_file(self._index.generation_folder(live), document_id)

    def starter_questions(self, audience: Audience | None = None) -> Sequence[str]:
        """Return questions to start from, which the live corpus answers."""
        generation = self._live.generation()
        if self._starters[0] != generation.id:
            self._starters = (generation.id, tuple(self._find_starters(generation)))
        return self._starters[1]

    def _find_starters(self, generation: Generation) -> Sequence[str]:
        found: list[str] = []
        for chunk in generation.chunks:
            heading = chunk.section[-1] if chunk.section else ""
            question = _question_about(heading)
            if not question or question in found:
                continue
            _, picked = self._search(question, generation)
            if picked and picked.enough:
                found.append(question)
            if len(found) == STARTERS:
                break
        return found

    def _compare(self, message: str) -> Found | None:
        """Return what a message is like, if the models are there to tell."""
        if self._models is None or self._models.similar is None:
            return None
        return self._models.similar.find(self._models.embeddings.embed_query(message))

    def _answer(self, question: str) -> Answer:
        generation = self._live.generation()
        understood, picked = self._search(question, generation)
        if picked is None or not picked.enough:
            nearest = nearest_quote(picked) if picked else None
            chance = picked.answerable if picked else 0.0
            return self._replies.not_found(understood, nearest, chance, generation)
        composed = compose_quotes(understood, picked, generation.document)
        return self._replies.from_quotes(understood, composed, picked.right, generation)

    def _search(self, question: str, generation: Generation) -> tuple[Question, Picked | None]:
        """Return the question as understood and what is picked for it.

        Where it asks for a common concept in words that find nothing, it is asked in those that
        the documents may use.
        """
        models = self._ready_models()
        self._check(generation, models)
        reader = self._reader(generation, models)
        best = reader.read(question)
        picked = models.picker.pick(best, generation)
        if picked and picked.enough:
            return best, picked
        for other_words in models.concepts.other_words(best.vector):
            other = reader.reword(best.text, other_words)
            if not set(other.terms) <= generation.inverse_document_frequency.keys():
                continue
            found = models.picker.pick(other, generation)
            if found and (picked is None or found.answerable > picked.answerable):
                best, picked = other, found
        return best, picked

    def _reader(self, generation: Generation, models: Models) -> QuestionReader:
        held, reader = self._readers
        if held != generation.id or reader is None:
            speller = Speller(generation.word_counts, models.embeddings.knows)
            reader = QuestionReader(self._trust_name, speller, models.embeddings)
            self._readers = (generation.id, reader)
        return reader

    def _check(self, generation: Generation, models: Models) -> None:
        model = models.embeddings
        check_compatible(generation.manifest, model.name, model.fingerprint, model.window)

    def _ready_models(self) -> Models:
        if self._models is not None:
            return self._models
        if self._loading and not self._loading.is_alive() and not self._fault:
            raise ModelError(self._messages.text("answer.stopped"))
        raise self._fault or ModelError(self._messages.text("answer.starting"))


def _question_about(heading: str) -> str | None:
    """Return the question that a heading such as "Our values" answers, or None."""
    found = re.fullmatch(r"(?:our|the) ([\w ]{3,40})", heading, re.IGNORECASE)
    if not found:
        return None
    plural = heading.endswith("s") and not heading.endswith("ss")
    return f"What {'are' if plural else 'is'} {heading[0].lower()}{heading[1:]}?"
