# bash completion for cdclab(1): the program itself says what may follow.

_cdclab()
{
	mapfile -t COMPREPLY < <("${COMP_WORDS[0]/#\~/$HOME}" complete -- \
		"${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1)
}

complete -o bashdefault -o default -F _cdclab cdclab
