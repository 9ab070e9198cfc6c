#!/usr/bin/env bash
# Install PostgreSQL for the store's tests, from the system's own packages, where it is missing.
set -euo pipefail
command -v initdb >/dev/null && exit
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && exit
compgen -G '/opt/homebrew/opt/postgresql*/bin/initdb' >/dev/null && exit
if [ "$(uname)" = Darwin ]; then
  brew install postgresql
  exit
fi
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
