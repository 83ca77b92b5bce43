#!/bin/sh
# Both test runs: the brain's side in its own environment with the test conversations, then everything else.
# tests/conftest.py decides which tests belong to which environment and lists, at the end, what was skipped and why.
set -u
cd "$(dirname "$0")/.."
./sensei setup all || exit 1
./sensei train || exit 1

SENSEI_SKIPS=$(mktemp)
export SENSEI_SKIPS
trap 'rm -f "$SENSEI_SKIPS"' EXIT
trap 'exit 130' INT TERM
status=0
# Files side by side; tests/conftest.py says what belongs together and begins first.
# One process more than there are cores, as most of them wait most of the time (for browsers, for restarts).
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
side_by_side="-n $((cores < 4 ? cores + 1 : 4)) --dist loadscope --no-loadscope-reorder"

echo "== Brain: components, actions, core"
.venv-brain/bin/python -m pytest $side_by_side tests || status=1

echo "== Brain: test conversations"
# Rasa reports every failed conversation in a file and still ends with 0; its own strict mode stops at the first.
report=.rasa/results/failed_test_stories.yml
rm -f "$report"
RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=-1 PYTHONWARNINGS=ignore \
  .venv-brain/bin/rasa test core --quiet --e2e --no-plot --model models/sensei.tar.gz \
  --stories tests/conversations --out .rasa/results || status=1
if grep -q "None of the test stories failed" "$report" 2>/dev/null; then
  echo "All test conversations went as written."
else
  cat "$report" 2>/dev/null
  echo "make test: test conversations failed, see above (what was predicted stands beside what was expected)." >&2
  status=1
fi

echo "== Front door and the whole product"
.venv/bin/python -m pytest $side_by_side tests || status=1

[ "$status" = 0 ] || echo "make test: failed, see above." >&2
exit "$status"
