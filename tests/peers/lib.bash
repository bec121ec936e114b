# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# shellcheck disable=SC2120 # flags are optional
#
# Real servers on 127.0.0.1 for the tests.  Every start_* sets $port and
# records the process; peers_stop ends those that the present test, or the
# file's setup, has started, and nothing else.

here=$(dirname "${BASH_SOURCE[0]}")
peers=$(cd "$here" && pwd)
python=/usr/bin/python3

# peers_begin: call it in setup_file.  Makes $PKI and $PEERS_HOME.
peers_begin() {
	PEERS_HOME=$(mktemp -d "${TMPDIR:-/tmp}/tlsbind-peers.XXXXXX")
	# A daemon that drops root reads its files here.
	chmod 755 "$PEERS_HOME"
	PKI=$PEERS_HOME/pki
	export PEERS_HOME PKI
	unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS
	unset OPENSSL_CONF SSLKEYLOGFILE GNUTLS_SYSTEM_PRIORITY_FILE
	"$peers/pki.sh" "$PKI"
}

# peers_end: call it in teardown_file.
peers_end() {
	local file
	# Whoever forgot it in a test leaves no server behind all the same.
	for file in "$PEERS_HOME"/pids.*; do
		stop_listed "$file"
	done
	rm -rf "${PEERS_HOME:?}"
}

pids_file() {
	echo "$PEERS_HOME/pids.${BATS_TEST_NUMBER:-file}"
}

# peers_stop: call it in teardown.
peers_stop() {
	stop_listed "$(pids_file)"
}

stop_listed() { # file
	local pid file=$1
	[ -f "$file" ] || return 0
	while read -r pid; do
		kill "$pid" 2>/dev/null || true
	done <"$file"
	while read -r pid; do
		for _ in $(seq 100); do
			kill -0 "$pid" 2>/dev/null || continue 2
			sleep 0.02
		done
		kill -KILL "$pid" 2>/dev/null || true
	done <"$file"
	rm -f "$file"
}

# background LOG COMMAND...: start it with nothing of ours but its log.
# Sets $pid.
background() {
	local log=$1
	shift
	"$@" >"$log" 2>&1 </dev/null 3>&- 4>&- &
	pid=$!
	disown "$pid"
	echo "$pid" >>"$(pids_file)"
}

new_log() { # name
	mktemp "$PEERS_HOME/$1.XXXXXX.log"
}

gone() { # log: the server has died, say why
	echo "# the server ended:" >&2
	sed 's/^/# /' "$1" >&2
	return 1
}

# wait_line LOG REGEX: until the log has such a line; prints its last word.
wait_line() {
	local line
	for _ in $(seq 500); do
		if line=$(grep -m1 -E "$2" "$1"); then
			echo "${line##*[ :]}"
			return 0
		fi
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.02
	done
	gone "$1"
}

