# Two commands matter: `make demo` and `make test`. `make help` lists all.
SHELL := /bin/sh
BASE_PYTHON := $(or $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done),none)
BIN := .venv/bin
PDF ?=
ONCE ?=
ARGS ?=
SCENARIO ?=
# the stack starts dozens of Python processes, each of which would compile everything anew
unexport PYTHONDONTWRITEBYTECODE
COUNT ?= 100
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test test-long check format lint types imports dead-code secrets licences web-check migrate \
	administrator bench-corpus simulate simulate-many

help: ## Lists the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/\1\t/' | expand -t 14

python:
	@[ "$(BASE_PYTHON)" != none ] || { echo "setup: Install Python 3.11 or newer (python3)." >&2; exit 1; }
.PHONY: python

setup: python ## Sets up everything the project needs, into its own folders
	@$(BASE_PYTHON) -m deploy.setup

demo: setup ## Signs a document end to end: [PDF=path] another one, [ONCE=1] stops afterwards
	@$(BIN)/python -m deploy.demo $(if $(PDF),--pdf "$(PDF)") $(if $(ONCE),--once)

dev: setup ## Starts the local stack alone; API and worker are restarted when the code changes
	@$(BIN)/python -m deploy.stack --reload

test: python ## All tests: [ARGS="…"] goes to pytest
	@$(BASE_PYTHON) -m deploy.setup --tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 2 --dist loadfile --reruns 1 $(ARGS)

test-long: python ## The tests that take minutes each, which `make test` leaves out
	@$(BASE_PYTHON) -m deploy.setup --tests
	@$(BIN)/pytest -m long $(ARGS)

check: format lint types imports dead-code secrets licences web-check ## Everything that is checked without running the code

format: ## Format
	$(BIN)/ruff format --check --quiet .

lint: ## Lint
	$(BIN)/ruff check --quiet .

types: ## Strict types
	$(BIN)/mypy

imports: ## Direction of imports
	$(BIN)/lint-imports

dead-code: ## Code nobody uses
	$(BIN)/vulture

secrets: ## Secrets in the repository
	@git ls-files -z | grep -zvE '(requirements|package-lock)\.(lock|json)$$|^tests/replay/histories/' \
		| xargs -0 $(BIN)/detect-secrets-hook --disable-plugin KeywordDetector

licences: ## Licences of what is imported
	$(BIN)/python -m deploy.licences

web-check: ## Types and lint of the page
	cd web && PATH="$$PATH:$(CURDIR)/.cache/node/bin" && npm run --silent check && npm test --silent

simulate: setup ## A customer's years in seconds, beside what the contract foretells: [SCENARIO=path]
	@$(BIN)/python -m deploy.simulate $(SCENARIO)

simulate-many: setup ## Random customers' years: [COUNT=100] [SEED=1]
	@$(BIN)/python -m deploy.simulate --random $(COUNT) --seed $(SEED)

migrate: ## Brings the database of DATABASE_OWNER_URL to the newest schema, and prepares Temporal's namespace
	$(BIN)/python -m deploy.prepare

administrator: ## Invites the first administrator: EMAIL=… NAME="…" [ANOTHER=1] [PRINT=1] prints the link
	@$(BIN)/python -m deploy.administrator --email "$(EMAIL)" --name "$(NAME)" $(if $(ANOTHER),--another) \
		$(if $(PRINT),--print)

bench-corpus: ## Signs every PDF of a folder: FOLDER=path
	$(BIN)/python -m bench.corpus $(FOLDER)
