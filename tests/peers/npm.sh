#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# npm.sh - print the folder with the packages of npm/package-lock.json; what is
# not there yet is installed, in a cache of the user's, never in the tree.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/npm" && pwd)
lock=$(sha256sum <"$here/package-lock.json" | cut -c 1-16)
cache=${XDG_CACHE_HOME:-${HOME:-${TMPDIR:-/tmp}}/.cache}/tlsbind
dir=$cache/npm-$lock

# Whoever comes second finds it complete, or makes the same in its own place.
install() {
	mkdir -p "$cache"
	new=$(mktemp -d "$cache/new.XXXXXX")
	trap 'rm -rf "$new"' EXIT
	cp "$here/package.json" "$here/package-lock.json" "$new"
	npm ci --prefix "$new" --ignore-scripts --no-audit --no-fund \
		--loglevel=error >&2
	mv -T "$new" "$dir" 2>/dev/null || [ -d "$dir" ]
}

[ -d "$dir" ] || install
echo "$dir"
