#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; run
#
# tlsbind-cnf: its reports in every format, the secrets that none of them has,
# hostile claims, and batches.

bats_require_minimum_version 1.5.0

python=/usr/bin/python3

setup_file() {
	export DIR=$BATS_FILE_TMPDIR vectors=${srcdir:?}/tests/vectors
	cd "$DIR" || return
	"$python" "$BATS_TEST_DIRNAME/cnf_cases.py" files "$vectors"
	for kind in recipes bound dpop jws; do
		"$python" "$BATS_TEST_DIRNAME/cnf_cases.py" $kind "$vectors" \
			>$kind.cases
		jq -c 'select(.batch != false) | .given + {ref}' $kind.cases \
			>$kind.lines
	done
	jq -nc --rawfile t good.jwt --rawfile c client.pem \
		'{token: $t, cert: $c}' >good.line
	export token cert keys
	token=$(cat good.jwt)
	cert=$(cat client.pem)
	keys=$(cat jwks.json)
}

setup() {
	cd "$DIR" || return
}

compare() { # alone|batch|agree COMMAND KIND
	mkdir -p "$BATS_TEST_TMPDIR/work"
	cd "$BATS_TEST_TMPDIR/work" || return
	"$python" "$BATS_TEST_DIRNAME/cnf_compare.py" "$1" "$2" \
		"$DIR/$3.cases"
}

# The moment for which the tokens are made.
cnf() {
	tlsbind-cnf "$1" --now @1800000000 "${@:2}"
}

# Runs that pass, fail, do not decide, and end with an error: the status, and
# the words of the command.
runs() {
	cat <<-END
		0 check -c client.pem good.jwt
		0 check -c client.pem -sk jwks.json good.jwt
		0 check -d jkt.proof jkt.jwt
		0 check -c client.pem private.jwt
		0 show private.jwt
		0 verify -k jwks.json good.jwt
		0 show good.jwt
		0 show evil.jwt
		0 make -c client.pem
		1 check -c client.pem no.jwt
		1 check -c client.pem hex.jwt
		1 check -c client.pem -k wrong.json good.jwt
		1 check -c client.pem --candidate ca.pem evil.jwt
		1 check -c client.pem -k jwks.json evil.jwt
		1 check -d evil.proof --method GET --url https://a --nonce x evil.jwt
		1 check -d request.proof jkt.jwt
		1 check -c client.pem deep.jwt
		1 verify -k wrong.json good.jwt
		1 verify -k jwks.json evil.jwt
		1 verify -k evil.jwt good.jwt
		1 show deep.jwt
		4 check -c client.pem opaque
		4 check -c client.pem kid.jwt
		4 check -d request.proof opaque
		4 check -c client.pem jwe
		4 show opaque
		3 check -c nosuch good.jwt
		3 check -c evil.jwt good.jwt
		3 show nosuch
	END
}

# ---- formats -------------------------------------------------------------

@test "text: the verdict first, the reason next, 100 columns at most" {
	while read -r want args; do
		status=0
		# shellcheck disable=SC2086 # words
		cnf $args >out 2>err || status=$?
		[ "$status" -eq "$want" ]
		[ "$want" -ne 3 ] || continue
		case $args in
		make*) continue ;;
		esac
		word=$(head -n 1 out | grep -oE '^[A-Z]+( [A-Z]+)?')
		case $want-$word in
		0-BOUND | 0-VALID | 0-UNVERIFIED | 1-INVALID | "1-NOT BOUND" | \
			1-REJECTED | "1-NO TOKEN" | 4-UNDECIDED | 4-OPAQUE) ;;
		*)
			echo "$args: $want, $word"
			return 1
			;;
		esac
		[[ $args != *evil* ]] || continue
		[ "$want" -ne 1 ] || sed -n 2,3p out | grep -qE '^  (cause|because)  '
		run -1 grep -E '^.{101}' out
	done < <(runs)
}

