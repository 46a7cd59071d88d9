"""Providers: the chat model that a setting names, through LangChain."""

from typing import Any

from langchain.chat_models import init_chat_model
from openai import DefaultAsyncHttpxClient

from assistant.errors import ModelError
from assistant.rephrasing.chat import ChatModel

EXTRAS = {
    "anthropic": "anthropic",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "google_genai": "google",
    "mistralai": "mistral",
    "ollama": "ollama",
}
"""The optional extra of pyproject.toml that a provider needs; the OpenAI protocol needs none."""
MOST_TOKENS = 600
NO_KEY = "none"
"""What is sent as the key to a server of one's own that asks for none."""


def load_chat_model(
    name: str,
    *,
    base_url: str | None,
    has_key: bool,
    first_word_seconds: float,
    seconds: float,
) -> ChatModel:
    """Return the chat model that `provider:model` names; raises ModelError where there is none.

    `has_key` says whether the provider's own variable holds a key, which its library reads.
    """
    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise ModelError(
            f"ASSISTANT_CHAT_MODEL is {name}. It has to be a provider and a model, such as "
            "openai:gpt-4.1-mini."
        )
    client = None
    options: dict[str, Any] = {"temperature": 0, "max_tokens": MOST_TOKENS, "timeout": seconds}
    options["max_retries"] = 0
    if base_url:
        options["base_url"] = base_url
    if provider == "openai":
        # A client of its own: LangChain shares one between models, which ends with the first.
        client = DefaultAsyncHttpxClient(timeout=seconds)
        options |= {"stream_usage": True, "use_responses_api": False}
        options["http_async_client"] = client
        if base_url and not has_key:
            options["api_key"] = NO_KEY
    try:
        built = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        raise ModelError(_missing(name, provider)) from error
    except Exception as error:
        if provider not in ("openai", *EXTRAS):
            raise ModelError(_missing(name, provider)) from error
        raise ModelError(
            f"The language model {name} cannot be used ({type(error).__name__}). Set the key in "
            "the provider's own variable, such as OPENAI_API_KEY, and check the name."
        ) from error
    return ChatModel(
        built,
        name,
        first_word_seconds=first_word_seconds,
        seconds=seconds,
        close_connections=client.aclose if client else None,
    )


def _missing(name: str, provider: str) -> str:
    extra = EXTRAS.get(provider)
    if extra is None:
        return (
            f"ASSISTANT_CHAT_MODEL is {name}, and {provider} is not one of the providers that "
            f"can be installed with an extra: {', '.join(sorted(EXTRAS))}. A server that speaks "
            "the OpenAI protocol is openai:MODEL with ASSISTANT_CHAT_BASE_URL."
        )
    return (
        f"ASSISTANT_CHAT_MODEL is {name}, which needs more than is installed. "
        f"Install it with `.venv/bin/pip install -e '.[{extra}]'`."
    )
