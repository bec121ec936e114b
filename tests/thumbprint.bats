#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # what run and make check set
#
# tlsbind-thumbprint: statuses, agreement with openssl, certtool,
# python3-cryptography and RFC 8705 appendix A, every form of input, hostile
# inputs, many certificates.

bats_require_minimum_version 1.5.0

setup_file() {
	unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS
	DIR=$BATS_FILE_TMPDIR
	export DIR vectors=${srcdir:?}/tests/vectors
	cd "$DIR" || return
	jq -r '.cases[0].cert_pem' "$vectors/rfc8705-appendix-a.json" \
		>appendix-a.pem
	for name in $(jq -r '.cases[].name' "$vectors/certs.json"); do
		jq -r --arg n "$name" '.cases[] | select(.name == $n).der' \
			"$vectors/certs.json" | base64 -d >"$name.der"
		openssl x509 -inform DER -in "$name.der" -out "$name.pem"
	done
	cat ec.pem rsa.pem p384.pem >chain.pem
	thumbs -p 'x5t#S256' chain.pem >chain.want
}

setup() {
	cd "$DIR" || return
}

thumbs() {
	tlsbind-thumbprint "$@"
}

# json [OPTION]... CERT...: the report's facts, whatever the status.
json() {
	thumbs --format json "$@" || true
}

# The value that hashlib and python3-cryptography give.
want() { # CASE KIND
	jq -r --arg n "$1" --arg k "$2" \
		'.cases[] | select(.name == $n).thumbprints[$k]' \
		"$vectors/certs.json"
}

# same FILE...: each holds the certificates of chain.pem, in their order.
same() {
	for file; do
		thumbs "${options[@]}" -p 'x5t#S256' "$file" >got
		diff -u chain.want got
	done
}

# Refused as an input, with these words, on one line of its own.
refused() { # WORDS ARGUMENT...
	local words=$1
	shift
	run -3 --separate-stderr thumbs "$@"
	[[ $stderr == "tlsbind-thumbprint: "*"$words"* ]] || {
		echo "$stderr"
		return 1
	}
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
}

# ---- statuses ------------------------------------------------------------

@test "yes is 0, no is 1, a wrong command line 2, a bad input 3" {
	run -0 thumbs ec.pem
	run -0 thumbs --expect "$(want ec 'x5t#S256')" ec.pem
	run -1 thumbs --expect "$(want rsa 'x5t#S256')" ec.pem
	run -1 thumbs --expect "$(want ec sha256_hex)" ec.pem
	run -2 thumbs --print nonsense ec.pem
	run -2 thumbs --print jkt --expect x ec.pem
	run -2 thumbs --print jkt --format json ec.pem
	run -3 thumbs nosuch.pem
	run -3 thumbs --expect x nosuch.pem
	run -3 thumbs /dev/null
}

@test "without an operand it reads standard input, but asks no terminal" {
	run -0 thumbs -p x5t <ec.pem
	[ "$output" = "$(want ec x5t)" ]
	run -2 script -qec tlsbind-thumbprint /dev/null </dev/null
	[[ $output == *"which certificate?"* ]]
}

@test "a full disk is an error of the system" {
	run -5 sh -c 'tlsbind-thumbprint ec.pem >/dev/full'
	run -5 sh -c 'tlsbind-thumbprint -p x5t ec.pem >/dev/full'
}

@test "one bad input does not hide the others" {
	run -3 --separate-stderr thumbs -p x5t nosuch.pem ec.pem /dev/null rsa.pem
	[ "$output" = "$(want ec x5t)"$'\n'"$(want rsa x5t)" ]
	[ "$(wc -l <<<"$stderr")" -eq 2 ]
	[ "$(json nosuch.pem ec.pem | jq -r '.facts.certificates | length')" -eq 1 ]
}

# ---- oracles -------------------------------------------------------------

@test "RFC 8705 appendix A" {
	[ "$(thumbs -p 'x5t#S256' appendix-a.pem)" = \
		A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0 ]
	[ "$(thumbs -p cnf appendix-a.pem)" = \
		'{"x5t#S256":"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"}' ]
	run -0 thumbs -e A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0 appendix-a.pem
	[[ $output == HOLDS* ]]
	# The RFC's other value is of a certificate that it does not show.
	run -1 thumbs -e bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2 appendix-a.pem
	[[ $output == DIFFERS* ]]
}

@test "every kind of value is what hashlib and python3-cryptography make" {
	for name in $(jq -r '.cases[].name' "$vectors/certs.json"); do
		json "$name.der" >got.json
		jq -S '.facts.certificates[0] | .thumbprints +
			{cnf: (.cnf | tojson)}' got.json >got
		jq -S --arg n "$name" '.cases[] | select(.name == $n).thumbprints' \
			"$vectors/certs.json" >want
		diff -u want got
		jq -r 'to_entries[] | "\(.key) \(.value)"' want |
			while read -r kind value; do
				[ "$(thumbs -p "$kind" "$name.pem")" = "$value" ]
			done
	done
}

