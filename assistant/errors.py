"""Every error the assistant raises on purpose.

    AssistantError
    ├── SettingsError      a setting or a file of the corpus owner is wrong
    ├── CorpusError        the corpus as a whole cannot be used
    │   └── UnreadableFile     one file of it cannot be read
    │       └── NeedsTextRecognition   it holds pictures of pages
    ├── IndexUnusable      there is no index, or it cannot be used or changed
    │   ├── IndexMissing
    │   ├── IndexMismatch      made with another model, chunk size or format
    │   ├── IndexLocked        another ingest is at work
    │   └── IndexUnreachable   the Chroma server that keeps it does not answer
    ├── ModelError         the embedding, reranker or chat model cannot be used
    ├── Paused             the operator has paused answering
    ├── Busy               too many questions wait
    └── QuestionError      a question that cannot be asked

A message says what happened, to which thing, and what to do next. `Unforeseen` stands outside: it
is what an error that nobody raised on purpose becomes before anything may log it.
"""


class AssistantError(Exception):
    """Base of all of them; entry points catch this one and print its message.

    `wait` is in how many seconds it is worth trying again, 0 where nobody knows.
    """

    def __init__(self, message: str = "", *, wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait


class Unforeseen(Exception):
    """A fault of the code; the message names its kind and place, and nothing that was typed."""


class SettingsError(AssistantError):
    """A setting, or a file that the corpus owner writes, is wrong."""


class CorpusError(AssistantError):
    """The corpus as a whole cannot be used."""


class UnreadableFile(CorpusError):
    """One file of the corpus cannot be read; the message is the reason in the report."""


class NeedsTextRecognition(UnreadableFile):
    """A file holds pictures of pages and no words."""


class IndexUnusable(AssistantError):
    """The index cannot be opened, used or changed."""


class IndexMissing(IndexUnusable):
    """No index has been built yet."""


class IndexMismatch(IndexUnusable):
    """The index was made with another embedding model, chunk size or format."""


class IndexLocked(IndexUnusable):
    """Another ingest is changing the index."""


class IndexUnreachable(IndexUnusable):
    """The Chroma server that keeps the index does not answer."""


class ModelError(AssistantError):
    """A model cannot be loaded, or is not the one that was expected."""


class Paused(AssistantError):
    """The operator has paused answering; help and the documents are still there."""


class Busy(AssistantError):
    """So many questions wait that another would wait too long."""


class QuestionError(AssistantError):
    """A question that cannot be asked: empty, or too long."""
