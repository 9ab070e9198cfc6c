#!/usr/bin/env bash
# Install the two browsers the tests drive, from the system's own packages, where they are missing.
set -euo pipefail

have() { # have NAME…: whether one of the commands exists
  local name
  for name in "$@"; do command -v "$name" >/dev/null && return 0; done
  return 1
}
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt_updated=
apt_install() { # apt_install PACKAGE…: the first that the archive has
  [ -n "$apt_updated" ] || { as_root apt-get update -qq; apt_updated=1; }
  local package
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
      return
    fi
  done
  echo "install_browsers: none of $* is in this system's packages" >&2
  return 1
}

mac_app() { [ -d "/Applications/$1.app" ] || brew install --cask "$2"; }

if [ "$(uname)" = Darwin ]; then
  mac_app Chromium chromium
  mac_app Firefox firefox
  exit
fi
have chromium chromium-browser || apt_install chromium chromium-browser
have firefox-esr firefox || apt_install firefox-esr firefox
# Fonts for the scripts that the cards and pages are written in; without them screenshots show boxes.
[ -n "$(fc-list :lang=hi 2>/dev/null | head -1)" ] || apt_install fonts-noto-core
