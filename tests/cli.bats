# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # what run and make check set
# What all programs have in common, tried on one that has nothing else: all
# formats, statuses, hostile text, long streams, completion.

bats_require_minimum_version 1.5.0

setup() {
	unset NO_COLOR
	mkdir "$BATS_TEST_TMPDIR/bin"
	fixture=${builddir:?}/tests/unit/cli_fixture
	ln -s "$fixture" "$BATS_TEST_TMPDIR/bin/tlsbind-fixture"
	ln -s "$fixture" "$BATS_TEST_TMPDIR/bin/tlsbind-one"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	cd "$BATS_TEST_TMPDIR" || return
}

judge() {
	tlsbind-fixture judge "$@"
}

# Has FILE no line of more than COLUMNS, but for one that a word makes longer?
fits() { # FILE COLUMNS
	/usr/bin/python3 - "$@" <<-'PY'
		import sys
		for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
		    assert len(line) <= int(sys.argv[2]) or "0" * 119 in line, line
	PY
}

# Reports of every shape, one command line each.
shapes() {
	cat <<-'END'
		pass
		facts
		facts headline pass skip
		refused
		hostile
		lengthy
		again
		layout
		json:{"\u001b[2J":[0.5,1e300,-1],"":{"]]>":[[],{}]}} fail
		warn skip undecided fail
		flush facts flush fail
		pass input
		network
		system
		facts next at:two fail
		many at:one facts next at:two hostile next at:three network
		many
		many at:one facts flush facts2 next at:two pass flush
	END
}

# ---- statuses ------------------------------------------------------------

@test "yes is 0, no is 1, cannot is 2 to 5" {
	run -0 judge pass warn skip
	run -1 judge pass fail undecided
	run -2 judge usage
	run -3 judge input
	run -4 judge undecided pass
	run -4 judge network
	run -5 judge system
}

@test "the status of several reports is the highest" {
	run -1 judge many pass next fail next pass
	run -4 judge many undecided next fail
	run -3 judge many fail next input
	run -4 judge --quiet many undecided next fail next pass
}

@test "every format has the same status" {
	shapes | while read -r shape; do
		read -ra words <<<"$shape"
		want=0
		judge "${words[@]}" >/dev/null 2>&1 || want=$?
		for format in json ndjson tap junit prometheus; do
			run "-$want" judge --format $format "${words[@]}"
		done
		run "-$want" judge --quiet "${words[@]}"
	done
}

@test "--quiet says nothing but errors" {
	run -1 --separate-stderr judge -q fail facts
	[ -z "$output$stderr" ]
	run -3 --separate-stderr judge -q input
	[ -z "$output" ]
	[[ $stderr == "cli-fixture: x: input was asked for"* ]]
}

@test "an error is told once on standard error, escaped, below the report" {
	run -3 judge facts pass input
	[ "${lines[-1]}" = 'cli-fixture: x: input was asked for: ask for something else\x1b' ]
	[ "$(grep -c 'was asked for: ask' <<<"$output")" -eq 1 ]
	[[ ${lines[0]} == "name "* ]]
}

@test "a full disk or a closed output is status 5" {
	for format in text json ndjson tap junit prometheus; do
		run -5 bash -c "tlsbind-fixture judge -f $format pass facts >/dev/full"
		[ "$output" = "cli-fixture: standard output: No space left on device" ]
		run -5 bash -c "tlsbind-fixture judge -f $format pass facts >&-"
		[ "$output" = "cli-fixture: standard output: Bad file descriptor" ]
	done
	run -5 bash -c "tlsbind-fixture stream -a 20000 >/dev/full"
	run -5 bash -c "tlsbind-fixture --help >/dev/full"
	run -5 bash -c "tlsbind-fixture judge -f json many pass next input >/dev/full"
}

@test "no file is opened in the place of a closed standard stream" {
	run -5 bash -c 'tlsbind-fixture judge open:1 facts >&-'
	run -3 bash -c 'tlsbind-fixture judge open:2 facts input 2>&-'
	run -5 bash -c 'tlsbind-fixture judge open:3 facts input <&- >&- 2>&-'
	[ -f 1 ] && [ -f 2 ] && [ -f 3 ]
	[ ! -s 1 ] && [ ! -s 2 ] && [ ! -s 3 ]
}

