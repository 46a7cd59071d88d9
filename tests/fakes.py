"""An assistant that answers from a script, with true offsets into real documents."""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assistant.answers import Answer, Audience, Citation, Claim, Status, Turn, Versions
from assistant.assistant import Assistant
from assistant.catalogue import CatalogueEntry
from assistant.contacts import TrustContact
from assistant.documents import Block, Document, Reading, assemble_document
from assistant.errors import IndexMissing
from assistant.manifest import Record, UnreadFile

CORPUS = "20260101-abc"
NO_INDEX = "No index at .index. Build it with `python ingest.py`."


def make_document(document_id: str, text: str, *, date: datetime.date | None = None) -> Document:
    """Read Markdown of headings, list items and paragraphs, a line each."""
    blocks = [_block(line) for line in text.splitlines() if line.strip()]
    path = document_id.replace("--", "/") + ".md"
    return assemble_document(document_id, path, Reading(blocks, date=date))


def _block(line: str) -> Block:
    words = line.lstrip("#")
    if len(words) < len(line):
        return Block("heading", words.strip(), len(line) - len(words))
    if line.startswith("- "):
        return Block("item", line[2:], 1)
    return Block("paragraph", line)


@dataclasses.dataclass(frozen=True)
class Script:
    """What to say to one question: a lead-in, and quotes as (document, words).

    With a `wording`, that is said in their place afterwards, as a language model would.
    """

    lead_in: str
    quotes: Sequence[tuple[str, str]]
    notes: Sequence[str] = ()
    status: Status = "answered"
    route: str = "documents"
    wording: str = ""


