# The two commands that matter: `make demo` and `make test`. `make help` lists the rest.

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
BINARY := .build/release/slate
DEMO_QUESTION := How much did rewetting cut the carbon emissions of the Velm peatland, what did it cost, and which birds returned?

.PHONY: help setup release demo test bench bench-agents bench-large install clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what the build needs
	@sh Tests/setup.sh

release: setup ## build the program that users get
	@swift build -c release --static-swift-stdlib --product slate

demo: release ## write a cited report on the demonstration documents and print it
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export SLATE_HOME="$$folder/home" && \
	$(BINARY) report "$(DEMO_QUESTION)" --source blackboard/demo -o "$$folder/report.md" && \
	cat "$$folder/report.md" && echo && $(BINARY) verify "$$folder/report.md"

# One after the other: tests that wait for a thread would hold up those beside them that measure time or wait for it. The
# tests of the whole program mostly wait for it, and run at the same time.
test: ## check the style, build with warnings as errors, run all tests
	@sh Tests/setup.sh tests
	@swift format lint --strict --recursive --parallel Sources Tests Package.swift
	@swift build --build-tests --explicit-target-dependency-import-check error
	@SWIFT_BACKTRACE=enable=no swift test --skip-build --no-parallel --skip EndToEndTests
	@SWIFT_BACKTRACE=enable=no swift test --skip-build --filter EndToEndTests

bench: release ## measure against the figures that the README gives
	@swift build -c release --static-swift-stdlib --product slate-bench
	@.build/release/slate-bench $(BINARY) Tests/Benchmarks/cranfield

bench-agents: release ## measure only what runs of many agents cost
	@swift build -c release --static-swift-stdlib --product slate-bench
	@.build/release/slate-bench $(BINARY) Tests/Benchmarks/cranfield agents

bench-large: release ## measure boards of 100,000 entries and 1,000,000 passages; takes a quarter of an hour
	@swift build -c release --static-swift-stdlib --product slate-bench
	@.build/release/slate-bench $(BINARY) Tests/Benchmarks/cranfield large

install: release ## install the program, its manual and completions below PREFIX (default /usr/local)
	@install -d "$(DESTDIR)$(PREFIX)/bin"
	@install -m 755 $(BINARY) "$(DESTDIR)$(PREFIX)/bin/slate"
	@$(BINARY) completions bash | install -D -m 644 /dev/stdin "$(SHARE)/bash-completion/completions/slate"
	@$(BINARY) completions zsh | install -D -m 644 /dev/stdin "$(SHARE)/zsh/site-functions/_slate"
	@$(BINARY) completions fish | install -D -m 644 /dev/stdin "$(SHARE)/fish/vendor_completions.d/slate.fish"
	@$(BINARY) manual | install -D -m 644 /dev/stdin "$(SHARE)/man/man1/slate.1"
	@echo "installed $(DESTDIR)$(PREFIX)/bin/slate"

clean: ## remove what was built
	@rm -rf .build
