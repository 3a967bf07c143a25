# Two commands do everything: `make demo` runs the product, `make test` runs every check. Both set up what is missing.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
PORT ?= 8080
BIN := .venv/bin
PYTEST := $(BIN)/pytest -q

.PHONY: setup demo run test check lint unit namespace bench format lock clean

setup:
	@scripts/setup test

demo:
	@scripts/setup run
	@exec $(BIN)/footlights demo --data ./demo-data --port $(PORT)

run:
	@scripts/setup run
	@exec $(BIN)/footlights serve --data ./data --port $(PORT)

test: setup lint
	cd web && npm run --silent test
	$(PYTEST) -n 2 -m "not namespace" --databases=sqlite,postgresql
	scripts/netns $(PYTEST) -n 2 --dist loadfile -m namespace tests/media tests/browser

check: setup lint
	cd web && npm run --silent test
	$(PYTEST) -n 2 -m "not namespace" --databases=sqlite

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	scripts/check-locks
	cd web && npm run --silent check

bench: setup
	scripts/bench

bench-%: setup
	scripts/bench $*

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd web && npm run --silent format

lock:
	scripts/lock

clean:
	rm -rf .venv .setup web/node_modules web/dist web/public/fonts demo-data
