import math
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import WriteFiles
from fake_embeddings import CountingEmbeddings

from assistant.errors import IndexMismatch, IndexUnusable
from assistant.generation import Generation
from assistant.generation_files import (
    VECTOR_SCALE,
    document_folder,
    original_file,
    quantise,
    read_document,
)
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.manifest import FORMAT, check_compatible, read_manifest

PAGES: dict[str, str | bytes] = {
    "hr/Annual leave.md": "# Leave\n\nLeave is paid. Ask for leave early.\n",
    "pay.md": "# Pay\n\nPay comes monthly.\n",
    "vision.md": "# Vision\n\nOur vision is wide.\n\n- Mission\n- Values\n",
}


@pytest.fixture
def generation(write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings) -> Generation:
    version = ingest(write(PAGES), index, counting).corpus_version  # type: ignore[arg-type]
    assert version is not None
    return Generation(index.generation_folder(version))


def test_rows_are_the_chunks_in_order_of_path(generation: Generation) -> None:
    assert [chunk.document for chunk in generation.chunks] == ["hr--Annual leave", "pay", "vision"]


def test_dense_search_gives_rows_nearest_first(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    vector = counting.embed(["pay pay leave"])[0].whole

    assert generation.dense(vector, 10) == [1, 0, 2]
    assert generation.dense(vector, 1) == [1]


def test_cosines_are_those_of_the_whole_chunks(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    vector = counting.embed(["leave"])[0].whole
    expected = [counting.embed([c.embedded_text])[0].whole @ vector for c in generation.chunks]

    assert generation.cosines([2, 0], vector) == pytest.approx([expected[2], expected[0]], abs=1e-3)


def test_bm25_scores_only_chunks_that_have_the_term(generation: Generation) -> None:
    assert (generation.sparse(["vision"]) > 0).tolist() == [False, False, True]
    assert (generation.sparse(["leav", "pay", "nowhere"]) > 0).tolist() == [True, True, False]


@pytest.mark.parametrize("asked", [[], ["nowhere"]])
def test_bm25_without_a_known_term_scores_nothing(generation: Generation, asked: list[str]) -> None:
    assert generation.sparse(asked).tolist() == [0.0, 0.0, 0.0]


def test_each_sentence_has_its_own_vector(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    chunk = generation.chunks[2]

    vectors = generation.sentence_vectors(2)

    for sentence, vector in zip(chunk.sentences, vectors, strict=True):
        expected = counting.embed([chunk.sentence_text(sentence)])[0].whole
        assert vector == pytest.approx(expected, abs=1 / VECTOR_SCALE)


def test_each_word_piece_has_its_own_vector(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    chunk = generation.chunks[0]

    pieces = generation.piece_vectors(0)

    assert [len(p) for p in pieces] == [4, 5]
    for sentence, found in zip(chunk.sentences, pieces, strict=True):
        expected = counting.embed([chunk.sentence_text(sentence)])[0].pieces
        assert found == pytest.approx(expected)


def test_chunks_come_back_as_they_were_indexed(generation: Generation) -> None:
    indexed = list(generation.indexed_chunks())

    assert [i.chunk for i in indexed] == list(generation.chunks)
    assert [i.piece_counts.sum() for i in indexed] == [len(i.pieces) for i in indexed]
    assert [len(i.sentence_vectors) for i in indexed] == [
        len(c.sentences) for c in generation.chunks
    ]


def test_word_counts_and_weights_are_of_the_whole_corpus(generation: Generation) -> None:
    # Title, heading and text: "Leave", "Leave is paid. Ask for leave early."
    assert generation.word_counts["leave"] == 3
    assert "café" not in generation.word_counts
    assert generation.inverse_document_frequency["vision"] == pytest.approx(math.log(1 + 2.5 / 1.5))
    assert "nowhere" not in generation.inverse_document_frequency


def test_document_reads_back_whole(generation: Generation) -> None:
    document = generation.document("hr--Annual leave")

    assert document.text == "Leave\nLeave is paid. Ask for leave early."
    assert document.path == "hr/Annual leave.md"
    assert generation.document("hr--Annual leave") is document


def test_chunks_are_known_by_their_document(generation: Generation) -> None:
    documents = [chunk.document for chunk in generation.chunks]

    assert generation.chunks_of(documents) == list(generation.chunks)
    assert generation.chunks_of(documents[1:2]) == [generation.chunks[1]]
    assert generation.chunks_of(["nowhere"]) == []
    assert [generation.chunks.document(row) for row in range(len(documents))] == documents
    assert [generation.row(chunk) for chunk in generation.chunks] == list(
        range(len(generation.chunks))
    )


def test_document_that_is_not_there_is_none_or_a_key_error(generation: Generation) -> None:
    assert read_document(generation.folder, "nowhere") is None
    assert original_file(generation.folder, "nowhere") is None
    with pytest.raises(KeyError):
        generation.document("nowhere")


@pytest.mark.parametrize("id_", ["../../../etc/passwd", "a" * 5000, "*", ".", "é☕"])
def test_no_id_leads_out_of_the_generation(generation: Generation, id_: str) -> None:
    folder = document_folder(generation.folder, id_)

    assert folder.parent == generation.folder / "documents"
    assert read_document(generation.folder, id_) is None


def test_vector_store_serves_anyones_chain(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    store = generation.vector_store(counting)

    (found,) = store.similarity_search("vision", k=1)

    assert found.page_content == generation.chunks[2].text
    assert found.metadata["document"] == "vision"
    assert found.metadata["section"] == "Vision"


def test_manifest_says_what_it_was_made_of_and_with(generation: Generation) -> None:
    manifest = read_manifest(generation.folder)

    assert (manifest.id, manifest.format, manifest.previous) == (generation.id, FORMAT, None)
    assert (manifest.embedding_model, manifest.fingerprint, manifest.window) == (
        "counting",
        "counts",
        64,
    )
    assert [(r.id, r.path, r.title, r.chunks) for r in manifest.records] == [
        ("hr--Annual leave", "hr/Annual leave.md", "Leave", 1),
        ("pay", "pay.md", "Pay", 1),
        ("vision", "vision.md", "Vision", 1),
    ]


def test_same_model_and_window_are_compatible(generation: Generation) -> None:
    check_compatible(generation.manifest, "renamed", "counts", 64)


@pytest.mark.parametrize(
    ("fingerprint", "window", "says"),
    [
        ("other", 64, "embedding model counting, and the one set is mine"),
        ("counts", 128, "64 word"),
    ],
)
def test_another_model_or_window_is_refused_by_name(
    generation: Generation, fingerprint: str, window: int, says: str
) -> None:
    with pytest.raises(IndexMismatch, match=rf"{says}.*`python ingest\.py --rebuild`"):
        check_compatible(generation.manifest, "mine", fingerprint, window)


@pytest.mark.parametrize(
    "part",
    [
        "manifest.json",
        "chunks.jsonl",
        "chunks.npy",
        "sentences.npy",
        "pieces.npy",
        "piece_counts.npy",
        "bm25",
        "chroma",
    ],
)
def test_missing_part_is_named_as_damage(generation: Generation, tmp_path: Path, part: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(generation.folder, copy, ignore=lambda folder, names: {part})

    with pytest.raises(IndexUnusable, match=r"is damaged\. Build it again with"):
        Generation(copy)


@pytest.mark.parametrize(
    ("part", "read"),
    [
        ("documents/*/document.json", lambda found: found.document("pay")),
        ("sentences.npy", lambda found: found.sentence_vectors(2)),
        ("pieces.npy", lambda found: found.piece_vectors(2)),
        ("pieces.npy", lambda found: list(found.indexed_chunks())),
        ("chunks.jsonl", lambda found: found.chunks[1]),
    ],
)
def test_damage_that_comes_after_opening_is_named(
    generation: Generation, part: str, read: Callable[[Generation], object]
) -> None:
    for path in generation.folder.glob(part):
        whole = path.stat().st_size
        if path.suffix == ".npy":
            os.truncate(path, whole - 5)
        else:
            with path.open("r+b") as stream:
                stream.write(b"x" * (whole - 5))

    with pytest.raises(IndexUnusable, match=r"is damaged\. Build it again with"):
        read(generation)


def test_document_that_was_lost_after_opening_is_damage(generation: Generation) -> None:
    shutil.rmtree(generation.folder / "documents")

    with pytest.raises(IndexUnusable, match="is damaged"):
        generation.document("pay")


def test_index_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"nowhere is damaged"):
        Generation(tmp_path / "nowhere")


def test_quantised_vectors_stay_close() -> None:
    vectors = np.array([[1.0, -1.0, 0.5, 0.0]], dtype=np.float32)

    assert quantise(vectors).tolist() == [[127, -127, 64, 0]]
