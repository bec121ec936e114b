#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # what run and make check set
#
# What tlsbind-serve --lab makes: every file is what its README says, by
# openssl, certtool and tlsbind-thumbprint; what is there stays, what is
# missing or too old is made anew; somebody else's directory is left alone.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	export LAB=$PEERS_HOME/lab
	make_lab "$LAB"
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	cd "$LAB" || return
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# start_lab DIR [OPTION]...: sets $port, the one that wants certificates.
start_lab() {
	local dir=$1
	shift
	log=$(new_log lab)
	background "$log" tlsbind-serve --lab "$dir" "$@"
	port=$(wait_line "$log" '\(as: ' && grep -oP ':\K\d+(?= \(mtls)' "$log")
	port=${port##*[!0-9]}
}

make_lab() {
	start_lab "$@"
	kill "$pid"
	while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
}

# Refused as an input, in these words.
refused() { # DIR WORDS
	run -3 --separate-stderr timeout 10 tlsbind-serve --lab "$1"
	[[ $stderr == "tlsbind-serve: $1"*"$2"* ]] || {
		echo "$stderr"
		return 1
	}
}

# All but what the servers remember.
sums() { # [DIR]
	(cd "${1:-$LAB}" && find . -type f ! -name 'state.db*' \
		-exec sha256sum {} + | sort -k 2)
}

# changed BEFORE AFTER: names of the files that are not the same.
changed() {
	diff <(cat <<<"$1") <(cat <<<"$2") | sed -n 's/^> .* \.\///p'
}

names() { # of certificates
	find . -name '*.pem' ! -name crl.pem | sed 's/^\.\///;s/\.pem$//' | sort
}

# The first certificate of a file that is a client's or a server's.
leaf() { # NAME
	if [ "$1" = clients/wrong-order ]; then
		sed '1,/END/d' "$1.pem"
	else
		cat "$1.pem"
	fi
}

# The numbers of openssl's errors, each once, for a client of today.
openssl_finds() { # NAME [FLAG]...
	local name=$1
	shift
	leaf "$name" >"$BATS_TEST_TMPDIR/leaf"
	openssl verify -auth_level 2 -purpose sslclient -CAfile ca.pem \
		-untrusted "$name.pem" "$@" "$BATS_TEST_TMPDIR/leaf" 2>&1 |
		grep -oP '^error \K\d+' | sort -un | paste -sd, || true
}

lint_finds() { # NAME
	tlsbind-thumbprint --lint --format json --crl crl.pem --key "$1.key" \
		"$1.pem" | jq -r '[.checks[] | select(.verdict == "fail").id |
		ltrimstr("client-cert.")] | sort | join(",")'
}

# Each row: what openssl finds, what we find, "-" for nothing.
expected() {
	cat <<-'ROWS'
		clients/good-p256 - -
		clients/good-rsa - -
		clients/good-ed25519 - -
		clients/other - -
		clients/renewed - -
		clients/introspector - -
		clients/root-in-chain - -
		clients/self-signed 18 -
		clients/expired 10 dates
		clients/not-yet-valid 9 dates
		clients/serverauth-only 26 eku
		clients/ku-no-signature 26 key-usage
		clients/sha1 68 strength
		clients/rsa1024 66 strength
		clients/revoked - revoked
		clients/key-mismatch - key
		clients/missing-intermediate 20 -
		clients/wrong-order - order
		clients/other-ca 20 -
		clients/same-name-other-key-ca 20 -
		clients/ca-eku-serverauth 26 eku
		clients/ca-expired 10 dates
		clients/ca-sha1 68 strength
		clients/ca-rsa1024 67 strength
		clients/ca-revoked - revoked
		clients/ca-no-ca 26,32,79 key-usage
		clients/ca-path-too-long 25 key-usage
	ROWS
}

