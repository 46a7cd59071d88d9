import dataclasses

import numpy as np
import pytest
from test_evals_judging import ANSWERABLE, DOCUMENTS

from evals.cases import Expected, Place
from evals.comparing import score_spans, score_system
from evals.rivals import Shown

UNANSWERABLE = dataclasses.replace(ANSWERABLE, expected=Expected(("not_found",), ("documents",)))
ABOUT_US = DOCUMENTS["about-us"]


def span(words: str) -> Place:
    start = ABOUT_US.text.index(words)
    return ("about-us", start, start + len(words))


EXCELLENCE = span("We strive for excellence")
COMPASSION = span("We place compassion at our core")
WHOLE = ("about-us", 0, len(ABOUT_US.text))


def test_quotes_alone_are_all_that_was_asked_for() -> None:
    assert score_spans(ANSWERABLE, (EXCELLENCE, COMPASSION), DOCUMENTS) == (1.0, 1.0, 1.0)


def test_whole_document_holds_the_answer_and_much_besides() -> None:
    holds, precision, f1 = score_spans(ANSWERABLE, (WHOLE,), DOCUMENTS)

    asked = len("We strive for excellence" + "We place compassion at our core")
    assert holds == 1.0
    assert precision == pytest.approx(asked / len(ABOUT_US.text))
    assert f1 == pytest.approx(2 * precision / (precision + 1))


def test_one_of_two_quotes_does_not_hold_the_answer() -> None:
    holds, precision, f1 = score_spans(ANSWERABLE, (EXCELLENCE,), DOCUMENTS)

    assert (holds, precision) == (0.0, 1.0)
    assert f1 == pytest.approx(2 / 3)


def test_refusals_are_right_only_where_nothing_is_there() -> None:
    shown = [(Shown((), refused=True), 5.0), (Shown((), refused=True), 7.0)]

    scores = score_system([UNANSWERABLE, ANSWERABLE], shown, DOCUMENTS)

    assert scores.outcome.tolist() == [1.0, 0.0]
    assert scores.refused.tolist() == [1.0, 1.0]
    assert np.isnan(scores.holds[0])
    assert scores.milliseconds.tolist() == [5.0, 7.0]


def test_quoting_something_for_what_is_not_there_is_wrong() -> None:
    scores = score_system([UNANSWERABLE], [(Shown((EXCELLENCE,)), 1.0)], DOCUMENTS)

    assert scores.outcome.tolist() == [0.0]
