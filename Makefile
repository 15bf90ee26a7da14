# `make demo` is the shortest way in. Every target sets up what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
WENDAN := $(BIN)/wendan

.PHONY: help setup demo test test-spark serve lint drill simulate bench bench-routing bench-pages bench-reconcile bench-spark web screenshots docs lock upgrade clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.ready ## build .venv/ from the locks (nothing to do when nothing changed)

.venv/.ready: requirements.lock requirements-dev.lock pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" tools/setup.sh

demo: setup ## one store, one lunch rush with faults, and the verdict
	@$(WENDAN) demo

serve: setup ## API, worker and database until Ctrl-C
	@$(WENDAN) serve

lint: setup ## style, types and import contracts
	@echo "▸ ruff check"; $(BIN)/ruff check .
	@echo "▸ ruff format"; $(BIN)/ruff format --check .
	@echo "▸ mypy --strict"; $(BIN)/mypy
	@echo "▸ import contracts"; $(BIN)/lint-imports --no-logo

test: lint ## lint, the pages built again and compared, and every test
	@PYTHON="$(PYTHON)" tools/web.sh check
	@tools/browser.sh
	@$(BIN)/pytest -n 3 --dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)

test-spark: .venv-spark/.ready ## bills matched on a real Spark: half a gigabyte from PyPI and, as root, Debian's Java
	@tools/java.sh
	@.venv-spark/bin/pytest tests/reconciliation/test_engines.py tests/reconciliation/test_spark.py

.venv-spark/.ready: requirements-spark.lock pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" tools/setup.sh spark

drill: setup ## the hardest faults with kills over seeds 1 to 21
	@$(WENDAN) drill --seeds 1-21 --orders 2000 --faults hell --kill

simulate: setup ## a month of 200,000 orders, its unpaid ones and their reminders (half an hour)
	@$(WENDAN) simulate month

bench: setup ## place and settle beside pgbench
	@$(WENDAN) bench

web: setup ## check, build and deliver both sets of pages into the package
	@PYTHON="$(PYTHON)" tools/web.sh build

bench-routing: setup ## how long deciding takes which ways to pay are offered
	@$(BIN)/python benchmarks/routing.py

bench-reconcile: setup ## a day's bill of up to a million rows, beside gzip, pandas and datacompy
	@$(BIN)/python benchmarks/reconciliation.py

bench-spark: setup .venv-spark/.ready ## a day's bill of a million rows, matched on Spark beside DuckDB
	@tools/java.sh
	@$(BIN)/python benchmarks/reconciliation.py spark 1000000

bench-pages: setup ## how soon guest and kitchen see a payment, in a browser
	@$(BIN)/python benchmarks/pages.py

screenshots: setup ## draw every page into docs/pictures/
	@$(BIN)/python tools/screenshots.py

docs: setup ## write the generated pages again
	@$(BIN)/python docs/generate.py
	@$(BIN)/python tools/openapi.py

lock: ## write the locks again, keeping versions that still fit
	@PYTHON="$(PYTHON)" tools/setup.sh lock

upgrade: ## write the locks again with the newest versions
	@PYTHON="$(PYTHON)" tools/setup.sh lock --upgrade

clean: ## remove what can be built again (never .wendan/, the data)
	rm -rf .venv .venv-uv .venv-node .venv-bench .venv-spark .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
