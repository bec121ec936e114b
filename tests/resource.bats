#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell
#
# The protected resources of tlsbind-serve's laboratory (RFC 6750, RFC 8705,
# RFC 9449): tokens right, stolen and forged, by a client of OpenSSL and Python.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	# shellcheck source=tests/peers/lab.bash
	source "$BATS_TEST_DIRNAME/peers/lab.bash"
	peers_begin
	export LAB=$PEERS_HOME/lab
	start_lab "$LAB"
	export mtls web as
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	# shellcheck source=tests/peers/lab.bash
	source "$BATS_TEST_DIRNAME/peers/lab.bash"
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# told STORY [TLS PARAMETERS]: it goes as standard input says.
told() {
	local story=$1
	shift
	cat >expected
	"$python" "$BATS_TEST_DIRNAME/resource.py" "$story" "$LAB" "$mtls" \
		"$web" "$as" "$@" >told 2>&1
	diff -u expected told || {
		echo "# $story $*"
		return 1
	}
}

@test "a token comes in one Authorization header field, and nowhere else" {
	told sent <<-END
		none 401 Bearer,DPoP - access.header
		basic 401 Bearer,DPoP - access.header
		good 200 - - -
		post 200 - - -
		head 200 - - -
		lower-case 200 - - -
		upper-case 200 - - -
		blanks 200 - - -
		no-scheme 401 Bearer,DPoP - access.header
		no-blank 401 Bearer,DPoP - access.header
		no-token 400 Bearer invalid_request access.header
		two-fields 400 Bearer invalid_request access.header
		two-schemes 400 Bearer invalid_request access.header
		two-tokens 400 Bearer invalid_request access.header
		two-in-one 400 Bearer invalid_request access.header
		in-query 400 Bearer invalid_request access.header
		in-query-too 400 Bearer invalid_request access.header
		in-query-escaped 400 Bearer invalid_request access.header
		in-form 400 Bearer invalid_request access.header
		in-form-too 400 Bearer invalid_request access.header
		json 400 Bearer invalid_request access.header
		opaque-unknown 401 Bearer invalid_token access.token
		quotes 400 Bearer invalid_request access.header
	END
}

@test "tokens that were not signed here are refused" {
	told forged <<-END
		good 200 - - -
		other-key 401 Bearer invalid_token jws.signature
		other-key-and-kid 401 Bearer invalid_token jws.signature
		no-kid 200 - - -
		kid-path 401 Bearer invalid_token jws.signature
		kid-sql 401 Bearer invalid_token jws.signature
		kid-empty 401 Bearer invalid_token jws.signature
		kid-number 401 Bearer invalid_token token.form
		own-jwk 401 Bearer invalid_token jws.signature
		own-jku 401 Bearer invalid_token jws.signature
		none 401 Bearer invalid_token jws.algorithm
		none-no-dot 401 Bearer invalid_token access.token
		None 401 Bearer invalid_token jws.algorithm
		hs256-pem 401 Bearer invalid_token jws.algorithm
		hs256-der 401 Bearer invalid_token jws.algorithm
		hs256-jwk 401 Bearer invalid_token jws.algorithm
		hs256-empty 401 Bearer invalid_token jws.algorithm
		es384-named 401 Bearer invalid_token jws.algorithm
		crit 401 Bearer invalid_token jws.critical
		b64-false 401 Bearer invalid_token jws.critical
		no-signature 401 Bearer invalid_token jws.signature
		cut-signature 401 Bearer invalid_token jws.signature
		zero-signature 401 Bearer invalid_token jws.signature
		other-payload 401 Bearer invalid_token jws.signature
		spare-bits 401 Bearer invalid_token token.form
		four-dots 401 Bearer invalid_token access.token
		two-cnf 401 Bearer invalid_token token.form
		huge 401 Bearer invalid_token token.form
	END
}

