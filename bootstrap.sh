#!/bin/sh
# sh bootstrap.sh run|test|test-long|bench|check|lock [arguments]
#
# Makes .venv from the hashed lock that the job needs, again whenever that changes.
set -eu
cd "$(dirname "$0")"

stamp=.venv/.lock
python=.venv/bin/python

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Debian installs Python without venv, and a bare Debian has none at all.
apt_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing $* with apt-get…"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=300 -qq update >/dev/null &&
        apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "$@" >/dev/null
}

find_python() {
    for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
        if "${candidate:-false}" -c 'import sys
raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

make_venv_with_pip() {
    base=$(find_python) || {
        apt_install python3 python3-venv >&2 || true
        base=$(find_python)
    } || die "Python 3.11, 3.12 or 3.13 is needed and none was found." \
        "Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.13;" \
        "or set PYTHON to one."
    "$base" -m venv --clear .venv >/dev/null 2>&1 && return
    version=$("$base" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    apt_install "python$version-venv" && "$base" -m venv --clear .venv ||
        die "Python's venv does not work here; on Debian and Ubuntu: apt install python$version-venv."
}

install() {
    echo "Installing what $lock names; this is needed once…"
    if command -v uv >/dev/null; then
        "$python" -c "" 2>/dev/null || {
            rm -rf .venv
            uv venv --quiet --python ">=3.11,<3.14" .venv
        }
        uv pip sync --quiet --require-hashes --python "$python" "$lock"
    else
        "$python" -m pip --version >/dev/null 2>&1 || make_venv_with_pip
        "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    fi || die "Installing failed: see above."
}

# What is installed for the tests serves to run as well.
is_installed() {
    "$python" -c "" 2>/dev/null && [ -f "$stamp" ] || return 1
    for each in "$lock" requirements-dev.txt; do
        [ "$(cat "$stamp")" != "$(cksum <"$each")" ] || return 0
    done
    return 1
}

install_if_lock_changed() {
    lock=$1
    is_installed && return
    install
    cksum <"$lock" >"$stamp"
}

# Which Chromium the browser tests take; an empty answer means Playwright's own.
find_chromium() {
    CHROMIUM=$("$python" -m tests.chromium) || exit 1
    export CHROMIUM
}

write_lock() {
    command -v uv >/dev/null || die "Locking needs uv: https://docs.astral.sh/uv/"
    for name in requirements requirements-run requirements-dev; do
        uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
            --no-annotate --no-header "$name.in" -o "$name.txt"
    done
}

job=${1:-}
[ $# = 0 ] || shift
case $job in
run) install_if_lock_changed requirements-run.txt ;;
test | test-long | bench | check) install_if_lock_changed requirements-dev.txt ;;
lock) ;;
*) die "Usage: sh bootstrap.sh run|test|test-long|bench|check|lock [arguments]" ;;
esac
case $job in
run) exec "$python" manage.py up "$@" ;;
test)
    find_chromium
    exec "$python" -m pytest -n 2 --dist worksteal "$@"
    ;;
test-long)
    find_chromium
    exec "$python" -m pytest -n 2 --dist worksteal -m long "$@"
    ;;
bench)
    find_chromium
    exec "$python" -m pytest -q --durable benchmarks "$@"
    ;;
check) exec sh .ci/check "$python" ;;
lock) write_lock ;;
esac
