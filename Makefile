# Each target is one line that calls something. Options of the program: make up ARGS="--port 8080"
PYTHON ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || command -v python3.11 || echo python)
VENV := .venv/bin/python
ARGS ?=
TESTS ?= -n 2

.PHONY: up test lint types bench lock install install-dev schema messages tables

up: install ## start everything; prints the address
	@$(VENV) manage.py up $(ARGS)

test: install-dev ## the whole test suite
	@$(VENV) -m pytest $(TESTS)

lint: install-dev ## style, likely mistakes, direction of imports
	@$(VENV) -m ruff check . && PYTHONPATH=. .venv/bin/lint-imports

types: install-dev
	@$(VENV) -m mypy

bench: install-dev ## make bench NAME=ingest
	@$(VENV) -m bench $(NAME)

lock: install-dev ## requirements*.in -> requirements*.txt
	@$(VENV) scripts/lock.py

install:
	@$(PYTHON) scripts/install.py requirements.txt

install-dev:
	@$(PYTHON) scripts/install.py requirements-dev.txt

schema: install-dev ## the OpenAPI document and that of the consultations' socket, from the code
	@DJANGO_SETTINGS_MODULE=kaishi.settings.test $(VENV) manage.py spectacular --validate --fail-on-warn --file docs/reference/openapi.yaml
	@$(VENV) scripts/asyncapi.py

messages: install-dev ## collect and compile the words for people
	@$(VENV) scripts/messages.py

tables: install-dev ## kaishi/tables.sql from the migrations, for new installations
	@$(VENV) scripts/tables.py
