#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; run
#
# tlsbind-tbmsg with other programs: what create signs, openssl and
# python3-cryptography verify, and the reverse; keys from everywhere; EKMs from
# key logs, recorded and live.

bats_require_minimum_version 1.5.0

label=EXPORTER-Token-Binding

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
	export DIR=$BATS_FILE_TMPDIR vectors=${srcdir:?}/tests/vectors
	export keys=$vectors/keys
	cd "$DIR" || return
	ekm=$(jq -r .ekm1 "$vectors/token-binding-own.json")
	wrong=$(jq -r .ekm2 "$vectors/token-binding-own.json")
	export ekm wrong
	for k in ec rsa rsa1024 rsa3072; do
		jq -r ".private_keys_pem.$k" "$vectors/token-binding-own.json" \
			>$k.pem
	done
	openssl genpkey -algorithm ed25519 -out ed25519.pem
	openssl ecparam -genkey -name secp384r1 -noout -out p384.pem
	openssl ecparam -genkey -name secp256k1 -noout -out p256k1.pem
	keylogs
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	cd "$DIR" || return
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_end
}

# The recorded connections: two of TLS 1.3 apart, all, and each of TLS 1.2.
keylogs() {
	local own=$vectors/tls-exporter-own.json
	umask 077
	jq -r '.tls13[0].keylog[]' "$own" >first.keys
	jq -r '.tls13[1].keylog[]' "$own" >second.keys
	jq -r '.tls13[:3][] | .keylog // ["EXPORTER_SECRET " + .client_random +
		" " + .exporter_secret] | .[]' "$own" >all.keys
	jq -r '.tls12[] | "CLIENT_RANDOM \(.client_random) \(.master_secret)"' \
		"$own" >tls12.keys
}

oracle() {
	"$python" "$BATS_TEST_DIRNAME/tbmsg_oracle.py" "$@"
}

create() { # ARG...: prints the value, unless there is another -p
	case " $* " in
	*" -p "*) ;;
	*) set -- -p value "$@" ;;
	esac
	tlsbind-tbmsg create --ekm "$ekm" "$@"
}

# holds EKM VALUE: openssl alone verifies every signature of it.
holds() {
	rm -f [0-9].*
	oracle split "$2" .
	for tbs in [0-9].tbs; do
		local n=${tbs%.tbs} options=()
		[ "$(cat "$n.params")" != rsa2048_pss ] ||
			options=(-sigopt rsa_padding_mode:pss
				-sigopt rsa_pss_saltlen:32
				-sigopt rsa_mgf1_md:sha256)
		xxd -r -p <<<"$(cat "$tbs")$1" >signed
		[ "$(wc -c <signed)" -eq 34 ]
		openssl dgst -sha256 -verify "$n.pem" -signature "$n.sig" \
			"${options[@]}" signed
	done
}

# kinds VALUE WORDS: its bindings as the oracle sees them, all of them valid.
kinds() {
	[ "$(oracle verify "$ekm" "$1" | xargs)" = "$2" ]
}

# verify STATUS VALUE OPTION...: in JSON.
verify() {
	local want=$1 value=$2
	shift 2
	run "-$want" --separate-stderr tlsbind-tbmsg verify -f json "$@" \
		"$value"
	printf '%s\n' "$output" "$stderr"
	[ -z "$stderr" ]
}

is() { # JQ EXPECTED
	local got
	got=$(jq -r "$1" <<<"$output")
	[ "$got" = "$2" ] && return
	echo "$1: $got, expected $2"
	return 1
}

diagnosed() { # ID...
	is '[.diagnoses[].id] | join(" ")' "$*"
}

# refused STATUS WORDS ARG...: by create, and nothing is made.
refused() {
	local words=$2
	run "-$1" --separate-stderr tlsbind-tbmsg create -p value \
		--ekm "$ekm" "${@:3}"
	[[ -z $output && $stderr == "tlsbind-tbmsg: "*"$words"* ]] || {
		printf '%s\n' "$output" "$stderr"
		return 1
	}
}

# ---- create: others verify -----------------------------------------------