@test "openssl has the same fingerprints, serials, pins and dates" {
	for name in ec rsa p384 p521 ed25519 ed448-key rsa-sha1; do
		for alg in sha256 sha1; do
			fingerprint=$(openssl x509 -in $name.pem -noout \
				-fingerprint -$alg)
			[ "$(thumbs -p ${alg}_colon $name.pem)" = \
				"${fingerprint#*=}" ]
		done
		[ "$(thumbs -p 'x5t#S256' $name.pem)" = "$(openssl x509 \
			-in $name.pem -outform DER | openssl dgst -sha256 \
			-binary | basenc --base64url | tr -d =)" ]
		[ "$(thumbs -p spki_sha256 $name.pem)" = "$(openssl x509 \
			-in $name.pem -noout -pubkey | openssl pkey -pubin \
			-outform DER | openssl dgst -sha256 -binary | base64)" ]
		serial=$(openssl x509 -in $name.pem -noout -serial)
		[ "$(json $name.pem | jq -r '.facts.certificates[0].serial_hex |
			ascii_upcase')" = "${serial#*=}" ]
		end=$(openssl x509 -in $name.pem -noout -enddate)
		[ "$(json $name.pem | jq -r '.facts.certificates[0].not_after')" = \
			"$(date -u -d "${end#*=}" +%Y-%m-%dT%H:%M:%SZ)" ]
	done
}

@test "certtool has the same fingerprint and pin" {
	for name in ec rsa p384 ed25519-key; do
		[ "$(thumbs -p sha256_hex $name.pem)" = "$(certtool \
			--fingerprint --hash=sha256 --infile $name.pem |
			tr -d :)" ]
		certtool --certificate-info --infile $name.pem |
			grep -qF "pin-sha256:$(thumbs -p spki_sha256 $name.pem)"
	done
}

@test "openssl has the same names" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout /dev/null -out names.pem -utf8 -subj \
		'/C=DE/O=Müller\, Söhne/OU=#a/CN= #x;<y>="z"\\ ' 2>/dev/null
	[ "$(json names.pem | jq -r '.facts.certificates[0].subject')" = \
		"$(openssl x509 -in names.pem -noout -subject -nameopt \
			RFC2253,-esc_msb,utf8 | sed 's/^subject=//')" ]
}

# ---- forms of input ------------------------------------------------------

@test "PEM: CRLF, text around, other blocks, no last line end" {
	sed 's/$/\r/' chain.pem >crlf.pem
	{
		echo "Bag Attributes"
		cat "$vectors/keys/ec-pkcs8.pem" ec.pem
		echo "  subject=-----BEGIN"
		cat rsa.pem
		openssl ecparam -name prime256v1
		cat p384.pem "$vectors/keys/public.pem"
	} >mixed.pem
	printf %s "$(cat chain.pem)" >open.pem
	sed 's/ CERTIFICATE/ X509 CERTIFICATE/' chain.pem >x509.pem
	same chain.pem crlf.pem mixed.pem open.pem x509.pem
}

@test "TRUSTED CERTIFICATE: the certificate without its trust settings" {
	openssl x509 -in ec.pem -addtrust clientAuth -trustout -out trusted.pem
	grep -q TRUSTED trusted.pem
	[ "$(thumbs -p 'x5t#S256' trusted.pem)" = "$(want ec 'x5t#S256')" ]
}

@test "DER: one, several, and from a pipe" {
	cat ec.der rsa.der p384.der >chain.der
	same chain.der
	thumbs -p 'x5t#S256' - <chain.der | diff chain.want -
	# Whatever the pipe gives at a time.
	{ head -c 5; sleep 0.1; head -c 700; sleep 0.1; cat; } <chain.der |
		thumbs -p 'x5t#S256' | diff chain.want -
}

@test "PKCS#7 in DER and PEM, also beside certificates" {
	openssl crl2pkcs7 -nocrl -certfile chain.pem -out p7.pem
	openssl crl2pkcs7 -nocrl -certfile chain.pem -outform DER -out p7.der
	sort chain.want >sorted
	# The standard has a set here: certtool, too, sorts.
	for file in p7.pem p7.der; do
		thumbs -p 'x5t#S256' $file | sort | diff sorted -
	done
	cat p7.pem ec.pem | thumbs -p 'x5t#S256' |
		tail -n 1 | grep -qx "$(want ec 'x5t#S256')"
	[ "$(json p7.der | jq -r '.facts.certificates[0].form')" = "PKCS#7" ]
	openssl crl2pkcs7 -nocrl -out empty.pem
	refused "PKCS" <(openssl pkcs7 -in empty.pem -outform DER)
}

@test "PKCS#12 with a passphrase, an empty one, and without encryption" {
	want=$(thumbs -p x5t "$vectors/keys/ec-cert.pem" "$vectors/keys/rsa-cert.pem")
	export PASS=sesame WRONG=simsalabim
	printf 'sesame\r\n' >pass
	for pass in env:PASS pass; do
		for file in modern old; do
			[ "$(thumbs -p x5t --pass $pass \
				"$vectors/keys/ec-$file.p12")" = "$want" ]
		done
	done
	for file in empty plain; do
		[ "$(thumbs -p x5t "$vectors/keys/ec-$file.p12")" = "$want" ]
	done
	[ "$(thumbs -p x5t --pass - "$vectors/keys/ec-old.p12" <pass)" = "$want" ]
	refused "wrong passphrase" --pass env:WRONG "$vectors/keys/ec-modern.p12"
	run -3 setsid -w tlsbind-thumbprint "$vectors/keys/ec-modern.p12" </dev/null
	[[ $output == *"encrypted, and no passphrase was given: use --pass"* ]]
}

@test "JWK and JWK Set with x5c" {
	jq '.cases[0].jwk' "$vectors/rfc8705-appendix-a.json" >jwk.json
	[ "$(thumbs -p 'x5t#S256' jwk.json)" = \
		A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0 ]
	jq -n --arg a "$(base64 -w0 ec.der)" --arg b "$(base64 -w0 rsa.der)" \
		--arg c "$(base64 -w0 p384.der)" \
		'{keys: [{x5c: [$a, $b]}, {kty: "RSA"}, {x5c: [$c]}]}' >jwks.json
	same jwks.json
	[ "$(json jwks.json | jq -r '.facts.certificates[2].index')" -eq 2 ]
	refused "x5c" <(echo '{"kty":"EC"}')
	refused "JSON" <(printf '{"kty":')
}

# token DIRECTORY: an empty token there, of label lab, and PIN, its PIN.
token() {
	mkdir -p "$1"
	echo "directories.tokendir = $DIR/$1" >softhsm2.conf
	export SOFTHSM2_CONF=$DIR/softhsm2.conf PIN=1234
	softhsm2-util --init-token --free --label lab --pin "$PIN" \
		--so-pin 5678 >/dev/null
}

@test "a token: pkcs11 URLs, PINs, and keys that never leave it" {
	token tokens
	GNUTLS_PIN=1234 p11tool --batch --login --write --label client \
		--id 07 --load-certificate "$vectors/keys/ec-cert.pem" \
		'pkcs11:token=lab' >/dev/null
	GNUTLS_PIN=1234 p11tool --batch --login --write --label client \
		--id 07 --load-privkey "$vectors/keys/ec-pkcs8.pem" \
		'pkcs11:token=lab' >/dev/null
	want=$(thumbs -p 'x5t#S256' "$vectors/keys/ec-cert.pem")
	[ "$(thumbs -p 'x5t#S256' 'pkcs11:token=lab;object=client')" = "$want" ]
	[ "$(thumbs -p 'x5t#S256' 'pkcs11:token=lab')" = "$want" ]
	[ "$(json 'pkcs11:token=lab' | jq -r '.facts.certificates[0].form')" = \
		"PKCS#11" ]
	refused "pkcs11:token=lab;object=other" 'pkcs11:token=lab;object=other'
	refused "pkcs11:token=nosuch" 'pkcs11:token=nosuch'

	key=${builddir:?}/tests/unit/key url='pkcs11:token=lab;object=client;type=private'
	spki=$(od -An -v -tx1 "$vectors/keys/ec.spki" | tr -d ' \n')
	[ "$("$key" "$url" env:PIN)" = "$spki" ]
	[ "$(GNUTLS_PIN=1234 "$key" "$url")" = "$spki" ]
	[ "$("$key" "$url?pin-value=1234")" = "$spki" ]
	PIN=4321 run -1 "$key" "$url" env:PIN
	[[ $output == *PIN* ]]
}

# signs LABEL HOW OPTION...: what the token's key signs, openssl verifies.
signs() {
	"${builddir:?}/tests/unit/key_sign" \
		"pkcs11:token=lab;object=$1;type=private" "$2" hello env:PIN |
		xxd -r -p >sig
	if [ "$2" = ecdsa ]; then
		/usr/bin/python3 - <<-'END'
			from cryptography.hazmat.primitives.asymmetric import utils
			sig = open("sig", "rb").read()
			r, s = sig[:len(sig) // 2], sig[len(sig) // 2:]
			open("sig", "wb").write(utils.encode_dss_signature(
			    int.from_bytes(r, "big"), int.from_bytes(s, "big")))
		END
	fi
	"$builddir/tests/unit/key" "pkcs11:token=lab;object=$1;type=private" \
		env:PIN | xxd -r -p >spki
	openssl dgst -sha256 -keyform DER -verify spki -signature sig \
		"${@:3}" <(printf hello)
}

@test "a token: keys sign there, and need their public half beside them" {
	token sign-tokens
	export GNUTLS_PIN=1234
	for k in ec rsa; do
		p11tool --batch --login --write --label "$k" --id "0${#k}" \
			--load-privkey "$vectors/keys/$k-pkcs8.pem" \
			'pkcs11:token=lab' >/dev/null
	done
	signs rsa pkcs1
	signs rsa pss -sigopt rsa_padding_mode:pss \
		-sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256
	for tool in key "key_sign url ecdsa hello"; do
		# shellcheck disable=SC2086 # words
		set -- $tool
		run -1 "$builddir/tests/unit/$1" \
			'pkcs11:token=lab;object=ec;type=private' "${@:3}"
		[[ $output == *"neither its public key nor a certificate"* ]]
	done
	p11tool --batch --login --write --label ec --id 02 --load-pubkey \
		<(openssl pkey -in "$vectors/keys/ec-pkcs8.pem" -pubout) \
		'pkcs11:token=lab' >/dev/null
	signs ec ecdsa
	p11tool --batch --login --generate-privkey ecdsa --curve secp521r1 \
		--label p521 'pkcs11:token=lab' &>/dev/null
	signs p521 ecdsa
}

# ---- octets that others refuse -------------------------------------------

@test "a certificate that GnuTLS refuses has its thumbprints, and a warning" {
	# Version 1 with the extensions of version 3, and an extension twice.
	/usr/bin/python3 - <<-'END'
		der = open("ec.der", "rb").read()
		open("v2.der", "wb").write(der.replace(
		    bytes.fromhex("a003020102"), bytes.fromhex("a00302017e"), 1))
	END
	run -0 thumbs -p sha256_hex v2.der
	[ "$output" = "$(sha256sum v2.der | cut -d ' ' -f 1)" ]
	/usr/bin/python3 - <<-'END'
		import re
		der = open("ec.der", "rb").read()
		# A date with a month 13 is no date.
		der = re.sub(rb"\x17\x0d2601", b"\x17\x0d2613", der, count=1)
		open("month13.der", "wb").write(der)
	END
	json month13.der >got.json
	[ "$(jq -r '.facts.certificates[0].thumbprints.sha256_hex' got.json)" = \
		"$(sha256sum month13.der | cut -d ' ' -f 1)" ]
	[ "$(jq -r '.facts.certificates[0].not_before' got.json)" = null ]
	[ "$(jq -r '.verdict' got.json)" = pass ]
	/usr/bin/python3 - <<-'END'
		der = open("ec.der", "rb").read()
		# Another algorithm inside than outside.
		oid = bytes.fromhex("06082a8648ce3d040302")
		open("algs.der", "wb").write(
		    der.replace(oid, oid[:-1] + b"\x03", 1))
	END
	json algs.der >got.json
	[ "$(jq -r '.facts.certificates[0].readable' got.json)" = false ]
	[ "$(jq -r '.checks[] | select(.id == "certificate.readable").verdict' \
		got.json)" = warn ]
	[ "$(jq -r '.facts.certificates[0].thumbprints.sha256_hex' got.json)" = \
		"$(sha256sum algs.der | cut -d ' ' -f 1)" ]
	run -0 thumbs algs.der
	[[ $output == *"warn"*"certificate.readable"* ]]
}

@test "hostile names: NUL, escape sequences, line breaks, quotes" {
	/usr/bin/python3 - <<-'END'
		der = open("ec.der", "rb").read()
		evil = der.replace(b"\x0c\x0dExample, Inc.",
		    b"\x0c\x0da\x00b\x1b[2J\n\"c,de")
		evil = evil.replace(b"\x82\x0aec.example",
		    b"\x82\x0aab\x00\x1b]0;x\x07\xff")
		assert len(evil) == len(der) and b"]0;x" in evil and b"[2J" in evil
		open("evil.der", "wb").write(evil)
	END
	json evil.der >got.json
	[ "$(jq -c '.facts.certificates[0].subject' got.json)" = \
		'"CN=ec,O=a\\00b\u001b[2J\n\\\"c\\,de"' ]
	[ "$(jq -c '.facts.certificates[0].sans' got.json)" = \
		'["DNS:ab\\00\u001b]0;x\u0007�"]' ]
	for format in text tap junit ndjson; do
		thumbs -v --format $format evil.der >got
		run ! grep -q "$(printf '[\033\007]')" got
	done
	thumbs evil.der >got
	[ "$(wc -l <got)" -eq "$(thumbs ec.der | wc -l)" ]
}

# header FORM REPAIRS FILE: ec.pem, out of such a header.
header() {
	cat "$3" >value
	[ "$(thumbs -p 'x5t#S256' value)" = "$(want ec 'x5t#S256')" ]
	json value >got.json
	jq -e --arg form "$1" --arg repairs "$2" '.facts.certificates[0] |
		.form == "header" and .header.form == $form and
		(.header.repairs | join(" ")) == $repairs' got.json
}

@test "names of many parts are not GnuTLS's, which takes their square" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout many.key -out many.pem -subj "$(printf '/CN=%d' {1..5000})"
	run -0 thumbs many.pem
	[[ $output == *"names of more than 8192 parts"* ]]
	openssl x509 -in many.pem -outform DER -out many.der
	run -0 thumbs -p sha256_hex many.pem
	[[ $(sha256sum many.der) == "$output "* ]]
}

@test "headers of proxies: the form and the repairs are told" {
	base64 -w0 ec.der >der
	header base64-der no-pem-markers der
	header base64-der "white-space no-pem-markers" <(base64 ec.der)
	header rfc9440 "" <(echo "Client-Cert: :$(cat der):")
	header base64-der "not-rfc9440 no-pem-markers" \
		<(echo "Client-Cert: $(cat der)")
	tr '\n' ' ' <ec.pem >line
	header raw-pem "" line
	jq -Rsr @uri ec.pem >escaped
	header escaped-pem "" escaped
	jq -Rr @uri escaped | header escaped-pem escaped-twice /dev/stdin
	header xfcc "" <(echo "Hash=$(want ec sha256_hex);Cert=\"$(cat escaped)\"")
	header xfcc hash-differs \
		<(echo "Hash=$(want rsa sha256_hex);Cert=\"$(cat escaped)\"")
	HEADER="Client-Cert: :$(cat der):" run -0 thumbs -p 'x5t#S256' env:HEADER
	[ "$output" = "$(want ec 'x5t#S256')" ]
}

@test "headers of proxies: what was repaired is a warning with advice" {
	echo "Client-Cert: $(base64 -w0 ec.der | tr + ' ')" >spoiled
	json spoiled >got.json
	jq -e '[.checks[] | select(.id == "certificate.header")] | length == 1
		and .[0].verdict == "warn" and (.[0].advice | length) == 2' \
		got.json
	run -0 thumbs -f ndjson spoiled ec.pem
	[ "$(jq -s '[.[] | .checks[]? |
		select(.id == "certificate.header")] | length' \
		<<<"$output")" -eq 1 ]
	run -0 thumbs <(echo ":$(base64 -w0 ec.der):")
	[[ $output != *certificate.header* ]]
}

@test "inputs that hold no certificate say what they hold" {
	refused "empty" /dev/null
	refused "is a directory" .
	refused "cannot open" nosuch.pem
	refused "standard input: empty" - </dev/null
	refused "holds PRIVATE KEY, but no certificate: are certificate and key swapped?" \
		"$vectors/keys/ec-pkcs8.pem"
	refused "holds a private key, but no certificate: are certificate and key swapped?" \
		"$vectors/keys/ec-pkcs8.der"
	refused "no certificate found" "$vectors/certs.py"
	refused "no client certificate" <(echo "(null)")
	refused "no client certificate" <(echo "::")
	refused "no client certificate" <(echo)
	refused "no client certificate: let the proxy" \
		<(echo "X-Client-Cert:")
	refused "iconv -f UTF-16" <(iconv -t UTF-16 ec.pem)
	refused "not a certificate" <(openssl req -new -newkey ec -pkeyopt \
		ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=x \
		-outform DER 2>/dev/null)
	if [ "$(id -u)" -ne 0 ]; then
		cp ec.pem secret.pem
		chmod 0 secret.pem
		refused "cannot open" secret.pem
	fi
}

@test "a file of certificates is no key, and the error tells what to give" {
	run -1 "${builddir:?}/tests/unit/key" chain.pem
	[[ $output == *"chain.pem: holds certificates but no private key: give the key's own file"* ]]
}

@test "damaged inputs are refused with the place of the damage" {
	head -c 900 chain.pem >cut.pem
	refused "PEM block 2 (CERTIFICATE, at octet" cut.pem
	[ "$(wc -l <<<"$output")" -ge 1 ]
	sed '3s/^./!/' ec.pem >letter.pem
	at=$(($(head -n 2 ec.pem | wc -c)))
	refused "octet $at (0x21) is not base64" letter.pem
	awk '{ printf "%s\\n", $0 }' ec.pem >escaped.pem
	refused 'it has \n where lines should end: printf %b' escaped.pem
	[ "$(printf %b "$(cat escaped.pem)" | thumbs -p x5t)" = "$(want ec x5t)" ]
	{
		cat ec.der
		echo
	} >trailing.der
	refused "1 octets behind the last certificate, from octet $(wc -c <ec.der)" \
		trailing.der
	head -c 300 ec.der >cut.der
	refused "300 of its $(wc -c <ec.der) octets" cut.der
	printf '\060\204\177\377\377\377\060\202' >huge.der
	refused "larger than the limit" huge.der
}

@test "a gigabyte of zeros, or of letters, ends at once and takes no memory" {
	truncate -s 1G zeros
	start=$EPOCHREALTIME
	refused "binary, but not DER" zeros
	refused "binary, but not DER" - <zeros
	[ $(((${EPOCHREALTIME/./} - ${start/./}) / 1000)) -lt 2000 ]
	one=$(rss tlsbind-thumbprint -q chain.pem)
	all=$(rss bash -c "{ echo -----BEGIN CERTIFICATE-----
		head -c 1G zeros | tr '\0' A; } | tlsbind-thumbprint 2>letters")
	[ "$all" -lt $((one + 20000)) ]
	grep -q "too large" letters
	all=$(rss bash -c "tr '\0' A <zeros | tlsbind-thumbprint 2>letters")
	[ "$all" -lt $((one + 4000)) ]
	grep -q "no certificate found" letters
	rm zeros
}

# ---- many certificates ---------------------------------------------------

# rss COMMAND...: the peak of its memory in kB.  A program of the sanitizers
# would keep all that it ever freed, and where that was.
rss() {
	local o=quarantine_size_mb=0:thread_local_quarantine_size_kb=0
	ASAN_OPTIONS=${ASAN_OPTIONS-}:$o:malloc_context_size=1 \
		/usr/bin/python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

@test "ten thousand certificates take the memory of one" {
	for _ in $(seq 3334); do
		cat chain.pem
	done | head -n "$(($(wc -l <chain.pem) * 3333 + $(wc -l <ec.pem)))" \
		>bulk.pem
	[ "$(thumbs -p 'x5t#S256' bulk.pem | wc -l)" -eq 10000 ]
	[ "$(thumbs -p 'x5t#S256' bulk.pem | sort -u | wc -l)" -eq 3 ]
	for options in "-p x5t#S256" "-f json" "-f ndjson" "-f tap" "-q" "" "-v"; do
		# shellcheck disable=SC2086 # words
		one=$(rss tlsbind-thumbprint $options chain.pem)
		# shellcheck disable=SC2086 # words
		all=$(rss tlsbind-thumbprint $options bulk.pem)
		# Kept, they would take thirty thousand and more.
		[ "$all" -lt $((one + 6000)) ]
	done
	one=$(rss tlsbind-thumbprint -e "$(want ec sha256_hex)" chain.pem)
	all=$(rss tlsbind-thumbprint -e "$(want ec sha256_hex)" bulk.pem)
	[ "$all" -lt $((one + 6000)) ]
	[ "$(json bulk.pem | jq '.facts.certificates | length')" -eq 10000 ]
}

@test "an answer to --expect comes first, and few certificates follow" {
	for _ in 1 2 3 4 5 6 7 8; do
		cat chain.pem
	done >many.pem
	run -0 thumbs --expect "$(want rsa 'x5t#S256')" many.pem
	[ "${lines[0]}" = "HOLDS      certificate 2 of many.pem has this x5t#S256" ]
	[ "$(grep -c '^ *cnf' <<<"$output")" -eq 16 ]
	[[ $output == *"and 8 more certificates, left out"* ]]
	[ "$(json -e x many.pem | jq '.facts.certificates | length')" -eq 24 ]
}

@test "what matches or explains is shown, however late it comes" {
	for _ in $(seq 20); do
		cat ec.pem
	done >late.pem
	cat rsa.pem ec.pem >>late.pem
	for value in "$(want rsa 'x5t#S256')" "$(want rsa tbh)"; do
		run thumbs --expect "$value" late.pem
		[[ $output == *"late.pem #21  CN=rsa"* ]]
		[ "$(grep -c '^ *cnf' <<<"$output")" -eq 17 ]
		[[ $output == *"and 5 more certificates, left out"* ]]
		[ "$(json -e "$value" late.pem |
			jq '.facts.certificates | length')" -eq 22 ]
	done
	head -n "$(($(wc -l <ec.pem) * 17))" late.pem >seventeen.pem
	run -0 thumbs --expect "$(want ec 'x5t#S256')" seventeen.pem
	[[ $output == *"and 1 more certificate, left out"* ]]
}

@test "NDJSON has a line for each certificate, and one for the answer" {
	for _ in 1 2 3 4 5 6 7 8; do
		cat chain.pem
	done >lines.pem
	thumbs -f ndjson lines.pem >got
	[ "$(wc -l <got)" -eq 24 ]
	jq -r '.facts.certificates[].thumbprints["x5t#S256"]' got |
		diff <(thumbs -p 'x5t#S256' lines.pem) -
	[ "$(sed -n 2p got | jq -r .subject)" = "lines.pem #2" ]
	run -1 thumbs -f ndjson -e "$(want rsa tbh)" lines.pem
	[ "${#lines[@]}" -eq 25 ]
	[ "$(tail -n 1 <<<"$output" | jq -c '[.checks[0].verdict,
		.diagnoses[0].id, .status]')" = '["fail","x5t-is-tbh",1]' ]
	run -3 --separate-stderr thumbs -f ndjson ec.pem nosuch.pem
	[ "$(jq -c .status <<<"$output")" = 0$'\n'3 ]
}

@test "a value that a certificate lacks is an empty line, and an error" {
	run -3 --separate-stderr thumbs -p tbh ec.pem p384.pem rsa.pem
	[ "$output" = "$(want ec tbh)"$'\n\n'"$(want rsa tbh)" ]
	[[ $stderr == *"p384.pem has no tbh"* ]]
}

# ---- recipes -------------------------------------------------------------

# The catalogue's id for a recipe.
cause_of() {
	case $1 in
	der-sha256-b64url-padded) echo x5t-padded ;;
	der-sha256-b64) echo x5t-std-base64 ;;
	der-sha256-hex) echo x5t-hex ;;
	der-sha256-hex-upper) echo x5t-hex-upper ;;
	der-sha256-colon*-b64url | der-sha256-*-b64url) echo x5t-double-encoded ;;
	der-sha256-colon*) echo x5t-colon-hex ;;
	der-sha1-*) echo x5t-sha1 ;;
	der-sha384-* | der-sha512-*) echo x5t-wrong-hash-len ;;
	pem-*) echo x5t-of-pem ;;
	spki-*) echo x5t-of-spki ;;
	jkt-*) echo x5t-is-jkt ;;
	file-*) echo x5t-of-chain ;;
	binding*sha256*) echo x5t-is-tbh ;;
	binding*) echo x5t-is-binding-id ;;
	ski-* | aki-*) echo x5t-is-key-id ;;
	esac
}

