"""What of a message says what is asked, without what only stands around it."""

import pytest

from assistant.search_forms import core, search_form


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("<script>alert(1)</script> what is the plan?", "what is the plan?"),
        ("<b>What</b> is the plan?", "What is the plan?"),
        ("is 3 < 4 and 5 > 4?", "is 3 < 4 and 5 > 4?"),
        ("ok, and what is the plan", "what is the plan"),
        ("thanks! so what is the plan", "what is the plan"),
        ("In one sentence, what is the plan?", "what is the plan?"),
        ("In short stay parking, what is free?", "In short stay parking, what is free?"),
        ("Right to work checks", "Right to work checks"),
        ("fine art courses", "fine art courses"),
        ("explain flexible working", "flexible working"),
        ("can you explain probation?", "probation?"),
        ("explain how to apply", "explain how to apply"),
        ("can you explain it", "explain it"),
        ("plan pls", "plan"),
        ("what was the plan then", "what was the plan then"),
        ("what is the plan btw", "what is the plan"),
        ("what should I know about the plan?", "the plan?"),
        ("what is the plan, many thanks in advance!", "what is the plan"),
        ("what is said of thanks", "what is said of thanks"),
        ("Is it true that the plan is free?", "the plan is free?"),
        ("the plan's mission statement", "the plan's mission"),
        ("ok who's the chair", "who's the chair"),
    ],
)
def test_markup_and_small_words_before_a_question_go(typed: str, form: str) -> None:
    assert search_form(typed) == form


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("no. of wards", "how many wards"),
        ("What is the total number of beds?", "how many beds?"),
        ("count of sites", "how many sites"),
        ("number 5 bus", "number 5 bus"),
        ("what dose should I give", "what dose should I give"),
    ],
)
def test_question_is_asked_in_plain_words(typed: str, form: str) -> None:
    assert search_form(typed) == form


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("I need the full text of our pledge for a leaflet", "our pledge"),
        ("What is the exact wording of the pledge?", "What is the pledge?"),
        ("How does the charter phrase the pledge?", "what is the pledge in the charter?"),
        ("Is the pledge put the same way in both documents?", "what is the pledge?"),
        ("Does the pledge differ between the charter and the page?", "what is the pledge?"),
        ("Are the rules the same for agency staff?", "Are the rules the same for agency staff?"),
        ("How do wards differ?", "How do wards differ?"),
    ],
)
def test_wording_is_asked_for_in_plain_words(typed: str, form: str) -> None:
    assert search_form(typed) == form


@pytest.mark.parametrize(
    ("form", "shorter"),
    [
        ("this form is driving me mad, quickly what are the rates", "what are the rates"),
        ("what rates should I know about before I start?", "what rates"),
        ("the rates for my essay", "the rates"),
        ("I would like you to send me the exact wording of our pledge, as it is due", "our pledge"),
        ("is kindness one of the values?", "what are the values?"),
        ("Does our pledge mention carers?", None),
        ("Is parking part of the pledge?", None),
        ("the trust has five values", "what are the values?"),
        ("Does research form part of our mission?", "what is our mission?"),
        ("Our mission is to make money, right?", "what is our mission?"),
        ("The mission is to make money", None),
        ("Our mission is reviewed when?", None),
        ("Is it one of several?", None),
        ("what are the rates in 2020, before the merger?", None),
        ("In 2020, what were the rates?", None),
        ("interview tomorrow!! what are the rates", "what are the rates"),
        ("Interview prep: what are the rates?", "what are the rates?"),
        ("what are the rates, got an interview tmrw", "what are the rates"),
        ("what are the rates - I'm new", "what are the rates"),
        ("what are the rates for me, need them for my appraisal", "what are the rates"),
        ("what are the rates for me and for staff", None),
        ("starting on monday, what are the rates", "what are the rates"),
        ("starting monday, what should I know about the rates", "the rates"),
        ("Starting salary, what are the rates?", None),
        ("Library: what are the opening hours?", None),
        ("Bank staff: what are the rates?", None),
        ("From 1 April, what are the rates?", None),
        ("what are the opening hours, just for the library", None),
        ("what is the leave policy, I am bank staff", None),
        ("If I am ill, what are the rates?", None),
        ("What are the rates, and when are they paid?", None),
    ],
)
def test_what_the_asker_tells_of_themselves_is_not_the_core(form: str, shorter: str | None) -> None:
    assert core(form) == (shorter or form)
