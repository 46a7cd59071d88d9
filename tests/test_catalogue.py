import datetime
from pathlib import Path

import pytest
from conftest import WriteFiles

from assistant.catalogue import CatalogueEntry, read_catalogue
from assistant.errors import SettingsError

EVERYTHING = """
# What the communications team says.
[values-policy]
title = "Values policy"
published = 2023-04-01
review_due = 2026-04-01
owner = "Communications"
contact = "communications@example.org"
supersedes = ["values-policy-2019"]
audience = ["staff", "student"]
source = "https://example.org/values"

["Leave guide.md"]
title = "Leave"
"""
IDS = ("values-policy", "values-policy-2019", "Leave guide.md")


def test_every_key_is_read(write: WriteFiles) -> None:
    catalogue = read_catalogue(write({"catalogue.toml": EVERYTHING}), IDS)

    assert catalogue["values-policy"] == CatalogueEntry(
        title="Values policy",
        published=datetime.date(2023, 4, 1),
        review_due=datetime.date(2026, 4, 1),
        owner="Communications",
        contact="communications@example.org",
        supersedes=("values-policy-2019",),
        audience=("staff", "student"),
        source="https://example.org/values",
    )
    assert catalogue["Leave guide.md"].title == "Leave"


def test_catalogue_is_optional(corpus: Path) -> None:
    assert read_catalogue(corpus, IDS) == {}


def test_document_without_a_table_has_no_entry(write: WriteFiles) -> None:
    catalogue = read_catalogue(write({"catalogue.toml": EVERYTHING}), IDS)

    assert "values-policy-2019" not in catalogue


def test_byte_order_mark_of_a_windows_editor_is_no_error(write: WriteFiles) -> None:
    corpus = write({"catalogue.toml": b"\xef\xbb\xbf[about]\r\ntitle = 'About'\r\n"})

    assert read_catalogue(corpus, ["about"])["about"].title == "About"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[about]\ntitle = 'a'\n\n[gone]\n", r"line 4: no document is named 'gone'"),
        ("[about]\ntitle = 'a'\ntitel = 'b'\n", r"line 3: about, titel: Extra inputs"),
        ("\n[about]\npublished = 'soon'\n", r"line 3: about, published:"),
        ("[about]\n\naudience = ['nurse']\n", r"line 3: about, audience:"),
        ("[about]\ntitle = 5\n", r"line 2: about, title:"),
        ("[about]\nsupersedes = ['gone']\n", r"line 2: no document is named 'gone'"),
        ("[about]\nsupersedes = ['about']\n", r"line 2: 'about' supersedes itself"),
        (
            "[about]\nsupersedes = ['leave']\n[leave]\nsupersedes = ['about']\n",
            r"line 2: 'about' supersedes itself, or what supersedes it",
        ),
        ("[about]\ntitle = 'a'\n[leave]\ntitle = 'b'\nowner = 1\n", r"line 5: leave, owner:"),
        ("[about]\nowner = 'x'\n[leave]\nowner = 1\n", r"line 4: leave, owner:"),
        ("[about]\ntitle = 'a\nowner = 'b'\n", r"line 2"),
        ("[about]\n[about]\n", r"line 2"),
        ("title = 'a'\n", r"line 1: no document is named 'title'"),
        ("[about]\n\n[leave.md]\ntitle = 'a'\n", r"line 3"),
    ],
)
def test_mistake_is_named_with_its_line(write: WriteFiles, text: str, says: str) -> None:
    corpus = write({"catalogue.toml": text})

    with pytest.raises(SettingsError, match=says) as caught:
        read_catalogue(corpus, ["about", "leave"])

    assert "catalogue.toml" in str(caught.value)


def test_circle_of_three_is_refused_and_a_chain_is_not(write: WriteFiles) -> None:
    chain = "[a]\nsupersedes = ['b', 'c']\n[b]\nsupersedes = ['c']\n"

    assert read_catalogue(write({"catalogue.toml": chain}), "abc")["b"].supersedes == ("c",)
    with pytest.raises(SettingsError, match="line 2: 'a' supersedes itself"):
        read_catalogue(write({"catalogue.toml": f"{chain}[c]\nsupersedes = ['a']\n"}), "abc")


def test_file_that_is_not_utf_8_is_named(write: WriteFiles) -> None:
    corpus = write({"catalogue.toml": "[about]\ntitle = 'café'\n".encode("cp1252")})

    with pytest.raises(SettingsError, match=r"catalogue\.toml cannot be read"):
        read_catalogue(corpus, ["about"])
