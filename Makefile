# Convenience only: everything works without make too (see README.md).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.gitsm-installed

.DEFAULT_GOAL := help
.PHONY: help site test lint serve bench clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 10

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[site,data,github,dev]'
	@touch $(STAMP)

site: $(STAMP) ## check the repository, then publish it to site/
	$(BIN)/gitsm check
	$(BIN)/gitsm site build

serve: $(STAMP) ## build the site and show it on this computer
	$(BIN)/gitsm site serve

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(STAMP) ## formatting, lint, types, import contracts, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/gitsm schema write --check

bench: $(STAMP) ## print the ratios that docs/reference/performance.md quotes
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/proofs.py
	$(BIN)/python benchmarks/site.py

clean: ## remove what was built
	rm -rf site .site-* build dist