# Every name has the faults of its row, and no name is without a row.
is_complete() {
	local name openssl ours got status=0
	diff <(expected | cut -d ' ' -f 1 | sort) <(names | grep /) || return
	while read -r name openssl ours; do
		got=$(openssl_finds "$name")
		[ "${got:--}" = "$openssl" ] || {
			echo "$name: openssl: $got, expected $openssl"
			status=1
		}
		got=$(lint_finds "$name")
		[ "${got:--}" = "$ours" ] || {
			echo "$name: $got, expected $ours"
			status=1
		}
	done < <(expected)
	return "$status"
}

@test "each client has its fault, and no other" {
	is_complete
}

@test "authorities and server are sound" {
	openssl verify -x509_strict -CAfile ca.pem ca.pem intermediate.pem
	openssl verify -x509_strict -CAfile ca.pem -untrusted intermediate.pem \
		-purpose sslserver server.pem
	certtool --verify --load-ca-certificate ca.pem \
		--verify-hostname localhost <server.pem
	local name
	for name in {,rp.,idp.}localhost; do
		openssl x509 -in server.pem -noout -checkhost "$name" |
			grep -q 'does match'
	done
	for name in 127.0.0.1 ::1; do
		openssl x509 -in server.pem -noout -checkip "$name" |
			grep -q 'does match'
	done
	openssl x509 -in server.pem -noout -checkhost elsewhere.example |
		grep -q 'does NOT match'
	[ "$(grep -c BEGIN ca.pem intermediate.pem server.pem)" = \
		"$(printf '%s\n' ca.pem:1 intermediate.pem:1 server.pem:2)" ]
}

