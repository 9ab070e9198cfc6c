#!/usr/bin/env bash
# Create the virtual environment in the folder named, with the newest Python from 3.11 on.
set -euo pipefail
target=$1

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

for python in ${PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3; do
  command -v "$python" >/dev/null && usable "$python" && break
  python=
done
if [ -z "$python" ]; then
  echo "Presscard needs Python 3.11 or newer. Install one (Debian/Ubuntu: apt install python3; macOS: brew install python) and run this again." >&2
  exit 1
fi
# Debian and Ubuntu ship Python without the module that fills an environment.
if ! "$python" -c 'import ensurepip' 2>/dev/null && command -v apt-get >/dev/null; then
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  echo "Installing python$version-venv, which Python needs to create an environment."
  if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq "python$version-venv"
fi
exec "$python" -m venv "$target"
