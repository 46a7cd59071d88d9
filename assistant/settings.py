"""Settings: the one reader of the environment."""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, FilePath, SecretStr, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

PREFIX = "ASSISTANT_"
SECRET = ("chroma_token",)


def _read_networks(value: str) -> str:
    for one in _networks(value):
        ip_network(one, strict=False)
    return value


def _networks(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _need_proxy(value: str | None, others: ValidationInfo) -> str | None:
    if value is not None and not others.data.get("trusted_proxies", "").strip():
        raise ValueError(f"it needs {PREFIX}TRUSTED_PROXIES, since anyone can send a header")
    return value


def _need_header_value(value: SecretStr) -> SecretStr:
    if re.fullmatch(r"[!#-~]+", value.get_secret_value()) is None:
        raise ValueError("it holds spaces, quotes or signs that a header cannot carry")
    return value


Networks = Annotated[str, AfterValidator(_read_networks)]
PlainText = Annotated[str, Field(max_length=1_000)]
Token = Annotated[SecretStr, AfterValidator(_need_header_value)]
ServerUrl = Annotated[str, Field(pattern=r"^https?://[^\s/@]+(/[^\s]*)?$")]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]


class Settings(BaseSettings):
    """What an operator may change, each as an environment variable `ASSISTANT_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    corpus_dir: Path = Path("corpus")
    index_dir: Path = Path(".index")
    trust_name: str = "The Tavistock and Portman"
    banner: Annotated[str, Field(max_length=300)] = ""
    logo: FilePath | None = None
    strategy_document: str = "strategy-pyramid"
    chroma_url: ServerUrl | None = None
    chroma_token: Token | None = None
    embedding_model: str = "all-MiniLM-L6-v2"
    reranker_model: str | None = None
    chat_model: str | None = None
    chat_base_url: str | None = None
    chat_first_word_seconds: Annotated[float, Field(ge=1, le=120)] = 10
    chat_seconds: Annotated[float, Field(ge=1, le=600)] = 30
    entailment_model: str | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] = 7860
    paused: bool = False
    frame_ancestors: Annotated[str, Field(pattern=r"^[^;,\r\n]+$")] = "'self'"
    trusted_proxies: Networks = ""
    metrics_from: Networks = "127.0.0.0/8, ::1"
    sign_in_header: Annotated[HeaderName | None, AfterValidator(_need_proxy)] = None
    help_file: Path | None = None
    blank_contacts_allowed: bool = False
    privacy_controller: PlainText = ""
    privacy_contact: PlainText = ""
    privacy_lawful_basis: PlainText = ""
    privacy_complaints: PlainText = ""
    rate_per_session: Annotated[int, Field(ge=0, le=10_000)] = 30
    rate_per_address: Annotated[int, Field(ge=0, le=1_000_000)] = 3_000

    @property
    def proxy_networks(self) -> tuple[str, ...]:
        """The networks in `trusted_proxies`."""
        return _networks(self.trusted_proxies)

    @property
    def metrics_networks(self) -> tuple[str, ...]:
        """The networks in `metrics_from`."""
        return _networks(self.metrics_from)


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises SettingsError for an unknown `ASSISTANT_*` name or a value out of bounds.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(
            f"{unknown[0]} is not a setting. The README lists those there are: "
            + ", ".join(sorted(known))
            + "."
        )
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        value = "what it is" if first["loc"][0] in SECRET else repr(first["input"])
        raise SettingsError(f"{name} cannot be {value}: {first['msg']}.") from error


def has_variable(name: str) -> bool:
    """Whether a variable that another library reads, such as a provider's key, is set."""
    return bool(os.environ.get(name))