@test "certtool reads every certificate and every key" {
	local name
	for name in $(names); do
		certtool -i <"$name.pem" >/dev/null
	done
	for name in ./*.key clients/*.key; do
		certtool -k <"$name" >/dev/null
	done
}

@test "good clients are for clients, with their names" {
	local name text
	for name in good-p256 good-rsa good-ed25519 other; do
		certtool --verify --load-ca-certificate ca.pem \
			--load-crl crl.pem <"clients/$name.pem"
		text=$(openssl x509 -in "clients/$name.pem" -noout -text \
			-nameopt RFC2253)
		grep -q "Subject: CN=$name,O=tlsbind lab\$" <<<"$text"
		grep -q "DNS:$name.example, URI:urn:example:$name\$" <<<"$text"
		grep -qx ' *TLS Web Client Authentication' <<<"$text"
		grep -qx ' *Digital Signature' <<<"$text"
	done
}

@test "keys are of the kind that their names say" {
	local file kind
	while read -r file kind; do
		openssl pkey -in "$file.key" -noout -text | tr '\n' ' ' |
			grep -q "$kind" || { echo "$file: not $kind"; return 1; }
	done <<-'ROWS'
		as prime256v1
		dpop prime256v1
		tokbind-p256 prime256v1
		tokbind-rsa (2048.bit
		server prime256v1
		clients/good-p256 prime256v1
		clients/good-rsa (2048.bit
		clients/good-ed25519 ED25519
		clients/rsa1024 (1024.bit
	ROWS
}

@test "keys fit their certificates, but for one" {
	local name
	for name in $(names); do
		[ "$(leaf "$name" | openssl x509 -noout -pubkey)" = \
			"$(openssl pkey -in "$name.key" -pubout)" ] ||
			echo "$name"
	done >"$BATS_TEST_TMPDIR/others"
	[ "$(cat "$BATS_TEST_TMPDIR/others")" = clients/key-mismatch ]
	# No two clients have the same one, but for the renewed.
	[ "$(sha256sum ./*.key clients/*.key | cut -d ' ' -f 1 | sort |
		uniq -d | wc -l)" = 1 ]
	cmp clients/good-p256.key clients/renewed.key
}

@test "a renewed certificate has the key and the name of the one before" {
	local was is
	was=$(openssl x509 -in clients/good-p256.pem -noout -subject -pubkey \
		-ext subjectAltName)
	is=$(openssl x509 -in clients/renewed.pem -noout -subject -pubkey \
		-ext subjectAltName)
	[ "$was" = "$is" ]
	[ "$(openssl x509 -in clients/good-p256.pem -noout -serial)" != \
		"$(openssl x509 -in clients/renewed.pem -noout -serial)" ]
}

@test "another root has the name of ours, and another key" {
	local file=clients/same-name-other-key-ca.pem
	[ "$(openssl x509 -in "$file" -noout -issuer | sed 's/^issuer=//')" = \
		"$(openssl x509 -in ca.pem -noout -subject |
			sed 's/^subject=//')" ]
	[ "$(openssl x509 -in "$file" -noout -ext authorityKeyIdentifier |
		tail -n 1)" != "$(openssl x509 -in ca.pem -noout \
		-ext subjectKeyIdentifier | tail -n 1)" ]
}

@test "the lists of revoked certificates hold" {
	csplit -s -z -f "$BATS_TEST_TMPDIR/crl" crl.pem '/BEGIN/' '{*}'
	local root=$BATS_TEST_TMPDIR/crl00 below=$BATS_TEST_TMPDIR/crl01
	[ ! -e "$BATS_TEST_TMPDIR/crl02" ]
	openssl crl -in "$root" -CAfile ca.pem -noout 2>&1 |
		grep -qx 'verify OK'
	openssl crl -in "$below" -CAfile intermediate.pem -noout 2>&1 |
		grep -qx 'verify OK'
	certtool --crl-info <"$root" >/dev/null
	certtool --crl-info <"$below" >/dev/null
	[ "$(openssl crl -in "$root" -noout -text |
		grep -c 'CA Compromise\|Serial Number')" = 2 ]
	[ "$(openssl crl -in "$below" -noout -text |
		grep -c 'Key Compromise\|Serial Number')" = 2 ]
	local flags=(-CRLfile "$root" -CRLfile "$below" -crl_check_all)
	[ -z "$(openssl_finds clients/good-p256 "${flags[@]}")" ]
	[ "$(openssl_finds clients/revoked "${flags[@]}")" = 23 ]
	csplit -s -z -f "$BATS_TEST_TMPDIR/chain" clients/ca-revoked.pem \
		'/BEGIN/' '{*}'
	cp "$BATS_TEST_TMPDIR/chain01" "$BATS_TEST_TMPDIR/ca.pem"
	cd "$BATS_TEST_TMPDIR" && cp "$LAB/ca.pem" trusted
	openssl verify -CAfile trusted "${flags[@]}" ca.pem 2>&1 |
		grep -q '^error 23 '
}

days() { # FILE: how long it is valid
	local from until
	from=$(openssl x509 -in "$1" -noout -startdate)
	until=$(openssl x509 -in "$1" -noout -enddate)
	echo $((($(date -d "${until#*=}" +%s) - $(date -d "${from#*=}" +%s)) /
		86400))
}

@test "the root is valid for ten years, the others for 397 days" {
	[ "$(days ca.pem)" = 3650 ]
	local file
	for file in intermediate server clients/{good-p256,not-yet-valid,sha1}
	do
		[ "$(days "$file.pem")" = 397 ]
	done
}

@test "only the owner can come in, whatever the umask" {
	local dir=$BATS_TEST_TMPDIR/lab
	(umask 0 && make_lab "$dir")
	cd "$dir"
	[ "$(stat -c %a . clients | sort -u)" = 700 ]
	[ "$(stat -c %a ./*.key clients/*.key state.db .tlsbind-lab |
		sort -u)" = 600 ]
	[ "$(stat -c %a ./*.pem clients/*.pem README | sort -u)" = 644 ]
	# Where there was an empty directory, open to all.
	dir=$BATS_TEST_TMPDIR/empty
	mkdir -m 777 "$dir"
	(umask 077 && make_lab "$dir")
	[ "$(stat -c %a "$dir")" = 700 ]
	[ "$(stat -c %a "$dir"/{ca,server}.pem | sort -u)" = 600 ]
}

@test "README names every file, and no other" {
	diff <(sed -n 's/^  \([^ ].*\)$/\1/p' README | tr -s ' ' '\n' | sort) \
		<(find . -type f ! -name 'state.db-*' | sed 's/^\.\///' | sort)
	[ "$(wc -L <README)" -le 80 ]
}

# said_to VERSION NAME: what the server at $port answers, as README writes it.
said_to() {
	local version=$1 name=$2 said alert status given=()
	[ "$name" = "no certificate" ] || given=(-cert "clients/$name.pem"
		-key "clients/$name.key" -cert_chain "clients/$name.pem")
	case $name in
	key-mismatch | wrong-order) # openssl will not send them
		said=$(tlsbind-handshake --ca ca.pem --tls "$version" \
			--cert "clients/$name.pem" --key "clients/$name.key" \
			--format json "localhost:$port")
		alert=$(jq '[.facts | .. | .alert? | .code?] |
			map(numbers)[0] // empty' <<<"$said")
		;;
	*)
		said=$(printf 'GET /whoami HTTP/1.0\r\n\r\n' |
			timeout 10 openssl s_client -ign_eof -quiet \
				-connect "127.0.0.1:$port" \
				"-tls${version/./_}" "${given[@]}" \
				-cipher DEFAULT@SECLEVEL=0 2>&1)
		alert=$(grep -oPm1 'alert number \K\d+' <<<"$said")
		status=$(grep -aoPm1 '^HTTP/1.\d \K\d+' <<<"$said")
		;;
	esac
	[ "$status" = 400 ] || status=${status:+taken}
	echo "${alert:-${status:-closed}}"
}

# The answers of one server, as README has them; "116/40" if they differ.
said_to_all() { # NAMES
	local name new old
	while read -r name; do
		new=$(said_to 1.3 "$name")
		old=$(said_to 1.2 "$name")
		[ "$old" = "$new" ] || new+=/$old
		echo "$name $new"
	done <<<"$1"
}

@test "every server that is imitated answers as README says" {
	local who column=0 rows names
	rows=$(sed -n '/^  *tlsbind  *openssl/,/^$/p' README | sed '1d;$d')
	names=$(cut -c 1-23 <<<"$rows" | sed 's/ *$//')
	[ "$(wc -l <<<"$names")" -gt 20 ]
	for who in tlsbind openssl gnutls go java node nginx; do
		if [ "$who" = tlsbind ]; then
			start_lab "$LAB"
		else
			start_lab "$LAB" --imitate "$who"
		fi
		said_to_all "good-p256"$'\n'"$names" \
			>"$BATS_TEST_TMPDIR/$who" &
		column=$((column + 1))
		{
			echo good-p256 taken
			paste -d ' ' <(echo "$names") <(cut -c 24- <<<"$rows" |
				awk -v n="$column" '{ print $n }')
		} >"$BATS_TEST_TMPDIR/$who.want"
	done 3>&-
	wait
	cd "$BATS_TEST_TMPDIR"
	for who in *.want; do
		diff "$who" "${who%.want}" || { echo "$who"; return 1; }
	done
}

@test "the commands of README do what it says" {
	local dir=$BATS_TEST_TMPDIR/lab
	start_lab "$dir"
	export PORT=$port AS WEB
	AS=$(grep -oP ':\K\d+(?= \(as)' "$log")
	WEB=$(grep -oP ':\K\d+(?= \(web)' "$log")
	cd "$dir"
	sed -n '/^Commands/,$s/^    //p' README >../commands
	[ "$(wc -l <../commands)" -gt 20 ]
	# shellcheck disable=SC2016 # the inner shell expands it
	bash -c 'set -o pipefail
		trap '\''echo "$?" "$BASH_COMMAND" >>../failed'\'' ERR
		. ../commands >../said 2>../told'
	diff <(cut -d ' ' -f 1,2 ../failed) - <<-'ROWS'
		1 tlsbind-handshake
		1 tlsbind-thumbprint
	ROWS
	grep -q '"check": *"cnf.x5t-s256"' ../said
	[ "$(grep -o '"client_id": *"good-p256"' ../said | wc -l)" = 2 ]
	tlsbind-cnf check token --cert clients/good-p256.pem
	tlsbind-tbmsg verify --ekm "$(printf %064d 0)" message
}

@test "what is there stays" {
	local before
	before=$(sums)
	make_lab "$LAB"
	[ "$(sums)" = "$before" ]
	# By any other name of the same place.
	cd .. && make_lab lab/
	[ "$(sums)" = "$before" ]
}

# The lists with a signature that does not hold.
forge_list() { # FILE
	"$python" - "$1" <<-'PY'
		import base64, sys
		text = open(sys.argv[1]).read()
		body = text.rstrip().rsplit("-----BEGIN X509 CRL-----", 1)[1]
		der = bytearray(base64.b64decode(body.split("-----")[0]))
		der[-1] ^= 1
		print(text[:text.rindex("-----BEGIN")] +
		      "-----BEGIN X509 CRL-----\n" +
		      base64.encodebytes(der).decode() +
		      "-----END X509 CRL-----")
	PY
}

@test "what is missing or damaged is made anew, and nothing else" {
	local dir="$BATS_TEST_TMPDIR/a lab" before after
	make_lab "$dir"
	before=$(sums "$dir")
	cd "$dir"
	rm clients/expired.pem clients/ca-sha1.key
	truncate -s 100 clients/other.key
	: >as.key
	echo rubbish >README
	cp clients/good-rsa.pem clients/sha1.pem
	cp as.key clients/not-yet-valid.key
	cp clients/good-ed25519.key dpop.key
	make_lab "$dir"
	after=$(sums "$dir")
	[ "$(changed "$before" "$after" | grep -v README)" = "$(sort <<-'ROWS'
		as.key
		clients/ca-sha1.key
		clients/ca-sha1.pem
		clients/expired.key
		clients/expired.pem
		clients/not-yet-valid.key
		clients/not-yet-valid.pem
		clients/other.key
		clients/other.pem
		clients/sha1.key
		clients/sha1.pem
		dpop.key
	ROWS
	)" ]
	is_complete
	openssl pkey -in dpop.key -noout -text | grep -q prime256v1
	# The list follows the certificate that it is about.
	rm clients/revoked.pem
	make_lab "$dir"
	[ "$(changed "$after" "$(sums "$dir")")" = \
		"$(printf '%s\n' clients/revoked.{key,pem} crl.pem)" ]
	is_complete
	# A renewed certificate is of the key before.
	after=$(sums "$dir")
	rm clients/good-p256.pem
	make_lab "$dir"
	[ "$(changed "$after" "$(sums "$dir")")" = \
		"$(printf 'clients/%s\n' {good-p256,renewed}.{key,pem})" ]
	is_complete
	forge_list crl.pem >../forged
	for list in /dev/null "$LAB/crl.pem" clients/good-p256.key ../forged
	do
		after=$(sums "$dir")
		cp "$list" crl.pem
		make_lab "$dir"
		[ "$(changed "$after" "$(sums "$dir")")" = crl.pem ]
		is_complete
	done
}

@test "without its authority, nothing that it has issued is of use" {
	local dir=$BATS_TEST_TMPDIR/lab before got
	make_lab "$dir"
	before=$(sums "$dir")
	rm "$dir/intermediate.key"
	make_lab "$dir"
	got=$(changed "$before" "$(sums "$dir")")
	cd "$dir"
	is_complete
	run -1 grep -xE "(as|dpop|ca)\.key|ca\.pem|README" <<<"$got"
	run -1 grep -E '(self-signed|other-ca|eku)' <<<"$got"
	before=$(sums "$dir")
	rm "$dir/ca.pem"
	make_lab "$dir"
	is_complete
	got=$(changed "$before" "$(sums "$dir")")
	run -1 grep -xE "(as|dpop)\.key|README" <<<"$got"
	run -1 grep -E '(self-signed|other-ca)' <<<"$got"
	grep -qx clients/ca-eku-serverauth.pem <<<"$got"
	# As if somebody had been killed once the root was made.
	cp "$LAB"/ca.{pem,key} .
	make_lab "$dir"
	is_complete
}

@test "what is about to expire is made anew" {
	local dir=$BATS_TEST_TMPDIR/lab before got now
	make_lab "$dir"
	before=$(sums "$dir")
	now=$(date +%s)
	make_lab "$dir" --now "@$((now + 394 * 86400))"
	[ "$(sums "$dir")" = "$before" ]
	# Its last day has begun.
	make_lab "$dir" --now "@$((now + 395 * 86400 + 43200))"
	got=$(changed "$before" "$(sums "$dir")")
	diff <(grep -v '^clients' <<<"$got") - <<-'ROWS'
		crl.pem
		intermediate.key
		intermediate.pem
		server.key
		server.pem
	ROWS
	openssl verify -attime "$((now + 700 * 86400))" -CAfile "$dir/ca.pem" \
		-untrusted "$dir/server.pem" "$dir/server.pem" \
		"$dir/clients/good-p256.pem"
	make_lab "$dir" --now "@$((now + 3649 * 86400))"
	openssl verify -attime "$((now + 3650 * 86400))" \
		-CAfile "$dir/ca.pem" -untrusted "$dir/server.pem" \
		"$dir/server.pem"
	# Nothing of the future is of use today.
	make_lab "$dir"
	cd "$dir"
	is_complete
}

@test "somebody else's directory is left alone" {
	local dir=$BATS_TEST_TMPDIR/other
	mkdir "$dir"
	echo mine >"$dir/README"
	refused "$dir" "give an empty or a new directory"
	[ "$(ls -A "$dir")" = README ] && [ "$(cat "$dir/README")" = mine ]
	refused "$dir/README" ""
	refused "$dir/missing/lab" ""
	refused /proc/self "give an empty or a new directory"
	run -3 tlsbind-serve --lab ''
	cd "$BATS_TEST_TMPDIR"
	refused env:lab "write ./env:lab"
	[ ! -e env:lab ]
	make_lab ./env:lab && (cd ./env:lab && is_complete)
	# What looks like a laboratory must be a file.
	ln -s /dev/null "$dir/.tlsbind-lab"
	refused "$dir" ""
	ln -sf "$dir/README" "$dir/.tlsbind-lab"
	refused "$dir" ""
	rm "$dir/.tlsbind-lab" && mkfifo "$dir/.tlsbind-lab"
	refused "$dir" "give an empty or a new directory"
	[ "$(id -u)" = 0 ] || return 0
	rm -r "$dir" && mkdir "$dir" && chown 1 "$dir"
	refused "$dir" "of your own"
}

@test "links in the directory lead nowhere" {
	local dir=$BATS_TEST_TMPDIR/lab victim=$BATS_TEST_TMPDIR/victim
	make_lab "$dir"
	echo precious >"$victim"
	local name
	ln -sf "$LAB/as.key" "$dir/as.key"
	for name in README crl.pem dpop.key clients/other.key clients/sha1.pem \
		.new clients/.new; do
		ln -sf "$victim" "$dir/$name"
	done
	make_lab "$dir"
	[ "$(cat "$victim")" = precious ]
	[ -z "$(find "$dir" -type l -o -name .new)" ]
	(cd "$dir" && is_complete)
	# Nor does a directory in the place of a file.
	rm "$dir/as.key" && mkdir "$dir/as.key"
	refused "$dir" ""
	rmdir "$dir/as.key"
	rm "$dir"/state.db*
	ln -s "$victim" "$dir/state.db"
	refused "$dir" "no plain file"
	rm "$dir/state.db"
	mv "$dir/clients" "$dir/elsewhere" && ln -s elsewhere "$dir/clients"
	refused "$dir" "clients"
}

@test "who is stopped while writing leaves what the next one mends" {
	local dir=$BATS_TEST_TMPDIR/lab
	# Dies as it writes the first file of more than a kilobyte.
	# shellcheck disable=SC2016 # the inner shell expands it
	run bash -c 'ulimit -f 1 -c 0; exec tlsbind-serve --lab "$1"' - "$dir"
	[ "$status" = 153 ]
	[ -e "$dir/.new" ] && [ -e "$dir/ca.pem" ] && [ ! -e "$dir/server.pem" ]
	local before
	before=$(sha256sum "$dir/ca.pem" "$dir/intermediate.key")
	make_lab "$dir"
	[ "$(sha256sum "$dir/ca.pem" "$dir/intermediate.key")" = "$before" ]
	[ ! -e "$dir/.new" ]
	(cd "$dir" && is_complete)
	# Or lives, and says so.
	# shellcheck disable=SC2016 # the inner shell expands it
	run -5 --separate-stderr bash -c \
		'trap "" XFSZ; ulimit -f 1; exec tlsbind-serve --lab "$1"' - \
		"$dir.2"
	[[ $stderr == *"$dir.2/server.pem: cannot write"* ]]
	[ ! -e "$dir.2/.new" ]
	make_lab "$dir.2"
	(cd "$dir.2" && is_complete)
}

@test "who is killed at any moment leaves what the next one mends" {
	local dir=$BATS_TEST_TMPDIR/lab delay
	for delay in 0.01 0.02 0.03 0.05 0.08 0.13 0.21; do
		tlsbind-serve --lab "$dir" 2>/dev/null &
		sleep "$delay"
		kill -KILL "$!"
		wait "$!" || true
	done 3>&-
	make_lab "$dir"
	(cd "$dir" && is_complete)
	[ -z "$(find "$dir" -name .new)" ]
}

@test "several that start at once make one laboratory" {
	local dir=$BATS_TEST_TMPDIR/lab want got
	local -a logs
	for _ in 1 2 3 4; do
		log=$(new_log lab)
		background "$log" tlsbind-serve --lab "$dir"
		logs+=("$log")
	done
	for log in "${logs[@]}"; do
		wait_line "$log" '\(as: ' >/dev/null
	done
	want=$(openssl x509 -in "$dir/server.pem" -noout -fingerprint)
	for log in "${logs[@]}"; do
		port=$(grep -oP ':\K\d+(?= \(web)' "$log")
		got=$(openssl s_client -connect "127.0.0.1:$port" </dev/null \
			2>/dev/null | openssl x509 -noout -fingerprint)
		[ "$got" = "$want" ]
	done
	(cd "$dir" && is_complete)
}

@test "without a laboratory, the server has a certificate for this machine" {
	log=$(new_log plain)
	background "$log" tlsbind-serve
	port=$(wait_line "$log" '\(mtls: ' >/dev/null &&
		grep -oP ':\K\d+(?= \(mtls)' "$log")
	openssl s_client -connect "127.0.0.1:$port" </dev/null 2>/dev/null |
		openssl x509 -out "$BATS_TEST_TMPDIR/server.pem"
	cd "$BATS_TEST_TMPDIR"
	openssl verify -x509_strict -purpose sslserver -CAfile server.pem \
		-verify_hostname localhost server.pem
	openssl verify -verify_ip 127.0.0.1 -CAfile server.pem server.pem
	openssl verify -verify_ip ::1 -CAfile server.pem server.pem
}
