import numpy as np
import pytest

from evals import metrics
from evals.metrics import Bin, Estimate, estimate, overlap


def column(*values: float) -> metrics.Column:
    return np.array(values, dtype=np.float64)


def test_share_of_answers_that_are_right() -> None:
    assert metrics.mean(column(1, 1, 1, 0)) == 0.75
    assert metrics.mean(column()) is None


def test_citation_precision_counts_citations_and_not_answers() -> None:
    supported, cited = column(1, 0, 3), column(1, 1, 4)

    assert metrics.ratio(supported, cited) == pytest.approx(4 / 6)


def test_citation_precision_of_answers_without_citations_is_unknown() -> None:
    assert metrics.ratio(column(0, 0), column(0, 0)) is None


def test_refusals_by_hand() -> None:
    # Three should be refused, of which two were; two should be answered, of which one was.
    should, refused = column(1, 1, 1, 0, 0), column(1, 1, 0, 1, 0)

    assert metrics.refusal_precision(should, refused) == pytest.approx(2 / 3)
    assert metrics.refusal_recall(should, refused) == pytest.approx(2 / 3)
    assert metrics.answer_recall(should, refused) == pytest.approx(1 / 2)
    assert metrics.balanced_accuracy(should, refused) == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_balanced_accuracy_needs_both_kinds_of_question() -> None:
    assert metrics.balanced_accuracy(column(0, 0), column(0, 1)) is None


def test_brier_score_by_hand() -> None:
    assert metrics.brier_score(column(0.9, 0.6), column(1, 0)) == pytest.approx((0.01 + 0.36) / 2)


def test_calibration_error_by_hand() -> None:
    # At 0.95 three of four right: off by 0.20. At 0.25 one of two right: off by 0.25.
    confidence = column(0.95, 0.95, 0.95, 0.95, 0.25, 0.25)
    right = column(1, 1, 1, 0, 1, 0)

    found = metrics.expected_calibration_error(confidence, right)

    assert found == pytest.approx((4 * 0.20 + 2 * 0.25) / 6)


def test_reliability_curve_leaves_out_empty_bins_and_keeps_certainty() -> None:
    bins = metrics.reliability_curve(column(0.12, 0.18, 1.0), column(0, 1, 1))

    assert [(b.low, b.count, b.accuracy) for b in bins] == [(0.1, 2, 0.5), (0.9, 1, 1.0)]
    assert bins[0].confidence == pytest.approx(0.15)
    assert isinstance(bins[0], Bin)


def test_edge_of_a_bin_belongs_to_the_bin_above() -> None:
    bins = metrics.reliability_curve(column(0.3, 0.7), column(0, 1))

    assert [b.low for b in bins] == [pytest.approx(0.3), pytest.approx(0.7)]


def test_latency_percentiles_by_hand() -> None:
    times = column(*range(1, 102))

    assert metrics.median(times) == 51
    assert metrics.percentile_95(times) == 96


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert overlap((0, 5), (4, 9))
    assert not overlap((0, 5), (5, 9))


def test_interval_of_a_share_is_that_of_the_binomial() -> None:
    found = estimate(metrics.mean, [1] * 80 + [0] * 20)

    assert found.value == 0.8
    assert found.n == 100
    assert found.low == pytest.approx(0.72, abs=0.02)
    assert found.high == pytest.approx(0.88, abs=0.02)


def test_interval_is_the_same_each_time() -> None:
    flags = [1, 0, 1, 1, 0]

    assert estimate(metrics.mean, flags) == estimate(metrics.mean, flags)


def test_figure_over_nothing_is_unknown() -> None:
    assert estimate(metrics.mean, []) == Estimate(None, None, None, 0)
