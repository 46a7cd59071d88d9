import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

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
