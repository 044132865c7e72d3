# One entry for people and for CI. `make help` lists the targets.
VENV   ?= .venv
PYTHON ?= python3
# extras of pyproject.toml to install; `make env EXTRAS=` is the slim environment, without torch
EXTRAS ?= embed
HOST   ?= 127.0.0.1
PORT   ?= 8000
# processes that run the tests
JOBS   ?= auto

BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip --disable-pip-version-check install --quiet
comma := ,
blank :=
space := $(blank) $(blank)
extras := $(subst $(space),$(comma),$(strip $(subst $(comma),$(space),$(EXTRAS))))
READY := $(VENV)/.ready-$(if $(extras),$(subst $(comma),-,$(extras)),slim)
DEV   := $(VENV)/.ready-dev

.PHONY: help env dev serve test test-browser lint check bench docs clean

help:
	@echo "make serve         environment, index, and the web page at http://$(HOST):$(PORT)/"
	@echo "make test          environment and all tests but those in a browser"
	@echo "make test-browser  the tests that drive Chromium"
	@echo "make check         ruff, mypy, import-linter, huice check, tests: what CI runs"
	@echo "make bench         cold start, warm answers, index build: prints what it measures"
	@echo "make docs          write docs/commands.md from the commands' own help"
	@echo "make env           only the environment, in $(VENV); EXTRAS= leaves torch out (0.85 GB instead of 2 GB)"
	@echo "make clean         remove the environment and every cache of this checkout"

env: $(READY)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "the module venv is missing: install your system's python3-venv package"; exit 2; }

# torch comes first and pinned, so that the resolver never looks at other builds of it
$(READY): pyproject.toml | $(BIN)/python
	@echo "installing huice$(if $(extras),[$(extras)]) into $(VENV) (a few minutes the first time)"
	$(if $(findstring embed,$(extras)),$(PIP) "$$(sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)")
	$(PIP) --editable ".$(if $(extras),[$(extras)])"
	@touch $@

dev: $(DEV)

$(DEV): pyproject.toml $(READY)
	$(PIP) --editable ".[dev]"
	@touch $@

serve: $(READY)
	@$(BIN)/huice serve --host $(HOST) --port $(PORT)

test: $(DEV)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

test-browser: $(DEV)
	$(BIN)/python -m pytest -m browser

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/huice check --quiet

check: lint test

bench: $(DEV)
	$(BIN)/python -m eval.bench.answers

docs: $(DEV)
	$(BIN)/python -m assistant.commands.help_pages

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
