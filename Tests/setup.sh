#!/bin/sh
# Installs the Debian packages that the build and the program need, and checks for Swift.
# With 'tests' also what only tests use: a terminal to look at, and the shells whose completions are tried. Where these
# cannot be had, such tests are skipped. Does nothing where all of it is there.
set -eu

swift_version=6.2
packages="libsqlite3-dev libxml2-dev libyaml-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libedit-dev nettle-dev \
libstemmer-dev libutf8proc-dev libcurl4-openssl-dev pkg-config poppler-utils sqlite3"
[ "${1:-}" = tests ] && packages="$packages tmux zsh fish"

fail() {
    echo "setup: $*" >&2
    exit 1
}

command -v swift >/dev/null 2>&1 || fail "Swift $swift_version or later is needed (swift.org/install); there is no 'swift' on PATH"
found=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
[ -n "$found" ] || fail "'swift --version' says no version; Swift $swift_version or later is needed"
[ "$(printf '%s\n%s\n' "$swift_version" "$found" | sort -V | head -n 1)" = "$swift_version" ] ||
    fail "Swift $swift_version or later is needed, this is $found (swift.org/install)"

command -v dpkg-query >/dev/null 2>&1 || {
    echo "setup: this is no Debian; make sure that these are installed by their names here: $packages" >&2
    exit 0
}
missing=
for package in $packages; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then
    run=
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    run=sudo
else
    fail "packages are missing; as root run: apt-get install -y$missing"
fi
echo "setup: installing$missing" >&2
# sudo drops most variables, so that this one is handed over by env.
run="$run env DEBIAN_FRONTEND=noninteractive apt-get"
# The list of packages may be old or empty: it is fetched only if the first try fails.
# shellcheck disable=SC2086
$run install -y -qq $missing >/dev/null 2>&1 || {
    $run update -qq
    $run install -y -qq $missing >/dev/null
}
