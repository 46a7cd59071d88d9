import math

import pytest

from assistant.web.limits import Limits, Window


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_browser_may_ask_so_often_in_any_minute(clock: Clock) -> None:
    limits = Limits(per_session=3, per_address=100, clock=clock)
    waits = []
    for _ in range(4):
        waits.append(limits.wait("a", "192.0.2.1"))
        clock.now += 10

    assert waits == [0, 0, 0, 30]


def test_waiting_as_long_as_told_is_enough_and_refusals_do_not_count(clock: Clock) -> None:
    limits = Limits(per_session=2, per_address=100, clock=clock)
    limits.wait("a", "192.0.2.1")
    limits.wait("a", "192.0.2.1")
    clock.now += 0.4
    wait = [limits.wait("a", "192.0.2.1") for _ in range(50)][-1]

    clock.now += wait

    assert wait == 60
    assert limits.wait("a", "192.0.2.1") == 0


def test_browsers_at_one_address_have_limits_of_their_own(clock: Clock) -> None:
    limits = Limits(per_session=1, per_address=100, clock=clock)

    assert [limits.wait(str(browser), "192.0.2.1") for browser in range(60)] == [0] * 60
    assert limits.wait("0", "192.0.2.1") > 0


def test_call_without_a_session_counts_by_address_alone(clock: Clock) -> None:
    limits = Limits(per_session=1, per_address=5, clock=clock)

    assert [limits.wait(None, "192.0.2.1") > 0 for _ in range(6)] == [False] * 5 + [True]
    assert limits.wait(None, "192.0.2.2") == 0


def test_new_sessions_do_not_lift_the_ceiling_of_an_address(clock: Clock) -> None:
    limits = Limits(per_session=30, per_address=10, clock=clock)

    refused = [limits.wait(f"forged-{number}", "192.0.2.1") > 0 for number in range(20)]

    assert refused == [False] * 10 + [True] * 10


def test_zero_is_no_limit(clock: Clock) -> None:
    limits = Limits(per_session=0, per_address=0, clock=clock)

    assert {limits.wait("a", "192.0.2.1") for _ in range(10_000)} == {0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("fe80::1%eth0", "fe80::1%eth1"),
        ("unknown", "unknown"),
    ],
)
def test_addresses_of_one_subscriber_are_one(one: str, other: str, clock: Clock) -> None:
    limits = Limits(per_session=0, per_address=1, clock=clock)

    assert limits.wait(None, one) == 0
    assert limits.wait(None, other) > 0


def test_mapped_addresses_are_told_apart(clock: Clock) -> None:
    limits = Limits(per_session=0, per_address=1, clock=clock)

    assert limits.wait(None, "::ffff:192.0.2.1") == 0
    assert limits.wait(None, "::ffff:192.0.2.2") == 0
    assert limits.wait(None, "192.0.2.1") > 0


def test_callers_of_long_ago_are_forgotten() -> None:
    window = Window(5)
    for number in range(1000):
        window.count(str(number), float(number) / 100)

    window.forget(60.0 + 5)

    assert len(window) < 501
    assert math.isclose(window.wait("999", 10.0), 0)


def test_nobody_is_remembered_for_over_two_minutes(clock: Clock) -> None:
    limits = Limits(per_session=5, per_address=5, clock=clock)
    limits.wait("a", "192.0.2.1")
    clock.now += 59
    limits.forget_callers()
    held = len(limits)

    clock.now += 60
    limits.forget_callers()

    assert held == 2
    assert len(limits) == 0
