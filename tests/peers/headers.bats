#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; run
#
# What real proxies put into headers: the certificate of their client comes out
# as openssl knows it, in whichever way they are told to forward it.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
	log=$(new_log backend)
	background "$log" "$python" "$peers/headers.py"
	backend=$(wait_line "$log" '^port [0-9]+$')
	read -r nginx_port apache_port haproxy_port caddy_port < <(free_ports 4)
	export nginx_port apache_port haproxy_port caddy_port
	start_nginx_proxy
	start_apache_proxy
	start_haproxy_proxy
	start_caddy_proxy
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	section=$BATS_TEST_TMPDIR/section
	value=$BATS_TEST_TMPDIR/value
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_end
}

# A path for each way to forward; the client may have no certificate.
start_nginx_proxy() {
	local dir location
	dir=$(mktemp -d "$PEERS_HOME/nginx.XXXXXX")
	{
		cat <<-CONF
			daemon off;
			master_process off;
			pid $dir/pid;
			error_log $dir/log info;
			events { worker_connections 64; }
			http {
			access_log off;
			client_body_temp_path $dir/t;
			proxy_temp_path $dir/t;
			fastcgi_temp_path $dir/t;
			uwsgi_temp_path $dir/t;
			scgi_temp_path $dir/t;
			server {
			listen 127.0.0.1:$nginx_port ssl;
			ssl_certificate $PKI/server.pem;
			ssl_certificate_key $PKI/server.key;
			ssl_client_certificate $PKI/client-ca.pem;
			ssl_verify_client optional;
			ssl_verify_depth 2;
		CONF
		for location in escaped_cert cert raw_cert fingerprint; do
			cat <<-CONF
				location /$location {
				proxy_set_header X-Client-Cert \$ssl_client_$location;
				proxy_pass http://127.0.0.1:$backend;
				}
			CONF
		done
		echo "}}"
	} >"$dir/conf"
	background "$dir/out" /usr/sbin/nginx -c "$dir/conf" -e "$dir/log"
	wait_port "$nginx_port" "$dir/log"
}

start_apache_proxy() {
	local dir module user
	dir=$(mktemp -d "$PEERS_HOME/apache.XXXXXX")
	chmod 755 "$dir"
	user=$(id -un)
	[ "$user" != root ] || user=www-data
	{
		for module in mpm_event authz_core socache_shmcb setenvif \
			headers proxy proxy_http ssl; do
			echo "LoadModule ${module}_module" \
				"/usr/lib/apache2/modules/mod_$module.so"
		done
		cat <<-CONF
			ServerRoot $dir
			PidFile $dir/pid
			ServerName localhost
			DefaultRuntimeDir $dir
			Mutex file:$dir
			ErrorLog $dir/log
			User $user
			Group $(id -gn "$user")
			StartServers 1
			ThreadsPerChild 10
			MinSpareThreads 5
			MaxSpareThreads 10
			MaxRequestWorkers 20
			SSLSessionCache none
			Listen 127.0.0.1:$apache_port
			<VirtualHost 127.0.0.1:$apache_port>
			SSLEngine on
			SSLCertificateFile $PKI/server.pem
			SSLCertificateKeyFile $PKI/server.key
			SSLCACertificateFile $PKI/client-ca.pem
			SSLVerifyDepth 2
			SSLVerifyClient optional
			SSLOptions +StdEnvVars +ExportCertData
			ProxyPass / http://127.0.0.1:$backend/
			<Location /line>
			RequestHeader set X-Client-Cert "%{SSL_CLIENT_CERT}s"
			</Location>
			<Location /escape>
			RequestHeader set X-Client-Cert "expr=%{escape:%{SSL_CLIENT_CERT}}"
			</Location>
			<Location /base64>
			RequestHeader set X-Client-Cert "expr=%{base64:%{SSL_CLIENT_CERT}}"
			</Location>
			<Location /chain>
			RequestHeader set X-Client-Cert "%{SSL_CLIENT_CERT}s%{SSL_CLIENT_CERT_CHAIN_0}s"
			</Location>
			</VirtualHost>
		CONF
	} >"$dir/conf"
	background "$dir/out" /usr/sbin/apache2 -f "$dir/conf" -DFOREGROUND
	wait_port "$apache_port" "$dir/log"
}

start_haproxy_proxy() {
	local dir
	dir=$(mktemp -d "$PEERS_HOME/haproxy.XXXXXX")
	cat "$PKI/server.pem" "$PKI/server.key" >"$dir/server"
	cat >"$dir/conf" <<-CONF
		global
		    maxconn 32
		defaults
		    mode http
		    timeout connect 10s
		    timeout client 10s
		    timeout server 10s
		frontend tls
		    bind 127.0.0.1:$haproxy_port ssl crt $dir/server ca-file $PKI/client-ca.pem verify optional
		    http-request set-header X-Client-Cert %[ssl_c_der,base64] if { path /der }
		    http-request set-header Client-Cert ":%[ssl_c_der,base64]:" if { path /rfc9440 }
		    http-request set-header Client-Cert %[ssl_c_der,base64] if { path /no-colons }
		    http-request set-header Client-Cert ":%[ssl_c_der,base64]:" if { path /both }
		    http-request set-header Client-Cert-Chain ":%[ssl_c_chain_der,base64]:" if { path /both }
		    http-request set-header X-Client-Cert-Hash %[ssl_c_der,sha2(256),hex] if { path /hash }
		    default_backend echo
		backend echo
		    server echo 127.0.0.1:$backend
	CONF
	background "$dir/log" /usr/sbin/haproxy -db -f "$dir/conf"
	wait_port "$haproxy_port" "$dir/log"
}

start_caddy_proxy() {
	local dir
	dir=$(mktemp -d "$PEERS_HOME/caddy.XXXXXX")
	cat >"$dir/Caddyfile" <<-CONF
		{
			admin off
			auto_https off
			storage file_system $dir
		}
		https://localhost:$caddy_port {
			bind 127.0.0.1
			tls $PKI/server.pem $PKI/server.key {
				client_auth {
					mode verify_if_given
					trusted_ca_cert_file $PKI/client-ca.pem
				}
			}
			reverse_proxy 127.0.0.1:$backend {
				header_up X-Client-Cert {http.request.tls.client.certificate_der_base64}
			}
		}
	CONF
	background "$dir/log" env HOME="$dir" XDG_DATA_HOME="$dir" \
		XDG_CONFIG_HOME="$dir" caddy run --config "$dir/Caddyfile"
	wait_port "$caddy_port" "$dir/log"
}

# ask PORT PATH [CLIENT]: what the backend receives, in $section, and the value
# of its first header with a certificate, if it is on one line, in $value.
ask() {
	local cert=()
	[ $# -lt 3 ] || cert=(-cert "$PKI/$3.pem" -key "$PKI/$3.key")
	[ "${3-}" != chain ] || cert+=(-cert_chain "$PKI/intermediate.pem")
	printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" |
		openssl s_client -quiet -connect "127.0.0.1:$1" \
			-servername localhost -CAfile "$PKI/server-ca.pem" \
			"${cert[@]}" 2>/dev/null | sed '1,/^\r*$/d' >"$section"
	grep -q '^GET ' "$section"
	sed -n 's/\r$//; s/^[A-Za-z-]*Client-Cert: //ip' "$section" >"$value"
}

# thumb NAME: as openssl sees the first certificate of that file.
thumb() {
	openssl x509 -in "$PKI/$1.pem" -outform DER |
		openssl dgst -sha256 -binary | basenc --base64url | tr -d =
}

# gives CLIENT FORM REPAIRS FILE: its first certificate, known in that form.
gives() {
	local got
	[ "$(tlsbind-thumbprint -p 'x5t#S256' "$4" | head -n 1)" = "$(thumb "$1")" ]
	got=$(tlsbind-thumbprint -f json "$4" | jq -r '.facts.certificates[0] |
		.header | "\(.form) \(.repairs | join(" "))"')
	[ "$got" = "$2 $3" ] || {
		echo "$got, expected $2 $3"
		return 1
	}
}

# forwards PORT PATH FORM REPAIRS: keys of three kinds, the section as it
# arrives, and the value alone.
forwards() {
	local client
	for client in good good-rsa p384; do
		ask "$1" "$2" "$client"
		gives "$client" "$3" "$4" "$section"
		gives "$client" "$3" "$4" "$value"
	done
}

# none FILE WORDS: no certificate there, and the error says why.
none() {
	run -3 --separate-stderr tlsbind-thumbprint -p 'x5t#S256' "$1"
	[[ $stderr == *"$2"* ]] || {
		echo "$stderr"
		return 1
	}
}

# ---- nginx ----------------------------------------------------------------

@test "nginx: \$ssl_client_escaped_cert" {
	forwards "$nginx_port" /escaped_cert escaped-pem ""
}

@test "nginx: \$ssl_client_cert is folded" {
	for client in good good-rsa; do
		ask "$nginx_port" /cert "$client"
		gives "$client" folded-pem folded "$section"
	done
}

@test "nginx: \$ssl_client_raw_cert loses all but its first line" {
	ask "$nginx_port" /raw_cert good
	gives good raw-pem "" "$section"
	# What a backend's parser leaves of that.
	"$python" -c 'if True:
		import http.client, sys
		sys.stdin.buffer.readline()
		print(http.client.parse_headers(sys.stdin.buffer)["X-Client-Cert"])
		' <"$section" >"$value"
	none "$value" header-raw-pem-truncated
	none <(sed 's/^/X-Client-Cert: /' "$value") header-raw-pem-truncated
}

@test "nginx: \$ssl_client_fingerprint is a SHA-1" {
	ask "$nginx_port" /fingerprint good
	none "$section" "SHA-1"
	none "$value" "SHA-1"
}

@test "nginx: without a certificate there is no header" {
	ask "$nginx_port" /escaped_cert
	run ! grep -qi client-cert "$section"
}

# ---- Apache ---------------------------------------------------------------

@test "Apache: %{SSL_CLIENT_CERT}s is one line" {
	forwards "$apache_port" /line raw-pem ""
}

@test "Apache: escape() leaves plus signs, which forms decode as spaces" {
	forwards "$apache_port" /escape escaped-pem-alb ""
	for client in good good-rsa p384; do
		ask "$apache_port" /escape "$client"
		"$python" -c 'import sys, urllib.parse
print(urllib.parse.unquote_plus(sys.stdin.read()))' <"$value" >"$value.form"
		# A certificate may have no plus sign at all.
		if grep -q + "$value"; then
			gives "$client" raw-pem plus-to-space "$value.form"
		fi
	done
	grep -q + "$value"
}

@test "Apache: base64()" {
	forwards "$apache_port" /base64 base64-pem ""
}

@test "Apache: the leaf, and an intermediate behind it" {
	ask "$apache_port" /chain chain
	gives chain raw-pem chain "$section"
	[ "$(tlsbind-thumbprint -p 'x5t#S256' "$section" | tail -n 1)" = \
		"$(thumb intermediate)" ]
}

@test "Apache: (null) where there is no certificate" {
	ask "$apache_port" /line
	none "$section" header-null-literal
	none "$value" header-null-literal
}

# ---- HAProxy --------------------------------------------------------------

@test "HAProxy: ssl_c_der,base64" {
	forwards "$haproxy_port" /der base64-der no-pem-markers
}

@test "HAProxy: RFC 9440, and the same without its colons" {
	forwards "$haproxy_port" /rfc9440 rfc9440 ""
	ask "$haproxy_port" /no-colons good
	gives good base64-der "not-rfc9440 no-pem-markers" "$section"
}

@test "HAProxy: Client-Cert and Client-Cert-Chain" {
	ask "$haproxy_port" /both chain
	gives chain rfc9440 "" "$section"
	[ "$(tlsbind-thumbprint -p 'x5t#S256' "$section" | tail -n 1)" = \
		"$(thumb intermediate)" ]
	[ "$(tlsbind-thumbprint -f json "$section" | jq -c \
		'[.facts.certificates[].header | [.form, .chain]]')" = \
		'[["rfc9440",false],["rfc9440-chain",true]]' ]
}

@test "HAProxy: a hash gives the x5t#S256" {
	ask "$haproxy_port" /hash good
	none "$section" "$(thumb good)"
}

@test "HAProxy: :: and an empty value where there is no certificate" {
	ask "$haproxy_port" /rfc9440
	grep -qi '^Client-Cert: ::' "$section"
	none "$section" header-empty
	ask "$haproxy_port" /der
	grep -qi '^X-Client-Cert:' "$section"
	none "$section" header-empty
}

# ---- Caddy ----------------------------------------------------------------

@test "Caddy: certificate_der_base64" {
	forwards "$caddy_port" / base64-der no-pem-markers
}

@test "Caddy: its placeholder where there is no certificate" {
	ask "$caddy_port" /
	none "$section" header-placeholder
	none "$value" header-placeholder
}
