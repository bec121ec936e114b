#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # jq's variables; run
#
# The authorization server of the laboratory: what it tells of itself, whom it
# takes for whom, to what it binds tokens, and how it says no.  Clients are
# curl and the npm packages oauth4webapi, jose and dpop.

bats_require_minimum_version 1.5.0

load peers/lib.bash
load peers/lab.bash

setup_file() {
	PEERS_HOME=$BATS_FILE_TMPDIR
	LAB=$BATS_FILE_TMPDIR/lab
	NPM=$("$BATS_TEST_DIRNAME/peers/npm.sh")
	export PEERS_HOME LAB NPM
	unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS \
		OPENSSL_CONF SSLKEYLOGFILE GNUTLS_SYSTEM_PRIORITY_FILE \
		NODE_OPTIONS NODE_PATH
	start_lab "$LAB"
	export web as mtls
	curl -sS --cacert "$LAB/ca.pem" "$web/jwks" >"$LAB/jwks"
}

teardown_file() {
	stop_listed "$PEERS_HOME/pids.file"
}

teardown() {
	peers_stop
}

# ask CERT FLAG...: the answer's body in $output, its status in $code, its
# header in $BATS_TEST_TMPDIR/head; CERT is a client of the laboratory, or "".
ask() {
	local cert=$1 identity=() dir=$BATS_TEST_TMPDIR
	shift
	[ -z "$cert" ] || identity=(--cert "$LAB/clients/$cert.pem"
		--key "$LAB/clients/$cert.key")
	code=$(curl -sS --max-time 20 --cacert "$LAB/ca.pem" \
		"${identity[@]}" -D "$dir/head" -o "$dir/body" \
		-w '%{http_code}' "$@") || return
	output=$(cat "$dir/body")
}

# grant CLIENT CERT FLAG...: asks for a token at the alias.
grant() {
	local client=$1 cert=$2
	shift 2
	ask "$cert" "$as/token" -d grant_type=client_credentials \
		-d client_id="$client" "$@"
}

# get JQ: of the body.
get() {
	jq -r "$1" "$BATS_TEST_TMPDIR/body"
}

field() { # NAME: values of that header field
	tr -d '\r' <"$BATS_TEST_TMPDIR/head" | sed -n "s/^$1: //Ip"
}

# refused STATUS ERROR [CHECK [CAUSE_OR_FAULT]]: the answer is such an error.
refused() {
	echo "# $code $output"
	[ "$code" -eq "$1" ] || return
	[ "$(get '[.error, .check // "-", .cause // .fault // "-"] |
		join(" ")')" = \
		"$2 ${3:--} ${4:--}" ] || return
	# RFC 6749 section 5.2 allows these characters alone.
	get .error_description | LC_ALL=C grep -qxE \
		'[] !#-[^-~]+' || return
	[ "$(field Cache-Control)" = no-store ] || return
	[ "$(field Content-Type)" = application/json ] || return
	[ "$(get '.access_token // "none"')" = none ]
}

granted() { # the answer is a token: in $BATS_TEST_TMPDIR/token
	echo "# $code $output"
	[ "$code" -eq 200 ] || return
	get .access_token >"$BATS_TEST_TMPDIR/token"
	[ "$(field Cache-Control)" = no-store ] || return
	[ "$(field Pragma)" = no-cache ] || return
	[ "$(field Content-Type)" = application/json ]
}

# bound FLAG...: the token is one of ours, for this binding; NOT before it: it
# is one of ours all the same, but not for this binding.
bound() {
	local verdict=BOUND
	[ "$1" != NOT ] || { verdict=UNBOUND && shift; }
	run tlsbind-cnf check --require-signature --jwks "$LAB/jwks" \
		--issuer "$web" --audience "$mtls/resource" --format json \
		"$@" "$BATS_TEST_TMPDIR/token"
	if [ "$verdict" = BOUND ]; then
		[ "$status" -eq 0 ]
	else
		[ "$status" -eq 1 ] && jq -e '[.checks[] |
			select(.verdict == "fail").id] | all(startswith("cnf"))
			' <<<"$output"
	fi
}

as_mjs() { # COMMAND...
	node "$BATS_TEST_DIRNAME/peers/as.mjs" "$NPM" "$LAB/ca.pem" "$web" "$@"
}

