#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# browser.sh HOME CA [CERT KEY] -- ARG...: Chromium without a window, as nobody's
# browser but that of HOME: it trusts CA, and presents CERT unasked for.  ARG
# are its own.
#
# It reads the policy that selects a certificate from one place only, so this
# place is another one in a mount namespace of its own.
set -eu

home=$1 ca=$2 cert='' key=''
shift 2
[ "$1" = -- ] || {
	cert=$1 key=$2
	shift 2
}
shift

db=sql:$home/.pki/nssdb
[ -d "$home/.pki/nssdb" ] || {
	mkdir -p "$home/.pki/nssdb"
	certutil -N -d "$db" --empty-password
	certutil -A -d "$db" -n ca -t C,, -i "$ca"
	[ -z "$cert" ] || {
		openssl pkcs12 -export -in "$cert" -inkey "$key" \
			-out "$home/client.p12" -passout pass: -name client
		pk12util -d "$db" -i "$home/client.p12" -W '' >/dev/null
	}
}

namespace=-rm
[ "$(id -u)" != 0 ] || namespace=-m
# shellcheck disable=SC2016 # for the inner shell
exec unshare "$namespace" sh -euc '
	home=$1
	shift
	mount -t tmpfs none /etc/chromium
	mkdir -p /etc/chromium/policies/managed
	cat >/etc/chromium/policies/managed/test.json <<-JSON
		{ "AutoSelectCertificateForUrls":
			[ "{\"pattern\":\"*\",\"filter\":{}}" ] }
	JSON
	HOME=$home XDG_CONFIG_HOME=$home XDG_CACHE_HOME=$home exec timeout 60 \
		chromium --headless=new --no-sandbox --disable-gpu \
		--no-first-run --disable-background-networking \
		--user-data-dir="$home/profile" "$@" 2>"$home/chromium.log"
' _ "$home" "$@"
