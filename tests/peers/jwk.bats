#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154 # run
#
# Keys and signatures of the jose program, and the keys that openssl writes.

bats_require_minimum_version 1.5.0

algs="HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512"

setup_file() {
	export DIR=$BATS_FILE_TMPDIR
	export check=${builddir:?}/tests/peers/jwk_check
	cd "$DIR" || return
	for alg in $algs; do
		jose jwk gen -i "{\"alg\":\"$alg\"}" -o "$alg.jwk"
		jose jwk pub -i "$alg.jwk" -o "$alg.pub"
		printf '%s of %s' data "$alg" >"$alg.data"
		jose jws sig -I "$alg.data" -k "$alg.jwk" -c -o "$alg.jws"
	done
	jose jwk gen -i '{"alg":"ES256"}' -o other.jwk
}

setup() {
	cd "$DIR" || return
}

# flip FILE PART: change a bit in the middle of the part of that number.
flip() {
	/usr/bin/python3 - "$@" <<-'PY'
		import sys
		parts = open(sys.argv[1]).read().strip().split(".")
		part, at = parts[int(sys.argv[2])], len(parts[int(sys.argv[2])]) // 2
		alphabet = ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		            "0123456789-_")
		parts[int(sys.argv[2])] = (part[:at] + alphabet[
		    alphabet.index(part[at]) ^ 1] + part[at + 1:])
		print(".".join(parts))
	PY
}

@test "thumbprints of private and public keys are those of jose" {
	for alg in $algs; do
		[[ $alg != HS* ]] || continue
		want=$(jose jwk thp -i "$alg.pub")
		run -0 "$check" "$alg.pub"
		[ "$output" = "$want" ]
		run -0 "$check" "$alg.jwk"
		[ "$output" = "$want" ]
	done
}

@test "thumbprints of a set are those of jose, in its order" {
	jq -n '{keys: [inputs]}' ES256.jwk RS256.pub ES512.pub >keys.json
	run -0 "$check" keys.json
	[ "$output" = "$(jose jwk thp -i ES256.pub)
$(jose jwk thp -i RS256.pub)
$(jose jwk thp -i ES512.pub)" ]
}

@test "what jose signs is valid, by the public and by the private key" {
	for alg in $algs; do
		run -0 "$check" "$alg.jwk" "$alg.jws"
		[ "$output" = valid ]
		[[ $alg != HS* ]] || continue
		run -0 "$check" "$alg.pub" "$alg.jws"
		[ "$output" = valid ]
	done
}

@test "a bit flipped in payload or signature: invalid for jose and for us" {
	for alg in $algs; do
		for part in 1 2; do
			flip "$alg.jws" "$part" >flipped
			run ! jose jws ver -i flipped -k "$alg.jwk" -O-
			run -0 "$check" "$alg.jwk" flipped
			[ "$output" = invalid ]
		done
	done
}

@test "another key, another algorithm" {
	run -0 "$check" other.jwk ES256.jws
	[ "$output" = invalid ]
	jq 'del(.alg)' RS256.pub >any
	for alg in RS384 RS512 PS256 PS384 PS512; do
		run -0 "$check" any "$alg.jws"
		[ "$output" = invalid ]
		run -0 "$check" RS256.pub "$alg.jws"
		[[ $output == "the key is for alg \"RS256\", not for $alg"* ]]
	done
	jq 'del(.alg)' ES384.pub >any
	for alg in ES256 ES512 HS256 RS256; do
		run -0 "$check" any "$alg.jws"
		[[ $output == "alg $alg takes a key of"*"P-384" ]]
	done
}

@test "a public key is no secret of HMAC" {
	# The old attack: the verifier's public key as the key of HS256.
	openssl genpkey -algorithm rsa -out rsa.pem 2>/dev/null
	openssl pkey -in rsa.pem -pubout -out rsa.pub
	k=$(base64 -w0 rsa.pub | tr '+/' '-_' | tr -d '=')
	jose jws sig -I ES256.data -k- -c -o forged \
		<<<"{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"$k\"}"
	run -0 "$check" rsa.pub forged
	[[ $output == "alg HS256 takes a key of kty oct: this one has kty RSA" ]]
}

@test "keys as openssl writes them have the thumbprint of their JWK" {
	for kind in "rsa" "ec -pkeyopt ec_paramgen_curve:P-256" \
		"ec -pkeyopt ec_paramgen_curve:P-384" \
		"ec -pkeyopt ec_paramgen_curve:P-521" ed25519 ed448; do
		# shellcheck disable=SC2086 # words
		openssl genpkey -algorithm $kind -out k.pem 2>/dev/null
		openssl req -x509 -new -key k.pem -subj /CN=a -out c.pem
		run -0 "$check" k.pem
		want=$output
		[ "${#want}" -eq 43 ]
		for to in "pkey -in k.pem -pubout" \
			"pkey -in k.pem -pubout -outform der" \
			"pkey -in k.pem -outform der" "x509 -in c.pem" \
			"x509 -in c.pem -outform der" "x509 -in c.pem -text" \
			"x509 -in c.pem -trustout"; do
			# shellcheck disable=SC2086 # words
			openssl $to -out f
			run -0 "$check" f
			[ "$output" = "$want" ]
		done
		[ "$kind" != rsa ] || {
			openssl rsa -in k.pem -RSAPublicKey_out -out f \
				2>/dev/null
			run -0 "$check" f
			[ "$output" = "$want" ]
			openssl rsa -in k.pem -traditional -out f 2>/dev/null
			run -0 "$check" f
			[ "$output" = "$want" ]
		}
	done
}
