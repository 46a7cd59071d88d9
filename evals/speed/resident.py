"""Memory: what a process holds that only opens an index and answers, as the app does.

`python -m evals.speed.resident INDEX` reads questions, a line each, and prints megabytes.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent


def measure_alone(index: Path, questions: Sequence[str]) -> float:
    """Return the megabytes that a process holds which has answered questions from an index."""
    command = [sys.executable, "-m", "evals.speed.resident", str(index)]
    asked = "\n".join(questions)
    run = subprocess.run(
        command, input=asked, cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    return float(run.stdout)


def resident_megabytes() -> float:
    """Return what this process holds in memory."""
    return float(psutil.Process().memory_info().rss) / 1e6


def answer_all(index: Path, questions: Sequence[str]) -> None:
    """Answer questions with all that the app holds, its pages included; print the megabytes."""
    # Imported here so that whoever measures need not hold it.
    from app import collect_garbage
    from assistant.assistant import Assistant
    from assistant.index import IndexFolder
    from assistant.messages import load_messages
    from assistant.settings import Settings
    from assistant.web.app import create_app
    from assistant.wiring import load_models

    assistant = Assistant(
        IndexFolder(index), load_messages(), lambda: load_models(Settings()), trust_name="The Trust"
    )
    pages = create_app(assistant)
    assistant.load()
    collect_garbage()
    for question in questions:
        assistant.ask(question)
    print(resident_megabytes())
    del pages


if __name__ == "__main__":
    answer_all(Path(sys.argv[1]), sys.stdin.read().splitlines())
