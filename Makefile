# SPDX-License-Identifier: GPL-3.0-or-later
# Everything is made below .build/; python3 and git are all that must be there.
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo lab test faults faults-peers matrix bench docs build clean

help: ## Show this list
	@echo "make <target> [ARGS=...]"
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t 16

demo: ## Back up a table of a DynamoDB on this machine, and see what it looks like
	@"$$($(PYTHON) tools/environment.py lab)/bin/python" tools/demo.py $(ARGS)

lab: ## Start that DynamoDB by itself (ARGS="--help" shows its options)
	@"$$($(PYTHON) tools/environment.py lab)/bin/python" -m ansible_collections.dynaops.dynamodb.tests.lab $(ARGS)

test: ## Run all tests, on the main and on the newest supported release
	@$(PYTHON) tools/test.py $(ARGS)

faults: ## Run the whole fault suite (make test runs the quick half)
	@$(PYTHON) tools/faults.py $(ARGS)

faults-peers: ## The same faults for boto3, the AWS CLI and a plain module; writes the reliability page
	@$(PYTHON) tools/faults.py --peers $(ARGS)

matrix: ## Run pytest and the sanity tests on every supported release
	@$(PYTHON) tools/test.py --all-rows $(ARGS)

bench: ## Measure beside boto3, the AWS CLI, a loop and Cloud Custodian (ARGS="--rounds 1 --tables 1,10" for less, --write for the page)
	@$(PYTHON) tools/bench.py $(ARGS)

docs: ## Build the HTML reference and print where it is
	@$(PYTHON) tools/docs.py

build: ## Build the collection's tarball and print where it is
	@$(PYTHON) tools/shipped.py

clean: ## Remove everything that was made
	rm -rf .build