@test "P-256: openssl and python verify what is made" {
	for key in ec.pem "$keys"/ec-{sec1,pkcs8}.{pem,der} \
		"$keys"/ec-{parameters,combined}.pem "$keys/ec-plain.p12"; do
		made=$(create --key "$key")
		kinds "$made" "provided ecdsap256 valid"
		holds "$ekm" "$made"
	done
	# No signature is made twice.
	[ "$(create --key ec.pem)" != "$(create --key ec.pem)" ]
	run ! holds "$wrong" "$made"
}

@test "RSA, PKCS#1 v1.5 and PSS: openssl and python verify what is made" {
	for key in rsa.pem "$keys"/rsa-{pkcs1,pkcs8}.{pem,der} \
		"$keys/rsa-combined.pem"; do
		made=$(create --key "$key")
		kinds "$made" "provided rsa2048_pkcs1.5 valid"
		holds "$ekm" "$made"
		made=$(create --key "$key" --pss)
		kinds "$made" "provided rsa2048_pss valid"
		holds "$ekm" "$made"
	done
}

@test "encrypted keys, with the passphrase from anywhere" {
	export PASS=sesame WRONG=simsalabim
	echo sesame >pass
	for key in ec-encrypted{,-3des} ec-legacy-encrypted; do
		for pass in env:PASS pass; do
			kinds "$(create --key "$keys/$key.pem" --pass $pass)" \
				"provided ecdsap256 valid"
		done
	done
	for key in rsa-encrypted rsa-legacy-encrypted; do
		kinds "$(create --key "$keys/$key.pem" --pass - <pass)" \
			"provided rsa2048_pkcs1.5 valid"
	done
	kinds "$(create --key "$keys/ec-modern.p12" --pass pass)" \
		"provided ecdsap256 valid"
	refused 3 passphrase --key "$keys/ec-encrypted.pem" --pass env:WRONG
	run -3 setsid -w tlsbind-tbmsg create --ekm "$ekm" \
		--key "$keys/ec-encrypted.pem" </dev/null
	[[ $output == *"use --pass"* ]]
}

@test "keys in a token" {
	mkdir -p tokens
	echo "directories.tokendir = $DIR/tokens" >softhsm2.conf
	export SOFTHSM2_CONF=$DIR/softhsm2.conf PIN=1234 GNUTLS_PIN=1234
	softhsm2-util --init-token --free --label lab --pin 1234 --so-pin 5678 \
		>/dev/null
	for k in ec rsa; do
		p11tool --batch --login --write --label $k --id "0${#k}" \
			--load-privkey $k.pem 'pkcs11:token=lab' >/dev/null
		p11tool --batch --login --write --label $k --id "0${#k}" \
			--load-pubkey <(openssl pkey -in $k.pem -pubout) \
			'pkcs11:token=lab' >/dev/null
	done
	unset GNUTLS_PIN
	url='pkcs11:token=lab;object=ec;type=private'
	rsa='pkcs11:token=lab;object=rsa;type=private'
	made=$(create --key "$url" --pass env:PIN)
	kinds "$made" "provided ecdsap256 valid"
	holds "$ekm" "$made"
	[ "$(create --key "$url" --pass env:PIN -p tbh)" = \
		"$(jq -r .tbh.ec "$vectors/token-binding-own.json")" ]
	[ "$(create --key "$rsa" --pass env:PIN)" = \
		"$(create --key rsa.pem)" ]
	made=$(create --key "$rsa" --pass env:PIN --pss)
	kinds "$made" "provided rsa2048_pss valid"
	holds "$ekm" "$made"
	PIN=4321 refused 3 PIN --key "$url" --pass env:PIN
}

