"""What several test files share: small corpora, models that count, and the real model."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_embeddings import CountingEmbeddings

from assistant.assistant import Assistant, Models
from assistant.generation import Generation
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import ingest
from assistant.messages import load_messages

if TYPE_CHECKING:
    from assistant.embedding import SentenceTransformerEmbeddings

ROOT = Path(__file__).parent.parent

VOCABULARY = "vision mission values leave pay strategy parking library pension badge"

WriteFiles = Callable[[dict[str, str | bytes]], Path]
OpenGeneration = Callable[[dict[str, str | bytes]], Generation]


@pytest.fixture
def counting() -> CountingEmbeddings:
    return CountingEmbeddings(VOCABULARY)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def index(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "index")


@pytest.fixture
def write(corpus: Path) -> WriteFiles:
    """Write files into the corpus: path and content."""

    def write_files(files: dict[str, str | bytes]) -> Path:
        for path, content in files.items():
            location = corpus / path
            location.parent.mkdir(parents=True, exist_ok=True)
            location.write_bytes(content if isinstance(content, bytes) else content.encode())
        return corpus

    return write_files


@pytest.fixture
def open_generation(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings
) -> OpenGeneration:
    """Ingest files with counted words and open the generation they make."""

    def ingest_and_open(files: dict[str, str | bytes]) -> Generation:
        ingest(write(files), index, counting)  # type: ignore[arg-type]
        return LiveIndex(index).generation()

    return ingest_and_open


@pytest.fixture(scope="session")
def embeddings() -> "SentenceTransformerEmbeddings":
    """Load the real embedding model, once; a test that takes it is marked `model`."""
    from assistant.embedding import load_embeddings

    return load_embeddings()


@pytest.fixture(scope="session")
def models(embeddings: "SentenceTransformerEmbeddings") -> Models:
    """Load everything that an assistant needs, the real embedding model included."""
    from assistant.concepts import load_concepts
    from assistant.picking import load_picker

    return Models(embeddings, load_picker(embeddings.fingerprint), load_concepts(embeddings))


@pytest.fixture(scope="session")
def shipped_index(
    embeddings: "SentenceTransformerEmbeddings", tmp_path_factory: pytest.TempPathFactory
) -> IndexFolder:
    """Index the corpus that ships, with the real model."""
    index = IndexFolder(tmp_path_factory.mktemp("shipped"))
    ingest(ROOT / "corpus", index, embeddings)
    return index


@pytest.fixture(scope="session")
def shipped(shipped_index: IndexFolder, models: Models) -> Assistant:
    """Open an assistant over the corpus that ships, with the real models."""
    assistant = Assistant(
        shipped_index, load_messages(), lambda: models, trust_name="The Tavistock and Portman"
    )
    assistant.load()
    return assistant
