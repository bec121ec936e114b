# SPDX-License-Identifier: Apache-2.0
# What the manuals and the README show is what a reader gets.  In examples,
# localhost:8443 demands a client certificate (client.pem is one that it
# trusts, other.pem is not), localhost:8444 asks for none, and localhost:8445
# speaks Token Binding; localhost:9443 to 9447 are free, for servers that an
# example starts; ca.pem issued the certificates of all; ekm.hex and
# other.hex are keying material; token.jwt is bound to client.pem, hex.jwt
# wrongly, and jwks.json has the keys of their issuer.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	. "${srcdir:?}/tests/peers/lib.bash"
	peers_begin
	start_demanding_s_server
	PORTS="8443=$port"
	start_s_server
	PORTS="$PORTS 8444=$port"
	start_tokbind_server http=1
	PORTS="$PORTS 8445=$port"
	first=$(ports_in_a_row 5)
	for n in 0 1 2 3 4; do
		PORTS="$PORTS $((9443 + n))=$((first + n))"
	done
	export PORTS
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	. "${srcdir:?}/tests/peers/lib.bash"
	peers_end
}

# A token of an issuer whose key is in jwks.json.
token() { # X5T
	jq -nc --arg x5t "$1" --argjson now "$(date +%s)" '{
		iss: "https://as.example", aud: "https://api.example",
		sub: "client-7", iat: $now, exp: ($now + 3600),
		cnf: {"x5t#S256": $x5t}}' | jose jws sig -I - -k as.jwk \
		-s '{"protected": {"typ": "at+jwt", "kid": "as-1"}}' -c -o -
}

# The throw-away files that examples name.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp "$PKI"/{chain,expired,server,other-ca}.* .
	cp "$PKI/server-ca.pem" ca.pem
	cp "$PKI/client-ca.pem" client-ca.pem
	cp "$PKI/good.pem" client.pem
	cp "$PKI/good.key" client.key
	cp "$PKI/good-encrypted.key" encrypted.key
	cp "$PKI/good-encrypted.pass" passphrase
	cp "$PKI/good.p12" client.p12
	cp "$PKI/missing-intermediate.pem" leaf.pem
	cp "$PKI/missing-intermediate.key" leaf.key
	cp "$PKI/intermediate.pem" .
	cp "$PKI/other-ca.pem" other.pem
	cp "$PKI/other-ca.key" other.key
	openssl x509 -in client.pem -outform DER -out client.der
	jose jwk gen -i '{"alg": "ES256", "kid": "as-1"}' -o as.jwk
	jose jwk pub -s -i as.jwk -o jwks.json
	token "$(tlsbind-thumbprint -p 'x5t#S256' client.pem)" >token.jwt
	token "$(tlsbind-thumbprint -p sha256_hex client.pem)" >hex.jwt
	printf '%064d\n' 7 >ekm.hex
	printf '%064d\n' 8 >other.hex
	cat >targets.txt <<-'LIST'
		# the gateway demands a certificate of ours
		localhost:8443  cert=client.pem key=client.key  ref=gateway
		localhost:8443  expect=rejected                 ref=anonymous
		localhost:8444  expect=not-requested            ref=shop
	LIST
	for p in $PORTS; do
		sed -i "s/:${p%=*}/:${p#*=}/" targets.txt
	done
}

@test "every program's manual has examples, and they come true" {
	for p in ${PROGRAMS:?}; do
		/usr/bin/python3 "$srcdir/tests/examples.py" \
			"$srcdir/man/$p.1" || faulty="${faulty-} $p.1"
	done
	[ -z "${faulty-}" ]
}

@test "the README's examples come true" {
	/usr/bin/python3 "$srcdir/tests/examples.py" "$srcdir/README.md"
}

@test "an example that does not come true is found" {
	cat >page.md <<-'PAGE'
		```console
		$ echo one; echo two
		one
		…
		$ false
		$ echo $?
		1
		```
	PAGE
	/usr/bin/python3 "$srcdir/tests/examples.py" page.md
	sed 's/^one$/three/' page.md >output.md
	run -1 /usr/bin/python3 "$srcdir/tests/examples.py" output.md
	sed '/echo \$?/,/^1$/d' page.md >status.md
	run -1 /usr/bin/python3 "$srcdir/tests/examples.py" status.md
	cat >stays.md <<-'PAGE'
		```console
		$ bash -c 'trap "touch ended; exit" TERM; echo begun; while :; do sleep 0.1; done' &
		begun
		$ ls
		…
		```
	PAGE
	/usr/bin/python3 "$srcdir/tests/examples.py" stays.md
	[ -e ended ]
	sed 's/while.*done/exit/; s/^begun/never/' stays.md >ends.md
	run -1 /usr/bin/python3 "$srcdir/tests/examples.py" ends.md
	echo nothing >empty.md
	run -1 /usr/bin/python3 "$srcdir/tests/examples.py" empty.md
}

@test "the demonstration shows what it promises" {
	run -0 bash "$srcdir/tests/demo"
	[[ $output != *'!!'* ]]
}
