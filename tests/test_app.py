import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import check_contacts
from assistant.errors import SettingsError
from assistant.help import load_help
from assistant.settings import Settings

ROOT = Path(__file__).parent.parent


def run_app(**settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "ASSISTANT_" not in name}
    return subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        run = run_app(ASSISTANT_PORT=str(port))

    assert run.returncode == 1
    assert run.stderr.startswith(f"Cannot serve at 127.0.0.1, port {port}: address already in use.")
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"), [("ASSISTANT_PORT", "many"), ("ASSISTANT_HOOST", "127.0.0.1")]
)
def test_bad_setting_is_one_line_that_names_it(name: str, value: str) -> None:
    run = run_app(**{name: value})

    assert run.returncode == 1
    assert run.stderr.startswith(name)
    assert run.stderr.count("\n") == 1


def test_it_does_not_serve_to_other_machines_without_contacts_of_the_trust() -> None:
    blank = load_help()

    with pytest.raises(SettingsError, match=r"names nobody at the trust for: Crisis, Safeguarding"):
        check_contacts(Settings(host="0.0.0.0"), blank)
    check_contacts(Settings(host="127.0.0.1"), blank)
    check_contacts(Settings(host="0.0.0.0", blank_contacts_allowed=True), blank)
