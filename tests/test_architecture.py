import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

from assistant.settings import PREFIX, Settings

PACKAGE = ROOT / "assistant"

_ORDER = """
    errors settings messages owner_files events log
    answers normalise contents_pages documents readers file_worker reading picturing corpus
    catalogue contacts induction
    terms units ordinals sentences chunks manifest chunk_table packing late_interaction embedding
    stored_rows generation_files
    rareness chroma generation metrics folder_lock index
    chroma_server proving processors changes ingestion
    routing opening_hours help personal_details
    dates superseded sensitive_topics
    spelling_variants everyday_words english answer_types concepts asking_words slips spelling
    abbreviations search_forms questions anaphora subjects followups
    parts retrieval retriever reranking
    definitions scoring features naming ruling_out picking quotes lists finding composing
    antecedents conflicts
    disagreements whom_to_ask notes citing replies rephrasing suggestions answering
    assistant wiring web
"""
ORDER = _ORDER.split()
"""A module imports only what stands before it."""

HOMES = {
    "bm25s": ("assistant.generation_files",),
    "charset_normalizer": ("assistant.readers",),
    "chromadb": ("assistant.chroma", "assistant.chroma_server"),
    "docx": ("assistant.readers",),
    "fastapi": ("assistant.web",),
    "gradio": ("assistant.web",),
    "httpx": ("assistant.chroma_server",),
    "jinja2": ("assistant.web",),
    "langchain.chat_models": ("assistant.rephrasing.providers",),
    "langchain_chroma": ("assistant.chroma",),
    "langchain_core.documents": ("assistant.retriever",),
    "langchain_core.language_models": ("assistant.rephrasing.chat",),
    "langchain_core.messages": ("assistant.rephrasing.chat",),
    "langchain_text_splitters": ("assistant.chunks",),
    "langsmith": ("assistant.rephrasing.chat",),
    "lxml": ("assistant.readers",),
    "markdown_it": ("assistant.readers",),
    "openai": ("assistant.rephrasing.providers",),
    "pydantic_settings": ("assistant.settings",),
    "prometheus_client": ("assistant.metrics",),
    "PIL": ("assistant.readers",),
    "pypdf": ("assistant.readers",),
    "pypdfium2": ("assistant.readers",),
    "rapidfuzz": ("assistant.slips",),
    "sentence_transformers": (
        "assistant.embedding",
        "assistant.rephrasing.entailment",
        "assistant.reranking",
    ),
    "sentencex": ("assistant.sentences",),
    "starlette": ("assistant.web",),
    "structlog": ("assistant.log",),
    "Stemmer": ("assistant.terms",),
    "torch": ("assistant.embedding", "assistant.packing"),
    "transformers": ("assistant.embedding",),
    "yaml": ("assistant.readers",),
}

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def step(module: str) -> str:
    """Return the step of the line that a module belongs to: its name under `assistant`."""
    return module.split(".")[1]


@cache
def imports(path: Path) -> frozenset[str]:
    """Return every module that a file imports, anywhere in it, those for types included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            if node.module == "assistant":
                found.update(f"assistant.{alias.name}" for alias in node.names)
            elif node.module:
                found.add(node.module)
    return frozenset(found)


def own_imports(path: Path) -> set[str]:
    names = {name for name in imports(path) if name.startswith("assistant.")}
    return {step(name) for name in names} - {"__version__"}


def test_every_module_has_its_place_in_the_line() -> None:
    assert sorted({step(module_name(path)) for path in MODULES}) == sorted(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_module_imports_only_what_stands_before_it(path: Path) -> None:
    own = step(module_name(path))
    before = (
        {*ORDER[: ORDER.index(own)], own}
        if own in ("chroma_server", "readers", "rephrasing", "routing", "web")
        else {*ORDER[: ORDER.index(own)]}
    )

    assert own_imports(path) <= before


@pytest.mark.parametrize("library", HOMES)
def test_library_has_one_home(library: str) -> None:
    users = {
        module_name(path)
        for path in MODULES
        for name in imports(path)
        if name == library or name.startswith(f"{library}.")
    }

    assert users
    homes = HOMES[library]
    assert {user for user in users if not user.startswith(homes)} == set()


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_environment_is_read_in_settings_alone(path: Path) -> None:
    if module_name(path) == "assistant.settings":
        return

    assert not re.search(r"\bos\.environ\b(?!\.(?:update|setdefault))|\bgetenv\b", path.read_text())


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_module_says_its_duty_in_one_line(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text()))

    assert said
    first, _, rest = said.partition("\n")
    assert first.endswith(".")
    assert not rest or rest.startswith("\n")


def test_every_module_is_in_the_architecture_document() -> None:
    described = (ROOT / "docs" / "architecture.md").read_text()
    steps = {f"{name}/" if (PACKAGE / name).is_dir() else f"{name}.py" for name in ORDER}

    assert sorted(name for name in steps if f"`{name}`" not in described) == []


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    names = [PREFIX + name.upper() for name in Settings.model_fields]

    assert [name for name in names if f"`{name}`" not in readme] == []


def test_readme_names_no_setting_that_is_gone() -> None:
    named = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", (ROOT / "README.md").read_text()))

    assert named == {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    "module", ["assistant.web.app", "assistant.assistant", "assistant.wiring", "app", "ingest"]
)
def test_pages_and_commands_start_without_torch(module: str) -> None:
    script = (
        f"import sys, {module};"
        "print([m for m in ('torch', 'sentence_transformers', 'transformers') if m in sys.modules])"
    )

    run = run_script(script)

    assert run == "[]"


def test_no_chat_library_is_loaded_without_a_chat_model() -> None:
    script = (
        "import sys, app; from assistant.wiring import build_assistant, build_help;"
        "from assistant.settings import Settings; settings = Settings(index_dir='none');"
        "build_assistant(settings, build_help(settings));"
        "chat = ('openai', 'langchain_openai', 'langchain.chat_models', 'assistant.rephrasing');"
        "print([m for m in chat if m in sys.modules])"
    )

    assert run_script(script) == "[]"


def run_script(script: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return run.stdout.strip()


def test_nothing_is_caught_to_carry_on_with_less() -> None:
    swallowed = [
        module_name(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and not any(isinstance(part, ast.Raise) for part in ast.walk(node))
    ]

    # Whatever a reader stops with becomes the reason why its file is not read. Whatever fails,
    # a message is looked at for a crisis, and help stands beside what is said of the failure.
    assert swallowed == [
        "assistant.file_worker",
        "assistant.routing.routes",
        "assistant.web.api",
        "assistant.web.ask",
    ]
