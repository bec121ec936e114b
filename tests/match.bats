#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154 # what run and make check set
#
# tlsbind-thumbprint --match: statuses, agreement with openssl, certtool,
# python3-cryptography and nginx about names, alternative names, reports.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	export DIR=$BATS_FILE_TMPDIR vectors=${srcdir:?}/tests/vectors
	cd "$DIR" || return
	cert plain '/C=NL/O=Voorbeeld B.V., "Ops"/OU=a\+b/CN=client-7/emailAddress=ops@example.com'
	cert utf8 '/C=HR/ST=Međimurje/O= lead/OU=#x/CN=č\/ž;=<1>'
	cert multi '/DC=com/DC=example/OU=x+CN=multi/UID=u1/serialNumber=1/SN=Doe/GN=Jane'
	cert san '/CN=cn.example' \
		-addext 'subjectAltName=DNS:a.example,DNS:*.wild.example,URI:https://B.example/Path,IP:192.0.2.1,IP:2001:db8::1,email:Ops@c.example'
	cert bare '/CN=bare.example/emailAddress=ops@bare.example'
	cat utf8.pem plain.pem multi.pem >all.pem
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	cd "$DIR" || return
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

cert() { # NAME SUBJECT [OPTION]...
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-utf8 -days 30 -keyout "$1.key" -out "$1.pem" -subj "$2" \
		"${@:3}" 2>/dev/null
}

match() { # CERT KEY=VALUE...
	local file=$1 options=()
	shift
	for assertion; do
		options+=(--match "$assertion")
	done
	tlsbind-thumbprint "${options[@]}" "$file"
}

# The result, the form and the first diagnosis, "-" where there is none.
result() { # CERT KEY=VALUE
	tlsbind-thumbprint -f json -m "$2" "$1" >got.json || true
	jq -r '[.facts.matches[0].result, .facts.matches[0].form // "-",
		.diagnoses[0].id // "-"] | join(" ")' got.json
}

dn() { # CERT VALUE
	result "$1.pem" "tls_client_auth_subject_dn=$2"
}

# What must be registered, by the report.
right() {
	jq -r '.facts.matches[0] | .register_key + "=" + .register_value' got.json
}

subject() { # CERT [NAMEOPT]
	openssl x509 -in "$1.pem" -noout -subject ${2:+-nameopt "$2"} |
		sed 's/^subject=//'
}

# ---- statuses ------------------------------------------------------------

@test "yes is 0, no is 1, a wrong command line 2, a bad input 3" {
	run -0 match bare.pem 'tls_client_auth_subject_dn=emailAddress=ops@bare.example,CN=bare.example'
	[[ $output == HOLDS* ]]
	run -0 match bare.pem 'subject_dn=emailAddress=ops@bare.example,CN=bare.example'
	run -1 match bare.pem 'subject_dn=CN=other.example'
	[[ $output == DIFFERS* ]]
	run -3 match nosuch.pem subject_dn=CN=x
	for wrong in x subject_dm=CN=x =x subject_dn= tls_client_auth_san_ip=; do
		run -2 match bare.pem "$wrong"
	done
	run -2 tlsbind-thumbprint -m subject_dn=CN=x -p jkt bare.pem
}

@test "an unknown key names the nearest, an empty value its reason" {
	run -2 match bare.pem tls_client_auth_san_dsn=x
	[[ $output == *"did you mean tls_client_auth_san_dns?"* ]]
	run -2 match bare.pem subject=x
	[[ $output == *"did you mean tls_client_auth_subject_dn?"* ]]
	run -2 match bare.pem subject_dn=
	[[ $output == *"empty: is the variable set?"* ]]
}

# ---- distinguished names -------------------------------------------------

