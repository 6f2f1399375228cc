# `make` alone lists the targets. What they run is first set up in .venv, from requirements.lock.
YEAR   ?= 2019
PYTHON ?= python3
ARGS   ?=

# Python before 3.13 reads where the project lies in the locale's letters, and LC_ALL=C has no Vietnamese
# ones: it would not start. Without LC_ALL it takes UTF-8 in place of C.
unexport LC_ALL

VENV := .venv
BIN  := $(VENV)/bin
UV   := $(shell command -v uv)

ifneq ($(UV),)
CREATE  = $(UV) venv --no-python-downloads --python $(PYTHON) $(VENV)
INSTALL = $(UV) pip install --quiet --python $(BIN)/python --compile-bytecode
else
CREATE  = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip --disable-pip-version-check install --quiet
endif

# The commands in .venv name the path that they were made at: where the folder was moved, none starts.
PLACE := $(or $(shell cat $(VENV)/.place 2>/dev/null),$(CURDIR))
MOVED := $(subst |$(CURDIR)|,,|$(PLACE)|)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup report check test lab bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "YEAR=$(YEAR) chooses the year, ARGS='…' passes further options, PYTHON=… the interpreter."

setup: $(VENV)/.compiled ## install everything into .venv (done by the other targets too)

report: setup ## render the report of YEAR into outputs/
	@$(BIN)/unionlib report $(YEAR) $(ARGS)

check: setup ## validate the data of YEAR and reconcile its figures
	@$(BIN)/unionlib check $(YEAR) $(ARGS)

test: setup ## lint, check types and run the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n logical --dist loadfile $(ARGS)

lab: setup ## open JupyterLab on notebooks/
	@JUPYTER_CONFIG_PATH=.jupyter $(BIN)/jupyter lab notebooks $(ARGS)

bench: setup ## measure against the peers and print the table
	@$(BIN)/python -m benchmarks $(ARGS)

# Keeps every pin that still fits; ARGS='--upgrade-package NAME' or ARGS=--upgrade renews.
lock: ## pin what pyproject.toml asks for in requirements.lock (needs uv)
	@test -n "$(UV)" || { echo "make lock needs uv on PATH" >&2; exit 1; }
	$(UV) pip compile --quiet pyproject.toml --output-file requirements.lock \
	  --all-extras --group build --group hold --group test --group bench \
	  --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links $(ARGS)

clean: ## remove rendered reports and caches, not .venv
	find outputs -mindepth 1 ! -name .gitkeep -delete
	find . -path "./$(VENV)*" -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} +
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis $(VENV)/.compiled

# The stamps: each step is redone only when what it depends on has changed.
ifneq ($(MOVED),)
.PHONY: $(VENV)/pyvenv.cfg
endif
$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên \
	(Python 3.11 or newer is needed): make setup PYTHON=…" >&2; exit 1; }
	$(if $(MOVED),rm -rf $(VENV))
	$(CREATE)
	@pwd -P >$(VENV)/.place

$(VENV)/.locked: requirements.lock $(VENV)/pyvenv.cfg
	@test -n "$(UV)" || $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	@echo "Đang cài đặt vào $(VENV), mất vài phút… (installing)" >&2
	@$(INSTALL) --require-hashes --no-deps -r requirements.lock || { echo "Chưa cài được: lần đầu cần có mạng. \
	Nối mạng rồi gõ lại lệnh. (Nothing installed: the first time needs the network.)" >&2; exit 1; }
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.locked
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# pip and uv compile what they install, but an editable package lies where it is.
$(VENV)/.compiled: $(VENV)/.installed $(shell find unionlib -name '*.py')
	@$(BIN)/python -m compileall -q unionlib
	@touch $@