@test "a known answer: PKCS#1 v1.5 of a published key, octet for octet" {
	of() { # NAME MEMBER
		jq -r --arg n "$1" --arg m "$2" '.cases[] |
			select(.name == $n)[$m]' \
			"$vectors/tbmsg-implementations.json"
	}
	case='makeRsa15ProvidedFromStaticKey (regenerated)'
	id=$(tlsbind-tbmsg decode -f json "$(of "$case" message_b64url)" |
		jq -r '.facts.token_bindings[0].id')
	jq -r --arg id "$id" '.cases[] | select(.type == "keypair" and
		.tbid_b64url["rsa2048_pkcs1.5"] == $id).private_key_pem' \
		"$vectors/tbmsg-implementations.json" >static.pem
	[ "$(tlsbind-tbmsg create --key static.pem -p value \
		--ekm "$(of "$case" ekm_hex)")" = "$(of "$case" message_b64url)" ]
}

@test "published key pairs have their published IDs" {
	file=$vectors/tbmsg-implementations.json
	jq -r '.cases[] | select(.type == "keypair") | .name' "$file" >pairs
	[ "$(wc -l <pairs)" -eq 5 ]
	while read -r name; do
		jq -r --arg n "$name" '.cases[] | select(.name == $n) |
			.private_key_pem' "$file" >pair.pem
		jq -r --arg n "$name" '.cases[] | select(.name == $n) |
			.tbid_b64url | to_entries[] | "\(.key) \(.value)"' \
			"$file" >ids
		while read -r params id; do
			pss=()
			[ "$params" != rsa2048_pss ] || pss=(--pss)
			[ "$(create --key pair.pem "${pss[@]}" -p id)" = "$id" ]
			hash=$(basenc --base64url -d <<<"$id$(printf %.$((
				(4 - ${#id} % 4) % 4))s ==)" | sha256sum)
			[ "$(create --key pair.pem "${pss[@]}" -p tbh)" = \
				"$(xxd -r -p <<<"${hash%% *}" |
					basenc --base64url | tr -d =)" ]
		done <ids
	done <pairs
}

@test "provided and referred, of every kind" {
	for first in ec rsa; do
		for second in ec rsa "$keys/rsa-pkcs1" "$keys/ec-sec1"; do
			made=$(create --key $first.pem \
				--referred-key "$second.pem")
			holds "$ekm" "$made"
			[ -e 1.tbs ]
			verify 0 "$made" --ekm "$ekm" --referred-id \
				"$(create --key "$second.pem" -p id)" \
				--expect-id "$(create --key $first.pem -p id)"
		done
	done
	kinds "$(create --key ec.pem --referred-key rsa.pem --pss)" \
		"provided ecdsap256 valid referred rsa2048_pss valid"
	kinds "$(create --key rsa.pem --referred-key ec.pem --pss)" \
		"provided rsa2048_pss valid referred ecdsap256 valid"
	refused 2 --pss --key ec.pem --referred-key ec.pem --pss
}

@test "extensions stand as they were given, behind the provided binding" {
	made=$(create --key ec.pem --referred-key ec.pem -x 0:00ff -x 0xff: \
		-x 7:AbCd)
	kinds "$made" "provided ecdsap256 valid referred ecdsap256 valid"
	verify 0 "$made" --ekm "$ekm"
	is '[.facts.token_bindings[0].extensions[] | "\(.type) \(.data)"] |
		join(", ")' "0 AP8, 255 , 7 q80"
	is '.facts.token_bindings[1].extensions | length' 0
	octets=$(create --key ec.pem -x 0:00ff -x 0xff: -x 7:abcd -p hex)
	[[ $octets == *000d"00000200ff""ff0000""070002abcd" ]]
	big=$(printf '00%.0s' $(seq 40000))
	made=$(create --key ec.pem -x "1:$big")
	kinds "$made" "provided ecdsap256 valid"
	refused 3 "65535 octets" --key ec.pem -x "1:$big" -x "2:$big"
	for bad in x 1 :00 256:00 -1:00 "1 :00" 1:xy "+1:" 1:0; do
		refused 2 "--extension: '$bad'" --key ec.pem "-x$bad" ||
			refused 3 "--extension: '$bad'" --key ec.pem "-x$bad"
	done
}

@test "a malformed extension is a wrong command line, whatever is wrong" {
	for bad in 256:00 1:xy 1:000; do
		refused 2 "--extension: '$bad'" --key ec.pem "-x$bad"
	done
}

@test "--print: value, header, hex, id, tbh, and the report" {
	rsa=(--key rsa.pem)
	value=$(create "${rsa[@]}")
	[ "$(create "${rsa[@]}" -p header)" = "Sec-Token-Binding: $value" ]
	[ "$(create "${rsa[@]}" -p hex | xxd -r -p | basenc --base64url -w0 |
		tr -d =)" = "$value" ]
	own=$vectors/token-binding-own.json
	[ "$(create "${rsa[@]}" -p id)" = "$(jq -r '.tb_ids["rsa_pkcs1.5"]' \
		"$own")" ]
	[ "$(create "${rsa[@]}" --pss -p id)" = "$(jq -r .tb_ids.rsa_pss \
		"$own")" ]
	[ "$(create --key ec.pem -p id)" = "$(jq -r .tb_ids.ec "$own")" ]
	[ "$(create --key ec.pem -p tbh)" = "$(jq -r .tbh.ec "$own")" ]
	run -0 --separate-stderr tlsbind-tbmsg create --ekm "$ekm" "${rsa[@]}" \
		-f json
	is '.facts.header["Sec-Token-Binding"]' "$value"
	is '.facts.token_bindings[0].signature' valid
	is '.headline.word' CREATED
	run -0 tlsbind-tbmsg create --ekm "$ekm" "${rsa[@]}"
	[[ $output == *"$value"* ]]
	# The octets of the vector, which python made.
	[ "$value" = "$(jq -r '.cases[] | select(.name ==
		"provided-rsa2048-pkcs1.5").sec_token_binding' "$own")" ]
}

@test "keys of other kinds are refused, and which ones do is said" {
	refused 3 "p256k1.pem: " --key p256k1.pem
	for k in p384 ed25519 rsa1024 rsa3072; do
		refused 3 "$k.pem: " --key $k.pem
		[[ $stderr == *P-256*2048* ]]
		refused 3 "$k.pem: " --key ec.pem --referred-key $k.pem
	done
	refused 3 "" --key "$keys/public.pem"
	refused 3 "" --key "$keys/ec-cert.pem"
	refused 3 "" --key /dev/null
	refused 3 "nosuch.pem" --key nosuch.pem
}

@test "no private key in any report or error" {
	for k in ec rsa; do
		for args in "-f json" "-vv" "-f tap" "-vvf junit" "-p hex" \
			"--pss" "--show-secrets"; do
			# shellcheck disable=SC2086 # words
			tlsbind-tbmsg create --ekm "$ekm" --key $k.pem $args ||
				[ "$k" = ec ]
		done
	done >told 2>&1
	tr -d ' \n' <told >squeezed
	openssl pkey -in ec.pem -noout -text | awk '/^priv:/ { on = 1; next }
		/^[^ ]/ { on = 0 } on' | tr -d ' :\n' | sed 's/^00//' >secret
	openssl pkey -in rsa.pem -noout -text | awk '/^privateExponent:/ {
		on = 1; next } /^[^ ]/ { on = 0 } on' | tr -d ' :\n' |
		sed 's/^00//' >>secret
	[ "$(wc -c <secret)" -gt 500 ]
	for part in "$(head -c 64 secret)" "$(tail -c 64 secret)"; do
		raw=$(xxd -r -p <<<"$part" | base64 -w0)
		run -1 grep -qiF -e "$part" -e "${raw:0:38}" \
			-e "$(tr +/ -_ <<<"${raw:0:38}")" squeezed
	done
	run -1 grep -q PRIVATE told
	[ -s told ]
}

# ---- verify: others made it ----------------------------------------------

@test "what python signs is verified" {
	verify 0 "$(oracle make "$ekm" ec.pem 0 ecdsap256)" --ekm "$ekm"
	verify 0 "$(oracle make "$ekm" rsa.pem 0 rsa2048_pss ec.pem 1 \
		ecdsap256 rsa.pem 5 rsa2048_pkcs1.5)" --ekm "$ekm"
	is '[.facts.token_bindings[].signature] | join(" ")' \
		"valid valid valid"
	verify 1 "$(oracle make "$wrong" rsa.pem 0 rsa2048_pss)" --ekm "$ekm"
	for n in $(seq 200); do
		oracle_line=$n
		echo "$oracle_line"
	done | "$python" -c '
import json, os, sys
sys.path.insert(0, sys.argv[1])
import tbmsg_oracle as oracle
from cryptography.hazmat.primitives.asymmetric import ec
for n in sys.stdin:
    key, ekm = ec.generate_private_key(ec.SECP256R1()), os.urandom(32)
    print(json.dumps({"ekm": ekm.hex(), "tbmsg": oracle.url(
        oracle.message(oracle.binding(0, key, 2, ekm)))}))
' "$BATS_TEST_DIRNAME" >fresh.lines
	run -0 tlsbind-tbmsg verify -b fresh.lines
	[ "${#lines[@]}" -eq 200 ]
}

@test "what openssl signs is verified" {
	for params in ecdsap256 rsa2048_pkcs1.5 rsa2048_pss; do
		key=rsa.pem options=() pss=()
		case $params in
		ecdsap256) key=ec.pem ;;
		rsa2048_pss)
			pss=(--pss)
			options=(-sigopt rsa_padding_mode:pss
				-sigopt rsa_pss_saltlen:32)
			;;
		esac
		blank=$(create --key $key "${pss[@]}")
		oracle split "$blank" .
		xxd -r -p <<<"$(cat 0.tbs)$wrong" >signed
		openssl dgst -sha256 -sign $key "${options[@]}" -out made.sig \
			signed
		made=$(oracle join "$blank" made.sig)
		verify 0 "$made" --ekm "$wrong" --negotiated $params
		verify 1 "$made" --ekm "$ekm" --negotiated $params
	done
}

