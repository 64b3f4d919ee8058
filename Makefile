# The shortest way to what is done every day. `make` alone lists it.

.DEFAULT_GOAL := help
.PHONY: help check matrix format demo bench

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r t d; do printf '  make %-8s %s\n' "$$t" "$$d"; done

check: ## all tests and the formatter's check, as CI runs them
	mvn -B verify

matrix: ## the integration tests on PostgreSQL 13 to 18
	mvn -B verify -Pmatrix

format: ## lay out the sources as the formatter wants them
	mvn -q -B spotless:apply

demo: ## the transaction alerts, end to end, with an embedded PostgreSQL
	bin/potoroo demo

bench: ## all benchmarks; on a machine that does nothing else
	bin/potoroo bench
