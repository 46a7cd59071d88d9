"""File kinds: what a file is, told from its content."""

import re
import zipfile
from pathlib import Path
from typing import Literal

FileKind = Literal[
    "markdown", "text", "html", "pdf", "docx", "pptx", "xlsx", "odt", "old office", "locked office",
    "rtf", "web archive", "picture", "archive", "program", "unknown",
]  # fmt: skip

KIND_NAMES: dict[FileKind, str] = {
    "markdown": "Markdown text",
    "text": "plain text",
    "html": "a web page (HTML)",
    "pdf": "a PDF",
    "docx": "a Word document (.docx)",
    "pptx": "a PowerPoint presentation (.pptx)",
    "xlsx": "an Excel workbook (.xlsx)",
    "odt": "an OpenDocument file",
    "old office": "a document in the old Office format (.doc, .xls or .ppt)",
    "locked office": "a document locked with a password",
    "rtf": "a rich text file (.rtf)",
    "web archive": "a web archive (.mht)",
    "picture": "a picture",
    "archive": "a compressed archive",
    "program": "a program",
    "unknown": "of an unknown kind",
}


def kind_of(path: Path) -> FileKind:
    """Return what the content of a file shows it to be, "unknown" where nothing does.

    Text without markup of its own is "unknown": only the ending tells text from Markdown.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_compound_file(path)
    for kind, signature in _SIGNATURES:
        if signature.match(head):
            return kind
    return "html" if _HTML.match(_as_ascii(head)) else "unknown"


_SIGNATURES: tuple[tuple[FileKind, re.Pattern[bytes]], ...] = (
    ("pdf", re.compile(rb"(?s).{0,1020}?%PDF-\d")),
    ("rtf", re.compile(rb"\{\\rtf")),
    ("web archive", re.compile(rb"(?is)(From:.{0,500})?MIME-Version: 1.0|bplist00.{0,99}WebMain")),
    ("picture", re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0\0\0\0|RIFF")),
    ("archive", re.compile(rb"PK\x05\x06|\x1f\x8b|7z\xbc\xaf|Rar!|BZh\d|\xfd7zXZ")),
    ("program", re.compile(rb"MZ[^\w\s]|\x7fELF|\xcf\xfa\xed\xfe")),
)
_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--(.|\n)*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE
)


def _kind_of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "unknown"  # cut short: the reader of the format that its ending names will say so
    parts: tuple[tuple[str, FileKind], ...] = (
        ("word/", "docx"),
        ("ppt/", "pptx"),
        ("xl/", "xlsx"),
        ("META-INF/manifest.xml", "odt"),
    )
    for start, kind in parts:
        if any(name.startswith(start) for name in names):
            return kind
    return "unknown" if "[Content_Types].xml" in names else "archive"


def holds_pictures(path: Path) -> bool:
    """Tell whether a Word or PowerPoint file holds any picture."""
    with zipfile.ZipFile(path) as archive:
        return any("/media/" in name for name in archive.namelist())


def _kind_of_compound_file(path: Path) -> FileKind:
    """Tell an old Office file from a new one that its password wraps in the same container."""
    with path.open("rb") as file:
        content = file.read(16 * 1024 * 1024)
    return "locked office" if "EncryptedPackage".encode("utf-16-le") in content else "old office"


def _as_ascii(head: bytes) -> bytes:
    """Return the head of a text without its byte-order mark and UTF-16's zeros."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