# wait_port PORT LOG: until it accepts.
wait_port() {
	for _ in $(seq 500); do
		(exec 9<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.02
	done
	gone "$2"
}

# free_ports N: so many ports of 127.0.0.1 that nobody uses at the moment.
free_ports() {
	"$python" - "$1" <<-'PY'
		import socket, sys
		s = [socket.socket() for _ in range(int(sys.argv[1]))]
		for x in s:
		    x.bind(("127.0.0.1", 0))
		print(*(x.getsockname()[1] for x in s))
	PY
}

# ports_in_a_row N: the first of so many ports that nobody uses, for later:
# below those that the system gives to connections.
ports_in_a_row() {
	"$python" - "$1" <<-'PY'
		import contextlib, random, socket, sys
		wanted = int(sys.argv[1])
		with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
		    end = int(file.read().split()[0]) - wanted
		def free(first):
		    with contextlib.ExitStack() as stack:
		        try:
		            for port in range(first, first + wanted):
		                s = stack.enter_context(socket.socket())
		                s.bind(("127.0.0.1", port))
		        except OSError:
		            return False
		    return True
		while not free(port := random.randrange(10000, max(end, 20000))):
		    pass
		print(port)
	PY
}

# start_s_server FLAG...: openssl's, with the server certificate unless FLAG
# names another.  It takes one connection at a time.  $log has what it prints.
# Set $wrapper to a command that is to run it.
start_s_server() {
	# shellcheck disable=SC2154 # the caller's, if any
	local run=("${wrapper[@]}" openssl s_server)
	local cert=(-cert "$PKI/server.pem" -key "$PKI/server.key") fifo
	case " $* " in *" -cert "*) cert=() ;; esac
	log=$(new_log s_server)
	fifo=$log.stdin
	mkfifo "$fifo"
	# Open for reading and writing: never at its end, never any data.
	# shellcheck disable=SC2016 # for the inner shell
	background "$log" bash -c 'fifo=$1; shift; exec "$@" <>"$fifo"' _ \
		"$fifo" "${run[@]}" -accept 127.0.0.1:0 "${cert[@]}" "$@"
	port=$(wait_line "$log" '^ACCEPT .*:[0-9]+$')
}

# start_demanding_s_server [FLAG...]: refuses all but what client-ca issued.
start_demanding_s_server() {
	start_s_server -CAfile "$PKI/client-ca.pem" -Verify 2 \
		-verify_return_error "$@"
}

# start_gnutls_serv FLAG...: in a network namespace of its own, because it
# cannot bind to one address.
start_gnutls_serv() {
	log=$(new_log gnutls-serv)
	background "$log" "$python" "$peers/caged.py" 5556 \
		gnutls-serv --quiet -p 5556 --x509certfile "$PKI/server.pem" \
		--x509keyfile "$PKI/server.key" "$@"
	port=$(wait_line "$log" '^port [0-9]+$')
}

# start_demanding_gnutls_serv [FLAG...]
start_demanding_gnutls_serv() {
	start_gnutls_serv --x509cafile "$PKI/client-ca.pem" \
		--require-client-cert --verify-client-cert "$@"
}

# start_tokbind_server [WORD=VALUE]...: it negotiates Token Binding, or breaks
# the rules; see tokbind_server.c.  $log has what it sees.
start_tokbind_server() {
	log=$(new_log tokbind)
	background "$log" "${builddir:?}/tests/peers/tokbind_server" \
		"$PKI/server.pem" "$PKI/server.key" "$@"
	port=$(wait_line "$log" '^port [0-9]+$')
}

# start_openssl_tokbind ANSWER_HEX [no-ems]: OpenSSL answers so, $log tells what
# it sees; see tokbind_openssl.py.
start_openssl_tokbind() {
	log=$(new_log tokbind)
	background "$log" "$python" "$peers/tokbind_openssl.py" \
		"$PKI/server.pem" "$PKI/server.key" "$@"
	port=$(wait_line "$log" '^port [0-9]+$')
}

# start_serve ARG...: ours.  $out has its reports, $log what it says besides;
# $origin and $port are those of the first door, and with --lab $web and $as
# the origins of the others.
start_serve() {
	log=$(new_log serve)
	out=$log.out
	# shellcheck disable=SC2016 # for the inner shell
	background "$log" bash -c 'out=$1; shift; exec "$@" >"$out"' _ "$out" \
		tlsbind-serve "$@"
	origin=$(door_of mtls)
	port=${origin##*:}
	# shellcheck disable=SC2034 # for the caller
	case " $* " in *" --lab "*) web=$(door_of web) as=$(door_of as) ;; esac
}

# The origin of a door of the server that was started last.
door_of() { # name
	wait_line "$log" "listening on .* \\($1: " >/dev/null &&
		sed -n "s/.* listening on \\(.*\\) ($1: .*/\\1/p" "$log"
}

