"""Running: ask every case of an assistant over a corpus, and judge what it answers."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answers import Audience, Turn
from assistant.assistant import Assistant, Models
from assistant.generation import Generation
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import ingest
from assistant.messages import load_messages
from evals.cases import Case, check_quotes
from evals.judging import Actual, Judgement, judge
from evals.tracing import TracingPicker

TRUST_NAME = "The Tavistock and Portman"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """The assistant under measurement and what its searches leave behind."""

    assistant: Assistant
    picker: TracingPicker
    index: IndexFolder

    def generation(self) -> Generation:
        """Return the live generation of its index."""
        return LiveIndex(self.index).generation()

    def ask(
        self, question: str, history: Sequence[Turn] = (), audience: Audience | None = None
    ) -> Actual:
        """Ask one question and keep what was found on the way and how long it took."""
        self.picker.take()
        began = time.perf_counter()
        answer = self.assistant.ask(question, history=history, audience=audience)
        seconds = time.perf_counter() - began
        return Actual(answer, self.picker.take(), seconds)


@contextmanager
def open_subject(
    corpus: Path, models: Models, assistant_type: type[Assistant] = Assistant
) -> Iterator[Subject]:
    """Index a folder of files in a temporary folder and open an assistant over it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        index = IndexFolder(Path(folder))
        ingest(corpus, index, models.embeddings)
        yield subject_over(index, models, assistant_type)


def subject_over(
    index: IndexFolder, models: Models, assistant_type: type[Assistant] = Assistant
) -> Subject:
    """Return an assistant over an index, with its searches traced."""
    picker = TracingPicker(models.picker)
    traced = replace(models, picker=picker)
    assistant = assistant_type(index, load_messages(), lambda: traced, trust_name=TRUST_NAME)
    assistant.load()
    return Subject(assistant, picker, index)


def run_cases(
    cases: Sequence[Case],
    subject: Subject,
    dataset: Path,
    on_progress: Progress = lambda done, of: None,
) -> list[Judgement]:
    """Ask every case and judge the answers; raises MalformedDataset for a quote that is gone."""
    documents = {document.id: document for document in subject.assistant.documents()}
    check_quotes(cases, documents, dataset)
    judged: list[Judgement] = []
    for number, case in enumerate(cases, 1):
        actual = subject.ask(case.question, case.turns, case.asked_as)
        judged.append(judge(case, actual, documents))
        on_progress(number, len(cases))
    return judged
