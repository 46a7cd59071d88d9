import os
from pathlib import Path

import pytest
from conftest import WriteFiles

from assistant.corpus import CorpusFile, document_id, file_digest, list_corpus
from assistant.errors import CorpusError


def listed(corpus: Path) -> dict[str, str]:
    return {file.path: file.document for file in list_corpus(corpus) if file.skipped is None}


def skipped(corpus: Path) -> dict[str, str]:
    return {file.path: file.skipped for file in list_corpus(corpus) if file.skipped is not None}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("about-us.md", "about-us"),
        ("policies/leave.pdf", "policies--leave"),
        ("HR/2024/Annual Leave.docx", "HR--2024--Annual Leave"),
        ("v1.2/notes.txt", "v1.2--notes"),
        ("report.2024.pdf", "report.2024"),
    ],
)
def test_id_is_the_path_without_its_ending(path: str, expected: str) -> None:
    assert document_id(path) == expected


def test_case_and_spaces_are_kept(write: WriteFiles) -> None:
    corpus = write({"Staff Guide.md": "a", "HR/Sick Leave.TXT": "b"})

    assert listed(corpus) == {
        "HR/Sick Leave.TXT": "HR--Sick Leave",
        "Staff Guide.md": "Staff Guide",
    }


def test_two_files_that_would_share_an_id_both_keep_their_ending(write: WriteFiles) -> None:
    corpus = write({"leave.md": "a", "leave.pdf": "b", "pay.md": "c"})

    assert listed(corpus) == {"leave.md": "leave.md", "leave.pdf": "leave.pdf", "pay.md": "pay"}


def test_path_and_name_that_would_share_an_id_both_keep_their_ending(write: WriteFiles) -> None:
    corpus = write({"hr/leave.md": "a", "hr--leave.txt": "b"})

    assert listed(corpus) == {"hr/leave.md": "hr--leave.md", "hr--leave.txt": "hr--leave.txt"}


def test_second_file_of_an_id_that_no_ending_tells_apart_is_skipped(write: WriteFiles) -> None:
    corpus = write({"hr/leave.md": "a", "hr--leave.md": "b"})

    assert listed(corpus) == {"hr--leave.md": "hr--leave.md"}
    assert skipped(corpus) == {
        "hr/leave.md": "It would have the same id as hr--leave.md. Rename one of them."
    }


def test_id_that_ends_like_a_file_does_not_hide_another_document(write: WriteFiles) -> None:
    corpus = write({"leave.md": "a", "leave.pdf": "b", "leave.md.txt": "c"})

    assert listed(corpus) == {"leave.md": "leave.md", "leave.pdf": "leave.pdf"}
    assert list(skipped(corpus)) == ["leave.md.txt"]


def test_file_that_is_not_read_does_not_take_an_id(write: WriteFiles) -> None:
    corpus = write({"leave.md": "a", "leave.xlsx": "b"})

    assert listed(corpus) == {"leave.md": "leave"}
    assert list(skipped(corpus)) == ["leave.xlsx"]


def test_hidden_files_settings_and_lock_files_are_not_listed(write: WriteFiles) -> None:
    corpus = write(
        {
            "page.md": "a",
            ".DS_Store": "b",
            ".git/config.md": "c",
            "~$letter.docx": "d",
            "catalogue.toml": "e",
            "hr/contacts.toml": "f",
        }
    )

    assert [file.path for file in list_corpus(corpus)] == ["page.md"]


def test_other_kinds_of_file_are_skipped_with_the_kinds_that_are_read(write: WriteFiles) -> None:
    corpus = write({"table.xlsx": "a", "README": "b"})

    reasons = skipped(corpus)

    assert set(reasons) == {"table.xlsx", "README"}
    assert ".docx" in reasons["table.xlsx"]
    assert ".pdf" in reasons["README"]


def test_link_out_of_the_corpus_is_skipped(write: WriteFiles, tmp_path: Path) -> None:
    corpus = write({"page.md": "a"})
    (tmp_path / "payroll.md").write_text("secret")
    (tmp_path / "private").mkdir()
    (corpus / "pay.md").symlink_to(tmp_path / "payroll.md")
    (corpus / "private").symlink_to(tmp_path / "private")

    assert listed(corpus) == {"page.md": "page"}
    assert skipped(corpus) == {
        "pay.md": "A link that leads out of the corpus.",
        "private": "A link that leads out of the corpus.",
    }


def test_link_inside_the_corpus_is_read_and_a_linked_folder_is_not(write: WriteFiles) -> None:
    corpus = write({"page.md": "a", "hr/leave.md": "b"})
    (corpus / "also.md").symlink_to(corpus / "page.md")
    (corpus / "people").symlink_to(corpus / "hr")

    assert listed(corpus) == {"also.md": "also", "hr/leave.md": "hr--leave", "page.md": "page"}
    assert skipped(corpus) == {"people": "A link to a folder."}


def test_link_in_a_circle_harms_no_other_file(write: WriteFiles) -> None:
    corpus = write({"page.md": "a"})
    (corpus / "circle.md").symlink_to(corpus / "circle.md")

    assert [file.path for file in list_corpus(corpus)] == ["circle.md", "page.md"]


def test_pipe_is_skipped_and_not_waited_for(write: WriteFiles) -> None:
    corpus = write({"page.md": "a"})
    os.mkfifo(corpus / "pipe.md")

    assert listed(corpus) == {"page.md": "page"}
    assert list(skipped(corpus)) == ["pipe.md"]


def test_corpus_that_is_itself_a_link_is_read(write: WriteFiles, tmp_path: Path) -> None:
    corpus = write({"page.md": "a"})
    (tmp_path / "share").symlink_to(corpus)

    assert listed(tmp_path / "share") == {"page.md": "page"}


def test_files_come_in_order_of_path(write: WriteFiles) -> None:
    corpus = write({"b.md": "1", "a/z.md": "2", "a.md": "3", "c.xyz": "4"})

    assert [file.path for file in list_corpus(corpus)] == ["a.md", "a/z.md", "b.md", "c.xyz"]


def test_empty_folder_has_no_files(corpus: Path) -> None:
    assert list_corpus(corpus) == []


def test_missing_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"No corpus at .*nowhere.*ASSISTANT_CORPUS_DIR"):
        list_corpus(tmp_path / "nowhere")


def test_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file.md").write_text("a")

    with pytest.raises(CorpusError, match=r"file\.md"):
        list_corpus(tmp_path / "file.md")


def test_listed_file_says_where_it_is(write: WriteFiles) -> None:
    corpus = write({"hr/leave.md": "a"})

    assert list_corpus(corpus) == [
        CorpusFile("hr/leave.md", "hr--leave", corpus / "hr" / "leave.md")
    ]


def test_digest_follows_the_bytes_alone(write: WriteFiles) -> None:
    corpus = write({"a.md": "same", "b.md": "same", "c.md": "other"})

    first, second, third = (file_digest(corpus / name) for name in ("a.md", "b.md", "c.md"))

    assert first == second != third
