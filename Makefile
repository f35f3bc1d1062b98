VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= var
export PORT DATA_DIR
export PYTHONPATH := $(CURDIR):$(CURDIR)/site
# Without kept bytecode every start compiles Django and Wagtail again: ten seconds instead of three.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help setup run test lint fmt seed bench bench-chat bench-search docs lock clean-demo

help:  ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BIN)/.ready  ## virtual environment, packages, database, reference data, demo network, index
	@$(BIN)/python manage.py prepare

$(BIN)/.ready: requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Handschlag needs Python 3.11 or newer ($(PYTHON) is older or missing). Try: make run PYTHON=python3.11"; exit 1; }
	@echo "· packages (once, about a minute) …"
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "The virtual environment could not be made in $(VENV): is this folder writable, is python3-venv installed?"; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(BIN)/.tools: requirements/test.txt requirements/dev.txt | $(BIN)/.ready
	@echo "· test tools (once) …"
	@$(foreach file,$^,$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(file) &&) touch $@

node_modules/.ready: package-lock.json
	@if command -v npm >/dev/null; then echo "· axe and HTML validator (once) …" && npm ci --silent && touch $@; \
		else echo "· no npm: the accessibility checks will be skipped"; fi

run: $(BIN)/.ready  ## web server and worker on http://localhost:8000 (PORT and DATA_DIR by environment)
	@exec $(BIN)/python manage.py serve

test: $(BIN)/.tools node_modules/.ready  ## every test: SQLite, PostgreSQL where there is one, journeys; make test ARGS="-k vacancy"
	@$(BIN)/python -m tests $(ARGS)

lint: $(BIN)/.tools  ## what CI refuses
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --check --lint --quiet templates
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run

fmt: $(BIN)/.tools  ## put everything into shape
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	$(BIN)/djlint --reformat --quiet templates

seed: $(BIN)/.ready  ## a small living network to look at; make seed ARGS="--vacancies 1000"
	@$(BIN)/python manage.py seed_demo $(ARGS)

bench: $(BIN)/.tools  ## measure; results in benchmarks/results/
	@$(BIN)/python -m benchmarks $(ARGS)

bench-search: $(BIN)/.tools $(BIN)/.services  ## the search under load, beside its peers; make bench-search ARGS="--small"
	@$(BIN)/python -m benchmarks.search_all $(ARGS)

$(BIN)/.services: requirements/postgres.txt requirements/redis.txt | $(BIN)/.ready
	@$(foreach file,$^,$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(file) &&) touch $@

bench-chat: $(BIN)/.tools $(BIN)/.services  ## load on the conversations, beside other servers; make bench-chat ARGS="--part rate --rate 500"
	@$(BIN)/python -m benchmarks.chat_load $(ARGS)

docs: $(BIN)/.tools  ## check links and tables of docs/
	$(BIN)/pytest -q tests/architecture/test_docs.py

lock: $(BIN)/.tools  ## write requirements/*.txt anew from *.in
	cd requirements && for name in base postgres redis test dev; do \
		../$(BIN)/uv pip compile $$name.in --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -o $$name.txt || exit 1; done
