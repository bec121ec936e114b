# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # what run and make check set
# Lines in, a report a line out: order, odd lines, odd inputs, odd outputs,
# streams, memory.

bats_require_minimum_version 1.5.0

setup() {
	fixture=${builddir:?}/tests/unit/cli_fixture
	cd "$BATS_TEST_TMPDIR" || return
}

batch() {
	"$fixture" batch --now @0 "$@"
}

# Lines of all kinds, N of them.
mixed() { # N
	seq "$1" | awk '{
		kind[0] = "pass"; kind[1] = "warn fail"; kind[2] = "input"
		kind[3] = ""; kind[4] = "hostile"; kind[5] = "facts refused"
		print kind[$1 % 6] ($1 % 6 != 3 ? " ref:" $1 : "")
	}'
}

# Is each line of FILE a report by the schema, and numbered upwards?
valid() { # FILE
	"$fixture" --describe=schema >schema
	/usr/bin/python3 - "$1" <<-'PY'
		import json, sys, jsonschema
		def unique(pairs):
		    keys = [k for k, v in pairs]
		    assert len(keys) == len(set(keys)), keys
		    return dict(pairs)
		schema = json.load(open("schema"))
		validator = jsonschema.Draft7Validator(schema)
		before = 0
		for text in open(sys.argv[1], encoding="utf-8"):
		    report = json.loads(text, object_pairs_hook=unique)
		    validator.validate(report)
		    assert report["line"] > before, report
		    before = report["line"]
	PY
}

# ---- order ---------------------------------------------------------------

@test "one worker or many, in any weather: the same reports in the same order" {
	mixed 6000 >lines
	run -3 batch -j 1 lines
	printf '%s\n' "$output" >want
	valid want
	[ "$(wc -l <want)" -eq 5000 ]
	for options in "-j 2" "-j 3 --nap" "-j 16 --nap" "-j 256" "-j 0" ""; do
		# shellcheck disable=SC2086 # words
		batch $options lines >got || [ $? -eq 3 ]
		cmp want got
	done
	batch -j 8 --nap <lines >got || [ $? -eq 3 ]
	cmp want got
	# A pipe cuts lines wherever it likes.
	/usr/bin/python3 - <<-'PY' | batch -j 4 - >got || [ $? -eq 3 ]
		import sys
		data = open("lines", "rb").read()
		for i in range(0, len(data), 997):
		    sys.stdout.buffer.write(data[i:i + 997])
		    sys.stdout.flush()
	PY
	cmp want got
	run -3 env LINES="$(head -n 100 lines)" "$fixture" batch --now @0 \
		env:LINES
	diff <(head -n 83 want) - <<<"$output"
}

@test "the status is the highest of all lines, wherever it stands" {
	for worst in pass:0 fail:1 input:3 undecided:4 system:5; do
		{ mixed 3000 | sed 's/.*/pass/'; } >lines
		sed -i "1500s/.*/${worst%:*}/" lines
		for jobs in 1 4; do
			run "-${worst#*:}" batch -q -j $jobs lines
			[ -z "$output" ]
		done
	done
	run -5 batch -q <<<$'system\nundecided\nfail\ninput\npass'
	# One worker has seen it, the others have seen less.
	mixed 3000 | sed '1500s/.*/system/; 1500!s/.*/fail/' >lines
	for _ in 1 2 3 4 5; do
		run -5 batch -q --nap -j 4 lines
	done
}

# ---- lines ---------------------------------------------------------------

@test "a line that cannot be judged is a report, and no end" {
	run -3 --separate-stderr batch <<<$'pass\ninput ref:x\npass'
	[ -z "$stderr" ]
	[ "${#lines[@]}" -eq 3 ]
	jq -e '.verdict == "error" and .status == 3 and .line == 2 and
		.ref == "x" and .error.kind == "input"' <<<"${lines[1]}"
	jq -e '.verdict == "pass" and has("ref") == false' <<<"${lines[2]}"
}

@test "ref and line stand at the top, and only where they are known" {
	run -0 batch <<<$'a\n\n \t \nb ref:7"\x1b\n'
	[ "${#lines[@]}" -eq 2 ]
	jq -e '.line == 1 and has("ref") == false' <<<"${lines[0]}"
	jq -e '.line == 4 and .ref == "7\"\u001b"' <<<"${lines[1]}"
	"$fixture" judge -f json pass | jq -e 'has("line") == false'
}