@test "json and ndjson: the paths that scripts rely on" {
	tlsbind-cnf --describe=schema >schema
	while read -r want args; do
		for format in json ndjson; do
			status=0
			# shellcheck disable=SC2086 # words
			cnf ${args%% *} -vvf $format ${args#* } >out.$format \
				2>/dev/null || status=$?
			[ "$status" -eq "$want" ]
			[ "$(jq .status out.$format)" = "$want" ]
		done
		diff <(jq -c . out.json) <(jq -c . out.ndjson)
		[ "$(wc -l <out.ndjson)" -eq 1 ]
		cat out.ndjson >>all
		case $want in
		0) verdict=pass ;;
		1) verdict=fail ;;
		4) verdict=undecided ;;
		3) verdict=error ;;
		esac
		[ "$(jq -r .verdict out.json)" = "$verdict" ]
		case $args in
		*evil* | *deep* | *opaque* | *jwe | *nosuch* | make*) continue ;;
		show*) jq -e '.facts | .binding == null and .cnf != null' \
			out.json ;;
		check*) jq -e '.facts | (.binding.method | type == "string")
			and (.binding.matches | type == "boolean")
			and .cnf[.binding.method] != null' out.json ;;
		verify*) jq -e '.facts | .cnf == null and .binding == null' \
			out.json ;;
		esac
	done < <(runs)
	"$python" - <<-'PY'
		import json, jsonschema
		def unique(pairs):
		    keys = [k for k, v in pairs]
		    assert len(keys) == len(set(keys)), keys
		    return dict(pairs)
		validator = jsonschema.Draft7Validator(json.load(open("schema")))
		for line in open("all"):
		    validator.validate(json.loads(line, object_pairs_hook=unique))
	PY
	[ "$(cnf check -c client.pem good.jwt -f json |
		jq -c '.facts | [.binding, .cnf]')" = "[{\"method\":\
\"x5t#S256\",\"matches\":true},$(cnf make -p cnf -c client.pem)]" ]
}

@test "tap and junit are well formed, and count what failed" {
	while read -r want args; do
		command=${args%% *} rest=${args#* }
		# shellcheck disable=SC2086 # words
		{
			cnf $command -vf json $rest >r.json || true
			cnf $command -vf tap $rest >r.tap || true
			cnf $command -vf junit $rest >r.xml || true
		} 2>/dev/null
		n=$(jq '.checks | length' r.json)
		failed=$(jq '[.checks[] | select(.verdict == "fail" or
			.verdict == "undecided")] | length' r.json)
		xmllint --noout r.xml
		"$python" - "$want" "$n" "$failed" r.xml <<-'PY'
			import sys, xml.etree.ElementTree as tree
			want, n, failed = map(int, sys.argv[1:4])
			root = tree.parse(sys.argv[4]).getroot()
			bad = [t for t in root.iter("testcase") if
			       t.find("failure") is not None
			       or t.find("error") is not None
			       or t.find("skipped") is not None]
			assert (len(bad) > 0) == (want > 0) or want == 0, want
			assert len(list(root.iter("testcase"))) >= n
			assert len(list(root.iter("failure"))) <= failed
			assert want != 1 or list(root.iter("failure"))
			assert want != 3 or list(root.iter("error"))
		PY
		# What prove says of it is what the status says.
		status=0
		prove -Q --exec cat r.tap >/dev/null 2>&1 || status=$?
		[ "$want" -eq 0 ] || [ "$status" -ne 0 ] || {
			echo "$args: prove says $status"
			cat r.tap
			return 1
		}
		[ "$want" -ne 0 ] || [ "$status" -eq 0 ]
	done < <(runs)
}

@test "every check and cause in any report is listed, and most are met" {
	tlsbind-cnf --describe=checks >checks
	for kind in recipes bound dpop; do
		cnf check -vb $kind.lines || true
	done >all.json
	cnf verify -vb jws.lines >>all.json || true
	"$python" - <<-'PY'
		import json
		listed = {tuple(line.split("\t")[:2]) for line in open("checks")}
		seen = set()
		for line in open("all.json"):
		    report = json.loads(line)
		    seen |= {("check", c["id"]) for c in report["checks"]}
		    seen |= {("cause", d["id"]) for d in report["diagnoses"]}
		assert seen <= listed, seen - listed
		ours = {i for k, i in listed if k == "check"
		        and i.startswith(("cnf.", "token.", "jws.", "dpop."))}
		assert {("check", i) for i in ours} <= seen, ours
	PY
}

# ---- secrets and hostile text --------------------------------------------

