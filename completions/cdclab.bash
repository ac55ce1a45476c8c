# bash completion for cdclab(1)

_cdclab_lessons()
{
	cdclab list 2>/dev/null | cut -d ' ' -f 1
}

_cdclab()
{
	local cur=$2 prev=$3 words=
	COMPREPLY=()

	case $prev in
	--lang | --text-lang) words='en ru' ;;
	--format) words='human events tap junit json' ;;
	--driver) words='auto docker native' ;;
	--color) words='auto always never' ;;
	--theme) words='auto dark light' ;;
	--cols) return ;;
	cdclab) words='list read run check reset restart stack lint --help --version' ;;
	list) words='--json --lang --text-lang --help' ;;
	lint) words='--lang --help' ;;
	stack) words='up down restart status logs env kill pause resume --help' ;;
	read | run | check | reset | restart) words="$(_cdclab_lessons) --help" ;;
	*)
		case ${COMP_WORDS[1]} in
		list) words='--json --lang --text-lang --help' ;;
		lint) words='--lang --help' ;;
		read) words='--plain --lang --text-lang --cols --color --theme
				--screen-reader --help' ;;
		run | check | reset | restart)
			words='--color --format --driver --lang --text-lang --verbose
				--help'
			;;
		stack)
			words='--color --driver --wipe --json --lang --help postgres mysql
				kafka connect flink flink-taskmanager prometheus
				postgres-exporter'
			;;
		esac
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}

complete -o default -F _cdclab cdclab