# end_serve [SIGNAL]: end it, and wait; sets $milliseconds.  Its status is lost.
end_serve() {
	local begun=${EPOCHREALTIME/[^0-9]/}
	kill -s "${1-TERM}" "$pid"
	while kill -0 "$pid" 2>/dev/null; do
		[ "$((${EPOCHREALTIME/[^0-9]/} - begun))" -lt 5000000 ] ||
			return 1
		sleep 0.01
	done
	# shellcheck disable=SC2034 # for the caller
	milliseconds=$(((${EPOCHREALTIME/[^0-9]/} - begun) / 1000))
}

# nginx_begins DIR: what every configuration of nginx begins with.
nginx_begins() {
	cat <<-CONF
		worker_processes 1;
		daemon off;
		master_process off;
		pid $1/pid;
		error_log $1/error.log info;
		events { worker_connections ${nginx_connections:-64}; }
		http {
		access_log off;
		client_body_temp_path $1/t;
		proxy_temp_path $1/t;
		fastcgi_temp_path $1/t;
		uwsgi_temp_path $1/t;
		scgi_temp_path $1/t;
		ssl_protocols TLSv1.2 TLSv1.3;
		ssl_certificate $PKI/server.pem;
		ssl_certificate_key $PKI/server.key;
		ssl_client_certificate $PKI/client-ca.pem;
		ssl_verify_depth 2;
		default_type text/plain;
	CONF
}

# start_nginx: one server for each ssl_verify_client; sets $port_on,
# $port_optional and $port_optional_no_ca.
start_nginx() {
	local dir word
	dir=$(mktemp -d "$PEERS_HOME/nginx.XXXXXX")
	log=$dir/error.log
	# shellcheck disable=SC2034 # for the caller
	read -r port_on port_optional port_optional_no_ca < <(free_ports 3)
	{
		nginx_begins "$dir"
		for word in on optional optional_no_ca; do
			local name=port_$word
			cat <<-CONF
				server {
				listen 127.0.0.1:${!name} ssl;
				ssl_verify_client $word;
				location / { return 200 "\$ssl_client_verify\n"; }
				}
			CONF
		done
		echo "}"
	} >"$dir/conf"
	background "$dir/out" /usr/sbin/nginx -c "$dir/conf" -e "$log"
	wait_port "$port_on" "$log"
	port=$port_on
}

# start_nginx_names: three names on one port.  open.example, which is also the
# default, asks for no certificate and answers 200; closed.example requires one
# and answers 200, too; other.example asks for none and answers 204.
start_nginx_names() {
	local dir
	dir=$(mktemp -d "$PEERS_HOME/nginx.XXXXXX")
	log=$dir/error.log
	port=$(free_ports 1)
	{
		nginx_begins "$dir"
		cat <<-CONF
			server {
			listen 127.0.0.1:$port ssl default_server;
			server_name open.example;
			location / { return 200; }
			}
			server {
			listen 127.0.0.1:$port ssl;
			server_name closed.example;
			ssl_verify_client on;
			location / { return 200; }
			}
			server {
			listen 127.0.0.1:$port ssl;
			server_name other.example;
			location / { return 204; }
			}
			}
		CONF
	} >"$dir/conf"
	background "$dir/out" /usr/sbin/nginx -c "$dir/conf" -e "$log"
	wait_port "$port" "$log"
}

