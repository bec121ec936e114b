# SPDX-License-Identifier: Apache-2.0
# complete.zsh FOLDER "WORDS": what zsh offers behind WORDS when FOLDER is in
# its fpath, a candidate a line.  Completion works at a terminal only, so a
# shell at a terminal of its own writes down what it is about to offer.
zmodload zsh/zpty || exit 5

work=$(mktemp -d) || exit 5
trap 'zpty -d shell; rm -rf "$work"' EXIT
: >"$work/offered"

cat >"$work/rc" <<-'RC'
	PROMPT=
	fpath=("$1" $fpath)
	autoload -Uz compinit
	compinit -u -D
	offered=$2/offered ended=$2/ended
	compadd() {
		local -a hits
		if [[ ${@[1,(i)(-|--)]} != *-[OAD]* ]]; then
			builtin compadd -A hits "$@"
			print -lr -- $hits >>$offered
		fi
		builtin compadd "$@"
	}
	all_offered() { : >$ended }
	comppostfuncs=(all_offered)
	bindkey '^X' complete-word
	: >$2/ready
RC

wait_for() { # file
	repeat 500; do
		[[ -e $1 ]] && return
		zpty -t shell || break
		zpty -r -t shell line && : # keep the terminal from filling up
		sleep 0.02
	done
	print -u2 "zsh did not answer"
	exit 1
}

zpty -b shell zsh -f -i
zpty -w shell "source ${(q)work}/rc ${(q)1} ${(q)work}"
wait_for "$work/ready"
zpty -n -w shell "$2"$'\C-X'
wait_for "$work/ended"
cat "$work/offered"
