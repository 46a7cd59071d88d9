"""Write the examples of routing from the tuning half: run it after adding to that half."""

import json
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "assistant" / "routing" / "similar_messages.toml"
HEADER = """# Messages to compare others with, all of our own writing: of people who want support,
# harmless ones, and crises by kind. They are the tuning half of tests/data/messages;
# `python tests/data/messages/write_examples.py` writes them here.
"""


def examples() -> str:
    """Return the file of examples that the tuning half makes."""
    lines = (HERE / "tuning.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["style"] != "not_english"]
    groups: dict[str, list[str]] = {"support": [], "harmless": []}
    crises: dict[str, list[str]] = {}
    for row in rows:
        if row["route"] == "crisis":
            crises.setdefault(row["kind"], []).append(row["text"])
        else:
            groups["support" if row["urgent_help"] else "harmless"].append(row["text"])
    tables = "".join(_table(name, texts) for name, texts in groups.items())
    return HEADER + tables + "\n[crisis]" + "".join(_table(*entry) for entry in crises.items())


def _table(name: str, texts: list[str]) -> str:
    body = "\n".join(texts).replace("\\", "\\\\").replace('"', '\\"')
    return f'\n{name} = """\n{body}\n"""\n'


if __name__ == "__main__":
    EXAMPLES.write_text(examples(), "utf-8")
