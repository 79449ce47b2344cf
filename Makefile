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
PYTEST ?= -q -n 2 --dist loadfile --no-loadscope-reorder

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q
STATIC := surveyapp/web/static
ASSETS := $(shell find surveyapp/web/assets -type f)
CATALOGUES := $(wildcard surveyapp/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
# Run by root in one's own folder, pip and npm warn; it is known.
export PIP_ROOT_USER_ACTION := ignore
export NPM_CONFIG_UPDATE_NOTIFIER := false

.PHONY: help run test lint format bench build translations lock pythons clean chromium

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: $(VENV)/.run build ## serve the product with its demonstration region on 127.0.0.1 (PORT=8000)
	@exec $(BIN)/surveyapp run --demonstration --port $(PORT)

test: $(VENV)/.dev build chromium ## run every test, those on PostgreSQL and in the browser too
	@echo "Running every test: ten to fifteen minutes on two cores. A dot is a test, the percentage how far it is."
	@$(BIN)/python -m pytest $(PYTEST) || { code=$$?; \
	  echo "One test alone, by the name above: make test PYTEST=\"-q tests/…::test_…\"; only what failed: make test PYTEST=--lf"; exit $$code; }

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

# Which libraries are renewed: all, `none` (only what pyproject.toml adds or drops), or names. `make lock RENEW="flask lxml"`
RENEW ?=

lock: $(VENV)/.dev ## renew the lock files and say what changed (RENEW=none, or names, for less)
	@$(BIN)/python .ci/lock.py $(RENEW)

pythons: $(VENV)/.dev ## try every Python from 3.11 on that this machine has: install the locks, run the quick tests
	@sh .ci/pythons

clean: ## remove what was built and installed; the data in instance/ stays
	rm -rf $(VENV) node_modules $(STATIC) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find surveyapp tests -name __pycache__ -prune -exec rm -rf {} +
	rm -f surveyapp/translations/*/LC_MESSAGES/*.mo

# --- Python ---

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "surveyapp needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	@$(STEP) "Making an environment in $(VENV)" "On Debian: apt install python3-venv. Then run the same command again." $(PYTHON) -m venv $(VENV)

INDEX_ADVICE := Libraries come from your package index: check the network and pip's settings, then run the same command again.
STEP := .ci/step

$(VENV)/.run: requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@$(STEP) "Installing the libraries" "$(INDEX_ADVICE)" .ci/install-lock $(BIN)/python requirements.lock
	@$(STEP) "Installing the build tools" "$(INDEX_ADVICE)" .ci/install-lock $(BIN)/python requirements-build.lock
	@$(STEP) "Installing surveyapp itself" "The message above names the file; 'make clean' begins anew." \
	  $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(STEP) "Installing the test tools" "$(INDEX_ADVICE)" .ci/install-lock $(BIN)/python requirements-dev.lock
	@touch $@

# --- Style sheets and scripts: npm where there is one with a recent node, else the one of a wheel ---

NODE_OK := node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null && command -v npm >/dev/null
WITH_NODE := if ! { $(NODE_OK); }; then export PATH="$(CURDIR)/$(BIN):$$PATH"; fi;

node_modules/.installed: package-lock.json requirements-node.lock | $(BIN)/python
	@if ! { $(NODE_OK); }; then \
	  $(STEP) "Installing node" "$(INDEX_ADVICE)" .ci/install-lock $(BIN)/python requirements-node.lock; fi
	@$(WITH_NODE) $(STEP) "Installing what the pages are built with" \
	  "These come from your npm registry: check the network and npm's settings, then run the same command again." \
	  npm ci --ignore-scripts
	@touch $@

$(STATIC)/manifest.json: node_modules/.installed package.json $(ASSETS)
	@$(WITH_NODE) $(STEP) "Building style sheets and scripts" \
	  "The message above names the file. If a tool is missing: rm -rf node_modules, then run the same command again." npm run --silent build

# --- Translations ---

%.mo: %.po | $(VENV)/.run
	@echo "Compiling $<"
	@$(BIN)/pybabel -q compile -i $< -o $@

# --- The browser of the browser tests ---

chromium:
	@sh .ci/chromium
