import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from soaking import ROOT, served

from evals.messages import read_messages

CANARY = "zqxjcanary"
PAGES = ("/", "/ask", "/documents", "/healthz", "/metrics", "/openapi.json", "/gradio_api/info")
NOT_OURS = {".venv", ".git", ".index", "node_modules"}


def questions() -> list[str]:
    """Return every question of the evaluation, and every message of the routes' tests."""
    lines = (ROOT / "evals" / "trust.jsonl").read_text("utf-8").splitlines()
    sets = ("kept_apart", "kept_apart_harder", "tuning")
    folder = ROOT / "tests" / "data" / "messages"
    paths = [folder / f"{name}.jsonl" for name in sets]
    messages = [message.text for path in paths for message in read_messages(path)]
    return [*(json.loads(line)["question"] for line in lines), *messages]


def files_since(start: float, *folders: Path) -> Iterator[Path]:
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if name not in NOT_OURS]
            paths = (Path(place) / name for name in names)
            yield from (path for path in paths if path.is_file() and _changed(path) >= start)


def _changed(path: Path) -> float:
    return max(path.stat().st_mtime, path.stat().st_ctime)


@pytest.mark.model
def test_no_question_is_found_anywhere_afterwards(tmp_path: Path) -> None:
    start = time.time() - 1
    asked = [f"{question} {CANARY}"[-2000:] for question in questions()]
    folders = {"TMPDIR": tmp_path / "tmp", "HOME": tmp_path / "home"}
    for folder in folders.values():
        folder.mkdir()
    places = {name: str(folder) for name, folder in folders.items()}
    with served(
        tmp_path / "index", ASSISTANT_RATE_PER_ADDRESS="0", XDG_CACHE_HOME=places["HOME"], **places
    ) as (_, client):
        headers = []
        for number, question in enumerate(asked):
            answer = client.post("/api/ask", json={"question": question})
            headers.append(str(answer.headers))
            assert CANARY not in json.dumps([one["url"] for one in answer.json()["citations"]])
            if number % 10 == 0:
                headers.append(str(client.post("/ask", data={"question": question}).headers))
                call = {"data": [question, "", None], "fn_index": 3, "session_hash": f"s{number}"}
                headers.append(str(client.post("/gradio_api/queue/join", json=call).headers))
        for broken in (f'{{"question": "{CANARY}', f"{CANARY}" * 400, f'["{CANARY}"]'):
            headers.append(str(client.post("/api/ask", content=broken.encode()).headers))
        headers.append(str(client.get(f"/documents/{CANARY}?from={CANARY}").headers))
        shown = [client.get(page).text for page in PAGES]
        assert "assistant_questions_total" in client.get("/metrics").text

    assert len(asked) > 1000
    assert CANARY not in "".join(headers) + "".join(shown)
    written = list(files_since(start, tmp_path, ROOT))
    assert (tmp_path / "app.log") in written
    found = [path for path in written if CANARY.encode() in path.read_bytes()]
    assert [path for path in found if path.name != Path(__file__).name] == []
    assert not [path for path in written if CANARY in path.name]


@pytest.mark.model
def test_search_for_the_canary_would_find_it(tmp_path: Path) -> None:
    start = time.time() - 1
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "log").write_text(CANARY)

    found = [path for path in files_since(start, tmp_path) if CANARY in path.read_text()]

    assert found == [tmp_path / "a" / "log"]
