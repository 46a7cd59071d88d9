import pytest

from assistant.abbreviations import Abbreviations
from assistant.rephrasing.checking import Checker, Source

LEAVE = "Staff may carry over up to five days, and managers must not refuse this without a reason."
VISION = (
    "Our vision is to be a leader in mental health care and education, using talking and "
    "relational therapies"
)
BOARD = "Concerns about patients must be reported by staff to the safeguarding team within 3 days."
NAMES = "In 2023, Ann Lee led the merger of Tavistock and Portman for £1,000."


def stands(sentence: str, *sources: str) -> bool:
    cited = range(1, len(sources) + 1)
    return bool(Checker([Source(text) for text in sources]).support(sentence, list(cited)))


@pytest.mark.parametrize("text", [LEAVE, VISION, BOARD, NAMES])
def test_source_bears_itself_out(text: str) -> None:
    assert stands(text, text)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Our vision is to be a leader in mental health care and education.", VISION),
        ("The trust's vision is to be a leader in mental healthcare.", VISION),
        ("Staff can carry over up to 5 days.", LEAVE),
        ("The documents say that staff may carry over up to five days.", LEAVE),
        (
            "Staff must report concerns about patients to the safeguarding team within 3 days.",
            BOARD,
        ),
        (
            "Within three days, concerns about patients must be reported by staff to the "
            "safeguarding team.",
            BOARD,
        ),
        ("Ann Lee led the merger of Tavistock and Portman for £1000 in 2023.", NAMES),
        ("We listen and learn.", "We listen, rest, and learn."),
        ("The Board (of 9) meets.", "The Board (of 9) meets."),
        ("The Board meets.", "Thus the Board (French: Conseil) meets."),
        ("We work with people to help.", "We work with people, families and carers to help."),
        (
            "Ann Lee chairs the panel.",
            "Ann Lee, the director, chairs the panel, which meets twice.",
        ),
        ("The policy took effect on 3rd May 2024.", "The policy took effect on May 3, 2024."),
        ("Prices rose by 30 per cent.", "Prices rose by 30%."),
        ("Children were given a lift.", "A child was given a lift."),
    ],
)
def test_wording_that_says_the_same_stands(sentence: str, source: str) -> None:
    assert stands(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Staff may carry over up to six days.", LEAVE),
        ("Staff may carry over five days.", LEAVE),
        ("Staff may carry over at least five days.", LEAVE),
        ("Managers may carry over up to five days.", LEAVE),
        ("Staff must carry over up to five days.", LEAVE),
        ("Staff may not carry over up to five days.", LEAVE),
        ("Managers must refuse this without a reason.", LEAVE),
        ("Our vision is to be the best in mental health care.", VISION),
        ("We are a leader in mental health care.", VISION),
        ("Patients must report concerns to staff within 3 days.", BOARD),
        ("Concerns about staff must be reported by patients within 3 days.", BOARD),
        ("Concerns must be reported to staff within 3 days.", BOARD),
        ("Ann Lee led the merger of Portman and Tavistock for £1,000 in 2032.", NAMES),
        ("Ann Portman led the merger of Tavistock and Lee for £1,000 in 2023.", NAMES),
        ("Ann Lee led the merger of Tavistock and Portman for $1,000.", NAMES),
        ("The policy ends on 4 May 2024.", "The policy ends on 3 May 2024."),
        ("Staff assess students.", "Staff are assessed by students."),
        ("Students are assessed.", "Students assess."),
        ("Staff report to students.", "Students report to staff."),
        ("The clinic was closed.", "The clinic is closed."),
        ("Tea or coffee is free.", "Tea and coffee is free."),
        ("Staff and nurses are paid.", "Staff nurses are paid."),
        ("Non clinical staff may apply.", "Clinical staff may apply."),
        ("Management must agree.", "Managers must agree."),
        ("Leave is granted.", "Leave is granted if the manager agrees."),
        ("Leave is granted.", "Leave is granted, unless the team is short of staff."),
        ("He may apply.", "Staff may apply."),
        ("If it rains, must pay.", "If it rains, the staff must pay."),
        ("We give care and research.", "We give care, ease pain and pioneer work and research."),
        ("The Board meets.", "The Board (except in May) meets."),
        ("The Board meets.", "The Board (not the Council) meets."),
        ("Parking is free.", "Parking is free for staff."),
        ("Parking is free.", "For staff, parking is free."),
        ("The Council sets fees.", "Fees for overseas students are set by the Council."),
        ("Fees are set by the Council.", "Fees for overseas students are set by the Council."),
        ("", "Staff may apply."),
    ],
)  # fmt: skip
def test_wording_that_says_something_else_does_not_stand(sentence: str, source: str) -> None:
    assert not stands(sentence, source)


