import time

import pytest
from scripted_model import (
    Reply,
    drops_after,
    drops_at_once,
    ends_early,
    keeps_alive,
    never_ends,
    raw,
    says,
    serve_model,
    silent,
    status,
    trickles,
)

from assistant.events import Worded
from assistant.rephrasing.breaker import Breaker
from assistant.rephrasing.chat import ChatModel
from assistant.rephrasing.checking import Source
from assistant.rephrasing.prompts import load_prompts
from assistant.rephrasing.providers import load_chat_model
from assistant.rephrasing.rephraser import Rephraser, Request, Rewording

LEAVE = "Staff must ask for leave four weeks in advance, and managers reply within seven days."
SICK = "Staff must not return before they are well."
ASK = "Staff must ask for leave four weeks in advance"
WELL = "Staff must not return before they are well"
REQUEST = Request("How do I ask for leave?", (Source(LEAVE), Source(SICK)), frozenset([1]))

FIRST_WORD, WHOLE = 1.0, 2.0
KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def chat_at(url: str) -> ChatModel:
    return load_chat_model(
        "openai:scripted",
        base_url=url,
        has_key=True,
        first_word_seconds=FIRST_WORD,
        seconds=WHOLE,
    )


def reword(*script: Reply, request: Request = REQUEST) -> Rewording:
    with serve_model(*script) as server:
        chat = chat_at(server.url)
        try:
            return Rephraser(chat, load_prompts()).reword(request)
        finally:
            chat.close()


def test_sentence_of_the_sources_is_shown_with_what_it_rests_on() -> None:
    rewording = reword(says(f"{ASK} [1]. {WELL} [2]."))

    assert rewording.outcome == "worded"
    assert [(said.text, said.sources) for said in rewording.said] == [
        (f"{ASK}.", (1,)),
        ("Staff must not return before they are well.", (2,)),
    ]


def test_tokens_and_time_to_the_first_word_are_counted() -> None:
    rewording = reword(says(f"{ASK} [1]."))

    assert (rewording.tokens_in, rewording.tokens_out) == (120, 30)
    assert rewording.first_word_seconds is not None
    assert 0 < rewording.first_word_seconds <= rewording.seconds


