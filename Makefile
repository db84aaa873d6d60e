# Verbatim's commands. Needs make and Python 3.11 or newer; `make help` lists them.
#
# The environment is made in .venv the first time that a command needs it, and brought up
# to date when a requirements file changes. All of that is said on standard error, so that
# `make -s ask-jsonl` prints nothing but the replies.

VENV := .venv
PY := $(VENV)/bin/python
BOT := $(PY) -m bot
RUN := $(VENV)/.requirements
DEV := $(VENV)/.requirements-dev

# One install at a time whatever -j says: both stamps install into the same environment.
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help run chat ask-jsonl check eval test e2e chaos lint audit bench bench-intents lock-requirements clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-18s %s\n", $$1, $$2}' Makefile

# For people

run: $(RUN) ## the bot: in Slack if .env has its tokens, else in a workspace on this machine
	@$(BOT) run

chat: $(RUN) ## a conversation in the terminal
	@$(BOT) chat

ask-jsonl: $(RUN) ## replies to conversations on standard input, one JSON object a line
	@$(BOT) ask --jsonl -

# For curators

check: $(RUN) ## the lint of the packs
	@$(BOT) check

eval: $(RUN) ## the packs' question tables: what is answered right, and what wrong
	@$(BOT) eval

# For developers

test: $(DEV) ## the tests, without those in a browser and those that take minutes
	@$(PY) -m pytest -q -n 2 --dist loadfile

e2e: $(DEV) ## the tests in a real browser (needs chromium)
	@$(PY) -m pytest -q -m e2e

chaos: $(DEV) ## questions answered while replicas are killed: takes minutes
	@$(PY) -m pytest -q -m chaos

lint: $(DEV) ## ruff, mypy, the import contracts and the lint of the packs
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-cache
	@$(BOT) check --strict

# Strict: where its data cannot be reached, an audit of nothing must not pass for a clean one.
audit: $(DEV) ## known vulnerabilities in requirements.txt; needs the data of PyPI
	@$(VENV)/bin/uv tool run pip-audit==2.9.0 --strict --progress-spinner off \
		--require-hashes --disable-pip -r requirements.txt || { \
		echo "verbatim: the audit found something, or could not reach its data (\"could not be audited\"): see docs/operations.md" >&2; \
		exit 1; }

bench: $(DEV) ## measures everything in half an hour, and writes bench/RESULTS.md
	@$(PY) -m bench

bench-intents: $(DEV) ## measures the matcher on public intents beside other methods
	@$(PY) -m bench.intents

# Locked for every Python and platform at once. What is locked already stays unless UPGRADE=1
# (or UPGRADE_PACKAGE=name) is given.
LOCK = $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-header --no-annotate \
	$(if $(UPGRADE),--upgrade) $(if $(UPGRADE_PACKAGE),--upgrade-package $(UPGRADE_PACKAGE))

lock-requirements: $(DEV) ## both requirements files anew from pyproject.toml
	@$(LOCK) --output-file requirements.txt >/dev/null
	@$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt >/dev/null

clean: ## caches away; .venv stays
	@find . -name .venv -prune -o -type d -name __pycache__ -print0 | xargs -0 rm -rf
	@rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist *.egg-info

# The environment

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Versions in the order in which they are known to have wheels of everything, PostgreSQL included.
$(VENV)/bin/pip:
	@found=; for python in python3.11 python3.12 python3.13 python3 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			found=$$python; \
			if $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then break; fi; \
			found="$$python without-venv"; \
		fi; \
	done; \
	case "$$found" in \
	"") echo "verbatim: Python 3.11 or newer is needed, and none is on the PATH (python3 there: $$(python3 --version 2>/dev/null || echo missing))." >&2; exit 1;; \
	*without-venv) echo "verbatim: $${found% *} lacks the venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1;; \
	esac; \
	echo "verbatim: making .venv with $$($$found --version 2>&1) (the first time only; about a minute)…" >&2; \
	$$found -m venv $(VENV) </dev/null >&2

$(RUN): requirements.txt | $(VENV)/bin/pip
	@echo "verbatim: installing requirements.txt…" >&2
	@$(PY) -m pip install --quiet --require-hashes --requirement requirements.txt </dev/null >&2
	@touch $@

$(DEV): requirements-dev.txt | $(VENV)/bin/pip
	@echo "verbatim: installing requirements-dev.txt…" >&2
	@$(PY) -m pip install --quiet --require-hashes --requirement requirements-dev.txt </dev/null >&2
	@touch $@ $(RUN)
