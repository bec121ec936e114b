# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # each test is a subshell
#
# What tlsbind-serve says of its clients: in its reports, and to themselves at
# /whoami.  The clients are curl, openssl, Python, Node, gnutls-cli and
# Chromium.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	export LAB=$PEERS_HOME/lab
	start_serve --lab "$LAB" -q
	end_serve
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	cd "$BATS_TEST_TMPDIR" || return
	ca=$LAB/ca.pem
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# serve ARG...: the laboratory, a report a line in $out.
serve() {
	start_serve --lab "$LAB" --format ndjson "$@"
}

# ask ARG...: curl, which trusts the laboratory.
ask() {
	curl -sS --max-time 10 --cacert "$ca" "$@"
}

# with NAME: curl's options for that client of the laboratory.
with() {
	echo --cert "$LAB/clients/$1.pem" --key "$LAB/clients/$1.key"
}

# report N: wait for the report of visit N, and print it.
report() {
	local line
	for _ in $(seq 250); do
		line=$(jq -c --argjson n "$1" \
			'select(.facts.visit.serial == $n)' "$out" 2>/dev/null)
		[ -z "$line" ] || {
			echo "$line"
			return 0
		}
		sleep 0.02
	done
	echo "no report $1" >&2
	cat "$out" "$log" >&2
	return 1
}

# told N FILTER...: report N satisfies each filter.
told() {
	local n=$1 filter
	shift
	report "$n" >told.json
	for filter in "$@"; do
		jq -e "$filter" told.json >/dev/null || {
			echo "not so: $filter"
			jq -c '.headline, .facts.end, .facts.alerts,
				(.diagnoses | map([.id, .confidence])),
				(.checks | map([.id, .verdict, .evidence]))' \
				told.json
			return 1
		}
	done
}

# ---- JSON -------------------------------------------------------------------

@test "a client learns at /whoami what it presented" {
	serve
	# shellcheck disable=SC2046 # several words
	ask $(with good-p256) "$origin/whoami" >who.json
	tlsbind-thumbprint --format json "$LAB/clients/good-p256.pem" >ours.json
	[ "$(jq -r .headline.word who.json)" = ACCEPTED ]
	jq -e '.status == 0 and .facts.client_auth.verdict == "accepted"
		and .facts.client_auth.requested
		and .facts.client_auth.presented
		and .facts.client_auth.faults == []
		and .facts.client_auth.answer == "none"
		and .facts.tls.version == "TLS1.3"
		and .facts.tls.server_name == "localhost"
		and .facts.token_binding.negotiated == null
		and (.facts.client_hello.versions | index("TLS1.3") != null)
		and .facts.client_hello.alpn == ["h2", "http/1.1"]
		and .facts.requests == [{ "method": "GET",
			"target": "/whoami", "status": null }]
		and .facts.end == "open"' who.json
	# The very facts of another program about the very certificates.
	jq -S '.facts.certificates | map(del(.index))' who.json >a
	jq -S '.facts.certificates | map(del(.index, .source, .form,
		.readable))' ours.json >b
	diff a b
	[ "$(jq -r '.facts.cnf["x5t#S256"]' who.json)" = "$(tlsbind-thumbprint \
		-p 'x5t#S256' "$LAB/clients/good-p256.pem" | head -n 1)" ]
	told 1 '.facts.requests[0].status == 200' '.facts.end == "closed"' \
		'.facts.connection.total_us > 0' '.verdict == "pass"'
}

@test "what is told at /whoami satisfies the schema" {
	serve
	# shellcheck disable=SC2046 # several words
	ask $(with good-p256) "$origin/whoami" >who.json
	tlsbind-serve --describe=schema >schema.json
	"$python" -c 'import json, jsonschema
jsonschema.validate(json.load(open("who.json")), json.load(open("schema.json")))'
}

@test "clients without a certificate, asked and not asked" {
	serve
	ask "$web/whoami" >who.json
	jq -e '.facts.client_auth.verdict == "not-requested"
		and (.facts.client_auth.requested | not)
		and .facts.certificates == [] and .facts.cnf == null' who.json
	ask "$as/whoami" >who.json
	jq -e '.facts.client_auth.verdict == "optional"
		and .facts.client_auth.requested
		and (.facts.client_auth.presented | not)
		and .status == 0' who.json
}

