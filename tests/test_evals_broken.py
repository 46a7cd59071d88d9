"""Changes broken on purpose: each has to make the run fail and the report say why."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answers import Answer, Audience, Turn
from assistant.assistant import Assistant, Models
from assistant.documents import Document
from assistant.features import FEATURES
from assistant.generation import Generation
from assistant.picking import GATE_FEATURES, Picked, Picker
from assistant.questions import Question
from assistant.scoring import read_model
from assistant.settings import Settings
from assistant.wiring import load_models
from evals.baseline import Baseline, Verdict, hold_against, make_baseline
from evals.cases import Case, read_cases
from evals.figures import measure
from evals.judging import Judgement
from evals.report import Run, write_report
from evals.running import open_subject, run_cases
from evals.signals import explain

pytestmark = pytest.mark.model

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
TRUST = ROOT / "evals" / "trust.jsonl"


class WithoutWords(Generation):
    """A generation whose BM25 finds nothing."""

    def sparse(self, question_terms: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros(len(self.chunks), dtype=np.float32)


class PickerWithoutWords(Picker):
    """Picks as the shipped picker does from what is found without BM25."""

    def __init__(self, picker: Picker) -> None:
        self._whole = picker
        self.lexical = picker.lexical
        self._opened: dict[str, Generation] = {}

    def pick(self, question: Question, generation: Generation) -> Picked | None:
        if generation.id not in self._opened:
            self._opened[generation.id] = WithoutWords(generation.folder)
        return self._whole.pick(question, self._opened[generation.id])


class ShiftingAssistant(Assistant):
    """Cites one character too late."""

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), audience: Audience | None = None
    ) -> Answer:
        answer = super().ask(question, history=history, audience=audience)
        shifted = [
            dataclasses.replace(c, start=c.start + 1, end=c.end + 1) for c in answer.citations
        ]
        return dataclasses.replace(answer, citations=tuple(shifted))


@dataclasses.dataclass(frozen=True)
class Sound:
    """The run of the product as it is, as the baseline of the others."""

    models: Models
    cases: list[Case]
    judged: list[Judgement]
    baseline: Baseline


@pytest.fixture(scope="module")
def sound() -> Sound:
    models = load_models(Settings())
    cases = [case for i, case in enumerate(read_cases(TRUST)) if case.must or i % 6 == 0]
    judged, _ = ask(cases, models)
    return Sound(models, cases, judged, make_baseline(judged, measure(judged)))


def ask(
    cases: Sequence[Case], models: Models, assistant_type: type[Assistant] = Assistant
) -> tuple[list[Judgement], dict[str, Document]]:
    with open_subject(CORPUS, models, assistant_type) as subject:
        judged = run_cases(cases, subject, TRUST)
        return judged, {d.id: d for d in subject.assistant.documents()}


def hold(
    sound: Sound, folder: Path, models: Models, assistant_type: type[Assistant] = Assistant
) -> tuple[Verdict, str]:
    """Run a changed product; return the verdict and the report."""
    judged, documents = ask(sound.cases, models, assistant_type)
    verdict = hold_against(judged, sound.baseline)
    return verdict, report(sound, folder, judged, documents)


def report(
    sound: Sound, folder: Path, judged: Sequence[Judgement], documents: Mapping[str, Document]
) -> str:
    """Write the report of a run held against the sound one; return the page."""
    why = explain(judged, sound.baseline.signals, documents)
    settings = {"time": "now", "corpus": "c", "app": "0"}
    run = Run("How good the answers are", judged, measure(judged), settings, documents)
    verdict = hold_against(judged, sound.baseline)
    page = write_report(run, folder / "results", sound.baseline, verdict, why)
    return page.read_text(encoding="utf-8")


def with_gate_moved(models: Models, *, by: float) -> Models:
    """Return models whose gate's log odds are moved, which is to move its threshold."""
    gate = read_model("gate.json", GATE_FEATURES, GATE_FEATURES)
    picker = Picker(
        read_model("picker.json", FEATURES, FEATURES),
        dataclasses.replace(gate, bias=gate.bias + by),
        read_model("confidence.json", GATE_FEATURES, GATE_FEATURES),
    )
    return dataclasses.replace(models, picker=picker)


def test_run_held_against_itself_passes(sound: Sound) -> None:
    verdict = hold_against(sound.judged, sound.baseline)

    assert verdict.passed
    assert all(j.verbatim == j.quoted for j in sound.judged)


def test_search_without_bm25_fails_and_is_named(sound: Sound, tmp_path: Path) -> None:
    models = dataclasses.replace(sound.models, picker=PickerWithoutWords(sound.models.picker))

    verdict, page = hold(sound, tmp_path, models)

    assert not verdict.passed
    assert "BM25 scored none of the passages found in 100%" in page


@pytest.mark.parametrize("by", [-4.0, 4.0])
def test_moved_threshold_fails_and_is_named(sound: Sound, tmp_path: Path, by: float) -> None:
    verdict, page = hold(sound, tmp_path, with_gate_moved(sound.models, by=by))

    assert not verdict.passed
    assert "the gate&#39;s threshold or its chances moved" in page


def test_citations_shifted_by_one_character_fail_and_are_named(
    sound: Sound, tmp_path: Path
) -> None:
    verdict, page = hold(sound, tmp_path, sound.models, ShiftingAssistant)

    assert not verdict.passed
    assert "the quote stands 1 character earlier than is said" in page


def test_report_asks_no_other_host_for_anything(sound: Sound, tmp_path: Path) -> None:
    page = report(sound, tmp_path, sound.judged, {})

    assert "Nothing got worse." in page
    for way in ("src=", "url(", "@import", "<link", "fetch("):
        assert way not in page
