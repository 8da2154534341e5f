# `make run` and `make test` are all one needs; the rest is for those who change the code.
VENV := .venv
PYTHON := $(VENV)/bin/python
BASE_PYTHON := $(shell command -v python3.11 || command -v python3)

.PHONY: run dev install quick test soak test-needs bench bench-import bench-export bench-topics lint format lock docs docs-pictures sample geo

run: $(VENV)/app-ready
	$(VENV)/bin/icpermed-dashboard init --first-start
	$(VENV)/bin/streamlit run serve.py --server.port 8501

dev: $(VENV)/app-ready
	$(VENV)/bin/icpermed-dashboard init --first-start
	$(VENV)/bin/streamlit run serve.py --server.port 8501 --server.fileWatcherType auto --client.showErrorDetails full

install: $(VENV)/app-ready

# Within a minute: no browser, no PostgreSQL, no pages.
quick: $(VENV)/dev-ready
	$(PYTHON) -m pytest -n 2 -m "not soak and not browser and not postgres and not slow" \
		$(wildcard tests/test_*.py) $(addprefix tests/,charts common entities metrics services)

# All that protects users; CI runs this.
test: $(VENV)/dev-ready test-needs
	$(PYTHON) -m pytest -n 3

# What goes through everything and takes long, before a release: every page with every value of every choice, every case
# on PostgreSQL, more walks in the browser, more broken files and killed imports.
soak: $(VENV)/dev-ready test-needs
	$(PYTHON) -m pytest -n 2 -m soak

# A real browser, PostgreSQL server and spreadsheet: installed where that is allowed, else asked for in one line.
test-needs:
	@if command -v chromium >/dev/null && command -v soffice >/dev/null \
		&& ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium postgresql libreoffice-calc-nogui >/dev/null; \
	else echo "For all tests install: sudo apt-get install chromium postgresql libreoffice-calc-nogui (tests that need them are skipped)"; fi

bench: $(VENV)/dev-ready
	$(PYTHON) -m bench.pages
	$(PYTHON) -m bench.sessions

bench-import: $(VENV)/dev-ready test-needs
	$(PYTHON) -m bench.imports

# Peers with their own, large environment, which nothing else needs. BENCH=... gives options, such as --models NMF.
BENCH_VENV := .venv-bench
bench-topics: $(BENCH_VENV)/ready
	$(BENCH_VENV)/bin/python -m bench.topics $(BENCH)

$(BENCH_VENV)/ready: requirements-bench.txt
	$(BASE_PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.txt
	touch $@

bench-export: $(VENV)/dev-ready test-needs
	@command -v sqlite3 >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install -y -qq sqlite3 >/dev/null; } \
		|| echo "For the bench install: sudo apt-get install sqlite3"
	$(PYTHON) -m bench.exports

lint: $(VENV)/dev-ready
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

format: $(VENV)/dev-ready
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

# Pins every dependency with its hashes, from the short lists of what is wanted.
lock: $(VENV)/dev-ready
	$(VENV)/bin/pip-compile -q --upgrade --strip-extras --generate-hashes --allow-unsafe --no-header \
		--no-emit-index-url --no-emit-find-links --output-file requirements.txt requirements.in
	$(VENV)/bin/pip-compile -q --upgrade --strip-extras --generate-hashes --allow-unsafe --no-header \
		--no-emit-index-url --no-emit-find-links --constraint requirements.txt \
		--output-file requirements-dev.txt requirements-dev.in

# The pages that are made from the code, and the pictures that are taken from the running app; all are committed.
docs: $(VENV)/app-ready
	$(PYTHON) -m lib.docs.figures
	$(PYTHON) -m lib.docs.data_dictionary
	$(PYTHON) -m lib.docs.glossary
	$(PYTHON) -m lib.docs.rights

docs-pictures: $(VENV)/dev-ready test-needs
	$(PYTHON) -m docs.make_pictures

# Makes the demonstration data and the country shapes anew; both are committed.
sample: $(VENV)/app-ready
	$(PYTHON) data/demonstration/make.py

geo: $(VENV)/dev-ready
	$(PYTHON) data/geo/make.py

# The command line icpermed-dashboard, run from this checkout. The build backend is the pinned one of requirements.txt:
# nothing is asked of the network.
INSTALL_COMMAND_LINE := $(VENV)/bin/pip install --quiet --disable-pip-version-check --no-index --no-deps \
	--no-build-isolation --editable .

$(VENV)/bin/pip:
	$(BASE_PYTHON) -m venv $(VENV)

$(VENV)/app-ready: requirements.txt pyproject.toml | $(VENV)/bin/pip
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(INSTALL_COMMAND_LINE)
	touch $@

$(VENV)/dev-ready: requirements-dev.txt pyproject.toml | $(VENV)/bin/pip
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(INSTALL_COMMAND_LINE)
	touch $@
