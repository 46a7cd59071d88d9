"""Wiring: builds the assistant from the settings; the one place where models are chosen."""

from assistant.assistant import Assistant, Models
from assistant.concepts import load_concepts
from assistant.index import IndexFolder
from assistant.messages import load_messages
from assistant.picking import load_picker
from assistant.settings import Settings


def build_assistant(settings: Settings) -> Assistant:
    """Return an assistant that loads its models in the background."""
    assistant = Assistant(
        IndexFolder(settings.index_dir),
        load_messages(),
        lambda: load_models(settings),
        trust_name=settings.trust_name,
    )
    assistant.start()
    return assistant


def load_models(settings: Settings) -> Models:
    """Load the models that the settings name; raises ModelError."""
    # Imported here so that the pages are there before torch is.
    from assistant.embedding import load_embeddings

    embeddings = load_embeddings(settings.embedding_model)
    return Models(embeddings, load_picker(), load_concepts(embeddings))