@test "line ends: CRLF, none at the end, none at all" {
	run -0 batch <<<$'one\r\n\r\ntwo \r'
	[ "$(jq -r '"\(.line) \(.facts.octets)"' <<<"$output" | xargs)" = \
		"1 3 3 4" ]
	printf 'one\ntwo' >lines
	run -0 batch lines
	[ "$(jq -r '"\(.line) \(.facts.words)"' <<<"$output" | xargs)" = \
		"1 one 2 two" ]
	printf 'a\0b\nc\0' >lines
	batch lines | jq -r .facts.octets | diff - <(printf '3\n2\n')
}

@test "a line that is too long is a report of its own" {
	local max=$((256 << 10))
	x() { # N
		head -c "$1" /dev/zero | tr '\0' x
	}
	{
		x $max
		printf '\n'
		x $max
		printf '\r\n'
		x $((max + 1))
		printf '\nshort\n'
		x $((max * 9 + 12345))
		printf ' fail\r\n\nlast\n'
		x $((max + 2))
	} >lines
	for jobs in 1 4; do
		run -3 batch -j $jobs lines
		jq -r '"\(.line) \(.facts.octets // .error.text)"' \
			<<<"$output" | diff - <(cat <<-END
			1 $max
			2 $max
			3 the line is too long: the limit is $max octets
			4 5
			5 the line is too long: the limit is $max octets
			7 4
			8 the line is too long: the limit is $max octets
		END
		)
		# shellcheck disable=SC2002 # a pipe is the point
		cat lines | batch -j $jobs | diff - <(printf '%s\n' "$output")
	done
	# Nothing is kept of a line without an end.
	run -3 timeout 60 bash -c "head -c 300M /dev/zero |
		'$fixture' batch"
	[ "$(jq -r .line <<<"$output")" = 1 ]
}

@test "what holds or did not apply is left out, but not with --verbose" {
	run -0 batch <<<"pass warn"
	jq -e '[.checks[].verdict] == ["warn"]' <<<"$output"
	run -0 batch -v <<<"pass warn"
	jq -e '[.checks[].verdict] == ["pass", "warn"]' <<<"$output"
	# What is said of a check that is left out is left out, too.
	run -1 batch <<<"hostile"
	jq -e '[.checks[].verdict] == ["fail", "warn", "undecided"] and
		([.checks[].advice | length] | unique == [1])' <<<"$output"
}

# ---- inputs and formats --------------------------------------------------

@test "no line, or no input, is never a success" {
	: >empty
	printf '\n \r\n\n' >blank
	for file in empty blank /nonexistent . env:NOT_SET_AT_ALL; do
		run -3 --separate-stderr batch $file
		[ "${#lines[@]}" -eq 1 ]
		jq -e '.error.kind == "input" and has("line") == false' \
			<<<"$output"
		[ "${#stderr_lines[@]}" -eq 1 ]
		[[ ${stderr_lines[0]} == "cli-fixture: "*": "* ]]
		run -3 --separate-stderr batch -q $file
		[ -z "$output" ] && [ -n "$stderr" ]
	done
	run -3 batch </dev/null
	[[ $output == *"standard input: "* ]]
}

@test "an input that breaks off leaves what came before, and is an error" {
	run -3 batch /proc/self/mem
	[[ $output == *"/proc/self/mem: cannot read: "* ]]
	for jobs in 1 4; do
		# The reading end of a terminal fails once nobody writes to it.
		run -3 --separate-stderr /usr/bin/python3 - "$fixture" $jobs <<-'PY'
			import os, subprocess, sys
			reader, writer = os.openpty()
			os.write(writer, b"pass\nfail\n")
			os.close(writer)
			sys.exit(subprocess.call([sys.argv[1], "batch", "-j",
			    sys.argv[2]], stdin=reader))
		PY
		[ "$(jq -r '"\(.line) \(.verdict)"' <<<"$output" | xargs)" = \
			"1 pass 2 fail null error" ]
		[ "$stderr" = "cli-fixture: standard input: cannot read: \
Input/output error" ]
	done
}

@test "the format is NDJSON, whether it is asked for or not" {
	run -0 batch <<<pass
	printf '%s\n' "$output" >want
	batch -f ndjson <<<pass | cmp want
	for format in text json tap junit; do
		run -2 --separate-stderr batch -f $format <<<pass
		[ -z "$output" ]
		[ "${stderr_lines[0]}" = \
			"cli-fixture: --batch writes NDJSON: leave --format out" ]
		run -2 --separate-stderr batch -q -f $format <<<pass
	done
	run -1 --separate-stderr batch -q <<<$'pass\nfail'
	[ -z "$output$stderr" ]
}

# ---- outputs -------------------------------------------------------------

# Whoever starts the tests may ignore SIGPIPE, and then yes(1) complains.
@test "a full disk is status 5, and soon" {
	for jobs in 1 4; do
		run -5 timeout 20 bash -c "yes 2>/dev/null | '$fixture' batch -j $jobs \
			>/dev/full"
		[ "$output" = \
			"cli-fixture: standard output: No space left on device" ]
		run -5 timeout 20 bash -c "yes 2>/dev/null | '$fixture' batch -j $jobs >&-"
	done
}

