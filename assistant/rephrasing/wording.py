"""Wording: a quoted answer in a language model's words, its citations numbered anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answers import Answer, Citation, Claim
from assistant.citing import marks
from assistant.messages import Messages
from assistant.rephrasing.rephraser import Outcome, Rewording, Said
from assistant.replies import SURE

_NOTES: Mapping[Outcome, str] = {
    "failed": "model.failed",
    "resting": "model.resting",
    "unsupported": "model.unsupported",
}
"""What is said of each way in which the quotes stand."""


def word_answer(answer: Answer, rewording: Rewording, model: str, messages: Messages) -> Answer:
    """Return a quoted answer in a model's words, or as it is with a note why.

    The sentences of `rewording` cite the claims of `answer`, numbered from 1. What stands after
    its last claim stays: what is not answered, and the notes.
    """
    if not rewording.said:
        return _with_note(answer, messages.text(_NOTES[rewording.outcome]))
    worded = _Worded(answer)
    body = _paragraphs([worded.add(said) for said in rewording.said])
    in_words = replace(
        answer,
        text="\n\n".join([*_lead_in(answer, rewording.said), body]) + _after_claims(answer),
        claims=tuple(worded.claims),
        citations=tuple(worded.citations),
        versions=replace(answer.versions, model=model),
    )
    left_out = rewording.dropped + rewording.replaced
    return _with_note(in_words, messages.text("model.left_out")) if left_out else in_words


def _with_note(answer: Answer, note: str) -> Answer:
    return replace(answer, notes=(*answer.notes, note), text=f"{answer.text}\n\n{note}")


def _lead_in(answer: Answer, said: Sequence[Said]) -> list[str]:
    """Return what an unsure answer, or a list of items, begins with."""
    led, _, _ = answer.text[: answer.text.index(answer.claims[0].text)].rpartition("\n\n")
    return [led] if led and (answer.confidence < SURE or said[0].is_item) else []


def _after_claims(answer: Answer) -> str:
    last = answer.claims[-1]
    line = f"{last.text} {marks(last.citations)}"
    return answer.text[answer.text.rindex(line) + len(line) :]


class _Worded:
    """The claims of a worded answer, with the citations of a quoted one numbered anew."""

    def __init__(self, answer: Answer) -> None:
        self.claims: list[Claim] = []
        self.citations: list[Citation] = []
        self._answer = answer
        self._numbers: dict[int, int] = {}

    def add(self, said: Said) -> str:
        """Take one sentence; return its line."""
        cited = [n for source in said.sources for n in self._answer.claims[source - 1].citations]
        numbers = tuple(self._renumbered(number) for number in dict.fromkeys(cited))
        self.claims.append(Claim(said.text, numbers))
        return f"{'- ' if said.is_item else ''}{said.text} {marks(numbers)}"

    def _renumbered(self, number: int) -> int:
        if number not in self._numbers:
            self._numbers[number] = len(self._numbers) + 1
            old = next(c for c in self._answer.citations if c.number == number)
            self.citations.append(replace(old, number=self._numbers[number]))
        return self._numbers[number]


def _paragraphs(lines: Sequence[str]) -> str:
    """Return sentences as one paragraph and list items a line each."""
    text = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not following:
            text += line
        elif line.startswith("- ") and following.startswith("- "):
            text += f"{line}\n"
        else:
            text += f"{line}\n\n" if "- " in (line[:2], following[:2]) else f"{line} "
    return text