@test "no token in any report or error, unless it is asked for" {
	parts=()
	for file in good.jwt no.jwt hex.jwt kid.jwt jkt.jwt evil.jwt jkt.proof \
		evil.proof request.proof; do
		parts+=(-e "$(cut -d . -f 3 $file)" -e "$(cut -d . -f 2 $file)")
	done
	parts+=(-e "$(printf 'no one shall see this' | basenc --base64url |
		head -c 27)")
	printf 'Authorization: DPoP %s\n' "$(cat jkt.jwt)" >field
	jq -n --rawfile t good.jwt '{access_token: $t, token_type: "Bearer"}' \
		>response
	for format in text json ndjson tap junit; do
		while read -r want args; do
			# shellcheck disable=SC2086 # words
			cnf ${args%% *} -vvf $format ${args#* } || true
		done < <(
			runs
			echo 0 check -c client.pem response
			echo 0 show response
			echo 0 check -d jkt.proof field
			echo 1 check -c client.pem field
			echo 1 check -c client.pem twice.jwt
			echo 1 verify -k good.jwt hex.jwt
		)
		for text in "$token" "Bearer $token" "$token x" "$token.x"; do
			cnf show -vvf $format "$text" || true
			cnf check -vvf $format -c client.pem "$text" || true
			cnf check -vvf $format -c client.pem "$text" x || true
			cnf verify -vvf $format -k jwks.json "$text" || true
			cnf make -f $format "$text" || true
		done
	done >told 2>errors
	jq -c '. + {jwks: env.keys}' good.line bound.lines |
		cnf check -vvb >>told 2>>errors || true
	[ "$(wc -c <told)" -gt 100000 ]
	run -1 grep -qF "${parts[@]}" told
	run -1 grep -qF 2YotnFZFEjr1zCsicMWpAA told
	# Neither may one be there that was taken for a file's name.
	run -1 grep -cF "${parts[@]}" errors
	for format in json ndjson; do
		cnf show -f $format --show-secrets good.jwt |
			jq -e --arg t "$token" '.facts.token.compact == $t'
		cnf check -f $format --show-secrets -c client.pem good.jwt |
			jq -e --arg t "$token" '.facts.token.compact == $t'
		cnf show -f $format good.jwt |
			jq -e '.facts.token.compact | startswith("(hidden")'
	done
}

@test "hostile claims, headers and proofs are escaped in all formats" {
	while read -r want args; do
		[[ $args == *evil* ]] || continue
		for format in text tap junit json ndjson; do
			# shellcheck disable=SC2086 # words
			cnf ${args%% *} -vvf $format ${args#* } >out 2>err ||
				[ $? -eq "$want" ]
			# No controls, no U+202E, no U+0085, no U+2028.
			run -1 env LC_ALL=C grep -qP \
				'[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xae\xa8]|\xc2\x85' out
			run -1 grep -qE '^(::error|not ok 1 - x)' out err
			run -1 env LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' err
		done
	done < <(runs)
	# And it is told in full where text can be.
	cnf show -f json evil.jwt | jq -e '.facts.token |
		(.claims.iss | contains("\u202e")) and
		.claims.iss == .header.kid and .claims.aud[1] == .claims.iss'
}

# ---- batches -------------------------------------------------------------

@test "a line is judged as what it wants, and as a token alone" {
	for kind in bound dpop; do
		compare batch check $kind
		compare agree check $kind
	done
	compare batch verify jws
	compare agree verify jws
}

@test "order, references and line numbers, however many work on it" {
	for _ in 1 2 3 4 5 6 7 8; do
		cat bound.lines
	done >some.lines
	sed -i '5s/.*//;7s/.*/  /' some.lines
	n=$(wc -l <some.lines)
	[ "$n" -gt 1000 ]
	for jobs in 1 2 7; do
		cnf check -b -j $jobs some.lines >jobs.$jobs || [ $? -eq 4 ]
	done
	cmp jobs.1 jobs.2
	cmp jobs.1 jobs.7
	cnf check -b <some.lines | cmp jobs.1 -
	jq -r .ref jobs.1 | cmp - <(jq -r .ref some.lines)
	jq -r .line jobs.1 | cmp - <(seq "$n" | grep -vx '[57]')
	for jobs in 1 5; do
		cnf verify -b -j $jobs jws.lines >jobs.$jobs || [ $? -eq 1 ]
	done
	cmp jobs.1 jobs.5
}

@test "an empty batch is an error: nothing was judged" {
	for args in "check -b" "verify -b" "check -bc client.pem" \
		"verify -bk jwks.json"; do
		# shellcheck disable=SC2086 # words
		run -3 --separate-stderr cnf $args /dev/null
		[[ $stderr == *"nothing was judged" ]]
		[ "$(jq -r .error.kind <<<"$output")" = input ]
		# shellcheck disable=SC2086 # words
		run -3 cnf $args - <<<$'\n  \n'
	done
}

@test "bad lines are answered in their place, and the highest status counts" {
	line() { # STATUS WORDS FILTER: of {token, cert}
		jq -c "$3" good.line >bad.lines
		one_line "$1" "$2" check
	}
	one_line() {
		run "-$1" --separate-stderr cnf "$3" -b bad.lines
		[ -z "$stderr" ]
		[ "$(jq -s length <<<"$output")" -eq 1 ]
		[[ $(jq -r '.error.text // .headline.text' <<<"$output") == *"$2"* ]] || {
			echo "$2: $output"
			return 1
		}
		[ "$1" -ne 3 ] || [ "$(jq -r .error.kind <<<"$output")" = input ]
		cat bad.lines >>"$3.lines"
	}
	: >check.lines
	: >verify.lines
	line 0 "bound to cert" .
	line 0 "bound to cert" '.ref = ""'
	line 0 "bound to cert" '.issuer = "https://as.example"'
	line 0 "bound to cert" '.jwks = env.keys'
	line 1 "not" '.jwks = "{}"'
	line 1 "cannot be read" '.token = ""'
	line 1 "iss is" '.issuer = "x"'
	line 1 "iss is" '.issuer = ""'
	line 1 "aud is" '.audience = "x"'
	line 4 "opaque" '.token = "2YotnFZFEjr1zCsicMWpAA"'
	line 1 "no cnf" '.token = {active: true}'
	line 1 "cannot be read" '.token = {}'
	line 0 "bound to" '.token = {active: true, cnf: {"x5t#S256":
		.token}} | .["x5t#S256"] = ("A" * 43) | .token.cnf["x5t#S256"] =
		("A" * 43) | del(.cert)'
	line 3 "token: is missing" 'del(.token)'
	line 3 "token: is neither a string nor an object" '.token = 1'
	line 3 "token: is neither" '.token = [.token]'
	line 3 "token: is neither" '.token = null'
	line 3 "nothing was presented" 'del(.cert)'
	line 3 "cert: " '.cert = "x"'
	line 3 "cert: " '.cert = ""'
	line 3 "cert: is no string" '.cert = null'
	line 3 "jwks: is no string" '.jwks = {keys: []}'
	for member in dpop jwks issuer audience ref jkt tbh; do
		line 3 "$member: is no string" ".[\"$member\"] = 1"
		line 3 "$member: is no string" ".[\"$member\"] = null"
	done
	for member in method url nonce; do
		line 3 "$member: is no string" ".dpop = \"x\" | .$member = 1"
		line 3 "$member: only with dpop" ".$member = \"https://a\""
	done
	line 3 "x5t#S256: is no string" 'del(.cert) | .["x5t#S256"] = null'
	line 3 "x5t#S256: only without cert" '.["x5t#S256"] = ("A" * 43)'
	line 3 "jkt: only without dpop" '.dpop = "x" | .jkt = ("A" * 43)'
	line 3 "url: " '.dpop = "x" | .url = "accounts"'
	for member in 'x5t#S256' jkt tbh; do
		for value in '""' '"x"' '"A" * 42' '("A" * 42) + "B"' '"A" * 44'; do
			line 3 "$member: 43 characters" \
				"del(.cert) | .[\"$member\"] = $value"
		done
	done
	for member in Issuer aud leeway jwk keys candidate x5t tbmsg ekm alg \
		now 'x5t#s256'; do
		line 3 "'$member': no such member" ".[\"$member\"] = \"\""
	done
	for text in nonsense '{"token":' '[1]' '""' '{"token":"","token":""}' \
		'{"token":"a"}x'; do
		echo "$text" >bad.lines
		one_line 3 "" check
		one_line 3 "" verify
	done
	vline() {
		jq -c "$3" good.line >bad.lines
		one_line "$1" "$2" verify
	}
	vline 0 "verifies" '{token, jwks: env.keys}'
	vline 0 "verifies" '{token, jwks: env.keys, ref: "a"}'
	vline 1 "no key" '{token, jwks: "{\"keys\":[]}"}'
	vline 1 "empty" '{token: "", jwks: env.keys}'
	vline 3 "jwks: is missing" '{token}'
	vline 3 "jwks: is no string" '{token, jwks: null}'
	vline 3 "token: is missing" '{jwks: env.keys}'
	vline 3 "token: is no string" '{token: {}, jwks: env.keys}'
	for member in cert alg issuer dpop key; do
		vline 3 "'$member': no such member" \
			"{token, jwks: env.keys, \"$member\": \"\"}"
	done
	for command in check verify; do
		status=0
		output=$(cnf $command -b $command.lines) || status=$?
		[ "$status" -eq "$(jq -s 'map(.status) | max' <<<"$output")" ]
		mapfile -t lines <<<"$output"
		[ "${#lines[@]}" -eq "$(wc -l <$command.lines)" ]
		jq -r .line <<<"$output" | cmp - <(seq "${#lines[@]}")
	done
	run -4 cnf check -b <(head -n 10 check.lines)
	run -1 cnf check -b <(head -n 9 check.lines)
	run -0 cnf check -b <(head -n 4 check.lines)
	run -3 cnf verify -b verify.lines
}