# ---- key logs ------------------------------------------------------------

exporter() { # JQ: of the recorded connections
	jq -r "$1" "$vectors/tls-exporter-own.json"
}

@test "--keylog: the connection is found, and said" {
	for n in 0 1; do
		theirs=$(exporter ".tls13[$n].token_binding.ekm")
		random=$(exporter ".tls13[$n].client_random")
		made=$(ekm=$theirs create --key ec.pem)
		verify 0 "$made" --keylog all.keys
		is .facts.connection.client_random_hex "$random"
		verify 0 "$made" --keylog all.keys --client-random "$random"
		is .facts.connection.client_random_hex "$random"
		verify 0 "$made" --keylog all.keys \
			--client-random "${random:0:8}"
		# The same by create.
		[ "$(tlsbind-tbmsg create --key rsa.pem -p value \
			--keylog all.keys --client-random "$random")" = \
			"$(ekm=$theirs create --key rsa.pem)" ]
	done
	verify 0 "$(ekm=$(exporter '.tls13[0].token_binding.ekm') create \
		--key ec.pem)" --keylog first.keys
	is .facts.connection.client_random_hex \
		"$(exporter '.tls13[0].client_random')"
	verify 1 "$(create --key ec.pem)" --keylog all.keys
	is '.facts | has("connection")' false
	[[ $(jq -r '.checks[] | select(.id == "provided.signature").evidence[0]' \
		<<<"$output") == *"any of the 3 connections"* ]]
	diagnosed
	run -2 tlsbind-tbmsg create --key ec.pem --keylog all.keys
	[[ $output == *"3 connections"*--client-random* ]]
	run -2 tlsbind-tbmsg verify --keylog all.keys --client-random 0000 x
	run -3 tlsbind-tbmsg verify --keylog all.keys --client-random 00000000 x
	[[ $output == *"all.keys: "* ]]
	run -3 tlsbind-tbmsg verify --keylog /dev/null x
}

