# Everyday commands; each sets up what it needs under the git-ignored .dev/ the first time (see dev/setup.py).
# Variables given on the command line reach the scripts through the environment: make demo LEDGER=file.csv SERVE=0.

PYTHON ?= python3
export

.DEFAULT_GOAL := help
.PHONY: help setup demo trial replay truth backtest faults test cases test-all test-ci compat lint dist wheel screenshots bench i18n stop clean attack law mutants replies score jobs glue takeover axe

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Build the development environment (Odoo 19, PostgreSQL, wkhtmltopdf, Chromium)
	@$(PYTHON) dev/setup.py

demo: ## Chase a demo company's invoices, then serve Odoo (LEDGER=file.csv, SERVE=0)
	@$(PYTHON) dev/demo.py

replay: ## Live through a ledger day by day and check every day (LEDGER=file.csv, DAYS=n)
	@$(PYTHON) dev/replay.py

backtest: ## Back-test the payment forecast on a ledger, write bench/BACKTEST.md (LEDGER=file.csv, SECOND=1: the invented one)
	@$(PYTHON) dev/backtest.py

score: ## Calibrate the credit score on a ledger, write bench/SCORE.md (LEDGER=file.csv)
	@$(PYTHON) dev/scoring.py

trial: ## Judge the verdicts of trials on worlds whose truth is known, write bench/TRIAL.md (WORLDS=n)
	@$(PYTHON) bench/trial.py

faults: ## Break processes, mail servers, PostgreSQL and the clock, and see what is lost (ten minutes; F=name)
	@$(PYTHON) dev/faults.py $(F)

jobs: ## Deliver by queue_job as in production, kill it, write bench/JOBS.md (N=5000; ten minutes)
	@$(PYTHON) dev/jobs.py $(F)

attack: ## Attack the add-on over HTTP as every role, write bench/ATTACK.md (SELFTEST=1 plants holes; ten minutes)
	@$(PYTHON) dev/attack.py

test: ## Run the tests of every change, or T=/account_dunning:TestClass.test_method
	@$(PYTHON) dev/test.py $(T)

test-all: ## Run the slow tests too: add-ons of others, upgrades from each version, wheels (two hours)
	@$(PYTHON) dev/test.py --all

test-ci: ## Run those tests that continuous integration has the time for
	@$(PYTHON) dev/test.py --ci

cases: ## Replay the reported situations of dev/cases (C=b01)
	@$(PYTHON) dev/cases.py $(C)

glue: ## Test the glue add-ons beside the OCA's add-ons that they join (F=order; some minutes)
	@$(PYTHON) dev/glue.py $(F)

takeover: ## Take over the history of 1,000 customers from each source, write bench/TAKEOVER.md (ten minutes)
	@$(PYTHON) dev/takeover.py

compat: ## Compare Odoo's own tests without and with the add-on; OCA beside it (T=/sale, T=oca, REUSE=1)
	@$(PYTHON) dev/compat.py $(T)

truth: ## Compare aged balances and statements with the ledger at random dates (LEDGER=file.csv, DAYS=n, DATES=n)
	@$(PYTHON) dev/truth.py

law: ## Check late-payment interest against worked examples, published rates, random ledgers; write bench/LAW.md (LEDGERS=n)
	@$(PYTHON) dev/law.py

mutants: ## Break the modules without Odoo in many small ways, write bench/MUTANTS.md (M=module, SHARE=n)
	@$(PYTHON) dev/mutants.py

axe: ## Look at the screens with axe-core, at 1400 and 390 px (F=work,page: some; ten minutes)
	@$(PYTHON) dev/axe.py

replies: ## Measure how well customers' answers are understood, write bench/REPLIES.md (CHECK=1 fails below the targets)
	@$(PYTHON) dev/replies_bench.py

lint: ## Check the sources: the hooks of .pre-commit-config.yaml
	@$(PYTHON) dev/lint.py

dist: ## Build the zip for the Apps store (CHECK=1 installs it on a fresh database)
	@$(PYTHON) dev/dist.py $(if $(CHECK),--check)

wheel: ## Build the wheels, as of the OCA (CHECK=1 installs ours beside Odoo)
	@$(PYTHON) dev/wheel.py $(if $(CHECK),--check)

screenshots: ## Photograph the demo database's screens (after SERVE=0 make demo)
	@$(PYTHON) dev/screenshots.py

bench: ## Measure speed on built ledgers, write bench/RESULTS.md (BENCH=full, BENCH_SIZES=n,n; BENCH=quick: ratios to the build before)
	@$(PYTHON) bench/run.py

i18n: ## Export the translatable terms and update i18n/*.po
	@$(PYTHON) dev/i18n.py

stop: ## Stop the local PostgreSQL
	@$(PYTHON) dev/pg stop

clean: stop ## Remove everything generated, databases included (the next command sets up again)
	@rm -rf .dev out dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
