import tomllib

import pytest
from conftest import ROOT

from assistant.errors import ModelError
from assistant.rephrasing.chat import ChatModel
from assistant.rephrasing.entailment import load_entailment
from assistant.rephrasing.providers import EXTRAS, load_chat_model
from assistant.settings import Settings
from assistant.wiring import load_rephraser


def load(name: str, base_url: str | None = None, *, has_key: bool = False) -> ChatModel:
    return load_chat_model(
        name, base_url=base_url, has_key=has_key, first_word_seconds=1, seconds=2
    )


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def test_provider_that_is_not_installed_names_its_extra() -> None:
    with pytest.raises(ModelError, match=r"pip install -e '\.\[anthropic\]'"):
        load("anthropic:claude")


def test_every_extra_is_in_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(EXTRAS.values()) <= set(project["optional-dependencies"])


def test_provider_nobody_knows_is_said() -> None:
    with pytest.raises(ModelError, match="openai:MODEL with ASSISTANT_CHAT_BASE_URL"):
        load("nobody:model")


@pytest.mark.parametrize("name", ["gpt-4.1-mini", "openai:", ":model", ""])
def test_name_without_a_provider_or_a_model_is_said(name: str) -> None:
    with pytest.raises(ModelError, match="provider and a model"):
        load(name)


def test_key_that_is_missing_is_said() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        load("openai:gpt-4.1-mini")


def test_server_of_ones_own_needs_no_key() -> None:
    load("openai:local", "http://127.0.0.1:9/v1").close()


def test_settings_name_the_model_and_its_limits() -> None:
    settings = Settings(chat_model="openai:local", chat_base_url="http://127.0.0.1:9/v1")

    rephraser = load_rephraser(settings)

    assert rephraser.version.startswith("openai:local, prompts ")
    rephraser.close()


def test_folder_without_a_cross_encoder_is_said() -> None:
    with pytest.raises(ModelError, match="ASSISTANT_ENTAILMENT_MODEL"):
        load_entailment("nowhere")
