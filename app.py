"""Serve the assistant: `python app.py`."""

import socket
import sys

import uvicorn

from assistant.errors import AssistantError, SettingsError
from assistant.log import write_log
from assistant.settings import Settings, read_settings
from assistant.web.app import create_app
from assistant.web.gate import Protection
from assistant.wiring import build_assistant


def main() -> int:
    """Serve until stopped; return 1 after one line on what is wrong."""
    try:
        settings = read_settings()
        listener = listen(settings)
        observe = write_log()
        app = create_app(
            build_assistant(settings, observe=observe),
            trust_name=settings.trust_name,
            frame_ancestors=settings.frame_ancestors,
            observe=observe,
            protection=Protection(
                per_session=settings.rate_per_session,
                per_address=settings.rate_per_address,
                trusted_proxies=settings.proxy_networks,
                sign_in_header=settings.sign_in_header,
            ),
        )
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    address = f"http://{settings.host}:{settings.port}"
    print(f"The assistant is at {address}. Press Ctrl+C to stop it.", file=sys.stderr, flush=True)
    config = uvicorn.Config(
        app,
        log_level="warning",
        proxy_headers=False,  # the app itself reads them, from the proxies that are set
        server_header=False,
        timeout_graceful_shutdown=5,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0


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
