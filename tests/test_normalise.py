import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.normalise import normalise_block, normalise_question

awkward_text = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("-\n\f\r\v\t \u00a0\u00ad\u200b\u2010\u2011ﬁﬀabcAB19'’.\u0301\u0300\ufeff"),
    )
)


@settings(deadline=None)
@given(awkward_text)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_block(text)

    assert normalise_block(once) == once


@settings(deadline=None)
@given(awkward_text)
def test_reading_text_is_one_line_that_any_file_can_hold(text: str) -> None:
    reading = normalise_block(text)

    assert len(reading.replace("\f", "").splitlines()) <= 1
    assert "  " not in reading
    assert reading == reading.strip(" ")
    assert unicodedata.is_normalized("NFC", reading)
    reading.encode("utf-8")


@settings(deadline=None)
@given(awkward_text)
def test_no_page_break_is_lost_or_invented(text: str) -> None:
    assert normalise_block(text).count("\f") == text.count("\f")


@settings(deadline=None)
@given(st.text("abc deé,.;‘’“”–—\n"))
def test_words_without_hyphens_are_kept_in_order(text: str) -> None:
    assert normalise_block(text).split() == text.split()


@settings(deadline=None)
@given(awkward_text)
def test_question_is_one_line_and_stable(text: str) -> None:
    question = normalise_question(text)

    assert len(question.splitlines()) <= 1
    assert normalise_question(question) == question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("strive for\u00a0excellence \u00a0 ", "strive for excellence"),
        (
            "o\ufb03ce, \ufb01rst, \ufb02ow, sta\ufb00, wa\ufb04e, be\ufb06",
            "office, first, flow, staff, waffle, best",
        ),
        ("inclu\u00adsivity", "inclusivity"),
        ("\ufeffSta\u200bff\u202e only\U000e0041", "Staff only"),
        ("cafe\u0301", "café"),
        ("“Quoted” – it’s kept — x² ½", "“Quoted” – it’s kept — x² ½"),
        ("a\tb\u2003c\u3000d", "a b c d"),
        ("line\r\nline\rline\u2028line", "line line line line"),
        ("bell\x07 and \ud800surrogate", "bell and surrogate"),
    ],
)
def test_characters_take_their_reading_form(text: str, expected: str) -> None:
    assert normalise_block(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the develop-\nment of", "the development of"),
        ("the develop\u00ad\nment of", "the development of"),
        ("the develop-  \n  ment, of", "the development, of"),
        ("their well-\nbeing", "their well-being"),
        ("evidence-\nbased care", "evidence-based care"),
        ("face-to-\nface", "face-to-face"),
        ("up-\nto-date", "up-to-date"),
        ("NHS-\nfunded", "NHS-funded"),
        ("COVID-\n19", "COVID-19"),
        ("2023-\n24", "2023-24"),
        ("Anglo-\nAmerican", "Anglo-American"),
        ("an e-\nmail", "an e-mail"),
        ("short-\nand long-\nterm", "short- and long-term"),
        ("a pause -\nand on", "a pause - and on"),
        ("https://trust.example/our-\nvalues", "https://trust.example/our-values"),
        ("co-operate; co-\noperate", "co-operate; co-operate"),
        ("child-\nren in part-\nnership", "children in partnership"),
        ("part-\ntime; long-\nterm", "part-time; long-term"),
        ("wellbeing and well-\nbeing", "wellbeing and wellbeing"),
    ],
)
def test_word_cut_at_a_line_end_is_joined(text: str, expected: str) -> None:
    assert normalise_block(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one page\fnext page", "one page \fnext page"),
        ("one page \n\f\n next page", "one page \fnext page"),
        ("\fnew page", "\fnew page"),
        ("the develop-\n\fment of staff", "the development \fof staff"),
        ("the well-\f\fbeing", "the well-being\f\f"),
    ],
)
def test_page_break_stands_between_words(text: str, expected: str) -> None:
    assert normalise_block(text) == expected


def test_pasted_question_becomes_one_line() -> None:
    assert normalise_question(" What are\u00a0our\n\nval-\nues?\f ") == "What are our values?"
