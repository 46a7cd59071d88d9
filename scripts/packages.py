"""The packages that run: their licences, or a bill of them without what only developers need.

Usage: python scripts/packages.py licences
       python scripts/packages.py bill SBOM
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
UNLOCKED = {"torch"}
"""Pinned in pyproject.toml alone, since its build depends on the machine."""

HEAD = """# Licences

Of every package that runs, as it states it itself; `make licences` writes this page.

| package | version | licence |
| --- | --- | --- |"""


def locked(lock: Path) -> dict[str, str]:
    """Return the version of each package that a lock names."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", lock.read_text("utf-8"), re.MULTILINE))


def normal(name: str) -> str:
    """Return a package's name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licences() -> Iterator[str]:
    """Yield a row for each package that is installed to run, in order of name."""
    wanted = {*locked(LOCK), *UNLOCKED}
    found = {normal(one.metadata["Name"]): one for one in distributions()}
    for name in sorted(wanted & set(found)):
        version = found[name].version.partition("+")[0]
        yield f"| {name} | {version} | {_licence(found[name])} |"


def _licence(package: Distribution) -> str:
    """Return the licence that a package states: an expression, else the short forms it gives."""
    said: Any = package.metadata
    if said["License-Expression"]:
        return str(said["License-Expression"])
    lines = str(said["License"] or "").strip().splitlines()
    classes = [one for one in said.get_all("Classifier", []) if one.startswith("License ::")]
    if classes and len(lines) != 1:
        return "; ".join(one.rpartition(" :: ")[2] for one in classes)
    return lines[0] if lines else "not stated"


def without_tools(bill: dict[str, Any]) -> dict[str, Any]:
    """Return a CycloneDX bill without the packages that only developers need."""
    tools = locked(DEV_LOCK)
    kept = [one for one in bill["components"] if normal(one["name"]) not in tools]
    refs = {one["bom-ref"] for one in kept} | {bill["metadata"]["component"]["bom-ref"]}
    needs = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in refs]}
        for one in bill["dependencies"]
        if one["ref"] in refs
    ]
    return {**bill, "components": kept, "dependencies": needs}


def main(command: str, *paths: str) -> int:
    """Write what is asked for; return 2 for anything else."""
    if command == "licences" and not paths:
        rows = list(licences())
        (ROOT / "docs" / "licences.md").write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
        return 0
    if command == "bill" and len(paths) == 1:
        path = Path(paths[0])
        bill = without_tools(json.loads(path.read_text("utf-8")))
        path.write_text(json.dumps(bill, indent=2) + "\n", "utf-8")
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or [""])))
