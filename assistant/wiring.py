"""Wiring: builds the assistant from the settings; the one place where models are chosen."""

from assistant.assistant import Assistant, Models
from assistant.concepts import load_concepts
from assistant.contacts import ContactBook
from assistant.index import IndexFolder
from assistant.messages import load_messages
from assistant.picking import load_picker
from assistant.routing.similar_messages import load_similar_messages
from assistant.settings import Settings


def build_assistant(settings: Settings) -> Assistant:
    """Return an assistant that loads its models in the background.

    Raises SettingsError for contacts that cannot be read.
    """
    assistant = Assistant(
        IndexFolder(settings.index_dir),
        load_messages(),
        lambda: load_models(settings),
        trust_name=settings.trust_name,
        contacts=ContactBook(settings.corpus_dir),
    )
    assistant.start()
    return assistant


def load_models(settings: Settings) -> Models:
    """Load the models that the settings name; raises ModelError."""
    # Imported here so that the pages are there before torch is.
    from assistant.embedding import load_embeddings
    from assistant.reranking import load_reranker

    embeddings = load_embeddings(settings.embedding_model)
    reranker = load_reranker(settings.reranker_model) if settings.reranker_model else None
    similar = load_similar_messages(embeddings.embed_documents)
    return Models(embeddings, load_picker(reranker), load_concepts(embeddings), similar)
