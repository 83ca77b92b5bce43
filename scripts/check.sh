#!/bin/sh
# Everything a machine can say about the sources without running the product. Runs all checks, then lists what failed.
set -u
cd "$(dirname "$0")/.."
./sensei setup all || exit 1

failed=""
step() {
  name=$1
  shift
  printf '· %s\n' "$name"
  "$@" || failed="$failed
  $name"
}

step "style (ruff)" .venv/bin/ruff check --quiet .
step "types of the front door" .venv/bin/mypy --no-error-summary
step "types of the brain's side" .venv/bin/mypy --no-error-summary --config-file mypy-brain.ini --python-executable .venv-brain/bin/python
step "words in both languages" .venv/bin/python scripts/check_words.py
step "the chat is light" .venv/bin/python scripts/check_sizes.py
step "domain, forms and responses" .venv/bin/python scripts/check_domain.py
step "locks agree with pyproject.toml" .venv/bin/python scripts/check_locks.py
step "who imports whom, and one line of migrations" .venv/bin/python -m pytest -q -p no:cacheprovider tests/test_architecture.py tests/test_migrations.py

if [ -n "$failed" ]; then
  printf 'make check: not yet, see above:%s\n' "$failed" >&2
  exit 1
fi
echo "make check: all well."