@test "members of a line go before the options, which go for the others" {
	jq -c '{token}, ., {token, cert: $other},
		{token, "x5t#S256": ("A" * 43)},
		{token, jwks: $wrong}, {token, issuer: "x"},
		{token, audience: "https://api.example"},
		{token, audience: "y"},
		{token: {active: true, cnf: {jkt: ("A" * 43)}}, jkt: ("A" * 43),
			issuer: "x"}' --rawfile other other.pem \
		--rawfile wrong wrong.json good.line >some.lines
	statuses() {
		jq -r .status | xargs
	}
	[ "$(cnf check -bc client.pem some.lines | statuses)" = \
		"0 0 1 1 1 1 0 1 1" ]
	[ "$(cnf check -bc other.pem some.lines | statuses)" = \
		"1 0 1 1 1 1 1 1 1" ]
	[ "$(cnf check -b some.lines | statuses)" = "3 0 1 1 3 3 3 3 1" ]
	[ "$(cnf check -bsc client.pem some.lines | statuses)" = \
		"1 1 1 1 1 1 1 1 1" ]
	[ "$(cnf check -bsc client.pem -k jwks.json some.lines | statuses)" = \
		"0 0 1 1 1 1 0 1 1" ]
	[ "$(cnf check -bc client.pem --issuer https://as.example \
		--audience z some.lines | statuses)" = "1 1 1 1 1 1 0 1 1" ]
	[ "$(cnf check -bc client.pem --audience z some.lines | statuses)" = \
		"1 1 1 1 1 1 0 1 1" ]
	# None of a line stays for the next one.
	jq -c '{token, cert, jwks: $wrong}, ., {token, cert, jwks: env.keys},
		{token, cert, issuer: "x"}, .' --rawfile wrong wrong.json \
		good.line >some.lines
	[ "$(cnf check -bj 1 some.lines | statuses)" = "1 0 0 1 0" ]
	jq -c '{token}, {token, jwks: env.keys}, {token, jwks: $wrong}, {token}' \
		--rawfile wrong wrong.json good.line >some.lines
	[ "$(cnf verify -bk jwks.json some.lines | statuses)" = "0 0 1 0" ]
	[ "$(cnf verify -bk wrong.json some.lines | statuses)" = "1 0 1 1" ]
	[ "$(cnf verify -b some.lines | statuses)" = "3 0 1 3" ]
	# What may be used holds for all keys.
	[ "$(cnf verify -bk jwks.json -a RS256 some.lines | statuses)" = \
		"1 1 1 1" ]
	[ "$(cnf verify -ba RS256,PS256 some.lines | statuses)" = "3 1 1 3" ]
	[ "$(cnf verify -ba ES256 some.lines | statuses)" = "3 0 1 3" ]
	[ "$(cnf check -bc client.pem -k jwks.json -a RS256 some.lines |
		statuses)" = "1 1 1 1" ]
}

@test "checks that hold are left out of a batch, unless it is verbose" {
	[ "$(cnf check -b good.line | jq -c '[.checks[].id]')" = \
		'["token.authentic"]' ]
	cnf check -vb good.line | jq -e '.checks | length > 4'
	cnf check -b good.line | jq -e '.facts.binding ==
		{method: "x5t#S256", matches: true} and .facts.cnf != null'
	run -0 cnf check -qb good.line
	[ -z "$output" ]
	jq -c '.issuer = "x"' good.line >bad.line
	run -1 cnf check -qb bad.line
	[ -z "$output" ]
}
