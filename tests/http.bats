#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell
#
# HTTP behind the TLS of tlsbind-serve: what is answered, what is refused, and
# what a visit's report says about it.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
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

# ask ARG...: by curl; its standard output.
ask() {
	curl --silent --show-error --insecure --max-time 20 "$@"
}

# wait_reports N: until so many visits have ended.
wait_reports() {
	for _ in $(seq 200); do
		[ "$(wc -l <"$out")" -ge "$1" ] && return
		sleep 0.05
	done
	return 1
}

@test "shapes that two readers read in two ways are answered once, or not" {
	start_serve --format ndjson
	"$python" "$peers/http_shapes.py" "$port"
	[ "$(wc -l <"$log")" -eq 1 ]
}

@test "and without TLS" {
	start_serve --format ndjson --mistake plain
	"$python" "$peers/http_shapes.py" "$port" --plain
	[ "$(wc -l <"$log")" -eq 1 ]
}

@test "every answer has the fields that keep a browser from guessing" {
	start_serve
	for args in "" "-I" "-X PUT" "-X OPTIONS" "-H Expect:x" \
		"-H Accept:text/html" "-H Host:"; do
		for path in /whoami /none /; do
			# shellcheck disable=SC2086 # words
			ask -i $args "$origin$path" | tr -d '\r' |
				sed '/^$/q' >head.txt
			for field in "Server: tlsbind-serve" \
				"Cache-Control: no-store" \
				"Referrer-Policy: no-referrer" \
				"X-Content-Type-Options: nosniff" "Date: .*"; do
				[ "$(grep -cx "$field" head.txt)" -eq 1 ] || {
					echo "$args $path: $field"
					cat head.txt
					return 1
				}
			done
		done
	done
	ask -i -H 'Accept: text/html' "$origin/whoami" |
		grep "^Content-Security-Policy: default-src 'none';"
	run ! grep -q ^Content-Security-Policy head.txt
}

@test "a path that is not there, a method that it does not take" {
	start_serve
	[ "$(ask "$origin/none" | jq -r .error)" = not_found ]
	[ "$(ask "$origin/whoami/" | jq -r .error)" = not_found ]
	[ "$(ask "$origin/%77hoami" | jq -r .error)" = not_found ]
	[ "$(ask -d x "$origin/whoami" | jq -r .error)" = method_not_allowed ]
	ask -i -d x "$origin/whoami" | grep -i '^allow: OPTIONS, GET, HEAD.$'
	ask -i -X OPTIONS "$origin/whoami" | grep -i '^HTTP/1.1 204 '
	[ "$(ask -I "$origin/whoami" | grep -ci '^content-length: [1-9]')" -eq 1 ]
}

@test "many requests in one connection, each in the report of the visit" {
	start_serve --format ndjson
	ask -w '%{num_connects}' "$origin/whoami?a=%20" "$origin/none" \
		"$origin/whoami?n=[1-70]" -o one -o two -o '#1' >connects
	grep -xE '10{71}' connects
	# The library answers what it cannot read itself.
	ask -o refused -H 'Content-Length: 1x' "$origin/whoami?odd"
	wait_reports 2
	jq -e '.facts.requests_total == 72 and
		(.facts.requests | length == 64) and
		.facts.requests[0] == { "method": "GET",
			"target": "/whoami?a=%20", "status": 200 } and
		.facts.requests[1].status == 404 and
		.facts.requests[2].target == "/whoami?n=1"' <(head -n 1 "$out")
	jq -e '.facts.requests == [{ "method": "?", "target": "/whoami?odd",
		"status": 400 }]' <(tail -n 1 "$out")
}

@test "a body that is waited for, one in chunks, one that is too large" {
	start_serve
	head -c 65536 /dev/zero >fits
	head -c 65537 /dev/zero >large
	for field in Expect: "Expect: 100-continue" \
		"Transfer-Encoding: chunked"; do
		[ "$(ask -H "$field" -T - -X POST -o one -w '%{http_code}' \
			"$origin/whoami" <fits)" = 405 ]
		[ "$(ask -H "$field" -T - -X POST -o one -w '%{http_code}' \
			"$origin/whoami" <large)" = 413 ]
	done
}
