"""The description of the API: what FastAPI cannot see, since bodies are read raw."""

from typing import Any

from fastapi import FastAPI

from assistant.web.models import AskRequest

REFERENCE = "#/components/schemas/{model}"


def describe_requests(app: FastAPI) -> None:
    """Add the question's model to the description that `app` serves."""
    describe = app.openapi

    def with_requests() -> dict[str, Any]:
        description = describe()
        request = AskRequest.model_json_schema(ref_template=REFERENCE)
        parts = request.pop("$defs", {})
        description["components"]["schemas"].update({**parts, "AskRequest": request})
        return description

    app.openapi = with_requests  # type: ignore[method-assign]