@test "a door that takes any certificate warns of what is wrong with it" {
	serve
	# shellcheck disable=SC2046 # several words
	ask $(with expired) "$as/whoami" >who.json
	jq -e '.headline.word == "TAKEN" and .status == 0
		and .facts.client_auth.verdict == "accepted"
		and .facts.client_auth.faults == ["expired"]
		and .facts.client_auth.forgiven == ["expired"]
		and ([.checks[] | select(.verdict == "warn") | .id]
			| index("client-cert.valid") != null
			and index("client-cert.dates") != null)' who.json
}

# ---- refusals ---------------------------------------------------------------

@test "every client of the zoo is told from the others" {
	serve
	local n=0 name cause tls
	while read -r name cause; do
		for tls in 1.2 1.3; do
			# shellcheck disable=SC2046 # several words
			run -0 openssl s_client -connect "localhost:$port" \
				-CAfile "$ca" "-tls${tls/./_}" \
				$(with "$name") -cert_chain \
				"$LAB/clients/$name.pem" -quiet \
				</dev/null 2>&1 || true
			n=$((n + 1))
			told "$n" '.headline.word == "REFUSED"' \
				'.status == 1' \
				".diagnoses[0].id == \"$cause\"" \
				'.facts.client_auth.verdict == "rejected"' \
				'.facts.client_auth.answer == "alert"' \
				'.facts.end == "refused"'
		done
	done <<-ZOO
		expired client-cert-expired
		not-yet-valid client-cert-not-yet-valid
		other-ca unknown-ca
		self-signed self-signed-client
		same-name-other-key-ca same-dn-other-key-ca
		serverauth-only missing-clientauth-eku
		revoked revoked
		ca-expired client-cert-expired
		ca-no-ca ca-constraint
		ca-eku-serverauth intermediate-eku-constrained
	ZOO
}

@test "a chain without its intermediate, as our own has the same" {
	serve
	# shellcheck disable=SC2046 # several words
	run ! ask $(with missing-intermediate) "$origin/whoami"
	told 1 '.diagnoses[0].id == "missing-intermediate"' \
		'.diagnoses[0].confidence == "likely"' \
		'[.diagnoses[].id] | index("unknown-ca") != null'
}

@test "no certificate, in both versions" {
	serve
	run ! ask "$origin/whoami"
	run ! ask --tls-max 1.2 "$origin/whoami"
	told 1 '.diagnoses[0].id == "no-client-cert-13"' \
		'.facts.client_auth.alert.code == 116' \
		'[.checks[] | select(.verdict == "fail") | .id] ==
			["client-cert.presented"]'
	told 2 '.diagnoses[0].id == "no-client-cert-12"' \
		'.facts.client_auth.faults == ["no-certificate"]'
}

@test "a refusal by HTTP is one" {
	serve --imitate nginx
	# shellcheck disable=SC2046 # several words
	ask $(with expired) "$origin/whoami" >page
	told 1 '.headline.word == "REFUSED"' \
		'.facts.client_auth.answer == "http"' \
		'.diagnoses[0].id == "client-cert-expired"' \
		'.facts.requests[0].status == 400'
}

# ---- clients that do not trust us -------------------------------------------

@test "a client that does not trust this server says so, whoever it is" {
	serve
	run ! curl -sS "$web/"
	run ! "$python" -c "import urllib.request as r; r.urlopen('$web/')"
	run ! openssl s_client -connect "${web#https://}" -no-CAfile \
		-no-CApath -no-CAstore -verify_return_error </dev/null
	run ! gnutls-cli --x509cafile="$PKI/client-ca.pem" \
		-p "${web##*:}" localhost </dev/null
	for n in 1 2 3 4; do
		told "$n" '.headline.word == "FAILED"' '.status == 1' \
			'.diagnoses[0].id == "server-cert-untrusted"' \
			'.facts.end == "alert"' \
			'[.facts.alerts[] | select(.direction == "received")
				| .code] | (. == [48] or . == [42])'
	done
}

@test "Node leaves a server that it does not trust without a word" {
	serve
	run node -e "require('https').get('$web/').on('error', () => {})"
	told 1 '.headline.word == "FAILED"' \
		'.diagnoses[0].id == "server-cert-untrusted"' \
		'.diagnoses[0].confidence == "possible"'
}

