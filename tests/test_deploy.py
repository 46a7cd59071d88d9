import re
from typing import Any

import yaml
from conftest import ROOT

from assistant.settings import PREFIX, Settings

DEPLOY = ROOT / "deploy"


def services() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return dict(read["services"])


def test_compose_gives_nginx_every_variable_and_no_other() -> None:
    template = (DEPLOY / "nginx.conf.template").read_text()

    assert set(services()["nginx"]["environment"]) == set(re.findall(r"\$\{([A-Z_]+)\}", template))


def test_every_setting_named_is_one() -> None:
    named = {
        name
        for file in ("compose.yaml", "Containerfile")
        for name in re.findall(rf"\b{PREFIX}[A-Z_]+", (DEPLOY / file).read_text())
    }

    # ASSISTANT_PORT, _ONE and _TWO are also nginx's.
    ours = {PREFIX + name.upper() for name in Settings.model_fields}
    assert named - ours == {"ASSISTANT_ONE", "ASSISTANT_TWO"}


def test_nothing_but_nginx_is_on_chromas_network_or_open_to_others() -> None:
    on_it = {name for name, service in services().items() if "chroma" in service["networks"]}
    is_open = {name for name, service in services().items() if "ports" in service}

    assert on_it == {"chroma", "nginx"}
    assert is_open == {"nginx"}


def test_every_file_that_is_mounted_or_copied_is_there() -> None:
    mounted = [
        volume.split(":")[0]
        for service in services().values()
        for volume in service.get("volumes", ())
        if volume.startswith((".", "/"))
    ]

    assert {source for source in mounted if not (DEPLOY / source).exists()} == {
        "./certificates",
        "./certificates/authorities.pem",
    }
