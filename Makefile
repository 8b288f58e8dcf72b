# `make test` and `make demo` are the two commands of the README. Both share one debug build in .build.
.DEFAULT_GOAL := help
.PHONY: help demo test mutants sandbox soak nightly api bench lint format clean

# Debug builds hold the faults that tests must find; a release with them does not compile (docs/decisions/0051-mutants.md).
DEBUG_BUILD := swift build --traits Mutants
SWIFT_SOURCES := Sources Tests Examples Package.swift
SOAK_MINUTES ?= 30

help: ## Lists these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: ## Builds `fcg` and shows three invented councils asking and answering
	@.ci/ensure-packages
	@echo "building fcg (the first time takes some minutes: TLS, HTTP and SQLite are compiled too)"
	$(DEBUG_BUILD) --product fcg
	.build/debug/fcg sandbox demo

test: ## Builds everything, sees five mutants caught and runs the tests; the last line counts them
	@.ci/ensure-packages
	@echo "building everything with its tests (the first time takes some minutes)"
	$(DEBUG_BUILD) --build-tests
	.ci/mutants --draw 5
	swift test --traits Mutants --skip-build --disable-xctest --no-parallel

mutants: ## Breaks one clause after another and demands that a test of the clause fails; the last line counts them
	@.ci/ensure-packages
	$(DEBUG_BUILD) --build-tests
	.ci/mutants

sandbox: ## Starts the invented councils on this machine and leaves them running (`fcg sandbox down` stops them)
	@.ci/ensure-packages
	$(DEBUG_BUILD) --product fcg
	.build/debug/fcg sandbox up

soak: ## Runs the tests again and again for SOAK_MINUTES (30), until the first red
	@.ci/ensure-packages .ci/packages-soak
	$(DEBUG_BUILD) --build-tests
	.ci/soak $(SOAK_MINUTES)

nightly: ## Release build, tests under both sanitizers, and coverage; each in its own build folder
	@.ci/ensure-packages .ci/packages-soak
	.ci/nightly

api: ## Compares what is public in the stable modules with the last version, which it builds too
	@.ci/ensure-packages
	.ci/check-api

bench: ## Builds the benchmarks in release and runs each of them
	@.ci/ensure-packages
	.ci/bench

lint: ## The gates that need no build: format, arrows, revealed data
	@.ci/ensure-packages
	.ci/gates

format: ## Formats the Swift sources
	swift format --in-place --recursive $(SWIFT_SOURCES)

clean: ## Removes everything built and the sandbox
	rm -rf .build .build-* .sandbox
