# make run    installs what the app needs into .venv, starts it and prints its address
# make test   installs what the tests need, finds a browser and runs every test

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && echo $$p && break; done)
PIP = .venv/bin/python -m pip install --disable-pip-version-check --quiet
# Linux without an NVIDIA GPU: PyPI's torch would bring several gigabytes of CUDA.
GPU ?= $(shell if [ "$$(uname)" = Linux ]; then command -v nvidia-smi || ls -d /proc/driver/nvidia; else uname; fi 2>/dev/null)
CPU_BUILDS = https://download.pytorch.org/whl/cpu
ARGS ?=

.PHONY: run test lock clean

run: .venv/installed
	.venv/bin/python app.py $(ARGS)

test: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/python tests/browser/find_browser.py
	.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

.venv/installed: requirements.txt
	$(if $(PYTHON),,$(error Python 3.11 to 3.14 is needed: install one, or name it with make PYTHON=/path/to/python3.12))
	$(PYTHON) -m venv .venv
	$(if $(GPU),,@echo "No NVIDIA GPU here: torch is installed without CUDA (with it: make clean, then make run GPU=1)")
	$(if $(GPU),,$(PIP) --retries 1 --no-deps --extra-index-url $(CPU_BUILDS) "$$(grep ^torch requirements.txt)")
	$(PIP) --requirement requirements.txt
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(PIP) --requirement requirements-dev.txt
	touch $@

# The image's packages with their hashes, again after a change of requirements.txt. torch comes from elsewhere (see
# Dockerfile), so what it needs is named here. Wants uv: https://docs.astral.sh/uv
lock:
	(grep -v '^torch' requirements.txt; printf '%s\n' fsspec jinja2 networkx setuptools 'sympy>=1.13.3') \
	| uv pip compile - --universal --python-version 3.12 --generate-hashes --no-annotate --quiet \
		--custom-compile-command 'make lock' --output-file requirements.lock

clean:
	rm -rf .venv
