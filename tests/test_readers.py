import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.documents import assemble_document
from assistant.errors import UnreadableFile
from assistant.readers import read_file

ENGLISH = "Our values\n\nWe place ‘compassion’ at our core – and people’s lives, café, £5.\n"
PLAIN = "Our values\n\nWe place compassion at our core, and a cafe costs 5 pounds.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("text", [ENGLISH, PLAIN])
def test_same_text_in_any_encoding_reads_the_same(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(text.encode(encoding))

    document = assemble_document("page", "page.txt", read_file(path))

    assert document.text == text.strip().replace("\n\n", "\n")


def test_latin_1_reads_as_it_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("A café on the Île costs £5 or ½ of that.".encode("latin-1"))

    assert read_file(path).blocks[0].text == "A café on the Île costs £5 or ½ of that."


def test_text_in_another_alphabet_is_told_from_windows_1252(tmp_path: Path) -> None:
    russian = "Мы работаем вместе с людьми, семьями и общинами ради хорошей помощи. " * 5
    path = tmp_path / "page.txt"
    path.write_bytes(russian.encode("cp1251"))

    assert read_file(path).blocks[0].text == russian.strip()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\n ", "holds no text"),
        ("a.txt", bytes(range(256)) * 20, "is not text"),
        ("a.txt", b"words" + bytes(200), "is not text"),
        ("a.md", b"---\ntitle: Leave\n---\n", "holds no text"),
        ("a.pdf", b"<!DOCTYPE html>\n<html><body>Hello</body></html>", "it is a web page"),
        ("a.pdf", b"just words", "is not a PDF, whatever its name says"),
        ("a.docx", b"%PDF-1.7\n%...", "it is a PDF. Rename it to a.pdf"),
        ("a.txt", b"{\\rtf1 words}", "it is a rich text file"),
        ("a.txt", b"\xef\xbb\xbf<html><body>Hello</body></html>", "Rename it to a.html"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "it is a picture"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Office format"),
        ("a.xyz", b"words", "not a kind of file that can be read"),
        ("a.txt", b"\xff\xfe\x00\xd8\x00\x00", "is damaged"),
    ],
)
def test_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=reason) as caught:
        read_file(path)

    assert str(caught.value).startswith(name)


def test_file_that_has_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="was removed"):
        read_file(tmp_path / "gone.txt")


def test_folder_named_like_a_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()

    with pytest.raises(UnreadableFile, match=r"folder\.txt could not be opened"):
        read_file(tmp_path / "folder.txt")


@pytest.fixture
def locked_file(tmp_path: Path) -> Iterator[Path]:
    """Make a file that may not be opened, and give up root's right to open everything."""
    path = tmp_path / "secret.txt"
    path.write_text("words")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield path
    os.seteuid(user)


def test_file_that_may_not_be_opened_says_so(locked_file: Path) -> None:
    with pytest.raises(UnreadableFile, match="may not be opened"):
        read_file(locked_file)


def test_capital_ending_is_the_same_ending(tmp_path: Path) -> None:
    path = tmp_path / "PAGE.TXT"
    path.write_text("Words.")

    assert read_file(path).blocks


def test_reading_markdown_loads_no_other_format(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Words\n")
    script = (
        "import sys, pathlib; from assistant.readers import read_file;"
        f"read_file(pathlib.Path({str(path)!r}));"
        "print([m for m in ('pypdf', 'pypdfium2', 'docx', 'lxml', 'torch') if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
