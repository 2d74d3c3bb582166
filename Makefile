# Every command of the project. VENV names the virtual environment (made where it is not there).
VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin

.PHONY: help install demo test test-slow search lint format types layers lock bench coverage translate docs clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/civicreach: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

install: $(BIN)/civicreach ## make the virtual environment and install civicreach in it

demo: $(BIN)/civicreach ## run the study that comes with the project
	$(BIN)/civicreach demo

test: $(VENV)/.test lint types layers ## all checks and the tests, both cores
	$(BIN)/python -m pytest -n 2 -q

test-slow: $(VENV)/.test ## the long and the many
	$(BIN)/python -m pytest -n 2 -q -m slow -rs

search: $(VENV)/.test ## the laws on new random data, which the tests draw alike each time
	HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -n 2 -q

lint: $(VENV)/.test ## ruff, and the format of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.test ## put the code in its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.test ## mypy, strict
	$(BIN)/mypy

layers: $(VENV)/.test ## imports point down
	$(BIN)/lint-imports

lock: ## requirements.lock: every dependency with its hashes, without registry addresses
	uv export --all-extras --no-emit-project --format requirements-txt --no-header --no-emit-index-url --output-file requirements.lock

bench: $(VENV)/.test ## speed and memory beside peers, growth with rows, and seconds for a twin, into the reference
	$(BIN)/python -m benchmarks --markdown docs/reference/benchmarks.md
	$(BIN)/python -m benchmarks.growth --markdown docs/reference/growth.md
	$(BIN)/python -m benchmarks.twins --markdown docs/reference/twins.md

coverage: $(VENV)/.test ## how often intervals hold, by simulation, into the reference
	$(BIN)/python -m benchmarks.coverage --markdown docs/reference/coverage.md

translate: $(VENV)/.test ## add new strings of the program to the Korean catalogue
	$(BIN)/python -m tests.catalogue --update

docs: $(VENV)/.test ## the pages of the reference that are made from the program, and its numbers beside R's
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/beside_r.py

clean: ## remove what the commands made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache civicreach-demo
