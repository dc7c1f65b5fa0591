#!/bin/sh
# Make .venv anew with the first Python that is 3.11 or later, or name what is missing.
set -eu
cd "$(dirname "$0")/.."

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

python=
for candidate in ${PYTHON:-python3.11 python3 python3.12 python3.13 python3.14}; do
    if is_new_enough "$candidate"; then
        python=$candidate
        break
    fi
done

if [ -z "$python" ]; then
    echo "Missing: Python 3.11 or later; looked for ${PYTHON:-python3.11, python3, python3.12, python3.13, python3.14}" >&2
    echo "(on Debian 12 or later: apt install python3 python3-venv)" >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    echo "Missing: the modules venv and ensurepip of $python (on Debian: apt install python3-venv)" >&2
    exit 1
fi
if ! command -v "${CC:-gcc}" >/dev/null 2>&1; then
    echo "Missing: a C compiler, ${CC:-gcc} (on Debian: apt install gcc)." >&2
    echo "Going on: the demo does without, where every package has a build for this machine; some tests do not." >&2
fi

echo "Making .venv with $("$python" --version); installing what requirements.lock pins takes a minute or two"
"$python" -m venv --clear .venv
