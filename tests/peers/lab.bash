# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # for and from the caller
#
# A laboratory for the tests, beside the servers of lib.bash, which is needed.

# start_lab DIR [ARG...]: ours, with --lab DIR; sets $log, $out (its reports),
# $pid, and the origins of its doors: $mtls, $web and $as.
start_lab() {
	local dir=$1
	shift
	log=$(new_log lab)
	out=$log.out
	# shellcheck disable=SC2016 # for the inner shell
	background "$log" bash -c 'out=$1; shift; exec "$@" >"$out"' _ "$out" \
		tlsbind-serve --lab "$dir" "$@"
	mtls=$(lab_door mtls)
	web=$(lab_door web)
	as=$(lab_door as)
}

lab_door() { # name
	wait_line "$log" "listening on .* \\($1: " >/dev/null &&
		sed -n "s/.* listening on \\(.*\\) ($1: .*/\\1/p" "$log"
}

# end_lab [SIGNAL]: and wait for it.
end_lab() {
	kill -s "${1:-TERM}" "$pid"
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.02
	done
}
