# SPDX-License-Identifier: Apache-2.0
# Completion for every program of tlsbind: each describes itself.
# bash-completion loads this file by the name of the program, a link to it.

# The argument of an option, or an operand, is of this KIND.
_tlsbind_offer() # KIND WORDS WORD PREFIX
{
	case $1 in
	word)	mapfile -t COMPREPLY < <(compgen -P "$4" -W "$2" -- "$3") ;;
	host)	mapfile -t COMPREPLY < <(compgen -A hostname -- "$3") ;;
	file)	mapfile -t COMPREPLY < <(compgen -P "$4" -f -- "$3")
		compopt -o filenames 2>/dev/null ;;
	esac
}

_tlsbind()
{
	local program=${COMP_WORDS[0]} now=${COMP_WORDS[COMP_CWORD]}
	local option=${COMP_WORDS[COMP_CWORD - 1]} equals='' prefix=''
	local command letter name kind words operands names='' offers=''

	# "--name=word" is three words where "=" breaks words, else one.
	if [[ $now == = ]]; then
		now='' equals=1
	elif [[ $option == = ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]} equals=1
	elif [[ $now == --*=* ]]; then
		option=${now%%=*} now=${now#*=} equals=1 prefix=$option=
	fi

	while IFS=$'\t' read -r command letter name kind words _; do
		[[ $command == - || $command == "${COMP_WORDS[1]}" ]] || continue
		case $kind,$equals in
		flag, | maybe,)	offers+=" --$name"; continue ;;
		flag,*)		continue ;;
		esac
		offers+=" --$name="
		[[ $option == "--$name" || ($letter != - &&
			$option == "-$letter") ]] || continue
		case $kind,$words in
		number,*)	;;
		*,-)		_tlsbind_offer file '' "$now" "$prefix" ;;
		*)		_tlsbind_offer word "$words" "$now" "$prefix" ;;
		esac
		return
	done < <("$program" --describe=table 2>/dev/null)

	if [[ $now == -* ]]; then
		_tlsbind_offer word "$offers" "$now" ''
		[[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
		return
	fi
	while IFS=$'\t' read -r command operands _; do
		if [[ $command != - && $COMP_CWORD -eq 1 ]]; then
			names+=" $command"
		elif [[ $command == - || $command == "${COMP_WORDS[1]}" ]]; then
			case $operands in
			*HOST*)	_tlsbind_offer host '' "$now" '' ;;
			*)	_tlsbind_offer file '' "$now" '' ;;
			esac
		fi
	done < <("$program" --describe=commands 2>/dev/null)
	[[ -z $names ]] || _tlsbind_offer word "$names" "$now" ''
}

# shellcheck disable=SC2046 # names of commands
complete -F _tlsbind "${BASH_SOURCE[0]##*/}" $(compgen -c tlsbind- | sort -u)
