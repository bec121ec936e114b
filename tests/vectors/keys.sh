#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# keys.sh DIR: one P-256 and one RSA key in every container that keys come in,
# by openssl.  The passphrase is "sesame".  DIR/ec.spki and DIR/rsa.spki are
# their public keys in DER.
set -euo pipefail
mkdir -p "$1"
cd "$1"
pass=(-passout pass:sesame)

openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec-pkcs8.pem
openssl genrsa -out rsa-pkcs8.pem 2048
for k in ec rsa; do
	openssl pkey -in $k-pkcs8.pem -pubout -outform DER -out $k.spki
	openssl pkey -in $k-pkcs8.pem -outform DER -out $k-pkcs8.der
	openssl pkcs8 -topk8 -in $k-pkcs8.pem "${pass[@]}" -out $k-encrypted.pem
	openssl pkcs8 -topk8 -in $k-pkcs8.pem "${pass[@]}" -outform DER \
		-out $k-encrypted.der
	openssl req -x509 -new -key $k-pkcs8.pem -subj /CN=$k -days 3650 \
		-out $k-cert.pem
	cat $k-cert.pem $k-pkcs8.pem >$k-combined.pem
done
openssl rsa -in rsa-pkcs8.pem -traditional -out rsa-pkcs1.pem
openssl rsa -in rsa-pkcs8.pem -traditional -outform DER -out rsa-pkcs1.der
openssl rsa -in rsa-pkcs8.pem -traditional -aes128 "${pass[@]}" \
	-out rsa-legacy-encrypted.pem
openssl ec -in ec-pkcs8.pem -out ec-sec1.pem
openssl ec -in ec-pkcs8.pem -outform DER -out ec-sec1.der
openssl ec -in ec-pkcs8.pem -aes256 "${pass[@]}" -out ec-legacy-encrypted.pem
{
	openssl ecparam -name prime256v1
	cat ec-sec1.pem
} >ec-parameters.pem
openssl pkcs8 -topk8 -in ec-pkcs8.pem "${pass[@]}" -v1 PBE-SHA1-3DES \
	-out ec-encrypted-3des.pem
p12() { # out option...
	out=$1
	shift
	openssl pkcs12 -export -inkey ec-pkcs8.pem -in ec-cert.pem \
		-certfile rsa-cert.pem -out "$out" "$@"
}
p12 ec-modern.p12 "${pass[@]}"
p12 ec-old.p12 "${pass[@]}" -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES \
	-macalg sha1
p12 ec-rc2.p12 "${pass[@]}" -legacy -keypbe PBE-SHA1-3DES \
	-certpbe PBE-SHA1-RC2-40 -macalg sha1
p12 ec-empty.p12 -passout pass:
p12 ec-plain.p12 -passout pass: -keypbe NONE -certpbe NONE -nomac
openssl pkcs12 -export -nokeys -in rsa-cert.pem -out no-key.p12 "${pass[@]}"
openssl pkey -in ec-pkcs8.pem -pubout -out public.pem
