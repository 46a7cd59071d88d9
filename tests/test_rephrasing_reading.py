import pytest

from assistant.rephrasing.reading import ReplyReader, Sentence


def read(reply: str, size: int, sources: str = "") -> list[Sentence]:
    reader = ReplyReader(sources)
    pieces = [reply[at : at + size] for at in range(0, len(reply), size)]
    return [*(sentence for piece in pieces for sentence in reader.add(piece)), *reader.close()]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("We listen [1]. We learn [2][3].", [("We listen.", (1,)), ("We learn.", (2, 3))]),
        ("We listen. [1] We learn. [2, 3]", [("We listen.", (1,)), ("We learn.", (2, 3))]),
        ("[1] We listen. [2] We learn.", [("We listen.", (1,)), ("We learn.", (2,))]),
        ("We listen [1-3]\nWe learn [Source 2]", [("We listen", (1, 2, 3)), ("We learn", (2,))]),
        ("Ask Dr. Lee, e.g. at 8.30am [1].", [("Ask Dr. Lee, e.g. at 8.30am.", (1,))]),
        ("**We** `listen` [2](http://a.example/b).", [("We listen.", (2,))]),
        ("See [our page](https://a.example) now [1].", [("See our page now.", (1,))]),
        ("See https://a.example/x?y=1. [1]", [("See.", (1,))]),
        ("<b>We</b> <script>listen</script> [1] 🎉", [("We listen", (1,))]),
        ("No number.", [("No number.", ())]),
        ("", []),
        ("[1]", []),
        ("---\n***\n", []),
    ],
)
def test_reply_is_read_as_sentences_however_it_arrives(
    reply: str, expected: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    assert [(s.text, s.cited) for s in read(reply, size)] == expected


def test_items_of_a_list_are_told_apart() -> None:
    found = read("Our values:\n- Excellence [1]\n2. Respect [2]\n", 4)

    assert [(s.text, s.is_item) for s in found] == [
        ("Our values:", False),
        ("Excellence", True),
        ("Respect", True),
    ]


def test_sentence_is_given_as_soon_as_it_is_finished() -> None:
    reader = ReplyReader()

    first = reader.add("We listen. [1] We le")
    rest = reader.add("arn. [2]\n")

    assert [s.text for s in first] == ["We listen."]
    assert [s.text for s in rest] == ["We learn."]


def test_unfinished_sentence_is_not_given_before_the_end() -> None:
    assert ReplyReader().add("We listen and") == []


def test_address_that_the_sources_hold_stays() -> None:
    source = "Write to https://trust.example/leave or leave_team@trust.example."

    assert [s.text for s in read(f"{source} [1]", 5, source)] == [source]
