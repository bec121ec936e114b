#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# pki.sh DIR: a throw-away PKI, made by openssl alone.  Every certificate is
# DIR/NAME.pem with its key in DIR/NAME.key.
#
# authorities  server-ca client-ca intermediate other-root samename-root evil-ca
# servers      server server-expired server-wrongname server-evil
# clients      good good-rsa good-ed25519 p384 chain, and the bad ones:
#              other-ca self-signed expired not-yet-valid serveronly
#              missing-intermediate wrong-order key-mismatch samename
#              no-digital-signature sha1 rsa1024
# others       good-encrypted.key (passphrase in good-encrypted.pass), good.p12
set -euo pipefail
umask 022
unset OPENSSL_CONF
mkdir -p "$1"
cd "$1"

when() { # the moment that DATE(1) calls so, as openssl ca wants it
	date -u -d "$1" +%Y%m%d%H%M%SZ
}
yesterday=$(when -1day)
later=$(when +825days)

new_key() { # name [kind]
	case ${2:-p256} in
	p256) openssl ecparam -name prime256v1 -genkey -noout ;;
	p384) openssl ecparam -name secp384r1 -genkey -noout ;;
	ed25519) openssl genpkey -algorithm ed25519 ;;
	rsa*) openssl genrsa "${2#rsa}" 2>/dev/null ;;
	esac >"$1.key"
	# Daemons that drop root read these throw-away keys, too.
	chmod 644 "$1.key"
}

root() { # name subject
	new_key "$1"
	openssl req -x509 -new -key "$1.key" -days 3650 -out "$1.pem" \
		-subj "$2" -addext basicConstraints=critical,CA:TRUE \
		-addext keyUsage=critical,keyCertSign,cRLSign
}

cat >ca.cnf <<'CNF'
[ca]
default_ca = any
[any]
database = index
rand_serial = yes
new_certs_dir = .
default_md = sha256
unique_subject = no
policy = policy
email_in_dn = no
[policy]
O = optional
CN = supplied
[server]
authorityKeyIdentifier = keyid
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost,IP:127.0.0.1,IP:::1
[elsewhere]
authorityKeyIdentifier = keyid
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:elsewhere.example
[client]
authorityKeyIdentifier = keyid
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
subjectAltName = DNS:client.example,URI:urn:example:client
[serveronly]
authorityKeyIdentifier = keyid
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
[agreement]
authorityKeyIdentifier = keyid
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyAgreement
extendedKeyUsage = clientAuth
[intermediate]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
CNF
: >index

issue() { # name authority profile CN [from [until [digest]]]
	openssl req -new -key "$1.key" -subj "/O=tlsbind/CN=$4" -out "$1.csr"
	openssl ca -batch -notext -config ca.cnf -cert "$2.pem" \
		-keyfile "$2.key" -in "$1.csr" -out "$1.pem" -extensions "$3" \
		-startdate "${5:-$yesterday}" -enddate "${6:-$later}" \
		-md "${7:-sha256}" 2>"$1.log" || { cat "$1.log" >&2; exit 1; }
}

client() { # name [kind [authority]]
	new_key "$1" "${2:-p256}"
	issue "$1" "${3:-client-ca}" client "$1"
}

root server-ca "/O=tlsbind/CN=Test Server CA"
root client-ca "/O=tlsbind/CN=Test Client CA"
root other-root "/O=tlsbind/CN=Other CA"
root samename-root "/O=tlsbind/CN=Test Client CA"
esc=$(printf '\033')
evil="Evil$esc]0;owned$esc\\${esc}[31m CA"
root evil-ca "/O=tlsbind/CN=$evil"

new_key server
issue server server-ca server localhost
new_key server-expired
issue server-expired server-ca server localhost \
	"$(when -60days)" "$(when -30days)"
new_key server-wrongname
issue server-wrongname server-ca elsewhere elsewhere.example
new_key server-evil
issue server-evil evil-ca server "evil${esc}[2J$esc]0;owned$esc\\host"

client good
client good-rsa rsa2048
client good-ed25519 ed25519
client p384 p384
client other-ca p256 other-root
client samename p256 samename-root
client rsa1024 rsa1024

new_key self-signed
openssl req -x509 -new -key self-signed.key -days 825 -out self-signed.pem \
	-subj "/O=tlsbind/CN=self-signed" \
	-addext basicConstraints=critical,CA:FALSE \
	-addext keyUsage=critical,digitalSignature \
	-addext extendedKeyUsage=clientAuth

new_key expired
issue expired client-ca client expired "$(when -60days)" "$(when -30days)"
new_key not-yet-valid
issue not-yet-valid client-ca client not-yet-valid \
	"$(when +10years)" "$(when +11years)"
new_key sha1
issue sha1 client-ca client sha1 "$yesterday" "$later" sha1
new_key serveronly
issue serveronly client-ca serveronly serveronly
new_key no-digital-signature
issue no-digital-signature client-ca agreement no-digital-signature

new_key intermediate
issue intermediate client-ca intermediate "Test Intermediate CA"
client missing-intermediate p256 intermediate
cat missing-intermediate.pem intermediate.pem >chain.pem
cat intermediate.pem missing-intermediate.pem >wrong-order.pem
cp missing-intermediate.key chain.key
cp missing-intermediate.key wrong-order.key
cp good.pem key-mismatch.pem
new_key key-mismatch

echo "correct horse" >good-encrypted.pass
openssl pkcs8 -topk8 -v2 aes-256-cbc -in good.key -out good-encrypted.key \
	-passout file:good-encrypted.pass
openssl pkcs12 -export -in good.pem -inkey good.key -out good.p12 \
	-passout file:good-encrypted.pass

rm -f ./*.csr ./*.log index* ca.cnf ./[0-9A-F]*.pem
