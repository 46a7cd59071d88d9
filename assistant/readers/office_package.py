"""Office packages: the parts of a .docx or .pptx file that hold words, each if it is whole."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from docx.oxml.parser import parse_xml
from lxml import etree

from assistant.errors import UnreadableFile

LARGEST_UNPACKED = 500 * 1024 * 1024
"""Bytes; a small zip archive can unpack to more than a machine holds."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
"""What zipfile, lxml, python-docx and python-pptx raised on some 400 cut and altered files."""


@dataclass(frozen=True, slots=True)
class SoundPackage:
    """A package in which every part can be read; notes say which of those with words could not."""

    stream: io.BytesIO
    notes: tuple[str, ...]


def sound_package(data: bytes, name: str, main: str) -> SoundPackage:
    """Return the parts of a package that hold words and are whole, as a package of its own.

    Pictures, fonts and what is embedded are not looked at. `main` is the part that must be
    there. Raises UnreadableFile if the package unpacks to too much, one of DAMAGE if its
    directory or its main part is damaged.
    """
    kept: dict[str, bytes] = {}
    broken: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _require_bounded(archive, name)
        for entry in archive.infolist():
            if not entry.filename.endswith((".xml", ".rels")):
                continue
            try:
                kept[entry.filename] = _in_common_terms(archive.read(entry))
                if entry.filename != main:
                    parse_xml(kept[entry.filename])
            except DAMAGE:
                kept.pop(entry.filename, None)
                broken.append(entry.filename)
    if main not in kept:
        raise KeyError(main)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as sound:
        for part, content in kept.items():
            is_relations = part.endswith(".rels")
            sound.writestr(part, _to_parts(kept, part) if is_relations else content)
    stream.seek(0)
    return SoundPackage(stream, tuple(_notes(broken)))


def _require_bounded(archive: zipfile.ZipFile, name: str) -> None:
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableFile(
            f"{name} unpacks to {unpacked // 1024**2:,} MB, which is more than the limit of "
            f"{LARGEST_UNPACKED // 1024**2} MB. Save it with smaller pictures, or in parts."
        )


# ISO's "strict" form names the same things otherwise, and so do files with macros, which are
# never run here.
_TERMS = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/presentationml/main",
        b"http://schemas.openxmlformats.org/presentationml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
    (
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    (
        b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
    (
        b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
)


def _in_common_terms(content: bytes) -> bytes:
    for found, common in _TERMS:
        content = content.replace(found, common)
    return content


def _to_parts(kept: dict[str, bytes], relations: str) -> bytes:
    """Return a part's relations without those to parts that are not there."""
    folder = posixpath.dirname(posixpath.dirname(relations))
    root = parse_xml(kept[relations])
    for relation in list(root):
        target = relation.get("Target", "")
        path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        if relation.get("TargetMode") != "External" and path not in kept:
            root.remove(relation)
    content: bytes = etree.tostring(root)
    return content


def _notes(broken: Iterable[str]) -> list[str]:
    shown = ", ".join(sorted(broken)[:5])
    return [f"Parts of this file are damaged and were left out: {shown}."] if shown else []
