"""The routes of the guides: the strategy in one figure, and the induction step by step."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from assistant.assistant import Assistant
from assistant.induction import read_induction
from assistant.messages import Messages
from assistant.opening_hours import now_in_london
from assistant.web.ask import AUDIENCES
from assistant.web.guides.figure import read_tiers
from assistant.web.guides.steps import FoundStep, StepFinder
from assistant.web.links import document_url
from assistant.web.listing import Listing
from assistant.web.lookup import live_version
from assistant.web.render import Renderer


class Guides:
    """Shows the strategy and the steps of the induction from the live documents."""

    def __init__(
        self,
        assistant: Assistant,
        messages: Messages,
        renderer: Renderer,
        *,
        corpus: Path,
        strategy_document: str,
    ) -> None:
        self._assistant = assistant
        self._messages = messages
        self._renderer = renderer
        self._corpus = corpus
        self._strategy_document = strategy_document

    def strategy(self) -> str:
        """Return the page with the figure, or with what is missing."""
        return self._renderer.page("strategy.html", **self._figure())

    def start(self) -> str:
        """Return the page that says what the induction is and asks who is there."""
        steps = self._steps(None)
        return self._renderer.page("induction_start.html", steps=steps)

    def step(self, number: int, who: str | None, chosen: str | None) -> str:
        """Return a step's page; `chosen` is the answer picked, by its place from 1."""
        steps = self._steps(who)
        if not 1 <= number <= len(steps):
            raise HTTPException(404, self._messages.text("error.no_step"))
        found = steps[number - 1]
        figure = self._figure() if found.step.kind == "strategy" else {}
        return self._renderer.page(
            "induction_step.html",
            number=number,
            count=len(steps),
            who=AUDIENCES.get(who),
            found=found,
            chosen=_choice(found, chosen),
            asked=chosen is not None,
            **figure,
        )

    def finish(self, who: str | None) -> str:
        """Return the page to print at the end."""
        return self._renderer.page(
            "induction_finish.html",
            steps=self._steps(who),
            who=AUDIENCES.get(who),
            today=now_in_london().date(),
            version=live_version(self._assistant, self._messages),
        )

    def _steps(self, who: str | None) -> list[FoundStep]:
        version = live_version(self._assistant, self._messages)
        finder = StepFinder(self._assistant, self._corpus, version)
        return finder.find(read_induction(self._corpus), AUDIENCES.get(who), now_in_london().date())

    def _figure(self) -> dict[str, object]:
        version = live_version(self._assistant, self._messages)
        today = now_in_london().date()
        document = self._assistant.document(self._strategy_document)
        if document is None:
            return {"document": None, "tiers": []}
        return {
            "document": document,
            "date": Listing(self._assistant, today).of(document).dates.published,
            "tiers": read_tiers(document, version, today),
            "url": document_url(document.id),
        }


def guide_routes(guides: Guides) -> APIRouter:
    """Return the routes of the guides; they need no script."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/strategy")
    def strategy() -> str:
        return guides.strategy()

    @routes.get("/induction")
    def start() -> str:
        return guides.start()

    @routes.get("/induction/finish")
    def finish(who: str | None = None) -> str:
        return guides.finish(who)

    @routes.get("/induction/{number}")
    def step(number: int, who: str | None = None, answer: str | None = None) -> str:
        return guides.step(number, who, answer)

    return routes


def _choice(found: FoundStep, chosen: str | None) -> str | None:
    """Return the words of the answer that was picked, or None for none of them."""
    places = {str(place): words for place, words in enumerate(found.choices, 1)}
    return places.get(chosen or "")
