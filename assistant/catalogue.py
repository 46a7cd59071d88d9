"""Catalogue: what the corpus owner says of each document, from `corpus/catalogue.toml`."""

import datetime
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SettingsError
from assistant.owner_files import read_tables

CATALOGUE_NAME = "catalogue.toml"


class CatalogueEntry(BaseModel):
    """One document's table; every key is optional."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str | None = None
    published: datetime.date | None = None
    review_due: datetime.date | None = None
    owner: str | None = None
    contact: str | None = None
    supersedes: tuple[str, ...] = ()
    audience: tuple[Literal["staff", "student"], ...] = ()
    source: str | None = None


def read_catalogue(corpus: Path, document_ids: Collection[str]) -> Mapping[str, CatalogueEntry]:
    """Read the catalogue of a corpus by document id; empty where there is none.

    Raises SettingsError, with the line, for a key that does not exist, a value of another type,
    a name that is not among `document_ids`, or documents that supersede each other.
    """
    path = corpus / CATALOGUE_NAME
    if not path.is_file():
        return {}
    text, tables = read_tables(path)
    entries: dict[str, CatalogueEntry] = {}
    for name, table in tables.items():
        if name not in document_ids:
            line = _line_of(text, name)
            raise SettingsError(f"{path} line {line}: no document is named {name!r}.")
        try:
            entries[name] = CatalogueEntry.model_validate(table)
        except ValidationError as error:
            first = error.errors()[0]
            key = str(first["loc"][0]) if first["loc"] else ""
            line = _line_of(text, name, key)
            raise SettingsError(f"{path} line {line}: {name}, {key}: {first['msg']}.") from error
        for old in entries[name].supersedes:
            if old not in document_ids:
                line = _line_of(text, name, "supersedes")
                raise SettingsError(f"{path} line {line}: no document is named {old!r}.")
    for name in entries:
        if name in _all_superseded(name, entries):
            line = _line_of(text, name, "supersedes")
            raise SettingsError(
                f"{path} line {line}: {name!r} supersedes itself, or what supersedes it."
                " Take one of the names out, or none of them is in force."
            )
    return entries


def _all_superseded(name: str, entries: Mapping[str, CatalogueEntry]) -> set[str]:
    """Return what a document supersedes, and what that does, and so on."""
    found: set[str] = set()
    left = [name]
    while left:
        entry = entries.get(left.pop(), CatalogueEntry())
        left += set(entry.supersedes) - found
        found.update(entry.supersedes)
    return found


def _line_of(text: str, table: str, key: str = "") -> int:
    """Return the line, from 1, of a table's header or of a key in it."""
    found = 1
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*(.+?)\s*\]+\s*(#.*)?$", line)
        name = re.match(r"""\s*["']?([\w-]+)["']?\s*[.=]""", line)
        if header:
            inside = header[1].strip("\"'") == table or header[1].startswith(f"{table}.")
            if inside:
                found = number
        elif name and not inside and name[1] == table:
            found = number
        elif inside and key and name and name[1] == key:
            return number
    return found
