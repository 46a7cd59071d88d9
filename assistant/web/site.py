"""What a site has beside its answers: how to embed it, its logo, privacy and accessibility."""

from dataclasses import asdict, dataclass, field
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

from assistant.events import Observer, observe_nothing
from assistant.help import Help, load_help
from assistant.messages import Messages, load_messages
from assistant.metrics import Metrics
from assistant.web.gate import Protection
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


@dataclass(frozen=True, slots=True)
class Site:
    """What the operator makes of the pages, whichever assistant answers on them.

    `corpus` is the folder whose `induction.toml` is shown, and `strategy_document` the id of the
    document that is drawn as a figure. `banner` and the picture `logo` stand on every page.
    `frame_ancestors` are the hosts whose pages may show ours in a frame, as a content security
    policy writes them; `questions_at_once` is how many are answered at one time.
    `metrics` are shown at `/metrics`; what counts them is told of events elsewhere.
    """

    messages: Messages = field(default_factory=load_messages)
    help_words: Help = field(default_factory=load_help)
    trust_name: str = ""
    banner: str = ""
    logo: Path | None = None
    corpus: Path = Path("corpus")
    strategy_document: str = "strategy-pyramid"
    frame_ancestors: str = "'self'"
    questions_at_once: int = 2
    protection: Protection = field(default_factory=Protection)
    privacy: PrivacyFacts = field(default_factory=PrivacyFacts)
    observe: Observer = observe_nothing
    metrics: Metrics = field(default_factory=Metrics)


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
