# The verbs of this project. CI calls the same ones, unchanged.

BIN := .venv/bin
SEED := $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom | tr -d ' '))
SOAK_MINUTES ?= 10
SHAPES ?= 1000
NUMBER ?= 60
ONLY ?=
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-promises test-others test-api test-engine test-pages test-durability oracle client soak faults mutants coverage bench audit check format openapi reference docs release lock

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/installed ## make .venv with everything, from requirements.lock

demo: setup ## serve the shipped method with three running processes
	$(BIN)/sluis serve --demo

test: setup ## run all tests, two parts at a time; SEED=number repeats a run, TIMES=4 tries promises four times as often
	@sh scripts/get_programs.sh
	@$(MAKE) --no-print-directory --jobs=2 --output-sync SEED=$(SEED) \
		test-promises test-others test-api test-engine test-pages test-durability

export TIMES

# More parts than run at a time, the longest first, so that both cores have work to the end. Each is told as a whole.
test-promises: setup ## of all tests those that try the promises, but for what disks and power do
	SEED=$(SEED) $(BIN)/pytest -q -ra --hypothesis-seed=$(SEED) --ignore=tests/promises/durability tests/promises

test-others: setup ## of all tests those that no other part has: methods, scenarios, documents and the like
	SEED=$(SEED) $(BIN)/pytest -q -ra --hypothesis-seed=$(SEED) --ignore=tests/api --ignore=tests/engine --ignore=tests/pages --ignore=tests/promises tests

test-api: setup ## of all tests those of the API and the command line
	SEED=$(SEED) $(BIN)/pytest -q -ra --hypothesis-seed=$(SEED) tests/api

test-engine: setup ## of all tests those of the engine, floor by floor
	SEED=$(SEED) $(BIN)/pytest -q -ra --hypothesis-seed=$(SEED) tests/engine

test-pages: setup ## of all tests those that need a browser
	SEED=$(SEED) $(BIN)/pytest -q -ra --hypothesis-seed=$(SEED) tests/pages

test-durability: setup ## of all tests those in which disks fail, power is lost and servers are killed
	SEED=$(SEED) $(BIN)/pytest -q -ra --hypothesis-seed=$(SEED) tests/promises/durability

oracle: build/oracle/installed setup ## have pm4py judge what check finds of SHAPES (1000) processes, and read back our logs
	$(BIN)/python -m tests.oracle.shapes $(SHAPES) $(SEED) > build/oracle/shapes.json
	build/oracle/bin/python -W ignore tests/oracle/judge.py build/oracle/shapes.json
	$(BIN)/python -m tests.oracle.logs build/oracle/logs
	build/oracle/bin/python -W ignore tests/oracle/read_back.py build/oracle/logs

client: build/client/made setup ## make a typed client of docs/reference/openapi.json in build/client, and play all scenarios by it
	MYPYPATH=build/client $(BIN)/mypy --config-file= --strict --python-executable build/client/bin/python \
		build/client/sluis_client tests/client/program.py
	SLUIS_CLIENT=build/client $(BIN)/pytest -q -ra tests/client

# A word of capital P is a promise, by its marker; any other is part of a test's name.
soak: setup ## try each promise for SOAK_MINUTES (10) a test; ONLY=P1 tries one, ONLY=power_loss one kind of test
	@sh scripts/get_programs.sh
	SEED=$(SEED) SOAK_MINUTES=$(SOAK_MINUTES) $(BIN)/pytest -q -ra --hypothesis-seed=$(SEED) tests/promises tests/pages \
		$(if $(filter P%,$(ONLY)),-m,-k) "$(ONLY)"

faults: setup ## plant each fault that the promises forbid, and see that the tests catch it
	@sh scripts/get_programs.sh
	$(BIN)/python scripts/plant_faults.py $(ONLY)

# Of what decides, in one process each: the figures are told in docs/explanation/promises.md.
mutants: setup ## change gates, tally, sight, view or chain (ONLY) in NUMBER (60) places, and see that tests notice; SEED repeats
	$(BIN)/python scripts/plant_mutants.py $(ONLY) --number $(NUMBER) --seed $(SEED)

coverage: setup ## tell which branches of the pure floors no quick test takes, in build/coverage; takes ten minutes
	@mkdir -p build/coverage
	SEED=$(SEED) $(BIN)/coverage run --data-file=build/coverage/data -m pytest -q --hypothesis-seed=$(SEED) \
		tests/engine/language tests/engine/process tests/engine/authoring tests/engine/journal/test_verifying.py tests/methods \
		tests/situations tests/told
	$(BIN)/coverage report --data-file=build/coverage/data --show-missing --skip-covered \
		--include='engine/language/*,engine/process/*,engine/authoring/*,engine/journal/verifying/*'

