import os
import re
from collections.abc import Iterator

import pytest

from assistant.errors import SettingsError
from assistant.settings import PREFIX, Settings, read_settings


@pytest.fixture(autouse=True)
def environment() -> Iterator[pytest.MonkeyPatch]:
    """Give an environment without settings, to be changed at will."""
    with pytest.MonkeyPatch.context() as changed:
        for name in os.environ:
            if name.upper().startswith(PREFIX):
                changed.delenv(name)
        yield changed


def test_everything_works_with_nothing_set() -> None:
    settings = read_settings()

    assert str(settings.corpus_dir) == "corpus"
    assert str(settings.index_dir) == ".index"
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert (settings.rate_per_session, settings.rate_per_address) == (30, 3_000)
    assert settings.chat_model is None


def test_environment_is_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASSISTANT_PORT", "8080")
    environment.setenv("ASSISTANT_CORPUS_DIR", "/srv/our documents")
    environment.setenv("ASSISTANT_RATE_PER_SESSION", "0")

    settings = read_settings()

    assert settings.port == 8080
    assert str(settings.corpus_dir) == "/srv/our documents"
    assert settings.rate_per_session == 0


@pytest.mark.parametrize("name", ["ASSISTANT_NONSENSE", "ASSISTANT_PROT", "ASSISTANT_"])
def test_unknown_name_is_refused_with_those_there_are(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.setenv(name, "1")

    with pytest.raises(SettingsError, match=rf"{name} is not a setting.*ASSISTANT_PORT"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "many"),
        ("RATE_PER_SESSION", "-1"),
        ("RATE_PER_ADDRESS", "1.5"),
        ("RATE_PER_SESSION", ""),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("TRUSTED_PROXIES", "*"),
        ("FRAME_ANCESTORS", "'self'; script-src *"),
        ("CHROMA_URL", "chroma:8000"),
        ("CHROMA_URL", "ftp://chroma"),
        ("CHROMA_URL", "https://ann:s3cret@chroma"),
        ("SIGN_IN_HEADER", "X-User: ann"),
        ("SIGN_IN_HEADER", "X-User"),
    ],
)
def test_value_out_of_bounds_is_refused_by_name(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(PREFIX + name, value)

    with pytest.raises(SettingsError, match=rf"ASSISTANT_{name} cannot be .*{re.escape(value)}"):
        read_settings()


def test_token_is_not_shown(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASSISTANT_CHROMA_TOKEN", "s3cret")

    settings = read_settings()

    assert "s3cret" not in repr(settings)
    assert settings.chroma_token is not None
    assert settings.chroma_token.get_secret_value() == "s3cret"


@pytest.mark.parametrize("token", ["", "s3cret\n", "s3 cret", 's3cret"', "s3crét"])
def test_token_that_no_header_can_carry_is_refused_and_not_shown(
    environment: pytest.MonkeyPatch, token: str
) -> None:
    environment.setenv("ASSISTANT_CHROMA_TOKEN", token)

    with pytest.raises(SettingsError, match="ASSISTANT_CHROMA_TOKEN cannot be what it is") as told:
        read_settings()

    assert "s3" not in str(told.value)


def test_settings_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1


def test_names_of_other_programs_are_left_alone(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASSIST", "1")
    environment.setenv("MY_ASSISTANT_PORT", "1")

    assert read_settings() == Settings()


def test_proxies_are_addresses_and_networks(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASSISTANT_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8 2001:db8::/32")
    environment.setenv("ASSISTANT_SIGN_IN_HEADER", "X-Remote-User")

    settings = read_settings()

    assert settings.proxy_networks == ("127.0.0.1", "10.0.0.0/8", "2001:db8::/32")
    assert settings.sign_in_header == "X-Remote-User"


def test_sign_in_needs_a_trusted_proxy(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASSISTANT_SIGN_IN_HEADER", "X-Remote-User")

    with pytest.raises(SettingsError, match="needs ASSISTANT_TRUSTED_PROXIES"):
        read_settings()