@test "a name that is not ours" {
	serve
	run ! "$python" -c "
import socket, ssl
c = ssl.create_default_context(cafile='$ca')
c.wrap_socket(socket.create_connection(('localhost', ${web##*:})),
    server_hostname='other.example')"
	told 1 '.diagnoses[0].id == "server-cert-name"' \
		'[.checks[] | select(.id == "visit.server-name") | .verdict]
			== ["warn"]'
	# curl looks after the handshake, and says nothing.
	run ! ask --connect-to "other.example:443:localhost:${web##*:}" \
		https://other.example/
	told 2 '[.checks[] | select(.id == "visit.server-name") | .verdict]
			== ["warn"]' '.facts.requests_total == 0'
}

# ---- clients that speak something else --------------------------------------

@test "HTTP without TLS, a PROXY header, silence, another protocol" {
	serve
	run curl -sS "http://localhost:$port/?access_token=abc"
	printf 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n' \
		>"/dev/tcp/127.0.0.1/$port"
	(exec 9<>"/dev/tcp/127.0.0.1/$port")
	printf 'SSH-2.0-x\r\n' >"/dev/tcp/127.0.0.1/$port"
	told 1 '.diagnoses[0].id == "plain-http"' '.status == 1' \
		'tostring | contains("abc") | not'
	told 2 '.diagnoses[0].id == "proxy-protocol"'
	told 3 '.headline.word == "UNDECIDED"' '.status == 4'
	told 4 '.diagnoses[0].id == "client-speaks-no-tls"'
}

@test "nothing in common: versions and protocols" {
	serve
	run ! openssl s_client -connect "localhost:$port" -tls1_1 \
		-cipher ALL:@SECLEVEL=0 </dev/null
	run ! openssl s_client -connect "${web#https://}" -alpn nonsense \
		</dev/null
	told 1 '.diagnoses[0].id == "tls-version-refused"' \
		'.facts.client_hello.versions == ["TLS1.1"]'
	told 2 '.diagnoses[0].id == "alpn-refused" or .status == 0'
}

# ---- Token Binding ----------------------------------------------------------

@test "Token Binding, negotiated and not" {
	serve
	run tlsbind-handshake --tokbind=ecdsap256 --ca "$ca" "${web#https://}"
	told 1 '.facts.token_binding.negotiated == "ecdsap256"' \
		'.facts.token_binding.offered.key_parameters ==
			["ecdsap256"]' \
		'[.checks[] | select(.id == "visit.tokbind") | .verdict]
			== ["pass"]'
	run tlsbind-handshake --tokbind --ca "$ca" --priority \
		'NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH' \
		"${web#https://}"
	told 2 '.facts.token_binding.negotiated == null' \
		'.facts.tls.extended_master_secret | not' \
		'[.checks[] | select(.id == "visit.tokbind") | .verdict]
			== ["warn"]'
}

# ---- pages ------------------------------------------------------------------

# page ARG...: fetch it, with its fields in the file "fields".
page() {
	ask -D fields -o page "$@"
}

is_page() {
	grep -qi '^content-type: text/html' fields
	grep -q '^<!DOCTYPE html>' page
}

is_json() {
	grep -qi '^content-type: application/json' fields
	jq -e .schema page >/dev/null
}

@test "a page for browsers, JSON for programs, and both on demand" {
	serve
	page "$web/whoami"
	is_json
	page -H 'Accept: text/html,*/*;q=0.8' "$web/whoami"
	is_page
	page -H 'Accept: text/html' "$web/whoami?format=json"
	is_json
	page "$web/whoami?format=html"
	is_page
	page "$web/"
	is_page
	page "$web/?format=json"
	is_json
	page --head "$web/"
	grep -qi '^content-security-policy:.*default-src .none' fields
}

@test "a page needs nothing from elsewhere, and keeps secrets" {
	serve
	page -H 'Authorization: Bearer geheim' -H 'Cookie: a=geheim' \
		-H 'DPoP: geheim' -H 'X-Long: '"$(printf '%04000d' 0)" \
		"$web/?format=html&x=<script>&access_token=geheim"
	run ! grep -Ei '<(script|img|link|iframe|object)|src=|@import|url\(' page
	run ! grep -q geheim page
	run ! grep -q "$(printf '%0600d' 0)" page
	grep -q 'Authorization' page
	told 1 '.facts.requests[0].target | contains("hidden")'
	grep -q '&lt;script&gt;' page
	[ "$(wc -c <page)" -lt 20000 ]
}

@test "a certificate that wants to be more than text" {
	"$python" - <<-'PY'
		import datetime
		from cryptography import x509
		from cryptography.hazmat.primitives import hashes, serialization
		from cryptography.hazmat.primitives.asymmetric import ec
		key = ec.generate_private_key(ec.SECP256R1())
		bad = "</dd><script>alert('1')</script>\"&\x1b[2J\u202e%s%n"
		name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME,
		    bad)])
		now = datetime.datetime.utcnow()
		cert = (x509.CertificateBuilder().subject_name(name)
		    .issuer_name(name).public_key(key.public_key())
		    .serial_number(1).not_valid_before(now)
		    .not_valid_after(now + datetime.timedelta(days=1))
		    .add_extension(x509.SubjectAlternativeName([
		        x509.DNSName("<script>")]), False)
		    .sign(key, hashes.SHA256()))
		open("bad.pem", "wb").write(cert.public_bytes(
		    serialization.Encoding.PEM))
		open("bad.key", "wb").write(key.private_bytes(
		    serialization.Encoding.PEM,
		    serialization.PrivateFormat.PKCS8,
		    serialization.NoEncryption()))
	PY
	serve
	page --cert bad.pem --key bad.key "$as/?format=html"
	is_page
	run ! grep -qiF '<script' page
	run ! grep -q $'\x1b' page
	run ! grep -q $'\xe2\x80\xae' page
	grep -qF '&lt;script' page
	[ "$(grep -c '</html>' page)" -eq 1 ]
	page --cert bad.pem --key bad.key "$as/whoami"
	jq -e '.facts.certificates[0].subject | contains("alert")' page
	run ! grep -q $'\x1b' "$out"
	run ! grep -q $'\xe2\x80\xae' "$out"
}