@test "names as openssl prints them" {
	for name in plain utf8 multi; do
		[[ $(dn $name "$(subject $name RFC2253)") =~ ^(exact\ rfc4514|equivalent\ openssl_rfc2253)\ -$ ]]
		[ "$(dn $name "$(subject $name)")" = "format openssl subject-dn-format" ]
		[ "$(dn $name "$(subject $name oneline)")" = "format openssl subject-dn-format" ]
		[ "$(dn $name "$(subject $name compat)")" = "format openssl_oneline subject-dn-format" ]
		advised=$(right)
		run -0 match $name.pem "$advised"
		[ "$(dn $name "${advised#*=}")" = "exact rfc4514 -" ]
	done
}

@test "names as certtool prints them" {
	for name in plain utf8 multi; do
		printed=$(certtool -i --infile $name.pem | sed -n 's/^\tSubject: //p')
		[[ $(dn $name "$printed") =~ ^(exact\ rfc4514|equivalent\ gnutls)\ -$ ]]
	done
}

@test "names as python3-cryptography prints them" {
	for name in plain utf8 multi; do
		printed=$(
			/usr/bin/python3 - $name.pem <<-'PY'
				import sys
				from cryptography import x509
				with open(sys.argv[1], "rb") as f:
				    cert = x509.load_pem_x509_certificate(f.read())
				print(cert.subject.rfc4514_string())
			PY
		)
		[[ $(dn $name "$printed") =~ ^(exact|equivalent)\ [a-z0-9_]*\ -$ ]]
	done
}

@test "names as nginx passes them on" {
	# shellcheck disable=SC2119
	read -r port < <(free_ports 1)
	cat >nginx.conf <<-CONF
		worker_processes 1;
		daemon off;
		master_process off;
		pid $DIR/nginx.pid;
		error_log $DIR/nginx.log info;
		events { worker_connections 64; }
		http {
		access_log off;
		client_body_temp_path $DIR/t;
		proxy_temp_path $DIR/t;
		fastcgi_temp_path $DIR/t;
		uwsgi_temp_path $DIR/t;
		scgi_temp_path $DIR/t;
		server {
		listen 127.0.0.1:$port ssl;
		ssl_certificate $PKI/server.pem;
		ssl_certificate_key $PKI/server.key;
		ssl_verify_client optional_no_ca;
		location / { return 200 "\$ssl_client_s_dn\n\$ssl_client_s_dn_legacy\n"; }
		}
		}
	CONF
	background nginx.out /usr/sbin/nginx -c "$DIR/nginx.conf" -e "$DIR/nginx.log"
	wait_port "$port" nginx.log
	for name in plain utf8 multi; do
		printf 'GET / HTTP/1.0\r\n\r\n' | openssl s_client -quiet \
			-ign_eof -cert $name.pem -key $name.key \
			-connect "127.0.0.1:$port" 2>/dev/null |
			tr -d '\r' | sed '1,/^$/d' >printed
		[[ $(dn $name "$(sed -n 1p printed)") =~ ^(exact\ rfc4514|equivalent\ openssl_rfc2253)\ -$ ]]
		[ "$(dn $name "$(sed -n 2p printed)")" = "format openssl_oneline subject-dn-format" ]
	done
}

@test "names as Go, HAProxy and old GnuTLS print them, recorded" {
	# shellcheck disable=SC2016 # jq's own
	for name in plain utf8 multi edge types slash control; do
		jq -r --arg n $name '.cases[] | select(.name == $n).der' \
			"$vectors/dn.json" | base64 -d |
			openssl x509 -inform DER -out recorded.pem
		for form in go haproxy gnutls_compat; do
			dn recorded "$(jq -r --arg n $name --arg f $form '
				.cases[] | select(.name == $n).forms[$f]' \
				"$vectors/dn.json")" >>results
		done
	done
	diff - results <<-'END'
		shuffled go subject-dn-order
		format haproxy subject-dn-format
		reversed gnutls_compat subject-dn-order
		exact rfc4514 -
		format haproxy subject-dn-format
		reversed gnutls_compat subject-dn-order
		shuffled go subject-dn-order
		format haproxy subject-dn-format
		reversed gnutls_compat subject-dn-order
		shuffled go subject-dn-order
		format openssl_oneline subject-dn-format
		reversed gnutls_compat subject-dn-order
		shuffled go subject-dn-order
		format openssl_oneline subject-dn-format
		reversed gnutls_compat subject-dn-order
		exact rfc4514 -
		format haproxy subject-dn-format
		reversed gnutls_compat subject-dn-order
		exact rfc4514 -
		format haproxy subject-dn-format
		reversed gnutls_compat subject-dn-order
	END
}

@test "another spelling holds, with a warning that names the right one" {
	run -0 match bare.pem 'subject_dn=EMAIL=OPS@bare.example, cn="Bare.Example"'
	[[ $output == HOLDS*"warn  subject.spelling"*"register exactly tls_client_auth_subject_dn=emailAddress=ops@bare.example,CN=bare.example:"* ]]
	[ "$(dn bare 'EMAIL=OPS@bare.example, cn="Bare.Example"')" = "equivalent - -" ]
}

@test "a near miss names the first part that differs" {
	run -1 match bare.pem 'subject_dn=emailAddress=ops@bare.example,CN=bear.example'
	[[ $output == *"subject-dn-mismatch (likely)"*"CN=bear.example, the certificate"*"CN=bare.example"* ]]
	[ "$(dn bare 'CN=bare.example')" = "differs - subject-dn-mismatch" ]
	jq -e '.diagnoses[0].evidence[0] | test("lacks emailAddress=ops@bare")' \
		got.json
	run -1 match bare.pem 'subject_dn=bare.example'
	[[ $output == *"subject-dn-unreadable (certain)"* ]]
	jq -r '.cases[] | select(.name == "types").der' "$vectors/dn.json" |
		base64 -d | openssl x509 -inform DER -out types.pem
	printed=$(jq -r '.cases[] | select(.name == "types").forms.python' \
		"$vectors/dn.json")
	[ "$(dn types "${printed/types/TYPES}")" = "equivalent - -" ]
	[ "$(dn types "${printed/foo/FOO}")" = "case - subject-dn-case" ]
}

# ---- alternative names ---------------------------------------------------

@test "alternative names, each by the rules of its type" {
	while read -r want assertion; do
		got=$(result san.pem "$assertion")
		[ "$got" = "${want/,/ - }" ] || {
			echo "$assertion: $got"
			false
		}
	done <<-'END'
		exact,- tls_client_auth_san_dns=a.example
		equivalent,- san_dns=A.EXAMPLE
		differs,san-mismatch san_dns=b.example
		wildcard,san-wildcard san_dns=x.wild.example
		in-subject,san-in-subject san_dns=cn.example
		unreadable,san-unreadable san_dns=https://a.example
		other-type,san-type san_uri=a.example
		exact,- tls_client_auth_san_uri=https://B.example/Path
		equivalent,- san_uri=HTTPS://b.example/Path
		case,san-case san_uri=https://B.example/path
		other-type,san-type san_dns=192.0.2.1
		exact,- tls_client_auth_san_ip=192.0.2.1
		exact,- san_ip=2001:db8::1
		equivalent,- san_ip=2001:DB8:0:0::1
		differs,san-mismatch san_ip=192.0.2.2
		unreadable,san-unreadable san_ip=192.0.2
		exact,- tls_client_auth_san_email=Ops@c.example
		equivalent,- san_email=Ops@C.Example
		case,san-case san_email=ops@c.example
	END
}

@test "a name that is of another type, or in the subject, tells where" {
	[ "$(result san.pem san_ip=a.example)" = "other-type - san-type" ]
	[ "$(right)" = tls_client_auth_san_dns=a.example ]
	run -1 match bare.pem san_email=ops@bare.example
	[[ $output == *"the emailAddress of its subject"* ]]
	run -1 match bare.pem san_uri=urn:x
	[[ $output == *"it has no subjectAltName"* ]]
	run -1 match san.pem san_dns=b.example
	[[ $output == *"a.example, *.wild.example"* ]]
}

# ---- several -------------------------------------------------------------

@test "any certificate of the input may match, and the nearest is told" {
	[ "$(dn all "$(subject multi RFC2253)")" = "equivalent openssl_rfc2253 -" ]
	[ "$(jq .facts.matches[0].index got.json)" = 2 ]
	[ "$(dn all "$(subject plain compat)")" = "format openssl_oneline subject-dn-format" ]
	[ "$(jq .facts.matches[0].index got.json)" = 1 ]
	run -1 match all.pem "subject_dn=$(subject plain compat)"
	[[ $output == *"certificate 2 of all.pem: /C=NL/"* ]]
	printed=$(subject multi RFC2253)
	[ "$(dn all "${printed/u1/u2}")" = "differs - subject-dn-mismatch" ]
	[ "$(jq .facts.matches[0].index got.json)" = 2 ]
	run -0 tlsbind-thumbprint -m san_dns=a.example bare.pem san.pem
}

@test "several values, and --expect beside them: all must hold" {
	thumb=$(tlsbind-thumbprint -p 'x5t#S256' san.pem)
	run -0 tlsbind-thumbprint -e "$thumb" -m san_dns=a.example \
		-m subject_dn=CN=cn.example san.pem
	[[ ${lines[0]} == HOLDS*"x5t#S256; all 2 registered values match" ]]
	run -1 tlsbind-thumbprint -e x -m san_dns=a.example san.pem
	[[ ${lines[0]} == DIFFERS* ]]
	run -1 tlsbind-thumbprint -e "$thumb" -m san_dns=b.example san.pem
	[[ ${lines[0]} == DIFFERS* ]]
	run -1 match san.pem san_dns=a.example san_dns=b.example
	[[ ${lines[0]} == "DIFFERS    1 of 2 registered values"* ]]
	[ "$(tlsbind-thumbprint -f ndjson -m san_dns=a.example all.pem san.pem |
		jq -s 'length')" -eq 5 ]
}

# ---- reports -------------------------------------------------------------

@test "the subject in every form, in JSON and with -v" {
	tlsbind-thumbprint -f json -m san_dns=x plain.pem >got.json || true
	[ "$(jq -r '[.facts.certificates[0].subject_forms[].form] | join(" ")' \
		got.json)" = "rfc4514 gnutls openssl_rfc2253 python go gnutls_compat openssl openssl_oneline haproxy" ]
	for form in openssl_rfc2253/RFC2253 openssl/oneline openssl_oneline/compat; do
		[ "$(jq -r --arg f "${form%/*}" '.facts.certificates[0].subject_forms[] |
			select(.form == $f).value' got.json)" = \
			"$(subject plain "${form#*/}")" ]
	done
	run -1 tlsbind-thumbprint -v -m san_dns=x plain.pem
	[[ $output == *"openssl_oneline  /C=NL/"* ]]
	run -1 match plain.pem san_dns=x
	[[ $output != *"openssl_oneline"* ]]
	tlsbind-thumbprint -f json plain.pem | jq -e \
		'.facts.certificates[0] | has("subject_forms") | not'
	tlsbind-thumbprint --describe=schema >schema.json
	/usr/bin/python3 - <<-'END'
		import json, jsonschema
		schema = json.load(open("schema.json"))
		jsonschema.Draft7Validator(schema).validate(json.load(open("got.json")))
	END
}

@test "hostile values: long, control characters, no UTF-8" {
	long=$(printf 'CN=%050000d' 0)
	run -1 match bare.pem "subject_dn=$long"
	[ ${#output} -lt 5000 ]
	run -1 match bare.pem $'subject_dn=CN=\e[31m\nred'
	[[ $output != *$'\e'* ]]
	run -1 match bare.pem $'subject_dn=CN=\xff\xfe,O=\\'
	run -1 match bare.pem "$(printf 'subject_dn='; printf '/CN=%.0s' {1..5000})"
}
