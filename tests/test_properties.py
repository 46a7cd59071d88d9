import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fakes import about_assistant
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, not_a_server_error

from assistant.documents import assemble_document
from assistant.errors import UnreadableFile
from assistant.readers import read_file
from assistant.web.app import create_app
from assistant.web.calls import read_call
from assistant.web.gate import Protection
from assistant.web.site import Site

app = create_app(about_assistant(), Site(protection=Protection(per_address=0)))
client = TestClient(app)
schema = schemathesis.openapi.from_asgi("/openapi.json", app)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["question", "history", "answer", "citations", "audience"]), inner
        )
    ),
    max_leaves=15,
)
TURNS = st.lists(st.fixed_dictionaries({"question": JSON, "answer": JSON}) | JSON, max_size=4)


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_described_api_never_fails(case: Any) -> None:
    case.call_and_validate(
        checks=[
            not_a_server_error,
            *CHECKS.get_by_names(
                [
                    "content_type_conformance",
                    "response_schema_conformance",
                    "status_code_conformance",
                ]
            ),
        ]
    )


@given(question=JSON, history=TURNS | JSON, audience=JSON)
@settings(max_examples=200, deadline=None)
def test_any_question_gets_an_answer_or_a_sentence(
    question: Any, history: Any, audience: Any
) -> None:
    body = {"question": question, "history": history, "audience": audience}

    response = client.post("/api/ask", content=json.dumps(body).encode())

    assert response.status_code in (200, 422)
    said = response.json()
    assert said["text"] if response.status_code == 200 else said["detail"].endswith(".")


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_get_an_answer_or_a_sentence(content: bytes) -> None:
    assert client.post("/api/ask", content=content).status_code in (200, 422)
    assert client.post("/ask", content=content).status_code in (200, 422)


@given(JSON, st.binary(max_size=100))
@settings(max_examples=200, deadline=None)
def test_no_call_is_let_through_to_gradio_but_the_pages_own(call: Any, noise: bytes) -> None:
    inputs = {0: [], 1: [None, None, ["staff"]]}

    assert read_call(json.dumps(call).encode(), inputs) is None
    assert read_call(noise, inputs) is None


@pytest.mark.parametrize("ending", [".md", ".txt", ".html", ".pdf", ".docx", ".pptx"])
@given(content=st.binary(max_size=600) | st.text(max_size=300).map(str.encode))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_file_is_read_or_refused_by_name(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"some file{ending}"
    path.write_bytes(content)
    document, reason = None, ""
    try:
        document = assemble_document("some file", path.name, read_file(path))
    except UnreadableFile as error:
        reason = str(error)

    if document is None:
        assert path.name in reason
        return
    assert document.text == document.text.encode("utf-8").decode("utf-8")
    assert all(document.text[line.start : line.end] for line in document.lines)
