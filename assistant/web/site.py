"""What a site has beside its answers: how to embed it, its logo, privacy and accessibility."""

from dataclasses import asdict, dataclass
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

from assistant.messages import Messages
from assistant.web.render import Renderer

FOR_OTHER_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """What the privacy page says of the trust; what is empty is said to be not filled in yet.

    `model` is the language model that questions are sent to, at `model_at`, where there is one.
    """

    controller: str = ""
    contact: str = ""
    lawful_basis: str = ""
    complaints: str = ""
    model: str = ""
    model_at: str = ""


def site_routes(
    messages: Messages, renderer: Renderer, *, logo: Path | None, facts: PrivacyFacts
) -> APIRouter:
    """Return the routes that need neither documents nor a model."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/privacy")
    def privacy() -> str:
        return renderer.page("privacy.html", key="page.privacy", facts=asdict(facts))

    @routes.get("/accessibility")
    def accessibility() -> str:
        return renderer.page("statement.html", key="page.accessibility")

    @routes.get("/embed.js")
    def embed_script() -> Response:
        script = renderer.page("embed.js")
        return Response(script, media_type="text/javascript", headers=FOR_OTHER_SITES)

    @routes.get("/logo", response_class=FileResponse)
    def trust_logo() -> FileResponse:
        if logo is None or not logo.is_file():
            raise HTTPException(404, messages.text("error.unknown_page"))
        return FileResponse(logo)

    return routes