@test "tokens for others, of others, and without a binding are refused" {
	told claimed <<-END
		expired 401 Bearer invalid_token token.time
		no-exp 401 Bearer invalid_token access.lifetime
		exp-text 401 Bearer invalid_token token.time
		not-yet 401 Bearer invalid_token token.time
		other-issuer 401 Bearer invalid_token token.issuer
		issuer-slash 401 Bearer invalid_token token.issuer
		no-issuer 401 Bearer invalid_token token.issuer
		other-audience 401 Bearer invalid_token token.audience
		no-audience 401 Bearer invalid_token token.audience
		audience-of-others 401 Bearer invalid_token token.audience
		audience-list 200 - - -
		audience-of-web 200 - - -
		audience-prefix 401 Bearer invalid_token token.audience
		no-cnf 401 Bearer invalid_token cnf.present
		empty-cnf 401 Bearer invalid_token cnf.form
		null-cnf 401 Bearer invalid_token cnf.form
		array-cnf 401 Bearer invalid_token cnf.form
		unknown-cnf 401 Bearer invalid_token cnf.other
		x5t-sha1 401 Bearer invalid_token cnf.x5t-s256
		other-certificate 401 Bearer invalid_token cnf.x5t-s256
		no-text 401 Bearer invalid_token cnf.form
		case 401 Bearer invalid_token cnf.other
		one-right-jkt 401 DPoP invalid_token token.type
		one-right-tbh 401 Bearer invalid_token cnf.tbh
		one-right-wrong-x5t 401 Bearer invalid_token cnf.x5t-s256
		typ-JWT 401 Bearer invalid_token access.typ
		typ-dpop+jwt 401 Bearer invalid_token token.kind
		typ-None 401 Bearer invalid_token access.typ
		typ-application/at+jwt 200 - - -
		typ-AT+JWT 200 - - -
	END
}

@test "a token that is bound to a certificate is of use with that one only" {
	told certificate <<-END
		same 200 - - -
		thief 401 Bearer invalid_token cnf.x5t-s256
		thief-at-bearer 200 - - -
		renewed-same-key 401 Bearer invalid_token cnf.x5t-s256
		no-certificate 401 Bearer invalid_token cnf.x5t-s256
		no-certificate-at-bearer 200 - - -
		any-door 200 - - -
		resumed 200 - - -
		resumed-other 401 Bearer invalid_token cnf.x5t-s256
		resumed 200 - - -
		resumed-other 401 Bearer invalid_token cnf.x5t-s256
		bearer-none 401 Bearer,DPoP - access.header
		bearer-expired 401 Bearer invalid_token token.time
		bearer-forged 401 Bearer invalid_token jws.signature
		bearer-typ 401 Bearer invalid_token access.typ
		bearer-no-cnf 200 - - -
		bearer 200 - - -
		jkt-of-certificate 401 DPoP invalid_token token.type
		jkt-of-certificate-dpop 401 DPoP invalid_dpop_proof dpop.single
		jwk-of-certificate 401 Bearer invalid_token cnf.jwk
	END
}

