# One Voice. `make run` starts everything; `make test` proves it. Needs Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint types contracts check install install-dev lock bench openapi fences clean

help: ## Show these lines
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: install ## Start PostgreSQL, Temporal, sign-in, worker and API; Ctrl-C stops all
	@exec $(BIN)/onevoice up

test: install-dev ## Run every test
	$(BIN)/python -m pytest

lint: install-dev ## Style (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-dev ## Types (mypy --strict)
	$(BIN)/mypy

contracts: install-dev ## Import arrows and declared dependencies
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .

check: lint types contracts ## Lint, types and import contracts together

bench: install ## Measure a sign-off against the workflow engine and a bare commit
	$(BIN)/python -m benchmarks.sign_off

openapi: install ## Write docs/openapi.json from the code
	$(BIN)/onevoice openapi > docs/openapi.json

fences: install ## Write migrations/fences.json, what verify holds the database to
	$(BIN)/onevoice db fences > migrations/fences.json

lock: $(VENV)/.uv ## Renew the lock files from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --upgrade -q -o locks/run.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --upgrade -q -o locks/dev.txt
	printf "uv\nsetuptools\n" | $(BIN)/uv pip compile - --universal --generate-hashes --no-emit-index-url --upgrade -q -o locks/tools.txt

install: $(VENV)/.run ## Build .venv with the locked packages

install-dev: $(VENV)/.dev ## The same with the test tools

clean: ## Remove .venv and caches (never the data folder)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.uv: locks/tools.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "One Voice needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/tools.txt
	@touch $@

$(VENV)/.run: $(VENV)/.uv locks/run.txt pyproject.toml
	@echo "Installing the locked packages into $(VENV) ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r locks/run.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.uv locks/dev.txt pyproject.toml
	@echo "Installing the locked packages and test tools into $(VENV) ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r locks/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run
