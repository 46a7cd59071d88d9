from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.catalogue import CATALOGUE_NAME, read_catalogue
from assistant.contacts import CONTACTS_NAME, read_contacts
from assistant.errors import SettingsError
from assistant.induction import INDUCTION_NAME, read_induction
from assistant.sensitive_topics import SENSITIVE_NAME, read_sensitive_topics

READERS: list[tuple[str, Callable[[Path], object]]] = [
    (CATALOGUE_NAME, lambda corpus: read_catalogue(corpus, ())),
    (CONTACTS_NAME, read_contacts),
    (INDUCTION_NAME, read_induction),
    (SENSITIVE_NAME, read_sensitive_topics),
]


@pytest.mark.parametrize(("name", "read"), READERS)
def test_file_that_is_no_toml_is_named(
    tmp_path: Path, name: str, read: Callable[[Path], object]
) -> None:
    (tmp_path / name).write_text("not = [toml\n")

    with pytest.raises(SettingsError, match=rf"{name} cannot be read: .*line"):
        read(tmp_path)


@pytest.mark.parametrize(("name", "read"), READERS)
def test_byte_order_mark_of_an_editor_is_passed_over(
    tmp_path: Path, name: str, read: Callable[[Path], object]
) -> None:
    (tmp_path / name).write_text("# Nothing yet\n", encoding="utf-8-sig")

    read(tmp_path)