@test "a reader that leaves ends it" {
	for jobs in 1 4; do
		run -0 timeout 20 bash -c "yes 2>/dev/null | '$fixture' batch -j $jobs |
			head -n 1"
		[ "$(jq .line <<<"${lines[0]}")" -eq 1 ]
		run -0 timeout 20 bash -c "trap '' PIPE
			yes 2>/dev/null | { '$fixture' batch -j $jobs
				echo \$? >status; } | head -n 1"
		[ "$(cat status)" -eq 5 ]
		[[ $output == *"standard output: Broken pipe"* ]]
	done
}

# ---- streams -------------------------------------------------------------

@test "each line is answered as soon as it is there" {
	for jobs in 1 4; do
		rm -f in out
		mkfifo in out
		batch -j $jobs <in >out &
		exec 5>in 6<out
		for n in 1 2 3; do
			echo "ref:$n" >&5
			read -r -t 10 -u 6 line
			[ "$(jq -r '"\(.line) \(.ref)"' <<<"$line")" = "$n $n" ]
		done
		# A line is there when its end is.
		printf 'ref:4 ' >&5
		run ! read -r -t 0.3 -u 6 line
		printf 'pass\nref:5\nref:' >&5
		for n in 4 5; do
			read -r -t 10 -u 6 line
			[ "$(jq -r .ref <<<"$line")" = "$n" ]
		done
		printf 6 >&5
		exec 5>&-
		read -r -t 10 -u 6 line
		[ "$(jq -r '"\(.line) \(.ref)"' <<<"$line")" = "6 6" ]
		wait $!
		exec 6<&-
	done
}

@test "a slow line holds no later one up but at the output" {
	# One hundred milliseconds each, in pieces of their own.
	mkfifo in
	start=$EPOCHREALTIME
	batch -j 8 <in >got &
	for n in 1 2 3 4 5 6 7 8; do
		echo "nap ref:$n"
		sleep 0.02
	done >in
	wait $!
	[ $((${EPOCHREALTIME/./} - ${start/./})) -lt 700000 ]
	[ "$(jq -r .ref got | xargs)" = "1 2 3 4 5 6 7 8" ]
}

@test "each report has its own moment, unless --now says which" {
	{
		echo a
		sleep 2.1
		echo b
	} | "$fixture" batch >got
	[ "$(jq -r .time got | sort -u | wc -l)" -eq 2 ]
	{
		echo a
		sleep 1.1
		echo b
	} | batch >got
	[ "$(jq -r .time got | sort -u)" = 1970-01-01T00:00:00Z ]
}

# ---- memory and terminal -------------------------------------------------

# What batch takes at most, in kB.  A program of the sanitizers would keep all
# that it ever freed, and where that was.
peak() { # ARGUMENT...
	local o=quarantine_size_mb=0:thread_local_quarantine_size_kb=0
	{
		ASAN_OPTIONS=${ASAN_OPTIONS-}:$o:malloc_context_size=1 \
			batch --peak "$@" >/dev/null
	} 2>&1
}

# Of fewer lines not every worker gets its share, and they take less.
@test "a million lines take the memory of a hundred thousand" {
	seq 100000 | sed 's/.*/warn ref:&/' >some
	for _ in $(seq 10); do
		cat some
	done >many
	for jobs in 1 2 8; do
		one=$(peak -j $jobs some)
		all=$(peak -j $jobs many)
		echo "$jobs workers: $one, $all kB"
		[ "$all" -lt $((one + 2048)) ]
	done
	[ "$(batch many | tail -n 1 | jq .line)" -eq 1000000 ]
}

@test "progress is shown on a terminal only, late, and taken away" {
	seq 30000 >lines
	long="$fixture batch -j 1 --nap lines"
	TERM=xterm script -qec "$long >got" /dev/null >shown
	grep -q $'\r[0-9,]* lines, [0-9,]*/s\e\[K' shown
	[ "$(tail -c 4 shown)" = $'\r\e[K' ]
	[ "$(wc -l <got)" -eq 30000 ]
	# What is short says nothing, and nothing stands among reports.
	echo a >short
	TERM=xterm script -qec "$fixture batch short >got" /dev/null >shown
	[ ! -s shown ]
	TERM=xterm script -qec "$long" /dev/null >shown
	run ! grep -q 'lines, ' shown
	TERM=xterm script -qec "$long -q >got" /dev/null >shown
	[ ! -s shown ]
	$long >got 2>shown
	[ ! -s shown ]
}
