"""Trust answers: how many questions to a made-up trust the product answers in full, and refuses."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answers import Answer, Turn
from assistant.assistant import Assistant, Models
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.messages import load_messages
from evals.metrics import Estimate, estimate, mean
from evals.trusts import TrustQuestion, read_trust_questions, shows, trust_name


@dataclass(frozen=True, slots=True)
class TrustAnswer:
    """A question to a trust, and what was answered."""

    asked: TrustQuestion
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether every fact is shown in what is cited; of what is not there, none is claimed."""
        answered = self.answer.status in ("answered", "partial")
        if not self.asked.facts:
            return not answered
        said = " | ".join(citation.quote for citation in self.answer.citations)
        return answered and all(shows(said, fact) for fact in self.asked.facts)


def answer_trust(trust: Path, models: Models) -> list[TrustAnswer]:
    """Ask each question of a trust, after those it follows, over its documents alone."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        index = IndexFolder(Path(folder))
        ingest(trust / "corpus", index, models.embeddings)
        assistant = Assistant(index, load_messages(), lambda: models, trust_name=trust_name(trust))
        assistant.load()
        found = []
        for asked in read_trust_questions(trust, follow_ups=True):
            history: list[Turn] = []
            for earlier in asked.before:
                told = assistant.ask(earlier, history=history)
                history.append(Turn(earlier, told.text, told.citations))
            found.append(TrustAnswer(asked, assistant.ask(asked.source.text, history=history)))
        return found


def measure_trust(answers: list[TrustAnswer]) -> Mapping[str, Estimate]:
    """Return the share that is right of what is there, of what is not, and of each kind."""
    groups: dict[str, list[bool]] = {}
    for one in answers:
        there = "answered in full" if one.asked.facts else "refused"
        for name in (there, f"  {one.asked.kind}"):
            groups.setdefault(name, []).append(one.right)
    ordered = sorted(groups.items(), key=lambda group: group[0].startswith(" "))
    return {name: estimate(mean, np.array(flags, dtype=float)) for name, flags in ordered}
