# SPDX-License-Identifier: GPL-3.0-or-later
# Everything is made below .build/; python3 and git are all that must be there.
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo lab format check test faults faults-peers matrix pages bench verify-aws docs build release clean

help: ## Show this list
	@echo "make <target> [ARGS=...]"
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t 16

demo: ## Back up a table on an embedded test server and show the reports
	@"$$($(PYTHON) tools/environment.py lab)/bin/python" tools/demo.py $(ARGS)

lab: ## Start the test server only (ARGS="--help" shows its options)
	@"$$($(PYTHON) tools/environment.py lab)/bin/python" -m ansible_collections.dynaops.dynamodb.tests.lab $(ARGS)

format: ## Format all Python as the linters require
	@"$$($(PYTHON) tools/environment.py lint)/bin/ruff" format --quiet .

check: ## Run tests that need no ansible process: units, HTTP tests in one process, short properties
	@$(PYTHON) tools/test.py --tier check $(ARGS)

test: ## Run check, real ansible processes, quick faults, ansible-test and linters, and a few tests on the newest release
	@$(PYTHON) tools/test.py --tier test $(ARGS)

faults: ## Run the whole fault suite, each case in a process of its own (make test runs a quick half)
	@$(PYTHON) tools/faults.py $(ARGS)

faults-peers: ## Run the same faults for boto3, the AWS CLI and a plain module, and write the reliability page
	@$(PYTHON) tools/faults.py --peers $(ARGS)

matrix: ## Run pytest and the sanity tests on every supported release
	@$(PYTHON) tools/test.py --all-rows $(ARGS)

pages: ## Build the documentation and measure it in a real browser (installs Debian's chromium where it may)
	@$(PYTHON) tools/pages.py $(ARGS)

bench: ## Compare speed with boto3, the AWS CLI, a loop and Cloud Custodian (ARGS="--rounds 1 --tables 1,10" for less, --write for the page)
	@$(PYTHON) tools/bench.py $(ARGS)

verify-aws: ## Ask a real AWS account, which costs cents: it says what before it begins (ARGS="--list", "--policy", "--sweep")
	@"$$($(PYTHON) tools/environment.py lab)/bin/python" tools/verify_aws.py $(ARGS)

docs: ## Build the HTML reference and print where it is
	@$(PYTHON) tools/docs.py

build: ## Build the collection's tarball and print where it is
	@$(PYTHON) tools/shipped.py

release: ## Make a release: versions, changelog, tarball, text for the tag (ARGS="--check" changes nothing)
	@$(PYTHON) tools/release.py $(ARGS)

clean: ## Remove everything that make created
	rm -rf .build
