import dataclasses

from fakes import CORPUS, Script, ScriptedAssistant, about_assistant, make_document

from assistant.web.sources import Source, find_sources


def passage(source: Source) -> list[str]:
    return [
        "".join(f"<{piece.text}>" if piece.marked else piece.text for piece in line)
        for line in source.passage
    ]


def sources_of(text: str, *quotes: str) -> list[Source]:
    script = Script("", [("doc", quote) for quote in quotes])
    assistant = ScriptedAssistant([make_document("doc", text)], {"q": script})
    return find_sources(assistant, assistant.ask("q"))


def test_citations_of_one_section_share_a_source() -> None:
    assistant = about_assistant()

    sources = find_sources(assistant, assistant.ask("What are our values?"))

    assert [[citation.number for citation in source.citations] for source in sources] == [
        [1, 2, 3, 4]
    ]
    assert sources[0].numbers == "1–4"
    assert passage(sources[0]) == [
        "Our values are:",
        "<We strive for excellence>",
        "<We champion inclusivity>",
        "<We place compassion at our core>",
        "<We have respect for each other>",
    ]


def test_quote_is_marked_inside_its_paragraph() -> None:
    sources = sources_of("# Title\nBefore. The quote. After.\n# Next", "The quote.")

    assert sources[0].numbers == "1"
    assert passage(sources[0]) == ["Before. <The quote.> After."]


def test_long_passage_is_cut_around_the_quote_between_words() -> None:
    sources = sources_of("word " * 200 + "The quote. " + "more " * 200, "The quote.")

    (line,) = passage(sources[0])
    assert len(line) < 430
    assert line.startswith("… word ")
    assert line.endswith(" more …")
    assert "<The quote.>" in line


def test_quotes_far_apart_in_a_section_leave_out_what_is_between() -> None:
    sources = sources_of("# Title\nOne.\nTwo.\nThree.\nFour.\nFive.", "One.", "Five.")

    assert passage(sources[0]) == ["<One.>", "Two.", "…", "Four.", "<Five.>"]


def test_sections_are_sources_of_their_own() -> None:
    sources = sources_of("# One\nFirst.\n# Two\nSecond.", "First.", "Second.")

    assert [source.first.section for source in sources] == [("One",), ("Two",)]


def test_document_that_is_gone_shows_the_quote_alone() -> None:
    assistant = about_assistant()
    answer = assistant.ask("What is our vision?")
    gone = tuple(dataclasses.replace(cited, version="gone") for cited in answer.citations)

    sources = find_sources(assistant, dataclasses.replace(answer, citations=gone))

    assert CORPUS not in sources[0].first.url
    assert passage(sources[0]) == [f"<{gone[0].quote}>"]


def test_answer_without_citations_has_no_sources() -> None:
    assistant = about_assistant()
    crisis = assistant.answer_crisis("suicide")

    assert crisis is not None
    assert find_sources(assistant, crisis) == []
