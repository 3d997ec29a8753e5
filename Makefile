# `make` lists what there is. What is installed goes to .venv and node_modules, data to var/; nothing else is touched,
# but that `make test` and `make cluster` as root add the Debian packages they drive (and all of them python3-venv).

PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help
unexport PYTHONDONTWRITEBYTECODE
# where it is set, each of the hundreds of starts that the tests make would compile all of the code again

SIDE_BY_SIDE := tests/hardening tests/integration tests/install \
  $(patsubst %,tests/e2e/test_%.py,accessible case_screens casework claims console jobs keyboard keyboard_desk label \
  lost_agent number_changes other_device pause phones queue screen_pop small_screens spoken_german stage_ahead stages \
  summary transcript two_tabs webhooks whole_case without_consent) \
  $(patsubst %,tests/contract/test_%.py,bus embedded_redis hanging_redis media_workers presence) tests/unit/test_reborn.py
# two at a time; where gaps, seconds or pixels of a call are measured, it has both cores for itself
UNHURRIED := tests/unit tests/contract tests/integration/summary tests/integration/media/test_mixing.py \
  $(patsubst %,tests/install/test_%.py,commands erasure_commands models)
# beside those, with what these leave of the cores: more than half, since they mostly wait. Nothing is here that must be
# done within a real second: a lease in Redis runs out, a life that was to be short is long, while its owner waits
STATIC := check-format check-lint check-types check-imports check-pages-types check-pages
.PHONY: help run cluster test check bench docs images lock clean venv dev pages packages check-unit test-alone test-unhurried $(STATIC)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: venv ## the service with sample cases on http://localhost:8080; Ctrl-C ends it
	@exec $(BIN)/python app.py serve

cluster: venv ## three nodes behind HAProxy, with PostgreSQL, Redis and coturn; begins empty, Ctrl-C ends it
	@$(PYTHON) tools/system_packages.py haproxy postgresql redis-server coturn
	@exec $(BIN)/python -m deploy

check: dev pages ## the quick part: format, lint, types, import rules, unit tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(STATIC) check-unit

test: packages dev pages ## everything, browsers included
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(STATIC)
	$(BIN)/python -m pytest --quiet --numprocesses 2 $(SIDE_BY_SIDE) $(UNHURRIED:%=--ignore=%)
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=line test-alone test-unhurried

bench: packages dev pages ## what it costs, beside others: PARTS="signaling pairing feeds search outbox summary connecting moving weak recording legs fidelity", QUICK=1 for a look; also in var/bench.json
	@$(BIN)/python -m bench $(if $(PARTS),--parts "$(PARTS)") $(if $(QUICK),--size quick)

docs: dev ## write again what docs/ and the pages say about the code
	$(BIN)/python -m web.types
	$(BIN)/python -m tools.reference

images: packages dev ## take the README's two screenshots again
	REASSURE_TEST_IMAGES=docs/img $(BIN)/python -m pytest --quiet tests/e2e/test_spoken_call.py

clean: ## remove what was installed and cached; data in var/ stays
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what `check` consists of -------------------------------------------------------------------------------------

check-format:
	@$(BIN)/ruff format --check --quiet .
check-lint:
	@$(BIN)/ruff check --quiet .
check-types:
	@$(BIN)/mypy --no-error-summary
check-imports:
	@$(BIN)/lint-imports >.venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }
check-pages-types: # the name of the program, not npx: that would ask the network when it is missing
	@node_modules/.bin/tsc
check-pages: # each file by name: node 22 takes a folder for a module
	@node --test $$(find tests/js -name '*.test.js') >.venv/pages.log 2>&1 || { cat .venv/pages.log; exit 1; }
test-alone:
	@$(BIN)/python -m pytest --quiet $(SIDE_BY_SIDE:%=--ignore=%) $(UNHURRIED:%=--ignore=%)
test-unhurried: # the scheduler's idle class: it gives way in the moment in which anybody else wants to run
	@chrt --idle 0 $(BIN)/python -m pytest --quiet --numprocesses 2 $(UNHURRIED) $(patsubst %,--ignore=%,$(filter $(UNHURRIED:%=%/%),$(SIDE_BY_SIDE)))
check-unit:
	@$(BIN)/python -m pytest --quiet tests/unit tests/contract/test_wire_types.py

# --- what is installed; each stamp is a copy of the lock file it was installed from ------------------------------

venv: .venv/pyvenv.cfg
	@cmp -s requirements/run.txt .venv/run.stamp || { \
	  echo "Installing requirements/run.txt into .venv"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt && \
	  cp requirements/run.txt .venv/run.stamp; }

dev: .venv/pyvenv.cfg
	@cmp -s requirements/dev.txt .venv/dev.stamp || { \
	  echo "Installing requirements/dev.txt into .venv"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt && \
	  cp requirements/run.txt .venv/run.stamp && cp requirements/dev.txt .venv/dev.stamp; }

pages:
	@cmp -s package-lock.json node_modules/package-lock.stamp || { \
	  $(PYTHON) tools/system_packages.py nodejs npm && \
	  echo "Installing package-lock.json into node_modules" && \
	  npm ci --silent && cp package-lock.json node_modules/package-lock.stamp; }

packages:
	@$(PYTHON) tools/system_packages.py

.venv/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) is missing: sudo apt-get install python3 python3-venv" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed, $(PYTHON) is older: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(PYTHON) tools/system_packages.py python3-venv
	@$(PYTHON) -m venv .venv

# --- for who changes requirements/*.in ---------------------------------------------------------------------------

LOCK := .venv/lock/bin/uv --no-config pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet
lock: .venv/pyvenv.cfg ## lock requirements/*.in with hashes, and no registry's address
	@test -x .venv/lock/bin/uv || { $(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv; }
	$(LOCK) requirements/run.in --output-file requirements/run.txt
	$(LOCK) requirements/dev.in --output-file requirements/dev.txt
