import time

from assistant.answers import Answer, Citation, Claim, Versions
from assistant.web.prose import Block, Run, first_lines, read_prose


def cite(number: int, quote: str) -> Citation:
    return Citation(number, "doc", "Doc", (), None, quote, 0, len(quote), None, "v")


def answer_of(text: str, *citations: Citation) -> Answer:
    return Answer(
        id="1",
        status="answered",
        route="documents",
        text=text,
        standalone_question="",
        versions=Versions("0", "v", "m"),
        claims=tuple(Claim(citation.quote, (citation.number,)) for citation in citations),
        citations=citations,
    )


def words(block: Block) -> list[str]:
    return [
        "".join(f"<{run.text}>" if run.citation else run.text for run in line)
        for line in block.lines
    ]


def test_paragraphs_and_lists_are_told_apart() -> None:
    one, two = cite(1, "One"), cite(2, "Two")

    blocks = read_prose(answer_of("The list:\n\n- One [1]\n- Two [2]\n\nA note.", one, two))

    assert [block.kind for block in blocks] == ["paragraph", "list", "paragraph"]
    assert [words(block) for block in blocks] == [["The list:"], ["One<1>", "Two<2>"], ["A note."]]
    assert blocks[1].lines[0][1] == Run("1", one)


def test_list_right_under_its_lead_in_is_a_list() -> None:
    blocks = read_prose(answer_of("The list:\n- One [1]", cite(1, "One")))

    assert [block.kind for block in blocks] == ["paragraph", "list"]


def test_several_citations_of_one_claim_are_all_linked() -> None:
    blocks = read_prose(answer_of("One [1][2] and [1].", cite(1, "One"), cite(2, "One")))

    assert words(blocks[0]) == ["One<1><2> and<1>."]


def test_number_in_brackets_inside_quoted_words_is_no_citation() -> None:
    blocks = read_prose(
        answer_of("As shown in [1] before. [1]", cite(1, "As shown in [1] before."))
    )

    assert words(blocks[0]) == ["As shown in [1] before.<1>"]


def test_number_of_no_citation_stays_as_it_is() -> None:
    assert words(read_prose(answer_of("See [9]."))[0]) == ["See [9]."]


def test_text_of_nothing_has_no_blocks() -> None:
    assert read_prose(answer_of("")) == []


def test_first_lines_come_in_order() -> None:
    blocks = read_prose(answer_of("Lead:\n\n- One\n- Two"))

    assert [words(block) for block in first_lines(blocks, 2)] == [["Lead:"], ["One"]]


def test_long_text_of_many_quotes_takes_no_time() -> None:
    cited = [cite(number, f"quote {number} of [1]") for number in range(1, 200)]
    started = time.process_time()

    read_prose(answer_of("[1]a\n" * 20_000, *cited, cite(200, "a")))
    read_prose(answer_of(f"[{'1' * 9_000}]", *cited))

    assert time.process_time() - started < 2
