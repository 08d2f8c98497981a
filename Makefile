# make demo          examples/reports → demo/ : a store, a network page, a Turtle file, answers on the terminal
# make demo REPORTS=DIR          the same from your own folder (OUT=DIR: results elsewhere)
# make test          everything set up, then ruff, mypy and the tests (test-all: the slow ones too)
# make check         the same with the format check · make bench: timings · make clean

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all check lint format format-check types golden bench clean distclean

REPORTS ?= examples/reports
OUT ?= demo
KG_STORE ?= $(OUT)/store
VENV ?= .venv
WORKERS ?= 2

# The newest Python that can make an environment; `make PYTHON=/path/to/python3.12 demo` chooses another.
USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3.14 python3; do "$$p" -c '$(USABLE)' 2>/dev/null && echo "$$p" && break; done)

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
KG := $(BIN)/kg
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## this list
	@sed -n 's/^# \(make.*\)/\1/p' Makefile

$(BIN)/python:
	@if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c '$(USABLE)' 2>/dev/null; then \
	  echo "Fazhi KG needs Python 3.11 or newer with the venv module. 需要 Python 3.11 以上版本及 venv 模块。" >&2; \
	  echo "Install it (Debian, Ubuntu: apt install python3 python3-venv), or name one: make PYTHON=/path/to/python3.12 …" >&2; \
	  exit 1; \
	fi
	"$(PYTHON)" -m venv "$(VENV)"

# The environment is kept; it is brought up to date when pyproject.toml changes.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) … 正在安装 ……"
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing with the developers' tools into $(VENV) … 正在安装（含开发工具）……"
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.installed

# Spark is 400 MB, and only the slow tests need it (with Java 17 or 21).
$(VENV)/.installed-spark: pyproject.toml | $(BIN)/python
	@echo "Installing with Spark too into $(VENV) … 正在安装（含 Spark）……"
	$(PIP) install --editable '.[dev,spark]'
	@touch $@ $(VENV)/.installed-dev $(VENV)/.installed

setup: $(VENV)/.installed-dev ## the environment with the developers' tools

# Exit code 1 of the build means that some files could not be read: it has named them, and the rest goes on.
demo: $(VENV)/.installed ## reports → store, network page, Turtle, answers
	@mkdir -p "$(OUT)"
	@$(KG) build "$(REPORTS)" --store "$(KG_STORE)" || [ $$? -eq 1 ]
	@KG="$(realpath $(BIN))/kg" examples/questions.sh "$(KG_STORE)"
	@$(KG) network "$(OUT)/network.html" --store "$(KG_STORE)"
	@$(KG) export "$(OUT)/fazhi.ttl" --store "$(KG_STORE)"
	@echo
	@echo "网络图 network  file://$$(realpath "$(OUT)")/network.html   （用浏览器打开 · open in a browser）"
	@echo "图谱 Turtle     $$(realpath "$(OUT)")/fazhi.ttl"
	@echo "数据库 store    $$(realpath "$(KG_STORE)")"
	@echo
	@echo "接下来 next     $(KG) query --list --store $(KG_STORE)"
	@echo "浏览器 browser  $(KG) serve --store $(KG_STORE)"
	@echo "自己的报告 your own reports:  make demo REPORTS=DIR OUT=DIR"

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .

format-check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .

format: $(VENV)/.installed-dev ## write the code in ruff's format
	$(BIN)/ruff format .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

test: lint types ## ruff, mypy and the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow"

test-all: $(VENV)/.installed-spark lint types ## with the slow tests; needs Java 17 or 21
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: format-check test ## what a change must pass

golden: $(VENV)/.installed-dev ## write the golden Turtle anew; read the diff
	$(BIN)/python -m pytest -q tests/kg/test_golden.py --write-golden

bench: $(VENV)/.installed-dev ## timings of the main job
	$(BIN)/python benchmarks/run.py

clean: ## what demo, builds and tools left
	rm -rf demo dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean ## the environment too
	rm -rf "$(VENV)"
