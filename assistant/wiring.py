"""Wiring: builds the assistant from the settings; the one place where models are chosen."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.assistant import Assistant, Models
from assistant.concepts import load_concepts
from assistant.contacts import ContactBook
from assistant.events import Observer, observe_nothing
from assistant.help import Help, load_help
from assistant.index import IndexFolder
from assistant.messages import load_messages
from assistant.picking import load_picker
from assistant.sensitive_topics import read_sensitive_topics
from assistant.settings import Settings, has_variable

COPIES = "copies-of-the-server"
"""The folder in that of the index for copies of what a Chroma server keeps."""

if TYPE_CHECKING:
    from assistant.rephrasing.checking import Entails
    from assistant.rephrasing.rephraser import Rephraser, Rewording


def build_help(settings: Settings) -> Help:
    """Return the words and contacts for someone who needs help; raises SettingsError."""
    return load_help(settings.help_file, ContactBook(settings.corpus_dir))


def build_assistant(
    settings: Settings,
    help_words: Help,
    *,
    observe: Observer = observe_nothing,
    when_loaded: Callable[[], None] = lambda: None,
) -> Assistant:
    """Return an assistant that loads its models in the background, then calls `when_loaded` there.

    Raises SettingsError for contacts or sensitive topics that cannot be read.
    """
    assistant = Assistant(
        follow_index(settings),
        load_messages(),
        lambda: load_models(settings),
        trust_name=settings.trust_name,
        contacts=ContactBook(settings.corpus_dir),
        sensitive=read_sensitive_topics(settings.corpus_dir),
        rephraser=_rephraser(settings, observe) if settings.chat_model else None,
        paused=settings.paused,
        observe=observe,
        help_words=help_words,
    )
    assistant.start(when_loaded)
    return assistant


def follow_index(settings: Settings) -> IndexFolder:
    """Return the index to answer from; one on a Chroma server is followed in the background."""
    if settings.chroma_url is None:
        return IndexFolder(settings.index_dir)
    from assistant.chroma_server.replica import IndexReplica

    folder = settings.index_dir / COPIES
    replica = IndexReplica(folder, settings.chroma_url, _chroma_token(settings))
    replica.start()
    return replica


def open_index(settings: Settings, folder: Path | None = None) -> IndexFolder:
    """Return the index to change or to tell of, in the folder that is set or another."""
    folder = folder or settings.index_dir
    if settings.chroma_url is None:
        return IndexFolder(folder)
    from assistant.chroma_server.index import IndexServer

    return IndexServer(folder / COPIES, settings.chroma_url, _chroma_token(settings))


def load_models(settings: Settings) -> Models:
    """Load the models that the settings name; raises ModelError."""
    # Imported here so that the pages are there before torch is.
    from assistant.embedding import load_embeddings
    from assistant.reranking import load_reranker

    embeddings = load_embeddings(settings.embedding_model)
    reranker = load_reranker(settings.reranker_model) if settings.reranker_model else None
    picker = load_picker(embeddings.fingerprint, reranker)
    return Models(embeddings, picker, load_concepts(embeddings))


def load_rephraser(
    settings: Settings, observe: "Callable[[Rewording], None]" = lambda rewording: None
) -> "Rephraser":
    """Return what words answers with the chat model that is set; raises ModelError.

    `observe` is told how each asking of the model ended, and what it took.
    """
    # Imported here so that no chat library is where no chat model is set.
    from assistant.rephrasing.prompts import load_prompts
    from assistant.rephrasing.providers import load_chat_model
    from assistant.rephrasing.rephraser import Rephraser

    chat = load_chat_model(
        settings.chat_model or "",
        base_url=settings.chat_base_url,
        has_key=has_variable("OPENAI_API_KEY"),
        first_word_seconds=settings.chat_first_word_seconds,
        seconds=settings.chat_seconds,
    )
    entails = _load_entailment(settings.entailment_model)
    return Rephraser(chat, load_prompts(), entails=entails, observe=observe)


def _chroma_token(settings: Settings) -> str | None:
    return settings.chroma_token.get_secret_value() if settings.chroma_token else None


def _rephraser(settings: Settings, observe: Observer) -> "Rephraser":
    return load_rephraser(settings, lambda rewording: observe(rewording.event()))


def _load_entailment(folder: str | None) -> "Entails | None":
    if folder is None:
        return None
    # Imported here since it takes torch.
    from assistant.rephrasing.entailment import load_entailment

    return load_entailment(folder)
