"""Serve the assistant: `python app.py`."""

import gc

if __name__ == "__main__":
    # Until all is loaded: looking for garbage among modules as they are read takes a sixth of it.
    gc.disable()

import socket
import sys

import uvicorn

from assistant.contacts import CONTACTS_NAME
from assistant.errors import AssistantError, SettingsError
from assistant.events import tell_all
from assistant.help import Help
from assistant.log import write_log
from assistant.metrics import Metrics
from assistant.opening_hours import now_in_london
from assistant.processors import processors
from assistant.settings import Settings, read_settings
from assistant.web.app import create_app
from assistant.web.connections import BoundedConnection
from assistant.web.gate import Protection
from assistant.web.site import PrivacyFacts, Site
from assistant.wiring import build_assistant, build_help

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def main() -> int:
    """Serve until stopped; return 1 after one line on what is wrong."""
    try:
        settings = read_settings()
        help_words = build_help(settings)
        check_contacts(settings, help_words)
        listener = listen(settings)
        metrics = Metrics()
        observe = tell_all(write_log(), metrics.observe)
        app = create_app(
            build_assistant(settings, help_words, observe=observe, when_loaded=collect_garbage),
            Site(
                help_words=help_words,
                trust_name=settings.trust_name,
                banner=settings.banner,
                logo=settings.logo,
                corpus=settings.corpus_dir,
                strategy_document=settings.strategy_document,
                frame_ancestors=settings.frame_ancestors,
                questions_at_once=processors(),
                observe=observe,
                metrics=metrics,
                privacy=PrivacyFacts(
                    controller=settings.privacy_controller,
                    contact=settings.privacy_contact,
                    lawful_basis=settings.privacy_lawful_basis,
                    complaints=settings.privacy_complaints,
                    model=settings.chat_model or "",
                    model_at=settings.chat_base_url or "",
                ),
                protection=Protection(
                    per_session=settings.rate_per_session,
                    per_address=settings.rate_per_address,
                    trusted_proxies=settings.proxy_networks,
                    sign_in_header=settings.sign_in_header,
                    metrics_from=settings.metrics_networks,
                ),
            ),
        )
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    for warning in help_words.warnings(now_in_london().date()):
        print(warning, file=sys.stderr)
    address = f"http://{settings.host}:{settings.port}"
    print(f"The assistant is at {address}. Press Ctrl+C to stop it.", file=sys.stderr, flush=True)
    config = uvicorn.Config(
        app,
        log_level="warning",
        proxy_headers=False,  # the app itself reads them, from the proxies that are set
        server_header=False,
        http=BoundedConnection,
        timeout_graceful_shutdown=5,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def collect_garbage() -> None:
    """Collect garbage from now on, but never again look among what was loaded: that stays."""
    gc.collect()
    gc.freeze()
    gc.enable()


def check_contacts(settings: Settings, help_words: Help) -> None:
    """Raise SettingsError for serving to other machines with no help contacts of the trust."""
    blank = help_words.blank_topics()
    if blank and settings.host not in LOOPBACK and not settings.blank_contacts_allowed:
        raise SettingsError(
            f"{settings.corpus_dir / CONTACTS_NAME} names nobody at the trust for: "
            f"{', '.join(blank)}. Fill them in, or set ASSISTANT_BLANK_CONTACTS_ALLOWED=true to "
            "serve to other machines without them."
        )


def listen(settings: Settings) -> socket.socket:
    """Return a socket bound to the address that is set; raises SettingsError where it cannot be."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise SettingsError(
            f"Cannot serve at {settings.host}, port {settings.port}: {reason}. "
            "Set ASSISTANT_PORT to a free port, or ASSISTANT_HOST to an address of this machine."
        ) from error
    return listener


if __name__ == "__main__":
    sys.exit(main())
