# Every task of the project. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

DATABASE ?= data/userkv.sqlite
# Exclusive access is enforced by the compiler where it can tell, and at run time in every test; the run-time checks cost a
# fifth of the instructions of a cached read, so the release leaves them out.
RELEASE_FLAGS := -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked -Xlinker --gc-sections
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks

.PHONY: help setup setup-tests build run test lint format bench bench-peers bench-scale bench-cache instruction-guard bench-kv crash-test fault-test fuzz fuzz-api regress clean

help: ## Show what can be made.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-18s %s\n", $$1, $$2 }'

setup: ## Install the system libraries that are missing.
	@scripts/setup

setup-tests:
	@scripts/setup python3 python3-venv

build: setup ## Build the release.
	swift build $(RELEASE_FLAGS) --product userkv

run: build ## Build and serve on http://127.0.0.1:8787 from data/userkv.sqlite.
	@[ -d $(dir $(DATABASE)) ] || install -d -m 700 $(dir $(DATABASE))
	USERKV_SQLITE_PATH=$${USERKV_SQLITE_PATH:-$(DATABASE)} exec .build/release/userkv serve

test: setup setup-tests ## Run every test.
	scripts/test

lint: ## Check style, and that the project speaks of itself alone.
	scripts/lint

format: ## Format the sources.
	swift format format --in-place --recursive --parallel $(wildcard $(SWIFT_SOURCES))

regress: build ## Check every promise of the interface against a service of its own.
	.build/release/userkv regress

fuzz: setup ## Try millions of random inputs on the request path, JSON, patches, queries and cursors.
	swift build --build-tests
	USERKV_FUZZ_STREAMS=$${USERKV_FUZZ_STREAMS:-250000} USERKV_FUZZ_MULTIPLIER=$${USERKV_FUZZ_MULTIPLIER:-50} \
	    swift test --skip-build --filter \
	    'RequestDifferentialTests|RouterFuzzTests|JSONRobustnessTests|JSONCheckingTests|JSONFoundationComparisonTests|QueryFuzzTests'

fuzz-api: build ## Try requests made from the OpenAPI document.
	@scripts/setup python3 python3-venv
	scripts/fuzz-api --binary .build/release/userkv --size $${SIZE:-1000}

crash-test: build ## Kill the server at random moments under writes, and look for lost ones.
	scripts/crash-test --binary .build/release/userkv

bench: build ## Measure the server: requests per second and processor time per request.
	@scripts/setup wrk
	scripts/bench --binary .build/release/userkv

bench-peers: build ## Compare with nginx, webdis, Redis and Kinto; writes docs/benchmarks.md.
	@scripts/setup wrk nginx libnginx-mod-http-lua lua-resty-lrucache lua-resty-core redis-server redis-tools webdis \
	    python3 python3-venv
	scripts/bench-peers --binary .build/release/userkv --report docs/benchmarks.md

bench-scale: build ## Compare an operation's cost with ten thousand and with ten million users in SQLite.
	@scripts/setup wrk python3
	scripts/bench-scale --binary .build/release/userkv

bench-cache: setup ## Measure the cache by itself, and draw its miss-ratio curves.
	swift build $(RELEASE_FLAGS) --product CacheBenchmark
	scripts/bench-cache --binary .build/release/CacheBenchmark

instruction-guard: build ## Compare instructions and allocations per request with the figures that are checked in.
	@scripts/setup valgrind python3
	scripts/instruction-guard --binary .build/release/userkv

bench-kv: build ## Compare callers' operations with upstream requests over Cloudflare KV.
	scripts/bench-kv --binary .build/release/userkv

fault-test: build ## Check what writers read while the store behind fails, for five minutes.
	scripts/fault-test --binary .build/release/userkv

clean: ## Remove what was built.
	rm -rf .build
