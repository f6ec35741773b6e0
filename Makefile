# make run    installs what the app needs into .venv, starts it and prints its address
# make test   installs what the tests need, finds a browser and runs every test

PYTHON ?= $(shell for p in python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null && echo $$p && break; done)
ARGS ?=

.PHONY: run test lock clean

run: .venv/installed
	.venv/bin/python app.py $(ARGS)

test: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/python tests/browser/find_browser.py
	.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

.venv/installed: requirements.txt
	$(if $(PYTHON),,$(error Python 3.11 or 3.12 is needed: install one, or name it with make PYTHON=/path/to/python3.12))
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --disable-pip-version-check --quiet --requirement requirements.txt
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	.venv/bin/python -m pip install --disable-pip-version-check --quiet --requirement requirements-dev.txt
	touch $@

# The image's packages with their hashes, again after a change of requirements.txt. torch comes from elsewhere (see
# Dockerfile), so what it needs is named here. Wants uv: https://docs.astral.sh/uv
lock:
	(grep -v '^torch' requirements.txt; printf '%s\n' fsspec jinja2 networkx setuptools 'sympy>=1.13.3') \
	| uv pip compile - --universal --python-version 3.12 --generate-hashes --no-annotate --quiet \
		--custom-compile-command 'make lock' --output-file requirements.lock

clean:
	rm -rf .venv
