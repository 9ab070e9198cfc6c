#!/usr/bin/env bash
# Pin every dependency for Python 3.11 to 3.14 on every system, with hashes and without addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { # compile OUTPUT ARGUMENT…: one lock file
  local output=$1
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --no-annotate --no-emit-index-url --output-file "$output" "$@"
}
# setuptools is what `pip install --no-build-isolation -e .` builds with.
echo "setuptools>=80" | compile requirements.lock pyproject.toml -
compile requirements-batch.lock --constraint requirements.lock --extra batch pyproject.toml
compile requirements-dev.lock --constraint requirements.lock --constraint requirements-batch.lock --group dev
compile requirements-evaluate.lock --constraint requirements.lock --constraint requirements-batch.lock \
  --constraint requirements-dev.lock --group evaluate