bench: setup ## measure floors, peers and Sluis side by side (an hour and more); ONLY="polls peers" some, ROUNDS=9, QUICK=1 in 3
	-@$(MAKE) --no-print-directory build/peers/installed
	@sh scripts/get_programs.sh
	$(BIN)/python -m benchmarks $(ONLY) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(QUICK),--quick)

audit: build/audit/installed ## look up known vulnerabilities of what the locks pin; needs the network, so no part of CI
	$(BIN)/python scripts/audit.py build/audit/bin/pip-audit requirements.lock requirements-oracle.lock requirements-audit.lock requirements-client.lock requirements-docs.lock requirements-peers.lock

check: setup ## formatting, lint, types, contracts, lock, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/check_lock.py
	$(BIN)/codespell

format: setup ## format the code and mend what the linter can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

openapi: setup ## renew docs/reference/openapi.json after a change of the API
	$(BIN)/python scripts/write_openapi.py

reference: setup ## renew the pages on events and problems after a change of either
	$(BIN)/python scripts/write_reference.py

docs: build/docs-tools/installed ## make pages of README, docs and methods in build/docs; a broken link fails
	build/docs-tools/bin/sphinx-build -q -W --keep-going --fresh-env -c docs . build/docs

release: setup ## VERSION=0.2.0: raise the version, date the changelog, build the wheel in dist
	$(BIN)/python scripts/release.py $(VERSION)

lock: build/uv/bin/uv ## renew requirements.lock within the ranges of pyproject.toml
	build/uv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-config --upgrade --quiet --output-file requirements.lock
	build/uv/bin/uv pip compile --group oracle --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-config --upgrade --quiet --output-file requirements-oracle.lock
	build/uv/bin/uv pip compile --group audit --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-config --upgrade --quiet --output-file requirements-audit.lock
	build/uv/bin/uv pip compile --group client --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-config --upgrade --quiet --output-file requirements-client.lock
	build/uv/bin/uv pip compile --group docs --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-config --upgrade --quiet --output-file requirements-docs.lock
	build/uv/bin/uv pip compile --group peers --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-config --upgrade --quiet --output-file requirements-peers.lock

# Two stamps: a changed lock makes the environment anew, a changed pyproject.toml only reinstalls the project in it.
.venv/locked: requirements.lock
	@sh scripts/make_venv.sh
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

.venv/installed: .venv/locked pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# Under the AGPL, so apart from .venv: nothing of ours that is shipped can import it.
build/oracle/installed: requirements-oracle.lock | .venv/installed
	$(BIN)/python -m venv --clear build/oracle
	build/oracle/bin/pip install --quiet --require-hashes --requirement requirements-oracle.lock
	@touch $@

build/audit/installed: requirements-audit.lock | .venv/installed
	$(BIN)/python -m venv --clear build/audit
	build/audit/bin/pip install --quiet --require-hashes --requirement requirements-audit.lock
	@touch $@

build/client/installed: requirements-client.lock | .venv/installed
	$(BIN)/python -m venv --clear build/client
	build/client/bin/pip install --quiet --require-hashes --requirement requirements-client.lock
	@touch $@

# Beside .venv, so that nothing of ours that is shipped can import what it is measured with.
build/peers/installed: requirements-peers.lock | .venv/installed
	$(BIN)/python -m venv --clear build/peers
	build/peers/bin/pip install --quiet --require-hashes --requirement requirements-peers.lock
	@touch $@

build/docs-tools/installed: requirements-docs.lock | .venv/installed
	$(BIN)/python -m venv --clear build/docs-tools
	build/docs-tools/bin/pip install --quiet --require-hashes --requirement requirements-docs.lock
	@touch $@

build/client/made: build/client/installed docs/reference/openapi.json scripts/client.yaml
	PATH="$(CURDIR)/build/client/bin:$$PATH" openapi-python-client generate --path docs/reference/openapi.json \
		--config scripts/client.yaml --meta none --fail-on-warning --overwrite --output-path build/client/sluis_client
	@touch build/client/sluis_client/py.typed $@

build/uv/bin/uv:
	python3 -m venv build/uv
	build/uv/bin/pip install --quiet uv==$(UV_VERSION)
