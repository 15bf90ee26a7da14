#!/usr/bin/env bash
# Builds .venv/ in the root of the clone from the locks; with `spark`, .venv-spark/ with Spark besides, which is half a
# gigabyte. Called by `make setup` and `make test-spark`; safe to call again.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }

PYTHON=${PYTHON:-python3}
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "wendan needs Python 3.11 or newer; $PYTHON is $("$PYTHON" --version 2>&1). Name another: make setup PYTHON=python3.12" >&2
  exit 1
}

private_uv() {
  # A stock Debian guards its own Python (PEP 668), so uv gets a small room of its own.
  [ -x .venv-uv/bin/uv ] && return 0
  say "uv is missing: installing it from PyPI into .venv-uv/"
  if ! "$PYTHON" -m venv .venv-uv >/dev/null 2>&1; then
    rm -rf .venv-uv
    # Debian ships Python without ensurepip; root can mend that, others get uv for their user alone.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      say "python3-venv is missing: apt-get install python3-venv"
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv; } >&2
      "$PYTHON" -m venv .venv-uv
    else
      "$PYTHON" -m pip install --quiet --user uv
      return 0
    fi
  fi
  .venv-uv/bin/python -m pip install --quiet --disable-pip-version-check uv
}

uv() {
  if [ -x .venv-uv/bin/uv ]; then .venv-uv/bin/uv "$@"
  elif type -P uv >/dev/null; then command uv "$@"
  else "$PYTHON" -m uv "$@"; fi
}

if [ ! -x .venv-uv/bin/uv ] && ! uv --version >/dev/null 2>&1; then private_uv; fi

if [ "${1:-}" = lock ]; then
  # No address of any index or host goes into a lock: hashes say what is meant, the machine says from where.
  flags=(--universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet)
  say "locking what runs"
  uv pip compile pyproject.toml "${flags[@]}" "${@:2}" -o requirements.lock >/dev/null
  say "locking what builds and tests"
  uv pip compile pyproject.toml --extra dev --extra risk -c requirements.lock "${flags[@]}" "${@:2}" -o requirements-dev.lock >/dev/null
  say "locking what is tested on Spark"
  uv pip compile pyproject.toml --extra dev --extra risk --extra spark -c requirements-dev.lock "${flags[@]}" "${@:2}" -o requirements-spark.lock >/dev/null
  exit 0
fi

venv=.venv lock=requirements-dev.lock
if [ "${1:-}" = spark ]; then venv=.venv-spark lock=requirements-spark.lock; fi
if [ ! -x "$venv"/bin/python ]; then
  say "creating $venv/ with $("$PYTHON" --version)"
  uv venv --quiet --no-python-downloads --python "$PYTHON" "$venv"
fi
say "installing the locked packages (hashes checked)"
uv pip sync --python "$venv"/bin/python --require-hashes "$lock"
# Both of the tests' Alipay clients call their package `alipay`: the one whose client stands in its __init__ comes last.
uv pip install --quiet --python "$venv"/bin/python --no-deps --require-hashes --reinstall-package python-alipay-sdk \
  -r "$lock"
say "installing wendan itself"
uv pip install --quiet --python "$venv"/bin/python --no-deps --no-build-isolation --editable .
"$venv"/bin/python -m compileall -q src >/dev/null || true
touch "$venv"/.ready
say "ready: $venv/bin/wendan"