# ---- the command line ----------------------------------------------------

@test "--help goes to standard output in 80 columns and names all options" {
	for command in "" echo judge stream batch; do
		# shellcheck disable=SC2086 # no word if there is no command
		run -0 --separate-stderr tlsbind-fixture $command --help
		[ -z "$stderr" ]
		awk 'length > 80 { exit 1 }' <<<"$output"
		grep -q "^Usage: cli-fixture $command" <<<"$output"
		tlsbind-fixture --describe=table |
			awk -v c="$command" '$1 == "-" || $1 == c { print $3 }' |
			while read -r name; do
				grep -q -- "--$name" <<<"$output"
			done
		[[ $output != *--hidden* && $output != *--describe* ]]
	done
	run -0 tlsbind-one --help
	[ "${lines[0]}" = "Usage: cli-fixture-one [OPTION]... SHAPE..." ]
}

@test "--version names program and libraries" {
	run -0 tlsbind-fixture --version
	[[ ${lines[0]} =~ ^cli-fixture\ \(tlsbind\)\ [0-9.]+$ ]]
	[ "${lines[1]}" = "libfixture 1.2.3" ]
}

@test "a wrong command line is refused in words, on standard error only" {
	while IFS='|' read -r words text; do
		# shellcheck disable=SC2086 # a command line
		run -2 --separate-stderr tlsbind-fixture $words
		[ -z "$output" ]
		# shellcheck disable=SC2053 # a pattern
		[[ ${stderr_lines[0]} == $text ]]
		[[ ${stderr_lines[1]} == "Try 'cli-fixture "*"--help'." ]]
	done <<-'END'
		|*: no command: begin with one of: echo, judge, stream, batch
		-v|*: no command: begin with one of: echo, judge, stream, batch
		judge2|*: judge2: no such command: did you mean judge[?]
		whatever|*: no such command: it is one of: echo, judge, stream, batch
		judge --fromat json|*: --fromat: no such option: did you mean --format[?]
		judge --format xml|*: --format: 'xml' is none of: text json ndjson tap junit nagios prometheus
		judge --format jsno|*: --format: 'jsno' is none of: text json ndjson tap junit nagios prometheus: did you mean json[?]
		judge -verbose|*: -verbose: no such option: long options have two dashes: --verbose
		judge --now never|*: --now: *
	END
}

@test "options reach the program, before and after operands" {
	run -0 tlsbind-fixture echo -f json a -gnn --text=t b --each 1 --each=2 \
		--wait 0.5 -w beta -- -x
	jq -e '.facts | .flag and .count == 2 and .text == "t" and .ms == 500
		and .word == "beta" and .list == ["1", "2"]
		and .operands == ["a", "b", "-x"]' <<<"$output"
}

@test "--now sets the moment of the report" {
	run -0 judge -f json --now 2026-01-02T03:04:05+01:00 pass
	[ "$(jq -r .time <<<"$output")" = 2026-01-02T02:04:05Z ]
}

@test "--now: text says for which moment it holds, nothing else does" {
	run -1 judge --now 2036-01-01 headline facts fail
	[ "${lines[-1]}" = "  judged as of 2036-01-01T00:00:00Z" ]
	[ "$(grep -c 'judged as of' <<<"$output")" -eq 1 ]
	run -1 judge headline facts fail
	[[ $output != *"judged as of"* ]]
	run -0 judge --now @0 flush facts flush
	[ "${lines[-1]}" = "  judged as of 1970-01-01T00:00:00Z" ]
	run -4 --separate-stderr judge --now @0 network
	[ -z "$output" ]
	for format in json ndjson tap junit; do
		run judge -f $format --now @0 headline facts fail
		[[ $output != *"judged as of"* ]]
	done
}

@test "--show-secrets shows secrets, nothing else does" {
	for format in text json ndjson tap junit nagios prometheus; do
		run judge -vv -f $format facts
		[[ $output != *hunter2* ]]
	done
	run -0 judge --show-secrets facts
	[[ $output == *hunter2* ]]
}