@test "--keylog: the referred binding must be of that connection, too" {
	first=$(exporter '.tls13[0].token_binding.ekm')
	second=$(exporter '.tls13[1].token_binding.ekm')
	provided=$(ekm=$first create --key ec.pem -p hex)
	referred=$(ekm=$second create --key rsa.pem --referred-key ec.pem \
		-p hex)
	made=$(xxd -r -p <<<"0112${provided:4}${referred: -274}" |
		basenc --base64url -w0 | tr -d =)
	verify 1 "$made" --keylog all.keys
	is '[.facts.token_bindings[].signature] | join(" ")' "valid invalid"
	diagnosed ekm-of-another-connection
	is .facts.connection.client_random_hex \
		"$(exporter '.tls13[0].client_random')"
}

@test "--keylog: signed for another connection, or with another label" {
	first=$(exporter '.tls13[0].client_random')
	second=$(exporter '.tls13[1].client_random')
	made=$(tlsbind-tbmsg create --key ec.pem --keylog second.keys -p value)
	verify 1 "$made" --keylog all.keys --client-random "$first"
	diagnosed ekm-of-another-connection
	is .facts.connection.client_random_hex "$first"
	[[ $(jq -r '.diagnoses[0].evidence[0]' <<<"$output") == \
		*"${second:0:8}"* ]]
	other=$(exporter '.tls13[0].channel_binding.ekm')
	verify 1 "$(ekm=$other create --key rsa.pem)" --keylog first.keys
	diagnosed ekm-other-label
	verify 1 "$(ekm=$other create --key ec.pem)" --keylog all.keys
	diagnosed ekm-other-label
}

