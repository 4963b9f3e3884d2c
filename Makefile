# Short commands; `make` alone lists them.
PORT ?= 8501
PRACTICE ?= sqlite:///var/practice.db
PYTHON ?= python3.11
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help run demo replicas test check bench bench-full larger soak desk shots

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "Installing what usercore needs (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[postgres]'
	@touch $@

.venv/.ready-test: $(READY)
	@echo "Installing what the tests need (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[postgres,test]'
	@touch $@

run: $(READY) ## start the dashboard (PORT=8600 for another port)
	@PORT=$(PORT) exec $(BIN)/python dashboard.py

demo: $(READY) ## the same with 2,000 made-up people to practise on
	@$(BIN)/usercore demo --url $(PRACTICE)
	@USERCORE_DATABASE_URL=$(PRACTICE) PORT=$(PORT) exec $(BIN)/python dashboard.py

replicas: .venv/.ready-test ## two of them behind nginx on one PostgreSQL, on port 8500
	@exec $(BIN)/python deploy/two_replicas.py $(ARGS)

test: .venv/.ready-test ## everything, on SQLite, PostgreSQL and in a browser
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: .venv/.ready-test ## ruff, mypy, the import contract
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: .venv/.ready-test ## our figures beside the bare engine's and Django admin's, at 100,000 people
	@$(BIN)/python -m benchmarks $(ARGS)

bench-full: .venv/.ready-test ## the same at a million, put into docs/performance.md
	@$(BIN)/python -m benchmarks --people 1000000 --docs $(ARGS)

larger: .venv/.ready-test ## pages and searches among ten million beside a million
	@$(BIN)/python -m benchmarks.larger

soak: .venv/.ready-test ## whether time tells who has an account, or a burst gets past a limit
	@$(BIN)/python benchmarks/soak.py

desk: .venv/.ready-test ## how long an archive and deletions take, and who waits meanwhile
	@$(BIN)/python benchmarks/desk.py

shots: .venv/.ready-test ## the README's pictures, taken from the practice data
	@$(BIN)/python docs/pictures.py
