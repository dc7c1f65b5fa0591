#!/bin/sh
# Have the programs that tests run beside our own: what is missing apt installs where we are root. Else it is named.
set -eu

is_there() {
    case $1 in
        chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
        postgresql) command -v initdb || { set -- "${POSTGRESQL:-/usr/lib/postgresql}"/*/bin/initdb && [ -x "$1" ]; } ;;
    esac >/dev/null 2>&1
}

missing=
for program in chromium postgresql; do
    is_there "$program" || missing="$missing $program"
done
if [ -z "$missing" ]; then
    exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$missing"
    # shellcheck disable=SC2086 # several words, one for each program
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    then
        exit 0
    fi
fi
for program in $missing; do
    echo "Missing: $program (on Debian: apt-get install $program, as root). Going on: the tests that run it will fail." >&2
done
