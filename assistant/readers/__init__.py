"""Readers: from a file to its blocks, one module a format."""

from pathlib import Path

from assistant.documents import Reading
from assistant.errors import UnreadableFile
from assistant.readers.file_kinds import KIND_NAMES, FileKind, holds_pictures, kind_of

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes; a document larger than this is pictures, and would take too much memory."""


def read_file(path: Path) -> Reading:
    """Return what the file says, or raise UnreadableFile with the reason in plain words.

    The ending names the format, and the content has to agree with it. Each format's library
    is imported only when such a file is read.
    """
    expected = _KINDS_BY_SUFFIX.get(path.suffix.lower())
    if expected is None:
        raise UnreadableFile(
            f"{path.name} is not a kind of file that can be read. "
            f"Save it as one of {', '.join(READABLE_SUFFIXES)}."
        )
    try:
        _require_content(path, expected)
        reading = _read_as(expected, path)
    except OSError as error:
        raise why_not_opened(path, error) from error
    if not any(block.text.strip() for block in reading.blocks):
        raise _without_words(path, expected)
    return reading


def _without_words(path: Path, kind: FileKind) -> UnreadableFile:
    if kind in {"docx", "pptx"} and holds_pictures(path):
        return UnreadableFile(
            f"{path.name} holds pictures and no text: it needs text recognition (OCR). Save it as "
            "PDF, and ingest that with ocrmypdf installed."
        )
    return UnreadableFile(f"{path.name} holds no text. If it should, save it again and check.")


def why_not_opened(path: Path, error: OSError) -> UnreadableFile:
    """Return in plain words why a file could not be opened."""
    if isinstance(error, FileNotFoundError):
        return UnreadableFile(f"{path.name} was removed while it was being read.")
    if isinstance(error, PermissionError):
        return UnreadableFile(
            f"{path.name} may not be opened. Give the account that runs this the right to read it."
        )
    return UnreadableFile(f"{path.name} could not be opened: {error.strerror or error}.")


def require_size(path: Path) -> None:
    """Raise UnreadableFile if a file is empty or too large, OSError if it cannot be found."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty: it has no content at all.")
    if size > LARGEST_FILE:
        raise UnreadableFile(
            f"{path.name} is larger than {LARGEST_FILE // 1024**2} MB. "
            "Save it with smaller pictures, or in parts."
        )


_KINDS_BY_SUFFIX: dict[str, FileKind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".pptx": "pptx",
    ".pptm": "pptx",
}

READABLE_SUFFIXES = tuple(_KINDS_BY_SUFFIX)


def _require_content(path: Path, expected: FileKind) -> None:
    """Refuse an empty or too large file, and one whose content is not what its ending says."""
    require_size(path)
    found = kind_of(path)
    if found == expected or (found == "unknown" and expected != "pdf"):
        return
    if found == "locked office":
        raise UnreadableFile(
            f"{path.name} is locked with a password. Save an unlocked copy in its place."
        )
    raise UnreadableFile(
        f"{path.name} is not {KIND_NAMES[expected]}, whatever its name says: "
        f"it is {KIND_NAMES[found]}. {_advice(path, found)}"
    )


def _advice(path: Path, found: FileKind) -> str:
    for suffix, kind in _KINDS_BY_SUFFIX.items():
        if kind == found:
            return f"Rename it to {path.stem}{suffix}."
    return "Save it as PDF, Word (.docx) or plain text."


def _read_as(kind: FileKind, path: Path) -> Reading:
    match kind:
        case "markdown":
            from assistant.readers.markdown import read_markdown

            return read_markdown(path)
        case "html":
            from assistant.readers.web_page import read_web_page

            return read_web_page(path)
        case "pdf":
            from assistant.readers.pdf import read_pdf

            return read_pdf(path)
        case "docx":
            from assistant.readers.word import read_word

            return read_word(path)
        case "pptx":
            from assistant.readers.slides import read_slides

            return read_slides(path)
        case _:
            from assistant.readers.plain_text import read_plain_text

            return read_plain_text(path)
