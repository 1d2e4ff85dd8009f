# Everything here needs Python 3.11 or later, git and GNU make, and nothing else: the rest goes into .venv.

REPO ?= .
ARGS ?=
PYTHON ?=
PROGRAMS ?= age chromium git-secrets node=nodejs npm initdb=postgresql
# PROGRAMS: those that tests marked `needs` ask for; behind `=`, the package (apt-get or brew) if it has another name.

VENV := .venv
BENCH := $(VENV)/bench
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
POSTGRESQL := $(lastword $(wildcard /usr/lib/postgresql/*/bin))
WITH_TOOLS := PATH="$(CURDIR)/$(BIN):$$PATH"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help scan test coverage test-all test-marked test-kubernetes lint bench bulk accuracy fuzz dev clean

help: ## List what make can do here.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

scan: $(VENV)/.installed ## Scan this repository; another one: make scan REPO=path (options: ARGS="--format json").
	@keysieve="$(CURDIR)/$(BIN)/keysieve" && cd "$(REPO)" && "$$keysieve" scan $(ARGS)

test: $(VENV)/.test ## Run the tests; those that lack another program are skipped.
	$(WITH_TOOLS) $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

coverage: $(VENV)/.test ## Run the tests and say which lines they do not reach, which is slower.
	$(MAKE) test ARGS="--cov $(ARGS)"

test-all: test test-marked ## Run all tests, those too that need other programs, which are installed.

test-marked: $(VENV)/.test ## Install the programs that marked tests need, and run those tests.
	@missing=; for entry in $(PROGRAMS); do \
	PATH="$$PATH:$(POSTGRESQL)" command -v "$${entry%=*}" >/dev/null || missing="$$missing $${entry#*=}"; done; \
	if test -z "$$missing"; then :; \
	elif command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -qq -y $$missing; \
	elif command -v brew >/dev/null; then brew install $$missing; \
	else echo "make: install these programs first:$$missing" >&2; exit 1; fi
	$(WITH_TOOLS) $(BIN)/python -m pytest -m needs $(ARGS) || test $$? -eq 5 # 5: no test is marked

test-kubernetes: $(VENV)/.test ## Build Kubernetes' API server from Debian's source, once, and test the Kubernetes store on it.
	server="$$(sh tests/stores/build_kubernetes.sh)" && \
	$(WITH_TOOLS) KEYSIEVE_TEST_KUBE_APISERVER="$$server" $(BIN)/python -m pytest -k kubernetes tests/stores tests/remediation/test_stores.py tests/runtime/test_every_store.py $(ARGS)

lint: $(VENV)/.lint ## Check style, format, types and the direction of imports.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed ## Measure the hook, installed as users have it; peers: ARGS="--peer NAME=COMMAND".
	@$(BIN)/python -m venv --clear $(BENCH)
	@$(PIP:$(BIN)/%=$(BENCH)/$(notdir $(BIN))/%) .
	$(BENCH)/$(notdir $(BIN))/python benchmarks/hook.py $(ARGS)

bulk: $(VENV)/.installed ## Write docs/performance.md: trees, ranges, histories; peers: ARGS="--peer tree:NAME=COMMAND".
	$(BIN)/python benchmarks/bulk.py $(ARGS)

accuracy: $(VENV)/.installed ## Write docs/accuracy.md: recall, and false alarms on packages: ARGS="--fetch DIR".
	$(BIN)/python benchmarks/accuracy.py $(ARGS)

fuzz: $(VENV)/.fuzz ## Fuzz the decoders and the matching of assignments, a minute each, where atheris has a wheel.
	mkdir -p $(VENV)/fuzz
	cd $(VENV)/fuzz && for target in decode assign; do \
	"$(CURDIR)/$(BIN)/python" "$(CURDIR)/benchmarks/fuzz.py" $$target -max_total_time=60 $(ARGS) || exit 1; done

dev: $(VENV)/.test $(VENV)/.lint ## Install everything and the pre-commit hook of this clone.
	$(BIN)/pre-commit install

clean: ## Remove the virtual environment and everything that tools left behind.
	rm -rf $(VENV) dist build .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find scanner tests benchmarks -type d -name __pycache__ -prune -exec rm -rf {} +

# Each stamp stands for a finished step, so that the next run starts at once.

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

$(VENV)/.installed: pyproject.toml hatch_build.py
	@if ! $(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null; then \
	for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	"$$python" -c '$(NEW_ENOUGH)' 2>/dev/null && break; python=; done; \
	test -n "$$python" || { echo "make: Keysieve needs Python 3.11 or later; install it, or name it: make PYTHON=path/to/python" >&2; exit 1; }; \
	echo "making $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv --clear $(VENV); fi
	@$(PIP) --editable .
	@touch $@

$(VENV)/.groups: $(VENV)/.installed
	@$(PIP) --upgrade 'pip>=25.1' # the first pip that knows dependency groups
	@touch $@

$(VENV)/.test: $(VENV)/.groups
	@echo "installing what the tests need"
	@$(PIP) --group test
	@touch $@

$(VENV)/.fuzz: $(VENV)/.groups
	@$(PIP) --group fuzz
	@touch $@

$(VENV)/.lint: $(VENV)/.test # mypy reads the types of the libraries that extras and tests bring
	@echo "installing ruff, mypy and import-linter"
	@$(PIP) --group lint
	@touch $@
