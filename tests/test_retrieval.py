import numpy as np
import pytest
from conftest import OpenGeneration
from fake_embeddings import CountingEmbeddings

from assistant.generation import Generation
from assistant.retrieval import BM25_WEIGHT, retrieve
from assistant.retriever import TrustRetriever
from assistant.terms import question_terms

PAGES: dict[str, str | bytes] = {
    "badge.md": "# Badge\n\nCollect a badge at the desk.\n",
    "both.md": "# Pay and leave\n\nPay is kept during leave.\n",
    "leave.md": "# Leave\n\nLeave and more leave.\n",
    "other.md": "# Other\n\nUnicorns live here.\n",
    "pay.md": "# Pay\n\nPay comes monthly.\n",
}


@pytest.fixture
def generation(open_generation: OpenGeneration) -> Generation:
    return open_generation(PAGES)


def found(
    generation: Generation, counting: CountingEmbeddings, asked: str, top_k: int = 5
) -> list[str]:
    vector = counting.embed([asked])[0].whole
    passages = retrieve(question_terms(asked), vector, generation, top_k=top_k)
    return [passage.chunk.document for passage in passages]


def test_both_searches_together_decide_the_order(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    assert found(generation, counting, "leave pay", 3)[0] == "both"
    assert found(generation, counting, "leave", 2) == ["leave", "both"]


def test_word_that_the_vectors_do_not_know_is_found_by_bm25(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    assert found(generation, counting, "unicorns", 1) == ["other"]


def test_meaning_is_found_where_no_term_is_shared(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    vector = counting.embed(["badge"])[0].whole

    passages = retrieve(["nowhere"], vector, generation, top_k=1)

    assert passages[0].chunk.document == "badge"
    assert passages[0].bm25 == 0


def test_score_is_the_cosine_and_the_scaled_bm25(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    vector = counting.embed(["leave pay"])[0].whole

    passages = retrieve(["leav", "pay"], vector, generation, top_k=5)

    best = max(passage.bm25 for passage in passages)
    for passage in passages:
        assert generation.chunks[passage.row] == passage.chunk
        assert passage.score == pytest.approx(passage.cosine + BM25_WEIGHT * passage.bm25 / best)
    assert [p.score for p in passages] == sorted((p.score for p in passages), reverse=True)


def test_no_passage_comes_twice(generation: Generation, counting: CountingEmbeddings) -> None:
    names = found(generation, counting, "leave pay badge", 50)

    assert sorted(names) == ["badge", "both", "leave", "other", "pay"]


@pytest.mark.parametrize("asked", ["", "🙂", "what is the"])
def test_question_without_content_is_no_error(
    generation: Generation, counting: CountingEmbeddings, asked: str
) -> None:
    assert len(found(generation, counting, asked, 2)) == 2


def test_corpus_of_one_chunk_is_enough(
    open_generation: OpenGeneration, counting: CountingEmbeddings
) -> None:
    generation = open_generation({"pay.md": PAGES["pay.md"]})

    assert found(generation, counting, "pay", 8) == ["pay"]


def test_corpus_larger_than_the_depth_gives_the_best(
    open_generation: OpenGeneration, counting: CountingEmbeddings
) -> None:
    mixed = {n: "pay " * (1 + n % 8) + "leave " * (1 + n // 8) for n in range(64)}
    pages: dict[str, str | bytes] = {f"p{n}.md": f"{mixed[n]} day{n}\n" for n in mixed}

    generation = open_generation({**pages, "badge.md": PAGES["badge.md"]})

    assert found(generation, counting, "badge", 1) == ["badge"]
    assert found(generation, counting, "day57", 1) == ["p57"]


def test_langchain_gets_the_same_passages_with_where_they_stand(
    generation: Generation, counting: CountingEmbeddings
) -> None:
    retriever = TrustRetriever(
        generation=lambda: generation, embed_query=counting.embed_query, top_k=2
    )

    documents = retriever.invoke("leave")

    assert [d.metadata["document"] for d in documents] == ["leave", "both"]
    for found_one in documents:
        where = found_one.metadata
        text = generation.document(where["document"]).text
        assert text[where["start"] : where["end"]] == found_one.page_content
        assert isinstance(where["score"], float)
    assert np.all([set(d.metadata["section"]) for d in documents])


def test_langchain_gets_no_replaced_document_but_for_a_question_about_the_past(
    open_generation: OpenGeneration, counting: CountingEmbeddings
) -> None:
    catalogue = b'[leave]\nsupersedes = ["leave-2019"]\n'
    generation = open_generation(
        {**PAGES, "leave-2019.md": "# Leave\n\nLeave was short.\n", "catalogue.toml": catalogue}
    )
    retriever = TrustRetriever(
        generation=lambda: generation, embed_query=counting.embed_query, top_k=6
    )

    now = {document.metadata["document"] for document in retriever.invoke("What is leave?")}
    then = {
        document.metadata["document"] for document in retriever.invoke("What was leave before?")
    }

    assert "leave" in now
    assert "leave-2019" not in now
    assert "leave-2019" in then
