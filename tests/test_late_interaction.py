import dataclasses

import numpy as np
import pytest

from assistant.late_interaction import QuestionPieces, meet, no_projection, read_projection

SHIPPED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
EAST, NORTH = np.eye(2, dtype=np.float32)
NORTH_EAST = (EAST + NORTH) / np.sqrt(np.float32(2))


def pieces(*vectors: np.ndarray[tuple[int], np.dtype[np.float32]]) -> QuestionPieces:
    ends = tuple((place, place + 1) for place in range(len(vectors)))
    return QuestionPieces(np.stack(vectors), np.ones(len(vectors), dtype=np.float32), ends)


def test_question_is_met_by_the_mean_of_the_best_for_each_piece() -> None:
    means, worst = meet(pieces(EAST, NORTH), [np.stack([EAST, NORTH_EAST]), np.stack([EAST])])

    assert means.tolist() == pytest.approx([(1 + 0.5**0.5) / 2, 0.5])
    assert worst.tolist() == pytest.approx([0.5**0.5, 0])


def test_pieces_count_as_they_weigh() -> None:
    asked = dataclasses.replace(pieces(EAST, NORTH), weights=np.array([3, 1], dtype=np.float32))

    means, worst = meet(asked, [np.stack([EAST])])

    assert means.tolist() == pytest.approx([0.75])
    assert worst.tolist() == pytest.approx([0])


def test_term_is_met_by_the_mean_over_its_pieces() -> None:
    asked = dataclasses.replace(pieces(EAST, NORTH), terms=((0, 2),))

    assert meet(asked, [np.stack([EAST])])[1].tolist() == pytest.approx([0.5])


def test_sentence_past_the_models_window_meets_nothing() -> None:
    nothing = np.zeros((0, 2), dtype=np.float32)

    means, worst = meet(pieces(EAST), [nothing, np.stack([EAST]), nothing])

    assert means.tolist() == [0, 1, 0]
    assert worst.tolist() == [0, 1, 0]


def test_question_without_pieces_is_met_by_nothing() -> None:
    nothing = np.zeros((0, 2), dtype=np.float32)
    asked = QuestionPieces(nothing, nothing[:, 0], ())

    means, worst = meet(asked, [np.stack([EAST])])

    assert (means.tolist(), worst.tolist()) == ([0], [0])


def test_projection_is_of_the_shipped_embedding_model_alone() -> None:
    found = read_projection(SHIPPED)

    assert found is not None
    assert found.question.shape == found.document.shape == (384, 64)
    assert found.importance.shape == (384,)
    assert read_projection("another") is None


def test_without_a_projection_no_piece_is_like_another() -> None:
    projection = no_projection(384)

    assert not projection.question.any()
    assert not projection.document.any()