# ---- what it tells of itself -------------------------------------------------

@test "metadata: the issuer is where it comes from, under both names" {
	ask "" "$web/.well-known/oauth-authorization-server"
	[ "$code" -eq 200 ]
	one=$output
	[ "$(get .issuer)" = "$web" ]
	[ "$(get .token_endpoint)" = "$web/token" ]
	[ "$(get .jwks_uri)" = "$web/jwks" ]
	[ "$(get .mtls_endpoint_aliases.token_endpoint)" = "$as/token" ]
	[ "$(get .mtls_endpoint_aliases.introspection_endpoint)" = \
		"$as/introspect" ]
	[ "$(get .tls_client_certificate_bound_access_tokens)" = true ]
	[ "$(get '.token_endpoint_auth_methods_supported | sort |
		join(" ")')" = \
		"none self_signed_tls_client_auth tls_client_auth" ]
	# RFC 8414 section 3.2, RFC 9449 section 5.1.
	[ "$(get '[.. | arrays | select(length == 0)] | length')" -eq 0 ]
	[ "$(get '.dpop_signing_alg_values_supported |
		map(select(. == "none" or startswith("HS"))) | length')" -eq 0 ]
	ask "" "$web/.well-known/openid-configuration"
	[ "$output" = "$one" ]
}

@test "jwks: the public key alone, its kid is its thumbprint" {
	ask "" "$web/jwks"
	[ "$(get '.keys | length')" -eq 1 ]
	[ "$(get '.keys[0] | keys | join(" ")')" = "alg crv kid kty use x y" ]
	[ "$(get .keys[0].kid)" = \
		"$(get .keys[0] | jose jwk thp -i- -a S256)" ]
}

@test "clients: who is registered, and no secret" {
	ask "" "$web/clients"
	[ "$(get 'map(.client_id) | join(" ")')" = "good-p256 good-rsa \
good-ed25519 other introspector self-signed public dpop dpop-nonce" ]
	[ "$(get '.[] | select(.client_id == "good-rsa")
		.tls_client_auth_san_dns')" = good-rsa.example ]
	[ "$(get '.[] | select(.client_id == "good-ed25519")
		.tls_client_auth_san_uri')" = urn:example:good-ed25519 ]
	[ "$(get '[.[].token_endpoint_auth_method] | unique | join(" ")')" = \
		"none self_signed_tls_client_auth tls_client_auth" ]
	[ "$(get '[.. | strings | select(test("PRIVATE"))] | length')" -eq 0 ]
}

# ---- certificates --------------------------------------------------------------

@test "tls_client_auth: each way to be registered, and TLS 1.2 as well" {
	for client in good-p256 good-rsa good-ed25519 other; do
		for flag in --tls-max\ 1.2 --tlsv1.3; do
			# shellcheck disable=SC2086 # a flag and its argument
			grant $client $client $flag
			granted
			[ "$(get '[.token_type, .expires_in, .scope] |
				join(" ")')" = "Bearer 600 read" ]
			bound --cert "$LAB/clients/$client.pem"
			bound NOT --cert "$LAB/clients/renewed.pem"
		done
	done
	# The door that demands certificates has the same pages.
	ask good-rsa "$mtls/token" -d client_id=good-rsa \
		-d grant_type=client_credentials
	granted
}

@test "the claims are those of a JWT access token" {
	grant good-p256 good-p256 -d scope=read+write
	granted
	[ "$(get .scope)" = "read write" ]
	tlsbind-cnf show --format json "$BATS_TEST_TMPDIR/token" \
		>"$BATS_TEST_TMPDIR/body"
	[ "$(get '.facts.token.header | [.alg, .typ] | join(" ")')" = \
		"ES256 at+jwt" ]
	[ "$(get '.facts.token.header.kid')" = "$(jq -r .keys[0].kid "$LAB/jwks")" ]
	[ "$(get '.facts.token.claims | [.iss, .sub, .client_id, .aud, .scope] |
		join(" ")')" = \
		"$web good-p256 good-p256 $mtls/resource read write" ]
	[ "$(get '.facts.token.claims | .exp - .iat')" -eq 600 ]
	[ "$(get '.facts.token.claims.jti | length')" -ge 22 ]
	[ "$(get '.facts.token.claims.cnf | keys | join(" ")')" = "x5t#S256" ]
}

@test "a renewed certificate is the same client, and binds anew" {
	grant good-p256 renewed
	granted
	bound --cert "$LAB/clients/renewed.pem"
	bound NOT --cert "$LAB/clients/good-p256.pem"
}

@test "the wrong certificate, and none" {
	grant good-p256 good-rsa
	refused 400 invalid_client subject.dn
	grant good-rsa good-p256
	refused 400 invalid_client subject.san-dns
	grant good-ed25519 other
	refused 400 invalid_client subject.san-uri
	grant good-p256 ""
	refused 400 invalid_client client-cert.presented
	ask "" "$web/token" -d grant_type=client_credentials \
		-d client_id=good-p256
	refused 400 invalid_client client-cert.presented
	# The name of the door that asks for one.
	[[ $(get .error_description) == *"$as"* ]]
}

@test "a certificate that is not valid authenticates nobody" {
	while read -r cert fault; do
		grant good-p256 "$cert"
		refused 400 invalid_client client-cert.valid "$fault"
	done <<-'ROWS'
		expired expired
		not-yet-valid not-yet-valid
		self-signed self-signed
		other-ca unknown-ca
		same-name-other-key-ca unknown-ca
		serverauth-only no-client-auth
		revoked revoked
	ROWS
}

@test "self_signed_tls_client_auth: the registered certificate alone" {
	grant self-signed self-signed
	granted
	bound --cert "$LAB/clients/self-signed.pem"
	grant self-signed good-p256
	refused 400 invalid_client
	# Another one of the same name and key.
	openssl req -x509 -new -key "$LAB/clients/self-signed.key" \
		-subj "/O=tlsbind lab/CN=self-signed" -days 2 \
		-out "$BATS_TEST_TMPDIR/again.pem" 2>/dev/null
	ask "" --cert "$BATS_TEST_TMPDIR/again.pem" \
		--key "$LAB/clients/self-signed.key" "$as/token" \
		-d grant_type=client_credentials -d client_id=self-signed
	refused 400 invalid_client
}

@test "public clients: bound to whatever certificate they come with" {
	for cert in good-p256 self-signed expired; do
		grant public $cert
		granted
		bound --cert "$LAB/clients/$cert.pem"
	done
	grant public ""
	refused 400 invalid_request
}

# ---- requests -----------------------------------------------------------------

@test "parameters: missing, empty, twice, unknown" {
	ask good-p256 "$as/token" -d grant_type=client_credentials
	refused 400 invalid_request
	ask good-p256 "$as/token" -d client_id=good-p256
	refused 400 invalid_request
	ask good-p256 "$as/token" -d client_id=good-p256 -d grant_type=
	refused 400 invalid_request
	for twice in grant_type=client_credentials client_id=good-p256 \
		scope=read "resource=$mtls/resource"; do
		grant good-p256 good-p256 -d "$twice" -d "$twice"
		refused 400 invalid_request
	done
	grant nobody good-p256
	refused 400 invalid_client
	grant 'a"b\c%0a%0dd' good-p256
	refused 400 invalid_client
	ask good-p256 "$as/token" -d grant_type=password -d client_id=good-p256
	refused 400 unsupported_grant_type
	for scope in admin read+admin read++write +read; do
		grant good-p256 good-p256 -d "scope=$scope"
		refused 400 invalid_scope
	done
	grant good-p256 good-p256 -d resource=https://x.example/resource
	refused 400 invalid_target
	grant good-p256 good-p256 -d "resource=$web/resource"
	granted
	# What is not known is not looked at (RFC 6749 section 3.2).
	grant good-p256 good-p256 -d some=thing
	granted
	# A form alone counts: nothing is read from the query.
	ask good-p256 "$as/token?client_id=good-p256" \
		-d grant_type=client_credentials
	refused 400 invalid_request
}

@test "a secret is no way to authenticate, and the challenge names its scheme" {
	ask good-p256 "$as/token" -u good-p256:secret \
		-d grant_type=client_credentials
	refused 401 invalid_client
	[[ $(field WWW-Authenticate) == "Basic realm="* ]]
	ask good-p256 "$as/token" -H 'Authorization: Odd x' \
		-d grant_type=client_credentials -d client_id=good-p256
	refused 401 invalid_client
	[[ $(field WWW-Authenticate) == "Odd realm="* ]]
	grant good-p256 good-rsa
	[ -z "$(field WWW-Authenticate)" ]
}

@test "what is no form, no POST, or too much" {
	ask good-p256 "$as/token" -H 'Content-Type: application/json' \
		-d '{"grant_type":"client_credentials","client_id":"good-p256"}'
	refused 400 invalid_request
	ask good-p256 "$as/token" -H 'Content-Type:' \
		-d grant_type=client_credentials -d client_id=good-p256
	refused 400 invalid_request
	ask good-p256 "$as/token"
	[ "$code" -eq 405 ]
	[[ $(field Allow) == *POST* && $(field Allow) != *GET* ]]
	head -c 200000 /dev/zero | tr '\0' a >"$BATS_TEST_TMPDIR/big"
	# It may close before all has been sent.
	! ask good-p256 "$as/token" -d "@$BATS_TEST_TMPDIR/big" ||
		[ "$code" -eq 413 ]
	grant good-p256 good-p256
	granted
}

# ---- introspection ----------------------------------------------------------

introspect() { # CLIENT CERT FLAG...
	local client=$1 cert=$2
	shift 2
	ask "$cert" "$as/introspect" -d client_id="$client" "$@"
}

inactive() {
	[ "$code" -eq 200 ] && [ "$output" = '{"active":false}' ]
}

@test "introspection: ours are active, with all that they say" {
	grant good-p256 good-p256
	granted
	token=$(cat "$BATS_TEST_TMPDIR/token")
	tlsbind-cnf show --format json "$BATS_TEST_TMPDIR/token" |
		jq -S .facts.token.claims >"$BATS_TEST_TMPDIR/claims"
	introspect introspector introspector -d "token=$token"
	[ "$(get '[.active, .token_type] | join(" ")')" = "true Bearer" ]
	[ "$(jq -S 'del(.active, .token_type)' "$BATS_TEST_TMPDIR/body")" = \
		"$(cat "$BATS_TEST_TMPDIR/claims")" ]
	cp "$BATS_TEST_TMPDIR/body" "$BATS_TEST_TMPDIR/answer"
	tlsbind-cnf check --cert "$LAB/clients/good-p256.pem" \
		"$BATS_TEST_TMPDIR/answer"
}

@test "introspection: all else is inactive, and nothing is said of it" {
	grant good-p256 good-p256
	granted
	token=$(cat "$BATS_TEST_TMPDIR/token")
	sig=${token##*.}
	for other in nonsense a.b.c "$token." "${token%.*}." "x$token" \
		"${token%.*}.${sig:1}A" \
		"$(printf '{"alg":"none","typ":"at+jwt"}' | basenc --base64url |
			tr -d '=\n').$(cut -d. -f2 <<<"$token")."; do
		introspect introspector introspector -d "token=$other"
		inactive
	done
	# Signed by our key all the same, but no access token.
	export HEAD='{"alg":"ES256","typ":"JWT"}'
	jose jws sig -I <(printf '{"exp":9999999999}') -c \
		-s "{\"protected\":$HEAD}" -k <(openssl_jwk) -o- \
		>"$BATS_TEST_TMPDIR/jwt"
	introspect introspector introspector -d "token=$(cat \
		"$BATS_TEST_TMPDIR/jwt")"
	inactive
}

# The private key of the server as a JWK.
openssl_jwk() {
	node -e 'console.log(JSON.stringify(require("crypto").createPrivateKey(
		require("fs").readFileSync(process.argv[1])).export(
		{ format: "jwk" })))' "$LAB/as.key"
}

@test "introspection: who may ask" {
	grant good-p256 good-p256
	granted
	token=$(cat "$BATS_TEST_TMPDIR/token")
	introspect introspector "" -d "token=$token"
	refused 401 invalid_client client-cert.presented
	introspect introspector good-p256 -d "token=$token"
	refused 401 invalid_client subject.dn
	introspect public good-p256 -d "token=$token"
	refused 401 invalid_client
	introspect introspector introspector
	refused 400 invalid_request
	introspect introspector introspector -d token=a -d token=b
	refused 400 invalid_request
	introspect self-signed self-signed -d "token=$token"
	[ "$(get .active)" = true ]
}

@test "opaque tokens: they say nothing, and survive a restart" {
	start_lab "$LAB" --opaque
	grant good-p256 good-p256
	granted
	token=$(cat "$BATS_TEST_TMPDIR/token")
	[[ $token =~ ^[A-Za-z0-9_-]{43}$ ]]
	introspect introspector introspector -d "token=$token"
	[ "$(get '[.active, .sub, .iss] | join(" ")')" = \
		"true good-p256 $web" ]
	cp "$BATS_TEST_TMPDIR/body" "$BATS_TEST_TMPDIR/answer"
	tlsbind-cnf check --cert "$LAB/clients/good-p256.pem" \
		"$BATS_TEST_TMPDIR/answer"
	# Only its hash is kept.
	run -1 grep -qaFe "$token" "$LAB"/state.db*
	peers_stop
	start_lab "$LAB" --opaque
	introspect introspector introspector -d "token=$token"
	[ "$(get .active)" = true ]
	introspect introspector introspector -d "token=${token:1}A"
	inactive
}

@test "tokens are good for ten minutes" {
	now=$(date +%s)
	grant good-p256 good-p256
	granted
	token=$(cat "$BATS_TEST_TMPDIR/token")
	start_lab "$LAB" --now "@$((now + 590))"
	introspect introspector introspector -d "token=$token"
	[ "$(get .active)" = true ]
	peers_stop
	start_lab "$LAB" --now "@$((now + 620))"
	introspect introspector introspector -d "token=$token"
	inactive
}

# ---- DPoP -----------------------------------------------------------------------

@test "DPoP: proofs that do not hold are refused by the check that fails" {
	as_mjs proofs "$web/token" >"$BATS_TEST_TMPDIR/proofs"
	while IFS='|' read -r name error check cause; do
		proof=$(jq -r --arg name "$name" \
			'select(.name == $name).dpop' \
			"$BATS_TEST_TMPDIR/proofs")
		[ -n "$proof" ]
		ask "" "$web/token" -d grant_type=client_credentials \
			-d client_id=dpop -H "DPoP: $proof"
		echo "# $name"
		if [ "$error" = granted ]; then
			granted
			[ "$(get .token_type)" = DPoP ]
		else
			refused 400 "$error" "$check" "$cause"
		fi
	done <<-'ROWS'
		good|granted
		good again|invalid_dpop_proof|dpop.replay
		jti again|invalid_dpop_proof|dpop.replay
		htm|invalid_dpop_proof|dpop.method
		htu|invalid_dpop_proof|dpop.url|dpop-htu-path
		htu of another port|invalid_dpop_proof|dpop.url|dpop-htu-origin
		old|invalid_dpop_proof|dpop.time|dpop-clock
		future|invalid_dpop_proof|dpop.time|dpop-clock
		no jti|invalid_dpop_proof|dpop.claims
		no iat|invalid_dpop_proof|dpop.claims
		typ|invalid_dpop_proof|dpop.type|dpop-typ
		signature|invalid_dpop_proof|dpop.signature
		other key|invalid_dpop_proof|dpop.signature
		two|invalid_dpop_proof|dpop.single
		nonsense|invalid_dpop_proof|dpop.form
		nonce of another server|use_dpop_nonce|dpop.nonce
	ROWS
	ask "" "$web/token" -d grant_type=client_credentials -d client_id=dpop
	refused 400 invalid_dpop_proof
}

@test "DPoP: a proof for one door is none for another" {
	as_mjs proofs "$web/token" >"$BATS_TEST_TMPDIR/proofs"
	proof=$(jq -r 'select(.name == "good").dpop' "$BATS_TEST_TMPDIR/proofs")
	ask "" "$as/token" -d grant_type=client_credentials \
		-d client_id=dpop -H "DPoP: $proof"
	refused 400 invalid_dpop_proof dpop.url dpop-htu-origin
	# Refused, it was not used up.
	ask "" "$web/token" -d grant_type=client_credentials \
		-d client_id=dpop -H "DPoP: $proof"
	granted
}

@test "DPoP: two header fields" {
	as_mjs proofs "$web/token" >"$BATS_TEST_TMPDIR/proofs"
	proof=$(jq -r 'select(.name == "good").dpop' "$BATS_TEST_TMPDIR/proofs")
	ask "" "$web/token" -d grant_type=client_credentials \
		-d client_id=dpop -H "DPoP: $proof" -H "DPoP: $proof"
	refused 400 invalid_dpop_proof dpop.single
}

@test "DPoP and a certificate: bound to both" {
	as_mjs proofs "$as/token" >"$BATS_TEST_TMPDIR/proofs"
	proof=$(jq -r 'select(.name == "good").dpop' "$BATS_TEST_TMPDIR/proofs")
	grant good-p256 good-p256 -H "DPoP: $proof"
	granted
	[ "$(get .token_type)" = DPoP ]
	[ "$(tlsbind-cnf show --format json "$BATS_TEST_TMPDIR/token" |
		jq -r '.facts.token.claims.cnf | keys | join(" ")')" = "jkt x5t#S256" ]
	introspect introspector introspector \
		-d "token=$(cat "$BATS_TEST_TMPDIR/token")"
	[ "$(get '[.active, .token_type] | join(" ")')" = "true DPoP" ]
}

# ---- clients that are not ours -------------------------------------------------

@test "oauth4webapi and jose: mTLS at the alias, introspection" {
	run -0 as_mjs token good-p256 "$LAB/clients/good-p256.pem" \
		"$LAB/clients/good-p256.key" "read write"
	echo "$output" >"$BATS_TEST_TMPDIR/body"
	[ "$(get '.urls | map(select(endswith("/token"))) | join(" ")')" = \
		"$as/token" ]
	[ "$(get '.payload.cnf["x5t#S256"]')" = "$(tlsbind-thumbprint \
		--print x5t#S256 "$LAB/clients/good-p256.pem" | head -n 1)" ]
	[ "$(get .protectedHeader.typ)" = at+jwt ]
	[ "$(get .answer.scope)" = "read write" ]
	run -0 as_mjs introspection "$(get .answer.access_token)" \
		"$LAB/clients/introspector.pem" "$LAB/clients/introspector.key"
	[ "$(jq -r '[.active, .sub] | join(" ")' <<<"$output")" = \
		"true good-p256" ]
	run -0 as_mjs introspection nonsense \
		"$LAB/clients/introspector.pem" "$LAB/clients/introspector.key"
	[ "$(jq -c . <<<"$output")" = '{"active":false}' ]
	# A wrong certificate is an error of OAuth there, too.
	run ! as_mjs token good-p256 "$LAB/clients/good-rsa.pem" \
		"$LAB/clients/good-rsa.key"
	[[ $output == *invalid_client* ]]
}

@test "oauth4webapi and jose: DPoP, with and without a nonce" {
	for client in dpop dpop-nonce; do
		run -0 as_mjs dpop $client
		echo "$output" >"$BATS_TEST_TMPDIR/body"
		[ "$(get .payload.cnf.jkt)" = "$(get .jkt)" ]
		[ "$(get .used.client_id)" = $client ]
		[ "$(get .answer.token_type)" = dpop ]
		[ "$(get .asked)" = \
			"$([ $client = dpop-nonce ] && echo true || echo false)" ]
	done
}

# ---- Token Binding --------------------------------------------------------------

@test "Token Binding: bound to the referred ID if there is one, and only if all verify" {
	cat >"$BATS_TEST_TMPDIR/expected" <<-'END'
		provided 200 provided
		referred 200 referred
		provided-used 200 tbh x5t#S256
		provided-stolen 401 cnf.tbh
		referred-used 200 tbh x5t#S256
		referred-by-provided 401 cnf.tbh
		none 200 None
		not-negotiated 400 invalid_request tokbind.negotiated
		two 400 invalid_request header.single
		empty 400 invalid_request header.encoding
		padded 400 invalid_request header.encoding
		provided-forged 400 invalid_request provided.signature
		referred-forged 400 invalid_request referred.signature
		only-referred 400 invalid_request message.provided
	END
	for tls in 1.2 1.3; do
		for params in ecdsap256 rsa2048_pss rsa2048_pkcs1.5; do
			echo "# $tls $params"
			"$python" "$BATS_TEST_DIRNAME/peers/as_tokbind.py" \
				"$LAB" "$as" "$mtls" $tls $params \
				>"$BATS_TEST_TMPDIR/told" 2>&1
			diff -u "$BATS_TEST_TMPDIR/expected" \
				"$BATS_TEST_TMPDIR/told"
		done
	done
}