@test "--keylog, TLS 1.2: every recorded connection, and an empty context" {
	n=$(exporter '.tls12 | length')
	[ "$n" -gt 4 ]
	for i in $(seq 0 $((n - 1))); do
		IFS=$'\t' read -r prf client server right empty other < <(
			exporter ".tls12[$i] | [.prf_hash, .client_random,
			.server_random, .token_binding_no_context,
			.token_binding_empty_context_WRONG,
			.channel_binding_empty_context] | @tsv")
		log=(--keylog tls12.keys --client-random "$client"
			--server-random "$server" --prf)
		verify 0 "$(ekm=$right create --key ec.pem)" "${log[@]}" "$prf"
		is .facts.connection.client_random_hex "$client"
		[ "$(tlsbind-tbmsg ekm "${log[@]}" "$prf" -p hex)" = "$right" ]
		verify 1 "$(ekm=$empty create --key ec.pem)" "${log[@]}" "$prf"
		diagnosed ekm-empty-context
		verify 1 "$(ekm=$other create --key ec.pem)" "${log[@]}" "$prf"
		diagnosed ekm-other-label
		case $prf in
		sha256) not=sha384 ;;
		*) not=sha256 ;;
		esac
		verify 1 "$(ekm=$right create --key ec.pem)" "${log[@]}" $not
	done
	run -3 tlsbind-tbmsg verify --keylog tls12.keys x \
		--client-random "$client"
	[[ $output == *--server-random* && $output == *--prf* ]]
}

@test "--keylog: any number of connections takes a bounded time" {
	"$python" - >many.keys <<-'PY'
		import os
		for _ in range(20000):
		    print("EXPORTER_SECRET", os.urandom(32).hex(),
		          os.urandom(32).hex())
	PY
	chmod 600 many.keys
	value=$(tlsbind-tbmsg create --key ec.pem --ekm "$ekm" --print value)
	run -3 --separate-stderr timeout 20 tlsbind-tbmsg verify \
		--keylog many.keys "$value"
	[[ $stderr == *"4096 of 20000 connections were tried"* ]]
	[[ $output == INVALID* ]]
	# The key is known, and the connection as well.
	random=$(awk 'NR == 19999 { print $2 }' many.keys)
	value=$(tlsbind-tbmsg create --key ec.pem --keylog many.keys \
		--client-random "$random" --print value)
	run -0 tlsbind-tbmsg verify --keylog many.keys \
		--client-random "$random" "$value"
}

@test "a key in the place of a file's name is not shown" {
	run -3 tlsbind-tbmsg create --ekm "$ekm" --key "$(cat ec.pem)"
	[[ $output != *BEGIN* && $output == *"in the place of a file's name"* ]]
	run -3 tlsbind-tbmsg create --ekm "$ekm" --key '{"kty":"EC","d":"abc"}'
	[[ $output != *abc* ]]
	for secret in "@$ekm" "./$ekm" "env:$ekm" \
		"EXPORTER_SECRET $ekm $ekm"; do
		run -3 tlsbind-tbmsg verify --ekm "$secret" AAA
		[[ $output != *"${ekm:0:16}"* ]]
		run -3 tlsbind-tbmsg verify --keylog "$secret" AAA
		[[ $output != *"${ekm:0:16}"* ]]
	done
}