# ---- text ----------------------------------------------------------------

@test "text: verdict, cause, evidence, advice, facts, checks" {
	run -1 judge refused
	diff - <(echo "$output") <<-'END'
		REJECTED   api.example:443 refused the client certificate
		  cause    unknown-ca (likely): the server does not trust the issuer "Example Test CA"
		  because  alert 48 unknown_ca came 41 ms after the handshake
		           no session ticket came
		  do       give the operator this CA certificate

		  connection  TLS 1.3  X25519  h2
		  server      CN=api.example, 71 days left
		              name matches

		  FAIL  fixture.first         the first thing holds
		  warn  fixture.second-thing  the second thing holds
		        none of 2 is the issuer
		        ask for the names
		        1 other check holds (-v lists it)
	END
}

@test "text: without a diagnosis the failed check explains the verdict" {
	run -1 judge headline warn fail undecided pass skip
	diff - <(echo "$output") <<-'END'
		WORD       it is as it is
		  because  fail was asked for
		  do       ask for pass

		  warn       fixture.first         the first thing holds
		             warn was asked for
		  FAIL       fixture.second-thing  the second thing holds
		  undecided  fixture.third         the third thing holds # always
		             undecided was asked for
		             1 other check holds, 1 did not apply (-v lists them)
	END
}

@test "text: facts are grouped and aligned, details come with -v and -vv" {
	judge facts >facts.0
	diff - facts.0 <<-'END'
		name     value
		bytes    -_8A
		large    9223372036854775807
		yes      yes
		time     2025-11-27T19:14:56Z
		null     none
		secret   (hidden, --show-secrets shows it)
		a line for people
		empty    none

		group
		  a rather long label  one
		  two                  two
		  names
		    first
		    second
	END
	judge -v facts >facts.1
	diff facts.1 <(cat facts.0; printf 'more\n  detail   seen with -v\n')
	judge -vv facts | diff - <(cat facts.1; printf '  wire     seen with -vv\n')
}

@test "text: -v lists all checks, -vv all evidence" {
	run -0 judge -v pass skip
	diff - <(echo "$output") <<-'END'
		  pass  fixture.first         the first thing holds
		  skip  fixture.second-thing  the second thing holds
		        skip was asked for
	END
	run -0 judge -vv pass
	[ "${lines[1]}" = "        pass was asked for" ]
}

@test "text: one blank line between reports and between list items" {
	run -1 judge many at:host headline next at:b pass next at:c fail next
	diff - <(echo "$output") <<-'END'
		WORD       host: it is as it is

		b

		  1 check holds (-v lists it)

		c
		  because  fail was asked for
		  do       ask for pass

		  FAIL  fixture.first  the first thing holds
	END
	run -0 tlsbind-fixture stream -a 2
	diff - <(echo "$output") <<-'END'
		item 0
		  index    0
		  inner
		    name     item 0

		item 1
		  index    1
		  inner
		    name     item 1

		total    2

		  1 check holds (-v lists it)
	END
}

@test "text: summary and groups are apart, items stand below their heading" {
	run -0 judge headline layout
	diff - <(echo "$output") <<-'END'
		WORD       it is as it is

		  sent     a certificate
		           of a kind

		  first
		    a rather long label  1
		    schemes
		      eddsa
		      rsa
		  second
		    n        2
	END
}

@test "text: long lines go on below, where their text began" {
	run -1 judge -vv lengthy
	diff - <(echo "$output") <<-'END'
		LENGTHY    subject one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		           fifteen  sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end: headline one
		           two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
		           sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end
		  cause    unknown-ca (likely): cause one two three four five six seven eight nine ten eleven twelve
		           thirteen fourteen fifteen  sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b
		           end
		  because  because one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		           fifteen  sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end
		  do       advice one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		           fifteen  sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end

		  line     line one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		           fifteen  sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end
		  plain one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
		    sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end
		  word     000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000007
		  mixed    before
		           000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000007
		           behind

		  group
		    value    value one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		             fifteen  sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end
		    items
		      first one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
		        sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end
		      second

		  FAIL  fixture.first         the first thing holds
		        evidence one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		        fifteen  sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end
		        more advice one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		        fifteen  sixteen seventeen eighteen nineteen twenty ééé \x1b\x1b\x1b end
		  pass  fixture.second-thing  the second thing holds
		        it holds
		  skip  fixture.third         the third thing holds # always
		        it did not apply
	END
}

