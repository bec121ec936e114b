# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # lib.bash sets $port and $log
#
# The causes of refused and wrongly accepted clients, each brought about at a
# server as causes.txt has it, and what the diagnosis names there.  To be
# sourced after lib.bash.

# cause_cases: the table, a line for each version of TLS.
cause_cases() {
	grep -v '^#' "$peers/causes.txt" | while read -r id tls rest; do
		case $tls in
		both) printf '%s %s %s\n' "$id" 1.2 "$rest" "$id" 1.3 "$rest" ;;
		*) echo "$id $tls $rest" ;;
		esac
	done
}

# ---- the servers --------------------------------------------------------

is_at() { # server [port]
	echo "$1 ${2:-$port} $log" >>"$PEERS_HOME/where"
}

cause_port() { # server
	awk -v name="$1" '$1 == name { print $2; exit }' "$PEERS_HOME/where"
}

cause_log() { # server
	awk -v name="$1" '$1 == name { print $3; exit }' "$PEERS_HOME/where"
}

# nginx_server NAME LINE...: with a port of its own.
nginx_server() {
	local name=$1 port
	shift
	port=$(free_ports 1)
	is_at "$name" "$port"
	printf 'server {\nlisten 127.0.0.1:%s ssl;\n' "$port"
	printf '%s\n' "$@" "$welcome" "}"
}

# shellcheck disable=SC2016 # for nginx
welcome='location / { return 200 "$ssl_client_verify\n"; }'

# run_nginx DIR COMMAND...: with the rest of its configuration from standard
# input, run by COMMAND.
run_nginx() {
	local dir=$1
	shift
	cat >>"$dir/conf"
	background "$dir/out" "$@" /usr/sbin/nginx -c "$dir/conf" -e "$log"
}

nginx_dir() {
	local dir
	dir=$(mktemp -d "$PEERS_HOME/nginx.XXXXXX")
	nginx_begins "$dir" |
		sed "s,^access_log off;,access_log $dir/access.log;," \
			>"$dir/conf"
	echo "$dir"
}

start_cause_nginx() {
	local dir on="ssl_verify_client on;" named port only
	dir=$(nginx_dir)
	log=$dir/error.log
	# shellcheck disable=SC2016 # for nginx
	only='if ($ssl_protocol != "TLSv1.%s") { return 495; }\n'
	run_nginx "$dir" env < <(
		nginx_server on "$on"
		nginx_server off
		nginx_server optional "ssl_verify_client optional;"
		nginx_server no_ca "ssl_verify_client optional_no_ca;"
		nginx_server misleading "$on" \
			"ssl_client_certificate $PKI/other-root.pem;" \
			"ssl_trusted_certificate $PKI/client-ca.pem;"
		nginx_server depth "$on" "ssl_verify_depth 1;"
		nginx_server crl "$on" "ssl_crl $PKI/client-ca.crl;"
		# shellcheck disable=SC2059 # a format of ours
		nginx_server only_12 "$on" "$(printf "$only" 2)"
		# shellcheck disable=SC2059
		nginx_server only_13 "$on" "$(printf "$only" 3)"
		port=$(free_ports 1)
		is_at names
		named="listen 127.0.0.1:$port ssl; $welcome
			ssl_certificate $PKI/names.pem;
			ssl_certificate_key $PKI/names.key;"
		echo "server { $named server_name a.example; }"
		echo "server { $named server_name b.example; $on }"
		port=$(free_ports 1)
		is_at plain
		echo "server { listen 127.0.0.1:$port; }"
		echo "}"
	)
	wait_port "$(cause_port plain)" "$log"
}

# start_clocks: nginx and s_server whose clocks are wrong.
start_clocks() {
	local dir word lib wrapper
	lib=$(find /usr/lib /usr/local/lib -name libfaketime.so.1 -print -quit)
	for word in "slow -60d" "fast +1200d"; do
		# nginx empties its environment: it is not to be read again.
		wrapper=(env "LD_PRELOAD=$lib" "FAKETIME=${word#* }"
			FAKETIME_DONT_FAKE_MONOTONIC=1
			FAKETIME_CACHE_DURATION=1000000)
		dir=$(nginx_dir)
		log=$dir/error.log
		run_nginx "$dir" "${wrapper[@]}" < <(
			nginx_server "${word% *}" "ssl_verify_client on;"
			echo "}"
		)
		wait_port "$(cause_port "${word% *}")" "$log"
		start_demanding_s_server
		is_at "${word% *}_s"
	done
}

start_cause_s_servers() {
	local demand=(-Verify 3 -verify_return_error)
	start_demanding_s_server
	is_at s_server
	log=$(new_log race)
	background "$log" "$python" "$peers/race.py" "$port"
	port=$(wait_line "$log" '^port [0-9]+$')
	is_at race
	start_demanding_s_server -client_sigalgs RSA-PSS+SHA256:RSA+SHA256
	is_at rsaonly
	start_demanding_s_server -client_sigalgs ECDSA+SHA256
	is_at p256only
	start_s_server -verifyCAfile "$PKI/client-ca.pem" "${demand[@]}"
	is_at unlisted
	start_s_server -CAfile "$PKI/huge-cas.pem" "${demand[@]}"
	is_at huge
	start_demanding_s_server -CRL "$PKI/client-ca.crl" -crl_check
	is_at s_crl
	start_demanding_s_server -CRL "$PKI/client-ca.crl" -crl_check_all
	is_at s_crl_all
	start_demanding_s_server -verify_depth 1
	is_at s_depth
}

