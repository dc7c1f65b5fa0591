#!/bin/sh
# Have a Chromium for the tests of pages: where there is none, and we are root, apt installs it. Else it is named.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium, for the tests of pages"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
    then
        exit 0
    fi
fi
echo "Missing: chromium (on Debian: apt-get install chromium, as root). Going on: the tests of pages will fail." >&2
