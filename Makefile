# One entry for everything: `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
PYTEST_ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install install-dev run test check format lock bench bench-save bench-exam bench-certificate bench-import chaos clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## Set up .venv, system libraries, fonts and translations (quick the second time)
	@scripts/install.sh

install-dev: ## The same, plus what the tests and the checks need
	@scripts/install.sh --dev

run: install ## Start the whole system on this machine (PORT=8000)
	@$(PY) scripts/run.py

test: install-dev ## Run the default tests, browser tests included
	@scripts/test.sh $(PYTEST_ARGS)

check: install-dev ## Lint, format, types, import contracts, migrations, templates, deploy check
	@scripts/check.sh

format: install-dev ## Put the code in order (ruff)
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

lock: ## Resolve requirements*.in again into the hashed lock files (needs uv)
	@scripts/lock.sh

bench: bench-save bench-certificate bench-import ## All benchmarks, as ratios to a floor measured in the same run

bench-save: install-dev ## What one saved answer costs, against a bare WSGI callable (needs PostgreSQL)
	@$(PY) tests/benchmark/save_answer.py

bench-exam: install-dev ## An examination day: save, start, page, 10,000 candidates (SECONDS=60 to try it; needs PostgreSQL)
	@$(PY) tests/benchmark/exam.py $(if $(SECONDS),--seconds $(SECONDS))

bench-certificate: install-dev ## What one certificate costs, against bare WeasyPrint
	@$(PY) tests/benchmark/certificate_pdf.py

bench-import: install-dev ## What 10,000 imported staff rows cost, against openpyxl merely reading them
	@$(PY) tests/benchmark/import_staff.py

chaos: install-dev ## Kill web workers and crash the database under 64 saving connections (needs PostgreSQL)
	@$(PY) tests/chaos/run.py

clean: ## Remove what was built (keeps var/, the embedded database)
	@rm -rf .venv/.installed-* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results
