"""The assistant: from a question to its answer, and the documents behind it."""

import datetime
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering import Answerer
from assistant.answers import Answer, Audience, Turn, with_notes
from assistant.composing import Part
from assistant.concepts import Concepts
from assistant.contacts import ContactBook, TrustContact
from assistant.documents import Document
from assistant.errors import AssistantError, IndexMissing, IndexUnusable, ModelError, Paused
from assistant.events import Answered, Observer, Stages, observe_nothing
from assistant.finding import Finder
from assistant.followups import read_turn
from assistant.generation import Generation
from assistant.generation_files import read_document
from assistant.help import Help, load_help
from assistant.index import IndexFolder, LiveIndex
from assistant.manifest import Manifest, Record, UnreadFile, check_compatible
from assistant.messages import Messages
from assistant.normalise import tidy_typed
from assistant.personal_details import find_personal_details
from assistant.picking import Picker
from assistant.replies import Replies
from assistant.routing.message_model import Embed, load_message_model
from assistant.routing.routes import WRITTEN, Routed, is_crisis, route_message
from assistant.sensitive_topics import SensitiveTopics, read_sensitive_topics

if TYPE_CHECKING:
    from assistant.embedding import SentenceTransformerEmbeddings
    from assistant.rephrasing.rephraser import Rephraser
    from assistant.rephrasing.writer import Writer

START_SECONDS = 10
"""After which it is worth asking again whether the models are loaded."""


@dataclass(frozen=True, slots=True)
class Models:
    """What has to be loaded before a question can be answered."""

    embeddings: "SentenceTransformerEmbeddings"
    picker: Picker
    concepts: Concepts