# start_cause_apache: a port whose path /secure asks late, and a port with two
# names of which one asks.
start_cause_apache() {
	local dir module user port vhosts
	dir=$(mktemp -d "$PEERS_HOME/apache.XXXXXX")
	chmod 755 "$dir"
	mkdir "$dir/www"
	echo open | tee "$dir/www/index.html" >"$dir/www/secure"
	user=$(id -un)
	[ "$user" != root ] || user=www-data
	read -r port vhosts < <(free_ports 2)
	{
		for module in mpm_event authz_core socache_shmcb setenvif \
			dir http2 ssl; do
			echo "LoadModule ${module}_module" \
				"/usr/lib/apache2/modules/mod_$module.so"
		done
		cat <<-CONF
			ServerRoot $dir
			PidFile $dir/pid
			ServerName localhost
			DefaultRuntimeDir $dir
			Mutex file:$dir
			ErrorLog $dir/error.log
			LogLevel info
			User $user
			Group $(id -gn "$user")
			StartServers 1
			MinSpareThreads 5
			MaxSpareThreads 10
			ThreadsPerChild 10
			MaxRequestWorkers 20
			SSLSessionCache none
			SSLCertificateFile $PKI/names.pem
			SSLCertificateKeyFile $PKI/names.key
			SSLCACertificateFile $PKI/client-ca.pem
			SSLVerifyDepth 2
			SSLProtocol -all +TLSv1.2 +TLSv1.3
			SSLEngine on
			Protocols h2 http/1.1
			DocumentRoot $dir/www
			<Directory $dir/www>
			Require all granted
			</Directory>
			Listen 127.0.0.1:$port
			Listen 127.0.0.1:$vhosts
			<VirtualHost 127.0.0.1:$port>
			SSLEngine on
			<Location /secure>
			SSLVerifyClient require
			</Location>
			</VirtualHost>
			<VirtualHost 127.0.0.1:$vhosts>
			ServerName a.example
			SSLEngine on
			</VirtualHost>
			<VirtualHost 127.0.0.1:$vhosts>
			ServerName b.example
			SSLEngine on
			SSLVerifyClient require
			</VirtualHost>
		CONF
	} >"$dir/conf"
	background "$dir/out" /usr/sbin/apache2 -f "$dir/conf" -DFOREGROUND
	log=$dir/error.log
	wait_port "$port" "$log"
	is_at apache
	is_at two "$vhosts"
}

start_cause_haproxy() {
	local dir
	dir=$(mktemp -d "$PEERS_HOME/haproxy.XXXXXX")
	port=$(free_ports 1)
	cat "$PKI/server.pem" "$PKI/server.key" >"$dir/both.pem"
	cat >"$dir/conf" <<-CONF
		global
		log stdout format raw local0
		defaults
		log global
		option httplog
		mode http
		timeout client 10s
		timeout server 10s
		timeout connect 10s
		frontend f
		bind 127.0.0.1:$port ssl crt $dir/both.pem verify required \
		ca-file $PKI/client-ca.pem crl-file $PKI/client-ca.crl
		http-request return status 200
	CONF
	log=$dir/log
	background "$log" /usr/sbin/haproxy -db -f "$dir/conf"
	wait_port "$port" "$log"
	is_at haproxy
}

# start_cause_node NAME [CRL]: it refuses by closing the connection.
start_cause_node() {
	local name=$1
	log=$(new_log node)
	# shellcheck disable=SC2016 # for node
	background "$log" node -e '
		const fs = require("fs"), [pki, crl] = process.argv.slice(1);
		const read = (name) => fs.readFileSync(`${pki}/${name}`);
		require("https").createServer({
			cert: read("server.pem"), key: read("server.key"),
			ca: read("client-ca.pem"), requestCert: true,
			crl: crl ? read(crl) : undefined,
		}, (_, answer) => answer.end("welcome\n"))
			.listen(0, "127.0.0.1", function () {
				console.log("port " + this.address().port);
			});
		' "$PKI" "${@:2}"
	port=$(wait_line "$log" '^port [0-9]+$')
	is_at "$name"
}

# start_inspector: TLS ends at a proxy that shows a certificate of its own and
# goes on to a server that demands one of the client.
start_inspector() {
	local dir inner
	dir=$(mktemp -d "$PEERS_HOME/stunnel.XXXXXX")
	read -r port inner < <(free_ports 2)
	cat >"$dir/conf" <<-CONF
		foreground = yes
		pid =
		socket = l:TCP_NODELAY=1
		[out]
		client = yes
		accept = 127.0.0.1:$inner
		connect = 127.0.0.1:$(cause_port on)
		[in]
		accept = 127.0.0.1:$port
		connect = 127.0.0.1:$inner
		cert = $PKI/inspector.pem
		key = $PKI/inspector.key
	CONF
	log=$dir/log
	background "$log" stunnel4 "$dir/conf"
	wait_port "$port" "$log"
	is_at inspector
}