@test "every recipe is named, with its cause, for an RSA and an EC certificate" {
	for name in ec rsa; do
		openssl x509 -in $name.pem >once.pem
		cat once.pem once.pem >twice.pem
		jq -r --arg n $name '.cases[] | select(.name == $n).recipes |
			to_entries[] | "\(.key) \(.value)"' \
			"$vectors/certs.json" >recipes
		[ "$(cut -d ' ' -f 2 recipes | sort -u | wc -l)" -eq \
			"$(wc -l <recipes)" ]
		[ "$(wc -l <recipes)" -ge 21 ]
		while read -r recipe value; do
			json --expect "$value" twice.pem >got.json
			[ "$recipe" != der-sha256-b64url ] || {
				[ "$(jq -r .status got.json)" -eq 0 ]
				continue
			}
			[ "$(jq -r '.status, .diagnoses[0].id,
				.diagnoses[0].confidence' got.json)" = \
				"1"$'\n'"$(cause_of "$recipe")"$'\n'certain ]
			[ "$(jq -r '.facts.expected[0].recipe' got.json)" = \
				"$recipe" ]
			jq -r '.diagnoses[0].advice[]' got.json |
				grep -qF "$(want $name 'x5t#S256')"
		done <recipes
	done
}

@test "values that people make with a shell" {
	x5t() {
		json -e "$1" ec.pem | jq -r '.diagnoses[0].id'
	}
	openssl x509 -in ec.pem >once.pem
	[ "$(x5t "$(sha256sum <once.pem | cut -d ' ' -f 1)")" = x5t-of-pem ]
	[ "$(x5t "$(sha256sum <ec.der | cut -d ' ' -f 1)")" = x5t-hex ]
	[ "$(x5t "$(sha1sum <ec.der | cut -d ' ' -f 1)")" = x5t-sha1 ]
	[ "$(x5t "$(openssl dgst -sha256 -binary ec.der | base64)")" = \
		x5t-std-base64 ]
	[ "$(x5t "$(openssl dgst -sha256 ec.der | sed 's/.*= //' |
		xxd -r -p | basenc --base64url)")" = x5t-padded ]
	[ "$(x5t "$(thumbs -p jkt ec.pem)")" = x5t-is-jkt ]
	[ "$(x5t "$(sha256sum <chain.pem | cut -d ' ' -f 1)")" = x5t-of-other ]
}

@test "every value of --print is recognised as what it is" {
	for name in ec rsa p384 p521 ed25519 ed448-key rsa-sha1 rsa-sha384; do
		jq -r --arg n $name '.cases[] | select(.name == $n).thumbprints |
			to_entries[] | "\(.key) \(.value)"' \
			"$vectors/certs.json" >values
		while read -r kind value; do
			json -e "$value" $name.pem >got.json
			recipe=$(jq -r '.facts.expected[0].recipe' got.json)
			[ "$recipe" != null ] || {
				echo "$name: $kind $value"
				return 1
			}
		done <values
	done
}

@test "near misses are told in words" {
	run -1 thumbs -e "$(want ec sha256_hex)" ec.pem
	[[ ${lines[2]} == *"(64 characters) is hex of SHA-256 over the DER of ec.pem" ]]
	run -1 thumbs -e "$(want rsa ski_hex)" rsa.pem
	[[ $output == *"hex of the subject key"* ]]
}

@test "values are found within what people paste" {
	right=$(want ec 'x5t#S256')
	for pasted in "x5t#S256=$right" "'$right'" "\"$right\"" \
		"$(want ec cnf)" "{\"cnf\": $(want ec cnf)}"; do
		run -0 thumbs -e "$pasted" ec.pem
		[[ $output == HOLDS* ]]
	done
	for alg in sha256 sha1; do
		json -e "$(openssl x509 -in ec.pem -noout -fingerprint -$alg)" \
			ec.pem >got.json
		[ "$(jq -r '.facts.expected[0].recipe' got.json)" = \
			der-$alg-colon-upper ]
	done
	json -e "$(openssl dgst -sha256 ec.der)" ec.pem >got.json
	[ "$(jq -r '.diagnoses[0].id' got.json)" = x5t-hex ]
	json -e "$(sha256sum ec.der)" ec.pem >got.json
	[ "$(jq -r '.diagnoses[0].id' got.json)" = x5t-hex ]
}

@test "an empty value is an unset variable" {
	for empty in "" " " "x5t#S256="; do
		run -2 thumbs -e "$empty" ec.pem
		[[ $output == *"--expect: empty: is the variable set?"* ]]
	done
}

@test "a value of another certificate: the usual reasons, and what to do" {
	run -1 thumbs -e "$(want rsa 'x5t#S256')" ec.pem
	[[ $output == *"x5t-of-other (likely)"*renewal*client*hop*CA* ]]
	[[ $output == *"is not made from ec.pem,"*"x5t#S256 of ec.pem is"* ]]
	run -1 thumbs -e "$(want p521 'x5t#S256')" chain.pem
	[[ $output == *"not made from any of the 3 certificates"* ]]
	run -1 thumbs -e x ec.pem
	[[ $output != *x5t-of-other* ]]
}

@test "a passphrase given in place of its source is never echoed" {
	long=$(printf 'correct horse%02000d' 0)
	for pass in "correct horse" "env:correct horse" "$long"; do
		refused "never the passphrase itself" --pass "$pass" \
			"$vectors/keys/ec-modern.p12"
		[[ $stderr != *"correct horse"* ]]
	done
	refused nosuchvariable --pass env:nosuchvariable \
		"$vectors/keys/ec-modern.p12"
}

@test "labels are what --print takes" {
	thumbs -v rsa.pem >got
	for kind in $(jq -r '.cases[] | select(.name == "rsa").thumbprints |
		keys[]' "$vectors/certs.json"); do
		grep -q "^  $kind  *$(want rsa "$kind" | cut -c 1-20)" got
	done
	grep -q '^  key  *RSA 2048, ' got
}

@test "several values: each is a check" {
	json -e "$(want ec 'x5t#S256')" -e "$(want rsa sha1_hex)" -e x chain.pem \
		>got.json
	[ "$(jq -c '[.checks[].verdict]' got.json)" = '["pass","fail","fail"]' ]
	[ "$(jq -c '[.diagnoses[].id]' got.json)" = '["x5t-sha1"]' ]
	run -1 thumbs -e "$(want ec 'x5t#S256')" -e x chain.pem
	[[ ${lines[0]} == "DIFFERS    1 of 2 values"* ]]
	run -0 thumbs -e "$(want ec 'x5t#S256')" -e "$(want rsa 'x5t#S256')" chain.pem
	[[ ${lines[0]} == "HOLDS "* ]]
}

@test "a report names source, place and form, and satisfies the schema" {
	json ec.pem chain.pem >got.json
	[ "$(jq -c '[.facts.certificates[] | [.source, .index, .form]]' \
		got.json)" = '[["ec.pem",0,"PEM"],["chain.pem",0,"PEM"],["chain.pem",1,"PEM"],["chain.pem",2,"PEM"]]' ]
	[ "$(jq -c '.facts.certificates[0] | [.subject, .issuer, .key_type,
		.key_bits, .signature_algorithm, .self_signed, .is_ca, .ekus,
		.sans]' got.json)" = '["CN=ec,O=Example\\, Inc.","CN=Example CA","EC P-256",256,"ecdsa-with-SHA256",false,false,[],["DNS:ec.example"]]' ]
	[ "$(json appendix-a.pem | jq -r '.facts.certificates[0].self_signed')" \
		= true ]
	thumbs --describe=schema >schema.json
	json -e "$(want ec sha256_hex)" ec.pem nosuch.pem evil.der 2>/dev/null \
		>failed.json
	/usr/bin/python3 - <<-'END'
		import json, jsonschema
		schema = json.load(open("schema.json"))
		for name in "got.json", "failed.json":
		    jsonschema.Draft7Validator(schema).validate(json.load(open(name)))
	END
}
