#!/bin/sh
# Brings the system packages the tests use, on a Debian-like machine: a browser for the browser tests, PostgreSQL for
# the store's second run, and what set-up itself needs. Does nothing when all are there.
set -eu

missing=""
have() { command -v "$1" >/dev/null 2>&1; }
have git || missing="$missing git"
have make || missing="$missing make"
have python3 || missing="$missing python3"
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || missing="$missing python3-venv"
have chromium || have google-chrome || missing="$missing chromium"
have postgres || have pg_ctlcluster || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"

if [ -z "$missing" ]; then
  echo "System packages: all there."
  exit 0
fi
if ! have apt-get; then
  echo "ci-system: these are missing and apt-get is not here to bring them:$missing" >&2
  exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
echo "System packages: installing$missing …"
$as_root apt-get update -qq
# shellcheck disable=SC2086  one word each on purpose
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
