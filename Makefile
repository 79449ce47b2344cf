# Everything one does with this tree. `make` alone, or `make help`, lists the targets.
# Nothing but make and Python 3.11 or newer is assumed; each step leaves a stamp, so that it is done once.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
PYTHON ?= python3
# How pytest runs: two processes, a file stays in one of them. `make test PYTEST="-q tests/analysis"` runs less.
PYTEST ?= -n 2 --dist loadfile

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q
STATIC := surveyapp/web/static
ASSETS := $(shell find surveyapp/web/assets -type f)
CATALOGUES := $(wildcard surveyapp/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
# Compiled by root in one's own folder, pip and npm warn; it is known.
export PIP_ROOT_USER_ACTION := ignore
export NPM_CONFIG_UPDATE_NOTIFIER := false

.PHONY: help run test lint format bench build translations clean chromium

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: $(VENV)/.run build ## serve the product with its demonstration region on 127.0.0.1 (PORT=8000)
	@exec $(BIN)/surveyapp run --demonstration --port $(PORT)

test: $(VENV)/.dev build chromium ## run every test, those on PostgreSQL and in the browser too
	$(BIN)/python -m pytest $(PYTEST)

lint: $(VENV)/.dev ## check style, types, layers and templates
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --lint surveyapp

format: $(VENV)/.dev ## sort imports and mend what ruff can mend
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev build ## measure, beside a floor, and write benchmarks/latest.json
	$(BIN)/python -m benchmarks

build: $(STATIC)/manifest.json $(COMPILED) ## build style sheets and scripts, compile the translations

translations: $(VENV)/.dev ## collect the messages of code and templates into the four catalogues, then compile them
	$(BIN)/pybabel -q extract --mapping-file pyproject.toml --keyword lazy_gettext --keyword _l --sort-by-file --no-location --width 120 \
	  --project surveyapp --output-file surveyapp/translations/messages.pot .
	for language in lv lt ru en; do \
	  if [ -f surveyapp/translations/$$language/LC_MESSAGES/messages.po ]; \
	  then $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --previous --width 120 -i surveyapp/translations/messages.pot -d surveyapp/translations -l $$language; \
	  else $(BIN)/pybabel -q init --width 120 -i surveyapp/translations/messages.pot -d surveyapp/translations -l $$language; fi; done
	@$(MAKE) build

clean: ## remove what was built and installed; the data in instance/ stays
	rm -rf $(VENV) node_modules $(STATIC) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find surveyapp tests -name __pycache__ -prune -exec rm -rf {} +
	rm -f surveyapp/translations/*/LC_MESSAGES/*.mo

# --- Python ---

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "surveyapp needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "Installing the libraries …"
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --require-hashes -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# --- Style sheets and scripts: npm where there is one with a recent node, else the one of a wheel ---

NODE_OK := node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null && command -v npm >/dev/null
WITH_NODE := if ! { $(NODE_OK); }; then export PATH="$(CURDIR)/$(BIN):$$PATH"; fi;

node_modules/.installed: package-lock.json | $(BIN)/python
	@echo "Installing what the pages need to be built …"
	@if ! { $(NODE_OK); }; then $(PIP) install --no-deps --require-hashes -r requirements-node.lock; fi
	@$(WITH_NODE) npm ci --ignore-scripts --silent
	@touch $@

$(STATIC)/manifest.json: node_modules/.installed package.json $(ASSETS)
	@$(WITH_NODE) npm run --silent build

# --- Translations ---

%.mo: %.po | $(VENV)/.run
	@$(BIN)/pybabel -q compile -i $< -o $@

# --- The browser of the browser tests ---

chromium:
	@sh .ci/chromium