# start_apache: one host that requires a certificate at once, $port_require;
# and one that asks when a path wants it, $port_location: /secure requires
# one, /maybe takes one, everything else asks for none.
start_apache() {
	local dir module user
	dir=$(mktemp -d "$PEERS_HOME/apache.XXXXXX")
	chmod 755 "$dir"
	log=$dir/error.log
	mkdir "$dir/www"
	echo open >"$dir/www/index.html"
	echo secure >"$dir/www/secure"
	echo maybe >"$dir/www/maybe"
	user=$(id -un)
	[ "$user" != root ] || user=www-data
	read -r port_require port_location < <(free_ports 2)
	{
		for module in mpm_event authz_core socache_shmcb setenvif \
			dir ssl; do
			echo "LoadModule ${module}_module" \
				"/usr/lib/apache2/modules/mod_$module.so"
		done
		cat <<-CONF
			ServerRoot $dir
			PidFile $dir/pid
			ServerName localhost
			DefaultRuntimeDir $dir
			Mutex file:$dir
			ErrorLog $log
			LogLevel info ssl:info
			User $user
			Group $(id -gn "$user")
			StartServers 1
			MinSpareThreads 5
			MaxSpareThreads 10
			ThreadsPerChild 10
			MaxRequestWorkers 20
			SSLSessionCache none
			SSLCertificateFile $PKI/server.pem
			SSLCertificateKeyFile $PKI/server.key
			SSLCACertificateFile $PKI/client-ca.pem
			SSLVerifyDepth 2
			SSLProtocol -all +TLSv1.2 +TLSv1.3
			DocumentRoot $dir/www
			<Directory $dir/www>
			Require all granted
			</Directory>
			Listen 127.0.0.1:$port_require
			Listen 127.0.0.1:$port_location
			<VirtualHost 127.0.0.1:$port_require>
			SSLEngine on
			SSLVerifyClient require
			</VirtualHost>
			<VirtualHost 127.0.0.1:$port_location>
			SSLEngine on
			SSLVerifyClient none
			<Location /secure>
			SSLVerifyClient require
			</Location>
			<Location /maybe>
			SSLVerifyClient optional
			</Location>
			</VirtualHost>
		CONF
	} >"$dir/conf"
	background "$dir/out" /usr/sbin/apache2 -f "$dir/conf" -DFOREGROUND
	wait_port "$port_require" "$log"
	port=$port_require
}

# start_slapd [LINE...]: LDAP over TLS that demands a certificate; it refuses by
# closing the connection without an alert, in TLS 1.2 after its Finished.
start_slapd() {
	local dir
	dir=$(mktemp -d "$PEERS_HOME/slapd.XXXXXX")
	log=$dir/log
	port=$(free_ports 1)
	cat >"$dir/conf" <<-CONF
		pidfile $dir/pid
		TLSCACertificateFile $PKI/client-ca.pem
		TLSCertificateFile $PKI/server.pem
		TLSCertificateKeyFile $PKI/server.key
		TLSVerifyClient demand
		TLSProtocolMin 3.3
		$(printf '%s\n' "$@")
	CONF
	background "$log" /usr/sbin/slapd -f "$dir/conf" \
		-h "ldaps://127.0.0.1:$port/" -d 0
	wait_port "$port" "$log"
}

# start_delay PORT [MS]: a way to PORT that takes MS longer in each direction.
start_delay() {
	local delay_log
	delay_log=$(new_log delay)
	background "$delay_log" "$python" "$peers/delay.py" \
		--ms "${2:-60}" "$1"
	port=$(wait_line "$delay_log" '^port [0-9]+$')
}

# start_hostiles: the bad servers of hostile.py; their ports by hostile_port.
start_hostiles() {
	export HOSTILES=$PEERS_HOME/hostiles
	background "$HOSTILES" "$python" "$peers/hostile.py" "$PKI"
	wait_line "$HOSTILES" '^ready$' >/dev/null
}

hostile_port() { # name
	awk -v name="$1" '$1 == name { print $2; found = 1 }
		END { exit !found }' "$HOSTILES"
}

# measured SECONDS_AND_KIB COMMAND...: run it, write how long it took and the
# most memory it had to that file, and pass its status on.
measured() {
	"$python" -c '
import resource, subprocess, sys, time
start = time.monotonic()
status = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    print("%.1f" % (time.monotonic() - start),
          resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=file)
sys.exit(status if status >= 0 else 128 - status)
' "$@"
}