class ScriptedAssistant(Assistant):
    """Knows its documents and the answers of its script, and that "suicide" is a crisis.

    After one, what has fewer than three words gets help again.

    Remembers what it was asked. Without documents it behaves as without an index.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        scripts: Mapping[str, Script],
        *,
        originals: Mapping[str, Path] | None = None,
        earlier: Mapping[str, Sequence[Document]] | None = None,
        unread: Sequence[UnreadFile] = (),
    ) -> None:
        self._versions = {**(earlier or {}), CORPUS: documents}
        self._scripts = scripts
        self._originals = originals or {}
        self._unread = unread
        self.entries: Mapping[str, CatalogueEntry] = {}
        self.trust_contacts: tuple[TrustContact, ...] = ()
        self.asked: list[tuple[str, tuple[Turn, ...], Audience | None]] = []

    def answers(
        self, question: str, *, history: Sequence[Turn] = (), audience: Audience | None = None
    ) -> Iterator[Answer]:
        crisis = self.answer_crisis(question, earlier=[turn.question for turn in history])
        if crisis is not None:
            yield crisis
            return
        self.asked.append((question, tuple(history), audience))
        self.documents()
        script = self._scripts.get(question)
        if script is None:
            yield self._not_found(question)
            return
        answer = self._quoted(question, script)
        if script.wording:
            yield answer
            answer = dataclasses.replace(answer, text=script.wording)
        yield answer

    def _quoted(self, question: str, script: Script) -> Answer:
        citations = tuple(
            self._cite(number, document_id, words)
            for number, (document_id, words) in enumerate(script.quotes, 1)
        )
        claims = tuple(Claim(citation.quote, (citation.number,)) for citation in citations)
        items = [f"- {claim.text} [{claim.citations[0]}]" for claim in claims]
        return Answer(
            id="answer-1",
            status=script.status,
            route=script.route,
            text="\n\n".join([script.lead_in, "\n".join(items), *script.notes]),
            standalone_question=question,
            versions=Versions("0", CORPUS, "m"),
            claims=claims,
            citations=citations,
            notes=tuple(script.notes),
            confidence=0.9,
        )

    def answer_crisis(self, text: str, *, earlier: Sequence[str] = ()) -> Answer | None:
        asks_nothing_else = len(text.split()) < 3
        if "suicide" not in text and not ("suicide" in earlier and asks_nothing_else):
            return None
        return Answer(
            id="crisis-1",
            status="signposted",
            route="crisis",
            text="You are not alone.\n\nGet help now:\n\n- call 999 in danger\n- call 111",
            standalone_question="",
            versions=Versions("0", self.corpus_version(), "m"),
            urgent_help="full",
        )

    def is_crisis(self, text: str, *, earlier: Sequence[str] = ()) -> bool:
        return self.answer_crisis(text, earlier=earlier) is not None

    def not_ready(self) -> str | None:
        return None if self._versions[CORPUS] else NO_INDEX

    def limits(self) -> Sequence[str]:
        return ["Short of a model."]

    def corpus_version(self) -> str | None:
        return CORPUS if self._versions[CORPUS] else None

    def documents(self) -> Sequence[Document]:
        if not self._versions[CORPUS]:
            raise IndexMissing(NO_INDEX)
        return sorted(self._versions[CORPUS], key=lambda document: document.title)

    def document(self, document_id: str, version: str | None = None) -> Document | None:
        held = self._versions.get(version or CORPUS, ())
        return next((document for document in held if document.id == document_id), None)

    def original(self, document_id: str, version: str | None = None) -> Path | None:
        return self._originals.get(document_id)

    def manifest(self) -> None:
        return None

    def unread_files(self) -> Sequence[UnreadFile]:
        return self._unread

    def records(self) -> Mapping[str, Record]:
        return {
            document.id: Record(
                document.id,
                document.path,
                sha256="",
                title=document.title,
                pages=len(document.pages),
                chunks=0,
                entry=self.entries.get(document.id, CatalogueEntry()),
            )
            for document in self.documents()
        }

    def contacts(self) -> Sequence[TrustContact]:
        return self.trust_contacts

    def starter_questions(self, audience: Audience | None = None) -> Sequence[str]:
        return tuple(self._scripts)[:3]

    def _cite(self, number: int, document_id: str, words: str) -> Citation:
        document = self.document(document_id)
        assert document is not None
        start = document.text.index(words)
        section = next(part for part in document.sections if part.start <= start < part.end)
        return Citation(
            number=number,
            document=document_id,
            title=document.title,
            section=section.path,
            page=document.page_at(start),
            quote=words,
            start=start,
            end=start + len(words),
            date=document.date,
            version=CORPUS,
        )

    def _not_found(self, question: str) -> Answer:
        first = self.documents()[0]
        nearest = self._cite(1, first.id, first.text.splitlines()[1])
        return Answer(
            id="answer-2",
            status="not_found",
            route="documents",
            text=f"The documents do not say.\n\nThe nearest thing is:\n\n{nearest.quote} [1]",
            standalone_question=question,
            versions=Versions("0", CORPUS, "m"),
            nearest=(nearest,),
            suggestions=self.starter_questions(),
            confidence=0.2,
        )


ABOUT = """# About us
We are a specialist NHS mental health trust with a focus on training and education.
## Our vision
Our vision is to be a leader in mental health care and education. It guides what we do.
## Our values
Our values are:
- We strive for excellence
- We champion inclusivity
- We place compassion at our core
- We have respect for each other
## Our strategy
Our new strategy signals our values and sets out a plan over the next three years.
"""

VALUES = Script(
    "The documents list four values:",
    [
        ("about-us", "We strive for excellence"),
        ("about-us", "We champion inclusivity"),
        ("about-us", "We place compassion at our core"),
        ("about-us", "We have respect for each other"),
    ],
)


def about_assistant() -> ScriptedAssistant:
    """The trust's page in small, and two questions about it."""
    vision = Script(
        "The vision, in the trust’s words:",
        [("about-us", "Our vision is to be a leader in mental health care and education.")],
        notes=["The document this comes from gives no date."],
    )
    scripts = {"What are our values?": VALUES, "What is our vision?": vision}
    return ScriptedAssistant([make_document("about-us", ABOUT)], scripts)