@test "ekm: recorded exports, labels, contexts, lengths" {
	run -0 --separate-stderr tlsbind-tbmsg ekm --keylog first.keys -f json
	is .facts.ekm_hex "$(exporter '.tls13[0].token_binding.ekm')"
	is .facts.label "$label"
	is .facts.connection.version TLS1.3
	[ "$(tlsbind-tbmsg ekm --keylog first.keys -p hex --context "" \
		--label EXPORTER-Channel-Binding)" = \
		"$(exporter '.tls13[0].channel_binding.ekm')" ]
	[ "$(tlsbind-tbmsg ekm --keylog first.keys -p hex --length 5 |
		wc -c)" -eq 11 ]
	IFS=$'\t' read -r client server want < <(exporter '.tls12[0] |
		[.client_random, .server_random, .channel_binding_empty_context] |
		@tsv')
	[ "$(tlsbind-tbmsg ekm --keylog tls12.keys --client-random "$client" \
		--server-random "$server" --prf sha256 --context "" -p hex \
		--label EXPORTER-Channel-Binding)" = "$want" ]
}

@test "a batch against a key log finds the connection of each line" {
	for n in 0 1 2; do
		jq -nc --arg m "$(ekm=$(exporter \
			".tls13[$n].token_binding.ekm") create --key ec.pem)" \
			'{tbmsg: $m}'
	done >mixed.lines
	run -0 tlsbind-tbmsg verify -b --keylog all.keys mixed.lines
	[ "$(jq -r .facts.connection.client_random_hex <<<"$output")" = \
		"$(exporter '.tls13[:3][].client_random')" ]
}

@test "a key log that others can read is warned of; bad lines are, too" {
	made=$(ekm=$(exporter '.tls13[0].token_binding.ekm') create \
		--key ec.pem)
	cp first.keys open.keys
	chmod 644 open.keys
	run -0 --separate-stderr tlsbind-tbmsg verify --keylog open.keys "$made"
	[[ $stderr == *open.keys*"chmod 600"* ]]
	[[ $output == VALID* ]]
	echo "EXPORTER_SECRET 00 zz" | cat - first.keys >bad.keys
	chmod 600 bad.keys
	run -0 --separate-stderr tlsbind-tbmsg verify --keylog bad.keys "$made"
	[[ $stderr == *"bad.keys: line 1"* ]]
}

@test "no secret of a key log in any report" {
	made=$(ekm=$(exporter '.tls13[0].token_binding.ekm') create \
		--key ec.pem)
	for format in text json tap junit; do
		for text in "$made" "$(create --key ec.pem)"; do
			tlsbind-tbmsg verify -vvf $format --keylog all.keys \
				"$text" || true
		done
	done >told 2>&1
	[ -s told ]
	awk '{ print $3 }' all.keys >secrets
	exporter '.tls13[].token_binding.ekm, .tls13[].channel_binding.ekm' \
		>>secrets
	run -1 grep -qiF -f secrets told
}

# ---- live ----------------------------------------------------------------

@test "live: openssl's own export verifies, its key log says the connection" {
	start_s_server -keylogfile "$DIR/server.keys"
	for tls in -tls1_3 -tls1_2; do
		openssl s_client -connect "127.0.0.1:$port" $tls \
			-CAfile "$PKI/server-ca.pem" -keylogfile live.keys \
			-keymatexport "$label" -keymatexportlen 32 \
			</dev/null >live.out 2>&1
		chmod 600 live.keys
		made=$(tlsbind-tbmsg create --key ec.pem --ekm @live.out -p value)
		verify 0 "$made" --ekm live.out
		[ $tls = -tls1_2 ] || verify 0 "$made" --keylog live.keys
	done
}
