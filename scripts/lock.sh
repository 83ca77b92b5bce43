#!/bin/sh
# Resolves both groups of pyproject.toml anew and writes locks/front.txt and locks/brain.txt with hashes.
# Only these exports are committed: unlike uv.lock they name no package index.
set -eu
cd "$(dirname "$0")/.."
./sensei setup front
uv=$(./sensei setup uv | tail -n 1)
export UV_PYTHON_DOWNLOADS=never
"$uv" lock --quiet
for group in front brain; do
  "$uv" export --quiet --frozen --only-group "$group" --no-emit-project --no-header --output-file "locks/$group.txt"
done
.venv/bin/python scripts/check_locks.py
git --no-pager diff --stat -- locks
