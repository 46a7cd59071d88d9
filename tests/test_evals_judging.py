import dataclasses

import pytest
from fakes import ABOUT, make_document

from assistant.answers import Answer, Citation, Claim, Versions
from evals.cases import Case, Expected, ExpectedQuote
from evals.judging import Actual, Judgement, contains, judge

ABOUT_US = make_document("about-us", ABOUT)
DOCUMENTS = {"about-us": ABOUT_US}
EXCELLENCE = ExpectedQuote(("We strive for excellence",), "about-us")
COMPASSION = ExpectedQuote(("We place compassion at our core",), "about-us")
ANSWERABLE = Case(
    id="values",
    kind="list",
    audience="staff",
    must=True,
    question="What are our values?",
    expected=Expected(
        status=("answered",),
        route=("documents",),
        must_contain=("excellence",),
        quotes=(EXCELLENCE, COMPASSION),
    ),
)


def cite(number: int, words: str, shift: int = 0) -> Citation:
    start = ABOUT_US.text.index(words) + shift
    return Citation(
        number, "about-us", "About us", (), None, words, start, start + len(words), None, "v"
    )


def answer(*citations: Citation, status: str = "answered", route: str = "documents") -> Answer:
    claims = tuple(Claim(c.quote, (c.number,)) for c in citations)
    text = " ".join(f"{c.quote} [{c.number}]" for c in citations)
    plain = Answer("a", "answered", route, text, "", Versions("0", "v", "m"))
    return dataclasses.replace(plain, status=status, claims=claims, citations=citations)


def judged(case: Case, given: Answer) -> Judgement:
    return judge(case, Actual(given, (), 0.01), DOCUMENTS)


BOTH = (cite(1, "We strive for excellence"), cite(2, "We place compassion at our core"))


def test_answer_that_cites_all_it_should_is_right() -> None:
    found = judged(ANSWERABLE, answer(*BOTH))

    assert found.correct
    assert (found.supported, found.citations, found.found, found.expected) == (2, 2, 2, 2)
    assert found.first_right


def test_part_of_an_expected_quote_counts_as_citing_it() -> None:
    case = dataclasses.replace(
        ANSWERABLE, expected=dataclasses.replace(ANSWERABLE.expected, quotes=(EXCELLENCE,))
    )

    assert judged(case, answer(cite(1, "excellence"))).correct


def test_missing_and_needless_citations_are_counted() -> None:
    found = judged(ANSWERABLE, answer(cite(1, "We champion inclusivity"), BOTH[0]))

    assert not found.correct
    assert (found.supported, found.citations, found.found, found.expected) == (1, 2, 1, 2)
    assert not found.first_right


def test_citation_that_may_stand_counts_as_right() -> None:
    also = ExpectedQuote(("We champion inclusivity",))
    expected = dataclasses.replace(ANSWERABLE.expected, also=(also,))
    case = dataclasses.replace(ANSWERABLE, expected=expected)

    found = judged(case, answer(*BOTH, cite(3, "We champion inclusivity")))

    assert (found.correct, found.supported, found.citations) == (True, 3, 3)


def test_citation_one_character_off_is_wrong() -> None:
    found = judged(ANSWERABLE, answer(BOTH[0], cite(2, "We place compassion at our core", 1)))

    assert found.faults[0].step == "citation"
    assert (found.verbatim, found.quoted) == (1, 2)


def test_claim_without_a_citation_is_wrong() -> None:
    given = dataclasses.replace(answer(*BOTH), claims=(Claim("We are kind.", ()),))

    assert "We are kind." in judged(ANSWERABLE, given).faults[0].text


def test_needless_refusal_fails_at_the_gate() -> None:
    found = judged(ANSWERABLE, answer(status="not_found"))

    assert [fault.step for fault in found.faults] == ["gate"]
    assert found.refused


def test_answer_to_what_is_not_there_fails_at_the_gate() -> None:
    case = dataclasses.replace(ANSWERABLE, expected=Expected(("not_found",), ("documents",)))

    found = judged(case, answer(*BOTH))

    assert [fault.step for fault in found.faults] == ["gate"]
    assert (found.supported, found.citations) == (0, 2)


def test_urgent_help_that_is_missing_is_wrong() -> None:
    expected = Expected(("signposted",), ("crisis",), urgent_help="full")
    case = dataclasses.replace(ANSWERABLE, expected=expected)

    found = judged(case, answer(status="signposted", route="crisis"))

    assert [fault.step for fault in found.faults] == ["route"]


@pytest.mark.parametrize(
    ("text", "words", "held"),
    [
        ("There are 5 of them.", "five|5", True),
        ("It says so. [5]", "five|5", False),
        ("In 2025.", "5", False),
        ("We champion Inclusivity", "inclusiv*", True),
        ("It’s ours", "it's ours", True),
        ("unkind", "kind", False),
    ],
)
def test_words_are_looked_for_whole_and_outside_marks(text: str, words: str, held: bool) -> None:
    assert contains(text, words) is held
