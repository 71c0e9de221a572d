# Two commands are enough: `make run` and `make test`. They need Python 3.11 or newer and make; they bring the rest.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PY    ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
PYBIN := $(shell $(PY) -c 'import os, sys; print(os.path.realpath(sys.executable))')
VENV  := .venv
BOOT  := .boot
UV    := $(BOOT)/bin/uv
BIN   := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
export UV_HTTP_TIMEOUT := 180
unexport UV_INDEX UV_DEFAULT_INDEX UV_INDEX_URL VIRTUAL_ENV

.PHONY: run demo test check bench linkage prove prove-credit prove-spark reset lock format browser clean help

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

run: $(VENV)/.ok ## start the city: database, web, worker, demonstration (PORT=8000)
	@exec $(BIN)/banshi up

demo: $(VENV)/.ok ## the same, beginning at noon on Saturday 5 March 2022, when the story begins (docs/story.md; CLOCK=2022-03-06T08:55 goes on from there)
	@BANSHI_HOME="$${BANSHI_HOME:-$(CURDIR)/.banshi-2022}" exec $(BIN)/banshi up --clock "$${CLOCK:-2022-03-05T12:00}"

reset: $(VENV)/.ok ## forget everything the demonstration knows
	@$(BIN)/banshi reset

check: $(VENV)/.ok ## what CI checks without running tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	BANSHI_MODE=test $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/banshi packs check packs/national
	$(BIN)/banshi packs check packs/panjin-demo
	@! grep -n '://' requirements.txt requirements-linkage.txt requirements-spark.txt

test: $(VENV)/.ok browser ## every test that is quick enough to run always
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

bench: $(VENV)/.ok ## how fast, as ratios in one run (half an hour)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/leniency.py
	$(BIN)/python bench/draws.py

linkage: $(VENV)-linkage/.ok ## how well credit records are linked, beside Splink and recordlinkage (some minutes)
	$(VENV)-linkage/bin/python bench/credit_linkage.py

prove: $(VENV)/.ok ## the slow proofs: kill -9 in the middle of everything
	$(BIN)/pytest prove -m prove

prove-credit: $(VENV)/.ok ## sixty million credit records on this machine, every stage measured (half an hour, 40 GB)
	$(BIN)/python prove/credit.py

prove-spark: $(VENV)-spark/.ok ## DuckDB and Spark make the same of the same deliveries (BANSHI_SPARK_ROWS=100000; needs Java 17)
	$(VENV)-spark/bin/pytest prove/test_spark.py -m prove -s

format: $(VENV)/.ok
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(UV) ## pin what pyproject.toml asks for, with hashes and without addresses
	$(UV) pip compile -q --universal --generate-hashes --no-header --group dev pyproject.toml -o requirements.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --group linkage -c requirements.txt pyproject.toml -o requirements-linkage.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --group spark -c requirements.txt -o requirements-spark.txt

browser: ## Chromium and a Chinese font for the browser tests, from Debian where that is possible
	@bash tools/install-browser.sh

clean:
	rm -rf $(VENV) $(VENV)-linkage $(VENV)-spark $(BOOT)

$(UV):
	@echo "making $(BOOT) …"
	@$(PY) -m venv $(BOOT)
	@$(BOOT)/bin/python -m pip install -q --disable-pip-version-check 'uv==0.13.9'

$(VENV)/.ok: pyproject.toml requirements.txt | $(UV)
	@echo "installing into $(VENV) …"
	@$(UV) venv -q --clear --python $(PYBIN) $(VENV)
	@$(UV) pip sync -q --python $(BIN)/python --require-hashes requirements.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)-spark/.ok: requirements.txt requirements-spark.txt | $(UV)
	@echo "installing into $(VENV)-spark …"
	@$(UV) venv -q --clear --python $(PYBIN) $(VENV)-spark
	@$(UV) pip sync -q --python $(VENV)-spark/bin/python --require-hashes requirements.txt requirements-spark.txt
	@$(UV) pip install -q --python $(VENV)-spark/bin/python --no-deps -e .
	@touch $@

$(VENV)-linkage/.ok: requirements-linkage.txt | $(UV)
	@echo "installing into $(VENV)-linkage …"
	@$(UV) venv -q --clear --python $(PYBIN) $(VENV)-linkage
	@$(UV) pip sync -q --python $(VENV)-linkage/bin/python --require-hashes requirements-linkage.txt
	@$(UV) pip install -q --python $(VENV)-linkage/bin/python --no-deps -e .
	@touch $@
