# The two commands of the README are `make demo` and `make test`; both set up what they need.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format rules lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: ## a virtual environment in .venv with the exact packages of requirements.lock
	@.ci/venv

demo: setup ## a distributor's estate, played and served on 127.0.0.1 (ONCE=1: without serving)
	@.venv/bin/weighbridge demo $(if $(ONCE),--once)

test: setup ## all tests, on all cores; real SQLite, PostgreSQL, providers, and a browser where there is one
	@.ci/browser
	@.venv/bin/python -m pytest -q $(or $(ARGS),-n auto --dist loadfile)
	@.venv/bin/python -m tests.browser --report

lint: setup ## style, types and the rules of what may import what
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo 2>/dev/null || .venv/bin/lint-imports

format: setup ## put the code into its form
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

rules: setup ## write RULES.md anew from the rules
	@.venv/bin/weighbridge rules --format markdown > RULES.md

lock: setup ## write requirements.lock anew from pyproject.toml
	@.venv/bin/uv pip compile pyproject.toml --all-extras --group dev --universal --generate-hashes \
	    --no-emit-index-url --no-header --python-version 3.11 -q -o requirements.lock

clean: ## forget the environment and what the demo stored
	@rm -rf .venv .weighbridge
