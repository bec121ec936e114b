# SPDX-License-Identifier: Apache-2.0
# What fuzzing starts from, and what it once found, goes through every parser
# again: no crash, no complaint of a sanitizer.

bats_require_minimum_version 1.5.0

# replay NAME: the harness of that name over its corpus.
replay() {
	local corpus=${srcdir:?}/tests/fuzz/corpus/$1
	[ -n "$(find "$corpus" -type f -size +0 -print -quit)" ]
	run -0 timeout 60 "${builddir:?}/tests/fuzz/$1-replay" "$corpus"
}

@test "every harness has a corpus and is replayed" {
	for harness in "$srcdir"/tests/fuzz/*.c; do
		name=$(basename "$harness" .c)
		[ "$name" != replay ] || continue
		[[ " ${FUZZ_REPLAYS:?} " == *" tests/fuzz/$name-replay "* ]]
		grep -q "^@test \"$name\"" "$BATS_TEST_FILENAME"
	done
	for corpus in "$srcdir"/tests/fuzz/corpus/*/; do
		[ -f "$srcdir/tests/fuzz/$(basename "$corpus").c" ]
	done
}

@test "answer" {
	replay answer
}

@test "b64" {
	replay b64
}

@test "certfile" {
	replay certfile
}

@test "certreq" {
	replay certreq
}

@test "clienthdr" {
	replay clienthdr
}

@test "clienthello" {
	replay clienthello
}

@test "crl" {
	replay crl
}

@test "der" {
	replay der
}

@test "dpop" {
	replay dpop
}

@test "dn" {
	replay dn
}

@test "ekm" {
	replay ekm
}

@test "http" {
	replay http
}

@test "json" {
	replay json
}

@test "json_write" {
	replay json_write
}

@test "jwk" {
	replay jwk
}

@test "jws" {
	replay jws
}

@test "key_jwk" {
	replay key_jwk
}

@test "keylog" {
	replay keylog
}

@test "opt" {
	replay opt
}

@test "rsaem" {
	replay rsaem
}

@test "target_line" {
	replay target_line
}

@test "tbline" {
	replay tbline
}

@test "tbmsg" {
	replay tbmsg
}

@test "tbneg" {
	replay tbneg
}

@test "tlstrace" {
	replay tlstrace
}

@test "uri" {
	replay uri
}

@test "visitor" {
	replay visitor
}

@test "x509" {
	replay x509
}