# ---- Chromium ---------------------------------------------------------------

# browse HOME-AND-CLIENT ARG...
browse() {
	local home=$BATS_TEST_TMPDIR/$1 files=()
	[ "$1" = nobody ] ||
		files=("$LAB/clients/$1.pem" "$LAB/clients/$1.key")
	shift
	unshare -rm true 2>/dev/null || unshare -m true 2>/dev/null ||
		{ echo "no mount namespace to try Chromium in"; return 1; }
	"$peers/browser.sh" "$home" "$ca" "${files[@]}" -- "$@" 3>&-
}

@test "Chromium shows the page, with and without a certificate" {
	serve
	browse good-p256 --dump-dom "$origin/whoami" >dom
	grep -q '<b>ACCEPTED</b>' dom
	grep -q 'CN=good-p256' dom
	grep -qF "$(tlsbind-thumbprint -p 'x5t#S256' \
		"$LAB/clients/good-p256.pem" | head -n 1)" dom
	browse nobody --dump-dom "$as/whoami" >dom
	grep -q '<b>ANONYMOUS</b>' dom
	run ! grep -q 'CN=good-p256' dom
	# It closes to ask its user, and comes again; that is no failure.
	jq -se 'map(.headline.word) | unique
		== ["ACCEPTED", "ANONYMOUS", "LEFT"]' "$out"
}

@test "Chromium is refused where a certificate is due, and told why" {
	serve
	browse nobody --dump-dom "$origin/whoami" >dom
	run ! grep -q '<b>' dom
	jq -se '[.[] | select(.headline.word == "REFUSED")
		| .diagnoses[0].id] | unique == ["no-client-cert-13"]' "$out"
}

@test "the page fits a phone, and has something on it" {
	serve
	browse good-p256 --window-size=500,900 --force-dark-mode \
		--screenshot="$PWD/shot.png" "$origin/whoami"
	# Width and height stand in the header of a PNG.
	[ "$(xxd -s 16 -l 8 -p shot.png)" = 000001f400000384 ]
	[ "$(wc -c <shot.png)" -gt 20000 ]
}
