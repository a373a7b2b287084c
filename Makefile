# Two commands matter: `make demo` and `make test`. Everything they need is installed into .venv.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Of uv and of every tool (ruff.toml, setup.cfg): nothing goes into anybody's ~/.cache.
CACHE := $(VENV)/cache
export HYPOTHESIS_STORAGE_DIRECTORY := $(CACHE)/hypothesis

.PHONY: venv demo test lint types unit test-spark agree bench clean

venv: $(VENV)/.ready

# Not quiet: a download that takes its minute is seen to go on.
$(VENV)/.ready: constraints.txt setup.cfg pyproject.toml
	@echo "== creating $(VENV) (about a minute): 1. uv"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --no-cache-dir --disable-pip-version-check uv==$(UV_VERSION)
	@echo "== 2. what constraints.txt pins, and its bytecode"
	@$(BIN)/uv pip install --cache-dir $(CACHE)/uv --compile-bytecode --python $(BIN)/python -c constraints.txt -e '.[dev]'
	@echo "== 3. an empty Airflow database, to be copied (15 s)"
	@$(BIN)/python -m infra.airflow.database
	@touch $@

# The demo city, end to end: deliveries, stack, every DAG, summary. Leaves the stack up until Ctrl-C or `yiyuan down`.
demo: venv
	@$(BIN)/yiyuan demo

test: lint types unit

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models dbt_project/tests

types: venv
	$(BIN)/mypy

unit: venv
	$(BIN)/pytest -m "not spark" --durations=10

# The scenario on Apache Spark 4.2 + delta-spark 4.4.0 (needs Java 17), compared table by table with the embedded engine.
test-spark: venv
	$(BIN)/pytest -m spark --durations=10

# Every rule on 10,000 generated rows, on both engines, against an oracle in plain Python (needs Java 17).
agree: venv
	$(BIN)/python -m tests.agreement

bench: venv
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) .yiyuan