def test_sentences_with_one_subject_are_joined() -> None:
    assert stands("We listen and learn.", "We listen.", "We learn.")
    assert stands("We listen, and we learn.", "We listen.", "We learn.")
    assert stands("We listen, learn and rest.", "We listen.", "We learn.", "We rest.")


def test_sentences_with_two_subjects_are_not() -> None:
    assert not stands("Staff listen and learn.", "Staff listen.", "Students learn.")
    assert not stands("We listen, learn and rest.", "We listen.", "We learn.", "Staff rest.")
    assert not stands("Staff listen, and they rest.", "Staff listen.", "They rest.")


def test_heading_of_a_list_stands_beside_its_items() -> None:
    checker = Checker([Source("Excellence", "Our values"), Source("respect", "Our values")])

    assert checker.support("Our values are excellence and respect.", [1, 2]) == (1, 2)
    assert checker.support("Excellence is one of our values.", [1]) == (1,)
    assert checker.support("Our values are excellence and speed.", [1, 2]) == ()


def test_heading_alone_bears_nothing_out() -> None:
    checker = Checker([Source("Excellence", "Our values")])

    assert checker.support("Our values.", [1]) == ()


@pytest.mark.parametrize("heading", ["2024 objectives", "What we do not do", "Only for staff"])
def test_heading_that_names_counts_or_limits_is_not_said(heading: str) -> None:
    checker = Checker([Source("shorter waits", heading)])

    assert checker.support(f"{heading}: shorter waits", [1]) == ()
    assert checker.support("Shorter waits", [1]) == (1,)


def test_only_what_bears_a_sentence_out_is_named() -> None:
    checker = Checker([Source("We listen."), Source("We learn.")])

    assert checker.support("We learn.", [1, 2]) == (2,)


def test_number_that_does_not_exist_bears_nothing_out() -> None:
    checker = Checker([Source("We listen.")])

    assert checker.support("We listen.", [2]) == ()
    assert checker.support("We listen.", [1, 2]) == ()
    assert checker.support("We listen.", []) == ()


def test_short_form_that_the_documents_give_is_the_same() -> None:
    abbreviations = Abbreviations(
        ["The Care Quality Commission (CQC) inspects us. The head of people (HP) agreed."]
    )
    checker = Checker([Source("The Care Quality Commission inspects the wards.")], abbreviations)

    assert checker.support("The CQC inspects the wards.", [1]) == (1,)
    assert checker.support("The HP inspects the wards.", [1]) == ()


def test_brackets_that_are_no_short_form_give_none() -> None:
    abbreviations = Abbreviations(["We meet in the hall (Monday) with the team (NHS)."])

    assert abbreviations.shorten("the hall with the team") == "the hall with the team"


SOURCE = "Staff must not take more than 5 days of leave before May."


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("Employees must not have more than 5 days of leave before May.", True),
        ("Employees must not have more than 6 days of leave before May.", False),
        ("Employees must not have more than 5 weeks of leave before May.", False),
        ("Employees must not have more than 5 days of leave before June.", False),
        ("Employees must have more than 5 days of leave before May.", False),
        ("Employees must not have less than 5 days of leave before May.", False),
    ],
)
def test_entailment_passes_other_words_and_never_other_facts(sentence: str, passes: bool) -> None:
    checker = Checker([Source(SOURCE)], entails=lambda premise, hypothesis: True)

    assert bool(checker.support(sentence, [1])) is passes


def test_what_is_not_entailed_does_not_pass() -> None:
    checker = Checker([Source(SOURCE)], entails=lambda premise, hypothesis: False)

    assert not checker.support("Employees must not have more than 5 days of leave before May.", [1])


def test_entailment_is_asked_of_what_is_cited_alone() -> None:
    asked: list[tuple[str, str]] = []

    def entails(premise: str, hypothesis: str) -> bool:
        asked.append((premise, hypothesis))
        return True

    checker = Checker([Source("We listen."), Source("We rest.")], entails=entails)
    checker.support("The trust pauses.", [2])

    assert asked == [("We rest.", "The trust pauses.")]