FAULTS = {
    "silent": silent,
    "signs of life but no word": keeps_alive,
    "slow": trickles(f"{ASK} [1]. ", 0.05),
    "drops mid-sentence": drops_after(f"{ASK} [1]. Staff mu"),
    "drops at once, twice": drops_at_once,
    "ends early": ends_early(f"{ASK} [1]."),
    "wrong JSON": raw(b'data: {"choices": [{"delta": \n\n'),
    "not the protocol": raw(b"<html>Gateway</html>", "text/html"),
    "JSON of another shape": raw(b'data: {"hello": [1, 2]}\n\ndata: [DONE]\n\n'),
    "empty": raw(b""),
    "too many requests": status(429),
    "server error": status(500),
    "not allowed": status(401),
    "endless output": never_ends(f"{ASK} [1]. It is day"),
    "endless word": never_ends("x" * 50),
    "loops": says(f"{ASK} [1]. " * 30),
    "cut off for length": says(f"{ASK} [1].", ending="length"),
    "filtered": says(f"{ASK} [1].", ending="content_filter"),
    "returns nothing": says(""),
    "refuses": says("I am sorry, but I cannot help with that."),
    "cites nothing": says(f"{ASK}."),
    "cites what is not there": says(f"{ASK} [7]."),
    "cites what is not there beside what is": says(f"{ASK} [1][7]."),
    "a number changed": says("Staff must ask for leave five weeks in advance [1]."),
    "a negation flipped": says("Staff must not ask for leave four weeks in advance [1]."),
    "subject exchanged": says("Managers must ask for leave four weeks in advance [1]."),
    "cites another sentence": says(f"{ASK} [2]."),
    "leaves out what answers": says(f"{WELL} [2]."),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_leaves_the_quotes_standing_in_time(fault: str) -> None:
    began = time.monotonic()

    rewording = reword(FAULTS[fault])

    assert rewording.said == ()
    assert rewording.outcome in ("failed", "unsupported")
    assert time.monotonic() - began < WHOLE + 1
    assert KEY not in rewording.fault


def test_broken_connection_is_tried_once_more() -> None:
    rewording = reword(drops_at_once, says(f"{ASK} [1]."))

    assert rewording.outcome == "worded"


def test_server_that_is_down_leaves_the_quotes_standing() -> None:
    chat = chat_at("http://127.0.0.1:9/v1")

    rewording = Rephraser(chat, load_prompts()).reword(REQUEST)

    chat.close()
    assert rewording.outcome == "failed"
    assert "refused or lost" in rewording.fault


def test_sentence_that_does_not_stand_gives_way_to_the_quote_it_cites() -> None:
    rewording = reword(says(f"{ASK} [1]. Staff may return before they are well [2]."))

    assert [(said.text, said.is_quote) for said in rewording.said] == [
        (f"{ASK}.", False),
        (SICK, True),
    ]
    assert rewording.replaced == 1


def test_quote_is_not_shown_beside_a_sentence_that_says_it() -> None:
    rewording = reword(says(f"Staff may return before they are well [2]. {ASK} [1]. {WELL} [2]."))

    assert [said.is_quote for said in rewording.said] == [False, False]


def test_links_and_markup_are_removed() -> None:
    rewording = reword(
        says(
            "**Staff** must [ask](http://evil.example/a) for <b>leave</b> four weeks in advance "
            "https://evil.example [1]."
        )
    )

    assert [said.text for said in rewording.said] == [f"{ASK}."]


def test_list_needs_all_its_items() -> None:
    values = Request(
        "What are our values?",
        (Source("Excellence", "Our values"), Source("Respect", "Our values")),
        frozenset([1, 2]),
    )

    part = reword(says("Our values are excellence [1]."), request=values)
    whole = reword(says("Our values are excellence and respect [1][2]."), request=values)

    assert part.said == ()
    assert [said.sources for said in whole.said] == [(1, 2)]


def test_citation_that_bears_nothing_out_is_left_out() -> None:
    rewording = reword(says(f"{ASK} [1][2]."))

    assert [said.sources for said in rewording.said] == [(1,)]


def test_model_that_fails_is_left_alone_for_a_while() -> None:
    now = [0.0]
    with serve_model(status(500)) as server:
        chat = chat_at(server.url)
        rephraser = Rephraser(chat, load_prompts(), breaker=Breaker(2, 60, lambda: now[0]))

        outcomes = [rephraser.reword(REQUEST).outcome for _ in range(3)]
        now[0] = 61
        outcomes += [rephraser.reword(REQUEST).outcome for _ in range(2)]
        chat.close()

    assert outcomes == ["failed", "failed", "resting", "failed", "resting"]
    assert len(server.asked) == 3


def test_each_outcome_is_observed() -> None:
    seen: list[Rewording] = []
    with serve_model(says(f"{ASK} [1].")) as server:
        chat = chat_at(server.url)
        given = Rephraser(chat, load_prompts(), observe=seen.append).reword(REQUEST)
        chat.close()

    assert seen == [given]
    assert given.event() == Worded(
        "worded", 1, 0, 0, 120, 30, given.first_word_seconds, given.seconds, ""
    )


def test_model_is_given_numbered_sentences_and_the_question() -> None:
    with serve_model(says("x")) as server:
        chat = chat_at(server.url)
        Rephraser(chat, load_prompts()).reword(REQUEST)
        chat.close()

    sent = server.asked[0]["messages"][-1]["content"]
    assert f"[1] {LEAVE}\n[2] {SICK}" in sent
    assert "How do I ask for leave?" in sent
    assert server.keys == [f"Bearer {KEY}"]
