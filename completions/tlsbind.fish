# SPDX-License-Identifier: Apache-2.0
# Completion for every program of tlsbind: each describes itself.
# fish loads this file by the name of the program, a link to it.

# What the argument of an option can be: one of its words, or a file.
function __tlsbind_argument --argument-names kind values word
	switch "$kind $values"
		case 'number *'
		case '* -'
			__fish_complete_path "$word"
		case '*'
			string split ' ' -- $values
	end
end

# The words that --describe=commands leads to: subcommands, hosts or files.
function __tlsbind_operand --argument-names program subcommand word
	set -l names
	for row in ($program --describe=commands 2>/dev/null)
		set -l field (string split \t -- $row)
		if test $field[1] != - -a -z "$subcommand"
			set -a names $field[1]\t$field[3]
		else if contains -- $field[1] - "$subcommand"
			string match -q '*HOST*' -- $field[2]
			and __fish_print_hostnames
			or __fish_complete_path "$word"
		end
	end
	test -z "$names"; or printf '%s\n' $names
end

function __tlsbind_complete
	set -l before (commandline -opc)
	set -l word (commandline -ct)
	set -l typed (string split -m 1 = -- $word)
	set -l offers

	for row in ($before[1] --describe=table 2>/dev/null)
		set -l field (string split \t -- $row)
		set -l spellings --$field[3]
		contains -- $field[1] - "$before[2]"; or continue
		test $field[2] = -; or set -a spellings -$field[2]
		switch $field[4]
			case flag
				set -a offers --$field[3]\t$field[6]
				continue
			case maybe
				set -a offers --$field[3]\t$field[6]
			case '*'
				set -a offers --$field[3]=\t$field[6]
				if contains -- "$before[-1]" $spellings
					__tlsbind_argument $field[4..5] "$word"
					return
				end
		end
		if test (count $typed) = 2 -a "$typed[1]" = --$field[3]
			printf "$typed[1]=%s\n" \
				(__tlsbind_argument $field[4..5] "$typed[2]")
			return
		end
	end

	if string match -q -- '-*' "$word"
		printf '%s\n' $offers
	else
		__tlsbind_operand $before[1] "$before[2]" "$word"
	end
end

set -l programs (string replace -r '\.fish$' '' (status basename))
for file in $PATH/tlsbind-*
	set -a programs (string replace -r '.*/' '' $file)
end
for program in $programs
	complete -c $program -f -a '(__tlsbind_complete)'
end