# start_cause_servers: all of them; call it in setup_file.
start_cause_servers() {
	"$python" "$peers/pki_more.py" "$PKI"
	: >"$PEERS_HOME/where"
	start_cause_nginx
	start_clocks
	start_cause_s_servers
	start_cause_apache
	start_cause_haproxy
	start_cause_node node
	start_cause_node node_crl client-ca.crl
	start_demanding_gnutls_serv
	is_at gnutls
	start_gnutls_serv --x509cafile "$PKI/client-ca.pem" \
		--require-client-cert
	is_at gnutls_any
	start_slapd
	is_at slapd
	start_slapd "TLSCRLCheck peer" "TLSCRLFile $PKI/client-ca.crl"
	is_at slapd_crl
	log=$(new_log iis)
	background "$log" "$python" "$peers/iis.py" "$PKI"
	port=$(wait_line "$log" '^port [0-9]+$')
	is_at iis
	start_inspector
}

# ---- asking -------------------------------------------------------------

# cause_args TLS CLIENT OPTION...: sets $args.
cause_args() {
	local word
	args=(--diagnose --ca "$PKI/server-ca.pem")
	[ "$1" = - ] || args+=(--tls "$1")
	case $2 in
	none) ;;
	*.p12) args+=(--cert "$PKI/$2") ;;
	*) args+=(--cert "$PKI/$2.pem" --key "$PKI/$2.key") ;;
	esac
	shift 2
	for word; do
		case $word in
		extra) args+=(--extra "$PKI/intermediate.pem") ;;
		other=*)
			word=$PKI/${word#*=}
			args+=(--other-cert "$word.pem" --other-key "$word.key")
			;;
		to=*) args+=(--host "${word#*=}.example") ;;
		as=*) args+=(--servername "${word#*=}.example") ;;
		*) args+=("${word/#@/$PKI}") ;;
		esac
	done
}

# named ARG...: run the program; prints ID:CONFIDENCE of what it names.
named() {
	local report status=0
	report=$(tlsbind-handshake --format json "$@" 2>&1) || status=$?
	jq -r '[.diagnoses[] | "\(.id):\(.confidence)"] | join(" ")' \
		<<<"$report" 2>/dev/null ||
		echo "status $status: $report" | tr '\n' ' '
}

# judge_named ID PLACE AS_WELL NAMED...: right, or what is wrong.
judge_named() {
	local id=$1 place=$2 well=,$1,$3, word
	shift 3
	well=${well/,400,/,app-layer-400-no-cert,app-layer-400-cert-error,}
	well=${well/,eku,/,missing-clientauth-eku,}
	well=${well/,late,/,client-cert-requested-late,}
	well=${well/,silent,/,server-no-alert,}
	well=${well/,unasked,/,client-cert-not-requested,}
	for word; do
		[[ $word == *:certain && $well != *,"${word%:*}",* ]] &&
			echo "WRONGLY-CERTAIN" && return
	done
	case " $* " in
	*" $id:"*) ;;
	*) echo MISSED && return ;;
	esac
	[[ $place == first && $1 != "$id":* ]] && echo "NOT-FIRST" && return
	echo right
}

# ask_cause WAY ID TLS PLACE SERVER CLIENT AS_WELL OPTION...: a line for the
# confusion table.
ask_cause() {
	local args port=
	port=$(cause_port "$1$5")
	cause_args "$3" "$6" "${@:8}"
	# shellcheck disable=SC2046 # words
	set -- "$@" $'\n' $(named "${args[@]}" "127.0.0.1:$port")
	local line=("$@") n=0
	while [ "${line[n]}" != $'\n' ]; do n=$((n + 1)); done
	local words=("${line[@]:n+1}")
	echo "$(judge_named "$2" "$4" "$7" "${words[@]}") $2 $3 $5:$6" \
		"-> ${words[*]:-nothing}"
}

# ask_causes WAY: cases from standard input, four at a time.
ask_causes() {
	export -f ask_cause cause_args cause_port judge_named named
	xargs -P 4 -L 1 bash -c 'ask_cause "$@"' _ "$1"
}

# confusion_table: lines of ask_cause as a table with its sums.
confusion_table() {
	sort -k 2,3 -k 4 | awk '
		{
			sum[$1]++; all++; seen[$2] = 1
			if ($1 == "right") right[$2] = 1; else wrong[$2] = 1
			names = $6
			for (i = 7; i <= NF; i++) names = names " " $i
			printf "%-15s %-28s %-3s %-24s %s\n", $1, $2, $3, $4, names
		}
		END {
			for (id in seen) { n++; if (!(id in wrong)) good++ }
			printf "%d cases of %d causes: %d right, %d not first, " \
				"%d missed, %d wrongly certain; %d causes right " \
				"in every case\n", all, n, sum["right"], \
				sum["NOT-FIRST"], sum["MISSED"], \
				sum["WRONGLY-CERTAIN"], good
		}'
}