@test "a token that is bound to a DPoP key needs a fresh proof for each request" {
	told dpop <<-END
		good 200 - - -
		replayed 401 DPoP invalid_dpop_proof dpop.replay
		jti 200 - - -
		jti-again 401 DPoP invalid_dpop_proof dpop.replay
		jti-other-key 200 - - -
		lower-case 200 - - -
		as-bearer 401 DPoP invalid_token token.type
		as-bearer-without-proof 401 DPoP invalid_token token.type
		no-proof 401 DPoP invalid_dpop_proof dpop.single
		two-proofs 401 DPoP invalid_dpop_proof dpop.single
		two-in-one 401 DPoP invalid_dpop_proof dpop.single
		named-again 401 DPoP invalid_dpop_proof dpop.form
		thief 401 DPoP invalid_token dpop.key
		other-method 401 DPoP invalid_dpop_proof dpop.method
		post 200 - - -
		head 200 - - -
		other-url 401 DPoP invalid_dpop_proof dpop.url
		other-door 401 DPoP invalid_dpop_proof dpop.url
		this-door 200 - - -
		other-host 401 DPoP invalid_dpop_proof dpop.url
		query-in-htu 401 DPoP invalid_dpop_proof dpop.url
		query 200 - - -
		normalised 200 - - -
		no-ath 401 DPoP invalid_dpop_proof dpop.token
		other-ath 401 DPoP invalid_dpop_proof dpop.token
		old 401 DPoP invalid_dpop_proof dpop.time
		future 401 DPoP invalid_dpop_proof dpop.time
		no-jti 401 DPoP invalid_dpop_proof dpop.claims
		private-jwk 401 DPoP invalid_dpop_proof dpop.public-key
		unsigned 401 DPoP invalid_dpop_proof dpop.signature
		typ 401 DPoP invalid_dpop_proof dpop.type
		certificate-bound-as-dpop 401 DPoP invalid_token dpop.key
		certificate-bound-as-dpop-no-proof 401 DPoP invalid_dpop_proof dpop.single
		certificate-bound-with-proof 200 - - -
		both 200 - - -
		both-other-certificate 401 DPoP invalid_token cnf.x5t-s256
		both-no-proof 401 DPoP invalid_dpop_proof dpop.single
		both-other-proof 401 DPoP invalid_token dpop.key
		at-bearer 200 - - -
	END
}

@test "a token that is bound to a Token Binding ID needs that key here" {
	local tls params
	cat >story <<-END
		good 200 - - -
		replayed 401 Bearer invalid_token provided.signature
		thief 401 Bearer invalid_token cnf.tbh
		as-referred 401 Bearer invalid_token cnf.tbh
		no-message 401 Bearer invalid_token cnf.tbh
		two-messages 400 Bearer invalid_request header.single
		signed-as-referred 401 Bearer invalid_token provided.signature
		not-negotiated 401 Bearer invalid_token tokbind.negotiated
		nothing 401 Bearer invalid_token cnf.tbh
		both 200 - - -
		both-thief 401 Bearer invalid_token cnf.tbh
		both-certificate 401 Bearer invalid_token cnf.x5t-s256
		spoilt 401 Bearer invalid_token provided.signature
	END
	for tls in 1.2 1.3; do
		for params in ecdsap256 rsa2048_pss rsa2048_pkcs1.5; do
			told tokbind "$tls" "$params" <story
		done
	done
}

@test "tokens of the laboratory's own issuer, in the hands of clients and thieves" {
	told issued <<-END
		certificate 200 - - -
		certificate-thief 401 Bearer invalid_token cnf.x5t-s256
		certificate-thief-at-bearer 200 - - -
		dpop 200 - - -
		dpop-thief 401 DPoP invalid_token dpop.key
		dpop-bearer 401 DPoP invalid_token token.type
		tokbind 200 - - -
		tokbind-thief 401 Bearer invalid_token cnf.tbh
		tokbind-other-certificate 401 Bearer invalid_token cnf.x5t-s256
		tokbind-without 401 Bearer invalid_token cnf.tbh
		changed 401 Bearer invalid_token jws.signature
	END
}

@test "tokens that say nothing by themselves are guarded as well" {
	LAB=$BATS_TEST_TMPDIR/lab
	start_lab "$LAB" --opaque
	told issued <<-END
		certificate 200 - - -
		certificate-thief 401 Bearer invalid_token cnf.x5t-s256
		certificate-thief-at-bearer 200 - - -
		dpop 200 - - -
		dpop-thief 401 DPoP invalid_token dpop.key
		dpop-bearer 401 DPoP invalid_token token.type
		tokbind 200 - - -
		tokbind-thief 401 Bearer invalid_token cnf.tbh
		tokbind-other-certificate 401 Bearer invalid_token cnf.x5t-s256
		tokbind-without 401 Bearer invalid_token cnf.tbh
		changed 401 Bearer invalid_token access.token
	END
}
