import shutil
from collections.abc import Sequence

import numpy as np
import pytest
from conftest import OpenGeneration
from numpy.typing import NDArray

from assistant.errors import IndexUnusable
from assistant.generation import Generation
from assistant.generation_files import document_folder
from assistant.proving import prove

FILES: dict[str, str | bytes] = {
    "leave.md": "# Leave\n\nLeave is paid.\n",
    "pay.md": "# Pay\n\nPay comes monthly.\n",
}


class Forgetful(Generation):
    """A generation whose search finds the first chunk alone."""

    def dense(self, vector: NDArray[np.float32], top_k: int) -> list[int]:
        return [0]


def test_whole_index_is_proved(open_generation: OpenGeneration) -> None:
    prove(open_generation(FILES))


def test_search_that_lost_a_chunk_is_found_out(open_generation: OpenGeneration) -> None:
    generation = open_generation(FILES)

    with pytest.raises(IndexUnusable, match="does not find a passage of pay"):
        prove(Forgetful(generation.folder))


@pytest.mark.parametrize("lost", [["pay"], ["leave", "pay"]])
def test_document_that_is_lost_is_found_out(
    open_generation: OpenGeneration, lost: Sequence[str]
) -> None:
    generation = open_generation(FILES)
    for document in lost:
        shutil.rmtree(document_folder(generation.folder, document))

    with pytest.raises(IndexUnusable, match=rf"does not hold what it quotes of {lost[0]}"):
        prove(generation)


def test_document_that_was_changed_is_found_out(open_generation: OpenGeneration) -> None:
    generation = open_generation(FILES)
    path = document_folder(generation.folder, "pay") / "document.json"
    path.write_text(path.read_text().replace("monthly", "yearlyy"))

    with pytest.raises(IndexUnusable, match="does not hold what it quotes of pay"):
        prove(generation)


def test_document_that_cannot_be_parsed_is_found_out(open_generation: OpenGeneration) -> None:
    generation = open_generation(FILES)
    (document_folder(generation.folder, "pay") / "document.json").write_text("{")

    with pytest.raises(IndexUnusable, match="does not hold what it quotes of pay"):
        prove(generation)
