# The commands of the product. Each prepares what it needs; none needs another to have run.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help setup setup-run setup-test run test check format bench clean

help:
	@echo "make run     start the product with a demo workload on http://127.0.0.1:$(PORT)"
	@echo "make test    run every test, the browser's too"
	@echo "make check   linters, types, layers, migrations, deployment settings"
	@echo "make bench   print the benchmark's figures"
	@echo "make setup   prepare the virtual environment only"

setup: setup-test

setup-run:
	@PYTHON=$(PYTHON) sh .ci/setup run

setup-test:
	@PYTHON=$(PYTHON) sh .ci/setup test

run: setup-run
	@DEVELOPMENT=1 $(BIN)/python manage.py up --demo --port $(PORT)

# Tests start the product's commands dozens of times: what Python compiles is kept in any case.
# Three processes for two cores: the one that drives the browser waits half of its time.
test: setup-test
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check $$(find templates -name '*.html')
	$(BIN)/mypy pillars reviewapp
	$(BIN)/lint-imports
	VAR_DIR=var/check DEVELOPMENT=1 $(BIN)/python manage.py makemigrations --check --dry-run
	VAR_DIR=var/check SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		BASE_URL=https://reviews.example.com ALLOWED_HOSTS=reviews.example.com \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: setup-test
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/djade $$(find templates -name '*.html')

bench: setup-test
	@$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) var
