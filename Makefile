# Two commands matter: `make demo` shows Feria, `make test` proves it. The rest are their parts.
SHELL := /bin/bash
PYTHON ?= python3
RUN := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo test setup system lint types tidy unit compile test-compiled test-postgres test-engines chaos journeys test-long mutants bench bench-review review-truth bench-teller bench-lane bench-rivals bench-checkout coverage docs messages lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: ## Run the demo mall on this machine (ARGS="--port 9000" and the like are handed on)
	@$(PYTHON) tools/setup.py demo && exec .venv/bin/feria demo $(ARGS)

test: setup system ## Everything that continuous integration runs
	@$(RUN) -m tools.gates

setup: ## Install what development needs, into .venv
	@$(PYTHON) tools/setup.py dev

system: setup ## Install what the tests need beyond Python: a browser, fonts, gettext
	@$(RUN) -m tools.system_packages

lint: setup ## Style, layers, templates, translations, licences, tidiness
	@$(RUN) -m tools.gates ruff format layers templates translations assets tidy

types: setup ## Check types
	@$(RUN) -m tools.gates types

unit: setup ## Tests without a browser and without a database server (ARGS are handed to pytest)
	@$(RUN) -m pytest -m "not journey and not postgres" $(ARGS)

compile: setup ## Make machine code of the pricing engine and the lane, in build/compiled (needs a C compiler)
	@$(RUN) -m tools.with_compiled

test-compiled: setup ## The tests of engine, lane and teller once more, on machine code
	@$(RUN) -m tools.gates compiled

journeys: setup system ## Tests in a real browser
	@$(RUN) -m pytest -m journey $(ARGS)

test-postgres: setup ## The mall's tests on a throw-away PostgreSQL
	@$(RUN) -m tools.gates postgres

test-engines: setup ## A review in every engine beside one in DuckDB (brings Java 17, PySpark and chDB)
	@$(RUN) -m tools.gates engines

chaos: setup ## Kill the mall again and again, on SQLite and on PostgreSQL (KILLS=60, SEED=11)
	@FERIA_CHAOS_KILLS=$(or $(KILLS),60) FERIA_CHAOS_SEED=$(or $(SEED),11) $(RUN) -m pytest tests/chaos
	@FERIA_CHAOS_KILLS=$(or $(KILLS),60) FERIA_CHAOS_SEED=$(or $(SEED),11) \
		$(RUN) -m tools.with_postgres --durable $(RUN) -m pytest tests/chaos/test_stampede.py tests/chaos/test_shutdown.py

test-long: setup ## The engine beside its oracles on ten times as many carts, groups beside their paper, 40,000 requests (an hour or two)
	@FERIA_THOROUGH=1 $(RUN) -m pytest -n logical -m thorough $(ARGS)
	@FERIA_THOROUGH=1 $(RUN) -m tools.with_postgres $(RUN) -m pytest -n logical -m thorough tests/mall $(ARGS)

mutants: setup ## Change the engine line by line: which changes does no test notice?
	@$(RUN) -m mutmut run --max-children 2 $(ARGS) && $(RUN) -m mutmut results

bench: setup ## Measure ourselves against the hand-written loop
	@$(RUN) -m bench.quote $(ARGS)

review-truth: setup ## Hold the review against 200 festivals whose truth is known, and judge the year's campaigns (ARGS=--publish: into the docs)
	@$(RUN) -m bench.review_truth $(ARGS)
	@$(RUN) -m bench.review_campaigns $(ARGS)

bench-teller: setup ## Measure the teller beside a bare micro-batcher, on both databases
	@$(RUN) -m bench.teller $(ARGS)

bench-review: setup ## Measure a full review of the real year beside bare DuckDB
	@$(RUN) -m bench.review $(ARGS)

bench-lane: setup ## Measure claims over HTTP beside an application that always says the same (quicker with wrk installed)
	@$(RUN) -m bench.lane $(ARGS)

bench-rivals: setup ## Measure ourselves beside other shops' engines, fetched into .feria/rivals (ARGS=--publish: into the docs)
	@$(RUN) -m bench.rivals $(ARGS)

bench-checkout: setup ## Measure our checkout beside django-oscar's, on both databases (fetches django-oscar into .feria/rivals)
	@$(RUN) -m bench.checkout $(ARGS)

coverage: setup system ## Which lines no test runs (takes twice as long as the tests alone)
	@$(RUN) -m pytest -n logical --dist worksteal -m "not postgres and not journey and not long" --cov --cov-report= $(ARGS)
	@$(RUN) -m pytest -n logical --dist worksteal -m journey --cov --cov-append --cov-report=term $(ARGS)

docs: setup ## Build the documentation into site/
	@$(RUN) -m tools.gates docs

messages: setup system ## Gather strings for translation, and compile what is translated
	@$(RUN) -m tools.messages

lock: setup ## Choose versions again where pyproject.toml asks for others (ARGS=--upgrade: for all)
	@$(RUN) -m tools.lock $(ARGS)

clean: ## Remove everything that was made here, the demo's data included
	rm -rf .venv .feria site build dist htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
	find . -name __pycache__ -prune -exec rm -rf {} +