class Assistant:
    """Answers questions from the live generation of the index."""

    def __init__(
        self,
        index: IndexFolder,
        messages: Messages,
        load_models: Callable[[], Models],
        *,
        trust_name: str,
        contacts: ContactBook | None = None,
        sensitive: SensitiveTopics | None = None,
        help_words: Help | None = None,
        rephraser: "Rephraser | None" = None,
        today: Callable[[], datetime.date] = datetime.date.today,
        paused: bool = False,
        observe: Observer = observe_nothing,
    ) -> None:
        self._trust_name = trust_name
        self._index = index
        self._live = LiveIndex(index)
        self._messages = messages
        self._contacts = contacts
        self._sensitive = sensitive or read_sensitive_topics(None)
        self._today = today
        self._replies = Replies(messages, help_words or load_help())
        self._paused = paused
        self._observe = observe
        self._load_models = load_models
        self._writer = _writer(rephraser, messages, today) if rephraser else None
        self._models: Models | None = None
        self._fault: AssistantError | None = None
        self._loading: threading.Thread | None = None
        self._held: Answerer | None = None

    def start(self, when_loaded: Callable[[], None] = lambda: None) -> None:
        """Load the models and ask one question, in the background; return at once.

        When that is done, or failed, `when_loaded` is called there.
        """

        def load() -> None:
            try:
                self.load()
            finally:
                when_loaded()

        self._loading = threading.Thread(target=load, daemon=True)
        self._loading.start()

    def load(self) -> None:
        """Load the models and ask one question with a slip in it, so that the next one is quick."""
        try:
            models = self._load_models()
            route_message("Warm up.")
            models.embeddings.embed_query("Warm up.")
            self._models = models
            if self._index.live_id():
                self._answerer().answer("Waht is this about?", (), None, Stages())
            models.concepts.prepare()
        except AssistantError as error:
            self._fault = error

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), audience: Audience | None = None
    ) -> Answer:
        """Answer a question; raises Paused, IndexMissing, IndexUnusable or ModelError.

        A person in crisis is answered first, with no index and no model.
        """
        *_, answer = self.answers(question, history=history, audience=audience)
        return answer

    def answers(
        self, question: str, *, history: Sequence[Turn] = (), audience: Audience | None = None
    ) -> Iterator[Answer]:
        """Yield the answer of `ask`; before it the quotes alone, where a language model words them.

        So the documents' own words are there at once, however slow the model is.
        """
        stages = Stages()
        found = None
        with self._remembering():
            routed = self._route(question, history, stages)
            if routed.route not in WRITTEN:
                found = self._quote(question, history, audience, stages)
        if found is None:
            answer = self._replies.written(routed, question, self.corpus_version(), audience)
        else:
            quoted, parts, generation = found
            if self._writer and parts and self._writer.may_word(quoted):
                draft = with_notes(quoted, (self._messages.text("model.wording"),))
                yield self._replies.with_help(draft, routed, audience)
                with stages.time("word"):
                    quoted = self._writer.word(quoted, parts, generation.document)
            worded = with_notes(quoted, self.limits() if parts else ())
            answer = self._replies.with_help(worded, routed, audience)
        details = find_personal_details(question, self._today())
        yield self._tell(self._replies.with_notice(answer, details), stages)

    def answer_crisis(self, text: str, *, earlier: Sequence[str] = ()) -> Answer | None:
        """Return the urgent-help answer if raw `text` shows a person in crisis, else None.

        For what cannot be asked as a question. `earlier` are the questions before it, oldest
        first: after a crisis the help stays. Needs no index and no model.
        """
        stages = Stages()
        with stages.time("route"):
            routed = route_message(text, earlier=earlier, embed=self._embed())
        if routed.route != "crisis":
            return None
        return self._tell(self._replies.written(routed, text, None), stages)

    def is_crisis(self, text: str, *, earlier: Sequence[str] = ()) -> bool:
        """Return whether `answer_crisis` has an answer; nothing is said, and nobody told."""
        return route_message(text, earlier=earlier, embed=self._embed()).route == "crisis"

    def not_ready(self) -> str | None:
        """Return why a question cannot be answered at full quality now, or None."""
        if self._paused:
            return self._messages.text("answer.paused")
        try:
            self._index.require_search()
            self._check(self._live.generation(), self._ready_models())
        except AssistantError as error:
            return str(error)
        return None

    def limits(self) -> Sequence[str]:
        """Return what keeps answers below full quality with the models that are set."""
        if self._models is None or not self._models.picker.lexical:
            return ()
        return (self._messages.text("answer.words_alone"),)

    def corpus_version(self) -> str | None:
        """Return the id of the live generation, or None where there is none to be told."""
        try:
            return self._index.live_id()
        except IndexUnusable:
            return None

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
        held = self._held
        if held and held.generation.id == wanted and document_id in held.generation.records:
            return held.generation.document(document_id)
        return read_document(self._index.generation_folder(wanted), document_id)

    def original(self, document_id: str, version: str | None = None) -> Path | None:
        """Return the file that a document was read from, as ingest kept it, or None."""
        wanted = version or self._index.live_id()
        if wanted is None or not self._index.has(wanted):
            return None
        return self._index.original(wanted, document_id)

    def manifest(self) -> Manifest | None:
        """Return what the live generation was made of, or None where there is none to use."""
        try:
            return self._live.generation().manifest
        except AssistantError:
            return None

    def unread_files(self) -> Sequence[UnreadFile]:
        """Return the files of the corpus that the live generation could not read, and why."""
        return self._live.generation().manifest.unread

    def records(self) -> Mapping[str, Record]:
        """Return what the live generation knows of its documents, by id."""
        return self._live.generation().records

    def contacts(self) -> Sequence[TrustContact]:
        """Return the trust's contacts that are filled in, in the order of its file."""
        return self._contacts.contacts() if self._contacts else ()

    def starter_questions(self, audience: Audience | None = None) -> Sequence[str]:
        """Return questions to start from, which the live corpus answers."""
        return self._answerer().starter_questions(audience)

    def _route(self, question: str, history: Sequence[Turn], stages: Stages) -> Routed:
        """Return the route of a question; raises Paused for one that waits for that to end."""
        earlier = [turn.question for turn in history]
        with stages.time("route"):
            routed = route_message(question, earlier=earlier, embed=self._embed())
        if self._paused and routed.route != "crisis":
            raise Paused(self._messages.text("answer.paused"))
        return routed

    def _quote(
        self, question: str, history: Sequence[Turn], audience: Audience | None, stages: Stages
    ) -> tuple[Answer, Sequence[Part], Generation]:
        """Return the documents' own words in answer to a question, its parts, and where from."""
        calm = [read_turn(turn) for turn in history if not is_crisis(turn.question)]
        alone = self._alone(tidy_typed(question), calm)
        self._index.require_search()
        answerer = self._answerer()
        return *answerer.answer(alone, calm, audience, stages), answerer.generation

    def _remembering(self) -> AbstractContextManager[None]:
        return self._models.embeddings.remembering() if self._models else nullcontext()

    def _embed(self) -> Embed | None:
        """Return what embeds a message, if the model is there that messages are judged with."""
        models = self._models
        if models is None or models.embeddings.fingerprint != load_message_model().fingerprint:
            return None
        return models.embeddings.embed_documents

    def _tell(self, answer: Answer, stages: Stages) -> Answer:
        """Tell the observer of an answer, and return it."""
        self._observe(Answered(answer.route, answer.status, answer.urgent_help, stages.seconds))
        return answer

    def _alone(self, question: str, history: Sequence[Turn]) -> str:
        return self._writer.stand_alone(question, history) if self._writer else question

    def _answerer(self) -> Answerer:
        """Return what answers from the live generation, made anew when that has changed."""
        generation = self._live.generation()
        held = self._held
        if held is None or held.generation is not generation:
            models = self._ready_models()
            self._check(generation, models)
            finder = Finder(
                generation,
                models.embeddings,
                models.picker,
                models.concepts,
                trust_name=self._trust_name,
            )
            held = Answerer(
                finder,
                models.embeddings,
                self._replies,
                contacts=self.contacts,
                sensitive=self._sensitive,
                today=self._today,
            )
            self._held = held
        return held

    def _check(self, generation: Generation, models: Models) -> None:
        model = models.embeddings
        check_compatible(generation.manifest, model.name, model.fingerprint, model.window)

    def _ready_models(self) -> Models:
        if self._models is not None:
            return self._models
        if self._loading and not self._loading.is_alive() and not self._fault:
            raise ModelError(self._messages.text("answer.stopped"))
        raise self._fault or ModelError(self._messages.text("answer.starting"), wait=START_SECONDS)


def _writer(
    rephraser: "Rephraser", messages: Messages, today: Callable[[], datetime.date]
) -> "Writer":
    from assistant.rephrasing.writer import Writer  # read only where a model is set

    return Writer(rephraser, messages, today)
