# What people run is what CI runs. `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

USABLE := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
	$$each -c '$(USABLE)' 2>/dev/null && echo $$each && break; done)
BIN := .venv/bin
READY := .venv/ready
DATA ?= data
WORKERS ?= 2

.PHONY: help setup tools env up down demo dev test cover check audit sbom bench soak openapi asyncapi privacy lock clean screenshots

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv from requirements.lock (every other target does so by itself)

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with its venv module is needed" >&2; exit 1; }
	@echo "making .venv with $(PYTHON), from requirements.lock" >&2
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
TOOLS := docker-compose prometheus prometheus-alertmanager chromium $(PANGO)

tools: ## Install what the machine must have: pango for PDF; promtool, amtool, docker-compose, chromium for tests (Debian)
	@apt-get update --quiet --quiet
	@DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes --no-install-recommends $(TOOLS)

env: $(READY) ## Write .env and keys for docker-compose.yml, with random secrets; never over what is there
	@$(BIN)/python -m deploy.compose.env

demo: $(READY) $(if $(filter distributed,$(MODE)),up) ## A made-up network: `make demo`, or ONCE=1 to see and leave; MODE=distributed on what `make up` starts
	@$(if $(filter distributed,$(MODE)),$(BIN)/python -m deploy.local run demo --once,$(BIN)/ariadna demo $(if $(ONCE),--once))

up: $(READY) ## Start the distributed form here without containers: brokers, databases, four services; `make down` stops them
	@$(BIN)/python -m deploy.local up

down: $(READY)
	@$(BIN)/python -m deploy.local down

dev: $(READY) ## Serve the four services from ./data (DATA=folder for another)
	@$(BIN)/ariadna serve --data $(DATA)

test: $(READY) ## Run the tests, the short form of each promise among them (WORKERS=2; 0 for one process)
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile $(ARGS)

cover: $(READY) ## Run the domains' tests and list the branches that none of them takes
	@$(BIN)/python -m pytest --cov --cov-fail-under=100 tests/services $(ARGS)

check: $(READY) ## Style, types, import rules, house rules, lock
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest --quiet tests/architecture

audit: $(READY) ## Known weaknesses in what the lock pins; ARGS=--must fails if they can't be looked up
	@$(BIN)/python -m tests.audit $(ARGS)

sbom: $(READY) ## Write build/sbom.json: all that is deployed, by the lock, in the format CycloneDX
	@mkdir -p build
	@$(BIN)/python -W ignore -m cyclonedx_py requirements deploy/requirements.lock --pyproject pyproject.toml \
		--output-reproducible --short-PURLs --output-file build/sbom.json

bench: $(READY) ## Measure each figure beside its peer, interleaved, on this machine
	@$(BIN)/python -m tests.benchmarks $(ARGS)

screenshots: $(READY) ## Pictures of every page, in four languages at three widths, in build/screenshots
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

soak: $(READY) ## The full form of each promise: hours
	@ARIADNA_SOAK=1 $(BIN)/python -m pytest $(ARGS)

openapi: $(READY) ## Write docs/openapi again, after a change of what is posted or answered
	@$(BIN)/python -m deploy.openapi

asyncapi: $(READY) ## Write docs/asyncapi again, after a change of what is published or heard
	@$(BIN)/python -m deploy.asyncapi

privacy: $(READY) ## Write again what docs/privacy says of fields, times and readers, after a change of any of these
	@$(BIN)/python -m deploy.privacy
	@$(BIN)/ariadna policy table > docs/privacy/sharing.md

lock: ## Pin again what pyproject.toml asks for (needs uv)
	@for made in "requirements.lock --extra test" "deploy/requirements.lock --constraint requirements.lock"; do \
		uv pip compile pyproject.toml --quiet --extra build --universal --python-version 3.11 --generate-hashes \
			--no-strip-extras --no-emit-index-url --no-emit-find-links --no-header $(ARGS) --output-file $$made; done

clean: ## Remove what was made here, but not data
	@rm -rf .venv build *.egg-info .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