@test "text: no line is wider than the terminal, or 100 columns" {
	judge -vv lengthy >plain || true
	fits plain 100
	run ! fits plain 98
	for columns in 0:100 20:60 60:60 73:73 400:100; do
		env TERM=dumb script -qc "stty cols ${columns%:*}
			tlsbind-fixture judge -vv lengthy" /dev/null |
			tr -d '\r' >shown
		fits shown "${columns#*:}"
		run ! fits shown $((${columns#*:} - 10))
		# Every word is there, in order, and none is broken.
		cmp <(tr -s ' \n' '\n' <plain) <(tr -s ' \n' '\n' <shown)
	done
}

@test "text: color marks the verdict words only, and only when wanted" {
	e=$'\033'
	run -1 judge --color=always refused
	[[ ${lines[0]} == "${e}[31mREJECTED${e}[0m   api.example:443 refused"* ]]
	[ "$(grep -o "${e}\[3" <<<"$output" | wc -l)" -eq 3 ]
	run -1 judge refused
	[[ $output != *"$e"* ]]
	run env TERM=xterm script -qec 'tlsbind-fixture judge fail' /dev/null
	[[ $output == *"${e}[31mFAIL${e}[0m"* ]]
	run env TERM=dumb script -qec 'tlsbind-fixture judge fail' /dev/null
	[[ $output != *"$e"* ]]
	run env TERM=xterm NO_COLOR=1 script -qec 'tlsbind-fixture judge fail' \
		/dev/null
	[[ $output != *"$e"* ]]
	run env TERM=xterm script -qec 'tlsbind-fixture judge --color=never fail' \
		/dev/null
	[[ $output != *"$e"* ]]
	for format in json ndjson tap junit; do
		run judge --color=always -f $format fail refused
		[[ $output != *"$e"* ]]
	done
}

# ---- machine formats -----------------------------------------------------

@test "json: every shape satisfies the schema, with unique keys" {
	tlsbind-fixture --describe=schema >schema
	shapes | while read -r shape; do
		read -ra words <<<"$shape"
		judge -f json "${words[@]}" >out.json 2>/dev/null || true
		judge -f ndjson "${words[@]}" >out.ndjson 2>/dev/null || true
		[[ $shape == *next* && $shape != many* ]] && : >out.json
		/usr/bin/python3 - "$shape" <<-'PY'
			import json, sys, jsonschema
			def unique(pairs):
			    keys = [k for k, v in pairs]
			    assert len(keys) == len(set(keys)), keys
			    return dict(pairs)
			schema = json.load(open("schema"))
			jsonschema.Draft7Validator.check_schema(schema)
			validator = jsonschema.Draft7Validator(schema)
			lines = open("out.ndjson").read().splitlines()
			texts = [t for t in lines + [open("out.json").read()] if t]
			for text in texts:
			    validator.validate(json.loads(text, object_pairs_hook=unique))
		PY
	done
}

@test "json: the schema refuses what is not a report" {
	tlsbind-fixture --describe=schema >schema
	judge -f json fail >good || true
	/usr/bin/python3 - <<-'PY'
		import copy, json, jsonschema
		validator = jsonschema.Draft7Validator(json.load(open("schema")))
		good = json.load(open("good"))
		validator.validate(good)
		def refused(**changes):
		    bad = copy.deepcopy(good)
		    bad.update(changes)
		    assert not validator.is_valid(bad), changes
		refused(status=0)
		refused(verdict="pass")
		refused(verdict="maybe")
		refused(error={"kind": "input", "text": "x"})
		refused(checks=[{"id": "x"}])
		refused(time="yesterday")
		refused(extra=1)
		refused(schema="tlsbind.reports/1")
	PY
}

@test "json: values keep their kinds, integers all their digits" {
	judge -f json facts refused >out.json || true
	jq -e '.facts | .bytes == "-_8A" and .yes == true and .null == null
		and .time == "2025-11-27T19:14:56Z" and .machine == "unseen"
		and .empty == [] and .group.names == ["first", "second"]
		and .more.wire == "seen with -vv"' out.json
	grep -q '"large": 9223372036854775807,$' out.json
	grep -q '"big": -9223372036854775808$' out.json
	jq -e '.headline == {"word": "REJECTED", "text":
		"api.example:443 refused the client certificate"}' out.json
}

@test "json: an error leaves what was found, and one document" {
	run -3 --separate-stderr judge -f json facts fail input
	jq -e '.verdict == "error" and .status == 3 and .error.kind == "input"
		and .facts.name == "value" and (.checks | length) == 1' \
		<<<"$output"
	run -3 --separate-stderr judge -f json flush facts flush input
	jq -e '.error.kind == "input" and .facts.name == "value"' <<<"$output"
	run -2 --separate-stderr judge -f json flush usage
	jq -e '.error.kind == "usage"' <<<"$output"
}

@test "json: one object for one subject, a list for several" {
	run -0 judge -f json at:one pass
	jq -e '.schema == "tlsbind.report/1" and .subject == "one"' \
		<<<"$output"
	run -1 judge -f json many at:one pass next at:two fail
	jq -e '.schema == "tlsbind.reports/1" and
		[.reports[].subject] == ["one", "two"] and
		[.reports[].status] == [0, 1]' <<<"$output"
	run -0 judge -f json many
	jq -e '.reports | length == 1' <<<"$output"
}

@test "ndjson: a line a report" {
	run -1 judge -f ndjson many at:one facts flush facts2 next at:two fail
	[ "${#lines[@]}" -eq 2 ]
	[ "$(jq -r .subject <<<"$output" | xargs)" = "one two" ]
	[ "$(jq -r .facts.name <<<"${lines[0]}")" = value ]
}

@test "ndjson: each line is there as soon as its report is done" {
	mkfifo go lines
	judge -f ndjson many at:one next pause at:two next <go >lines &
	exec 5>go 6<lines
	read -r -t 10 -u 6 line
	[ "$(jq -r .subject <<<"$line")" = one ]
	echo >&5
	read -r -t 10 -u 6 line
	[ "$(jq -r .subject <<<"$line")" = two ]
	wait $!
}

@test "ndjson: without a word of more to come, too" {
	mkfifo go lines
	judge -f ndjson at:one next pause at:two <go >lines &
	exec 5>go 6<lines
	read -r -t 10 -u 6 line
	[ "$(jq -r .subject <<<"$line")" = one ]
	echo >&5
	read -r -t 10 -u 6 line
	[ "$(jq -r .subject <<<"$line")" = two ]
	wait $!
	tlsbind-fixture stream --split -f ndjson -a 3000 >long
	[ "$(wc -l <long)" -eq 3001 ]
	[ "$(sed -n 3000p long | jq .facts.item.index)" -eq 2999 ]
	[ "$(tail -n 1 long | jq .facts.items_total)" -eq 3000 ]
	# Nothing but lines is cut.
	tlsbind-fixture stream --split -f json -a 3000 |
		jq -e '.facts.items | length == 3000'
}

@test "streams of any length take no memory to speak of" {
	for format in text json 'ndjson --split'; do
		# shellcheck disable=SC2086 # words
		tlsbind-fixture stream -f $format -a 3 >short
		# shellcheck disable=SC2086 # words
		tlsbind-fixture stream -f $format -a 3000 >long
		[ "$(head -c 60 short)" = "$(head -c 60 long)" ]
		# 100 million items would take minutes and many gigabytes.
		run -0 timeout 60 env --default-signal=PIPE bash -c "
			tlsbind-fixture stream -f $format -a 100000000 |
				head -n 20"
		[ "${#lines[@]}" -ge 15 ]
	done
	tlsbind-fixture stream -f json -a 3000 >long
	jq -e '(.facts.items | length) == 3000 and
		.facts.items[2999].inner.name == "item 2999" and
		.facts.items_total == 3000' long
	tlsbind-fixture stream -f ndjson -a 3000 |
		jq -e '.facts.items[2999].index == 2999'
}

@test "tap: a consumer sees each point, its verdict, and the plan" {
	judge -f tap many at:one pass warn skip next at:two fail undecided \
		>out.tap || true
	run -1 prove -v --exec cat out.tap
	[[ $output == *"Failed 2/5 subtests"* ]]
	[[ $output == *"1 skipped"* || $output == *"skipped: 1"* ||
		$output == *"less 1 skipped"* ]]
	[ "$(head -n 1 out.tap)" = "TAP version 13" ]
	[ "$(tail -n 1 out.tap)" = 1..5 ]
	judge -f tap pass >out.tap
	run -0 prove --exec cat out.tap
	judge -f tap facts >out.tap
	run -0 prove --exec cat out.tap
	judge -f tap pass input >out.tap 2>/dev/null || true
	run -1 prove --exec cat out.tap
	grep -q '^not ok 2 - error: x: input was asked for' out.tap
}

@test "tap, junit: an error beside a failure is no second failure" {
	for failed in fail undecided; do
		run -4 --separate-stderr judge -f tap $failed network
		[ "$(grep -c '^not ok' <<<"$output")" -eq 1 ]
		[ "$(grep -c '^# error: x: network was' <<<"$output")" -eq 1 ]
		[ "${lines[-1]}" = 1..1 ]
		[[ ${stderr_lines[0]} == *"x: network was asked for"* ]]
		judge -f junit pass $failed network >xml 2>/dev/null || true
		/usr/bin/python3 - <<-'PY'
			import xml.etree.ElementTree as E
			(suite,) = E.parse("xml").getroot()
			assert suite.get("tests") == "2"
			assert int(suite.get("failures")) + int(suite.get("errors")) == 1
			assert [c.tag for c in suite] == ["testcase"] * 2 + ["system-err"]
			assert suite[2].text.startswith("error: x: network was asked")
		PY
	done
	judge -f junit warn skip system >xml 2>/dev/null || true
	[ "$(grep -c '<error ' xml)" -eq 1 ]
	run ! grep system-err xml
}

@test "tap, junit: a check that occurs often has a name each time" {
	judge -f tap again >out.tap || true
	sed -n 's/^.*ok [0-9]* - \(.*\): the .* thing holds$/\1/p' out.tap |
		diff - <(cat <<-'END'
			fixture.first [alert=unknown_ca]
			fixture.first [accepted]
			fixture.first
			fixture.first [accepted] \#2
			fixture.first \#2
			fixture.first \#3
			fixture.first [tls>=1.3 \# SKIP]
			fixture.second-thing
		END
		)
	run -1 prove --exec cat out.tap
	[[ $output == *"Failed 1/8 subtests"* && $output != *skipped* ]]
	judge -f junit many again next at:one again next at:two pass >xml || true
	/usr/bin/python3 - <<-'PY'
		import xml.etree.ElementTree as E
		cases = E.parse("xml").getroot().findall(".//testcase")
		names = [(c.get("classname"), c.get("name")) for c in cases]
		assert len(names) == len(set(names)) == 17, names
		assert names[0] == ("cli-fixture", "fixture.first [alert=unknown_ca]")
		assert names[3][1] == "fixture.first [accepted] #2"
		assert names[16] == ("cli-fixture.two", "fixture.first")
	PY
	# JSON has no such names: there an id is an id.
	judge -f json again >out.json || true
	jq -e '[.checks[].id] | unique | length == 2' out.json
}

@test "tap: evidence and advice are valid YAML" {
	judge -f tap hostile refused >out.tap || true
	judge -f tap again >again.tap || true
	/usr/bin/python3 - <<-'PY'
		import re, yaml
		text = open("out.tap", encoding="utf-8").read()
		blocks = re.findall(r"^  ---\n(.*?)^  \.\.\.\n", text, re.S | re.M)
		found = [yaml.safe_load(b) for b in blocks]
		assert len(found) == 8, len(found)
		assert [f["verdict"] for f in found] == [
		    "pass", "fail", "warn", "skip", "undecided",
		    "fail", "warn", "pass"]
		assert found[0]["ref"] == "RFC 8705"
		assert found[1]["evidence"][0].startswith("1 \x1b[2J\a<b>&\"'#\\ ")
		assert found[6]["advice"] == ["ask for the names"]
		text = open("again.tap", encoding="utf-8").read()
		blocks = re.findall(r"^  ---\n(.*?)^  \.\.\.\n", text, re.S | re.M)
		found = [yaml.safe_load(b)["evidence"][0] for b in blocks]
		assert found[1] == "accepted: does not hold: refused", found
		assert found[5] == ": odd", found
	PY
}

@test "junit: valid XML whose counts are right" {
	judge -f junit many at:one pass warn skip next at:two fail undecided \
		hostile next at:three network >xml 2>/dev/null || true
	/usr/bin/python3 - <<-'PY'
		import xml.etree.ElementTree as E
		root = E.parse("xml").getroot()
		assert root.tag == "testsuites" and len(root) == 3
		for suite in root:
		    cases = suite.findall("testcase")
		    assert int(suite.get("tests")) == len(cases)
		    for name, tag in (("failures", "failure"),
		                      ("errors", "error"), ("skipped", "skipped")):
		        n = sum(c.find(tag) is not None for c in cases)
		        assert int(suite.get(name)) == n, (name, n)
		first, second, third = root
		assert first.get("name") == "one"
		assert first[2].find("skipped").get("message") == "skip was asked for"
		assert second[0].find("failure").get("message") == "fail was asked for"
		assert "do: ask for pass" in second[0].find("failure").text
		assert third[0].find("error").get("type") == "network"
	PY
}

@test "hostile text is never raw, in no format" {
	for format in text json ndjson tap junit nagios prometheus; do
		judge -vv -f $format hostile >out || true
		/usr/bin/python3 - $format <<-'PY'
			import sys
			text = open("out", "rb").read().decode("utf-8")
			for c in text:
			    n = ord(c)
			    bad = (n < 32 and c != "\n") or 127 <= n < 160 or \
			        0x2028 <= n <= 0x202e or 0x2066 <= n <= 0x2069
			    assert not bad, (sys.argv[1], hex(n))
			assert not any(l.startswith("not ok 9")
			    for l in text.splitlines())
			assert "\U0001f511" in text
		PY
	done
}

@test "hostile text survives the way through json" {
	judge -f json hostile >out.json || true
	/usr/bin/python3 - <<-'PY'
		import json
		text = json.load(open("out.json"))["facts"]["text"]
		want = b"\033[2J\a<b>&\"'#\\ \xe2\x80\xae\xc2\x9b\xff]]>\r\n" \
		    b"not ok 9 - forged\t\xc3\xa9 \xf0\x9f\x94\x91\x7f"
		assert text == want.decode("utf-8", "replace"), text
	PY
}

# ---- completion and manuals ----------------------------------------------

# What each shell offers behind WORDS, a candidate a line.
in_bash() { # WORD...
	bash -c '
		source "$srcdir/completions/tlsbind.bash"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_tlsbind
		printf "%s\n" "${COMPREPLY[@]}"' _ "$@"
}

in_fish() { # LINE
	HOME=$BATS_TEST_TMPDIR fish --no-config -c \
		"source $srcdir/completions/tlsbind.fish; complete -C '$1'" |
		cut -f 1
}

in_zsh() { # LINE
	HOME=$BATS_TEST_TMPDIR zsh -f "$srcdir/tests/complete.zsh" \
		"$srcdir/completions" "$1"
}

same() { # WORD...; candidates on standard input
	diff <(printf '%s\n' "$@") <(sort -u)
}

@test "completion: subcommands" {
	in_bash tlsbind-fixture '' | same batch echo judge stream
	in_fish 'tlsbind-fixture ' | same batch echo judge stream
	in_zsh 'tlsbind-fixture ' | same batch echo judge stream
	in_bash tlsbind-fixture j | same judge
}

@test "completion: options of the subcommand, and the common ones" {
	in_bash tlsbind-fixture stream --am | same --amount=
	in_fish 'tlsbind-fixture stream --am' | same --amount=
	in_zsh 'tlsbind-fixture stream --a' | same --amount
	in_bash tlsbind-fixture judge --am | same ''
	in_bash tlsbind-fixture judge --ver | same --verbose --version
	in_fish 'tlsbind-fixture judge --ver' | same --verbose --version
	in_zsh 'tlsbind-fixture judge --ver' | same --verbose --version
	in_bash tlsbind-one --ver | same --verbose --version
	in_fish 'tlsbind-one --ver' | same --verbose --version
	in_zsh 'tlsbind-one --ver' | same --verbose --version
}

@test "completion: words, behind a space, a letter or an equals sign" {
	in_bash tlsbind-one --format j | same json junit
	in_bash tlsbind-one --format = j | same json junit
	in_bash tlsbind-one --format = | same json junit nagios ndjson prometheus tap text
	in_bash tlsbind-one --format=j | same --format=json --format=junit
	in_bash tlsbind-one -f t | same tap text
	for line in '--format j' '-f j'; do
		in_fish "tlsbind-one $line" | same json junit
		in_zsh "tlsbind-one $line" | same json junit
	done
	in_fish 'tlsbind-one --format=j' | same --format=json --format=junit
	in_zsh 'tlsbind-one --format=j' | same json junit
	in_bash tlsbind-fixture echo --each t | same three two
	in_fish 'tlsbind-fixture echo --each t' | same three two
	in_zsh 'tlsbind-fixture echo --each t' | same three two
}

@test "completion: files for options and operands, nothing for numbers" {
	touch qfile
	for words in "echo --read-file" "echo -r" "echo --each-file" judge; do
		# shellcheck disable=SC2086 # words
		in_bash tlsbind-fixture $words q | same qfile
		in_fish "tlsbind-fixture $words q" | same qfile
		in_zsh "tlsbind-fixture $words q" | same qfile
	done
	in_bash tlsbind-fixture echo --maybe = q | same qfile
	in_fish 'tlsbind-fixture echo --maybe=q' | same --maybe=qfile
	in_zsh 'tlsbind-fixture echo --maybe=q' | same qfile
	in_bash tlsbind-fixture echo --whole q | same ''
	[ -z "$(in_fish 'tlsbind-fixture echo --whole q')" ]
	[ -z "$(in_zsh 'tlsbind-fixture echo --whole q')" ]
}

@test "refresh.sh writes both regions of a manual, and nothing else" {
	mkdir man
	cat >man/tlsbind-one.1 <<-'END'
		.SH OPTIONS
		.\" options {
		stale
		.\" }
		between
		.\" checks {
		.\" }
		after
	END
	sh "$srcdir/man/refresh.sh" "$(command -v tlsbind-one)" "$PWD"
	run -0 cat man/tlsbind-one.1
	[[ $output == ".SH OPTIONS"*'.\" options {'*'\fB\-\-format\fR'* ]]
	[[ $output == *'.\" }'$'\nbetween\n''.\" checks {'*unknown\\-ca* ]]
	[[ $output == *$'\nafter' && $output != *stale* ]]
	cp man/tlsbind-one.1 once
	sh "$srcdir/man/refresh.sh" "$(command -v tlsbind-one)" "$PWD"
	cmp once man/tlsbind-one.1

	sed -i '$!d; s/^/.\\" options {\n/' man/tlsbind-one.1
	cp man/tlsbind-one.1 once
	run -1 sh "$srcdir/man/refresh.sh" "$(command -v tlsbind-one)" "$PWD"
	cmp once man/tlsbind-one.1
}

@test "roff of programs with subcommands is clean" {
	{
		printf '.TH X 1 2026-01-01\n.SH NAME\nx \\- y\n.SH OPTIONS\n'
		tlsbind-fixture --describe=roff
		printf '.SH CHECKS\n'
		tlsbind-fixture --describe=roff-checks
	} >page
	run -0 mandoc -T lint -W warning page
	[ -z "$output" ]
}
