#!/bin/sh
# What may stand for the last word: as --help, the course and the lab have it,
# so that nothing goes stale; and in the three shells, typed with Tab.

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/lib.sh"

for tool in jq; do
	command -v $tool >/dev/null && continue
	echo "1..0 # SKIP $tool is missing"
	exit 0
done

export CDCLAB_DATA_DIR="$top" CDCLAB_LANG=en
cdclab=$T/bin/cdclab
lesson=05-multi-database-configuration
lab=$top/labs/07-module-7/$lesson/lab.json

# words WORD...: what may stand for the last one, in one line
words()
{
	"$cdclab" complete -- "$@" | cut -f 1 | xargs
}

# offers CLAIM WANTED WORD...
offers()
{
	about=$1 want=$(echo "$2" | xargs)
	shift 2
	got=$(words "$@")
	ok "$about" test "$want" = "$got"
	[ "$want" = "$got" ] || printf '# want %s\n# got  %s\n' "$want" "$got"
}

# help_of COMMAND PATTERN: what a first column of its help has
help_of()
{
	"$cdclab" $1 --help | sed -n "s/^  $2.*/\1/p"
}

# -- as --help has it

commands=$(help_of '' '\([a-z][a-z]*\) ')
offers "commands" "$commands" ''
for command in '' $commands; do
	offers "options of '$command'" "$(help_of "$command" '\(--[a-z-]*\)')" \
		$command --
	"$cdclab" $command --help |
		sed -n 's/^  --\([a-z-]*\) \([a-z]*|[a-z|]*\) .*/\1 \2/p' >"$T/choices"
	while read -r option choices; do
		offers "'$command' --$option" "$(echo "$choices" | tr '|' ' ')" \
			$command "--$option" ''
	done <"$T/choices"
	# what a value is called is none of its values
	for option in $("$cdclab" $command --help |
		sed -n 's/^  \(--[a-z-]*\) [A-Z][A-Z:=]* .*/\1/p'); do
		case $option in *lang) continue ;; esac
		offers "'$command' $option takes any value" "" $command $option ''
		offers "'$command' $option= takes any value" "" $command $option=
	done
	# what its synopsis calls an argument is known
	for argument in $("$cdclab" ${command:-list} --help |
		sed -n '1s/^usage: cdclab [a-z]*\(.*\) \[OPTION.*/\1/p' | tr -d '[].'); do
		case $argument in
		PATH | DIR | WORD | NAME) ;;
		LESSON | VERB) ok "'$command' $argument" test -n "$(words $command '')" ;;
		STEP | CHECK | FLOW | TOPIC) ok "'$command' $argument" test -n "$(words $command $lesson '')" ;;
		DRILL) ok "'$command' $argument" test -n "$(words $command 06-multi '')" ;;
		LANGUAGE) ok "'$command' $argument" test -n "$(words $command folder '')" ;;
		SERVICE) ok "'$command' $argument" test -n "$(words $command up '')" ;;
		*) ok "'$command' has an argument that completion knows: $argument" false ;;
		esac
	done
done
offers "verbs of the stack" "$(help_of stack '\([a-z][a-z]*\) ')" stack ''
offers "verbs of a class" "$(help_of class '\([a-z][a-z]*\) ')" class ''
offers "languages" "en $(cd "$top/po" && ls ./*.po | sed 's|./||; s|[.]po$||')" run --lang ''

# -- as the course has it

offers "lessons, by the end of their ids" \
	"$("$cdclab" list --json | jq -r '.lessons[].id | split("/")[1]')" read ''
offers "lessons, by their ids" "$("$cdclab" list --json | jq -r '.lessons[].id')" \
	check 07-
offers "steps of the lesson before" "$(jq -r '.steps[].id' "$lab")" run 05-multi ''
offers "checks of the lesson before" "$(jq -r '.checks[].id' "$lab")" check 05-multi ''
six=$top/labs/07-module-7/06-multi-database-checklist/lab.json
offers "drills of the lesson before" "$(jq -r '.checks[] | select(.break) | .id' "$six")" drill 06-multi ''
offers "of its checks those that can be asked" "$(jq -r '.checks[] | select(.expect) | .id' "$six")" check 06-multi ''
offers "what runs inside of them" "connector/ job/" stack look ''
offers "services" "$(jq -r '.services[].name' "$top/stack/services.json")" stack logs ''
ok "a step says what it is" sh -c \
	"'$cdclab' complete -- run 05-multi topics | grep -q '^topics	.'"

# -- in the middle of a line

offers "what begins as typed" "deploy-postgres deploy-mysql" run 05-multi dep
offers "not what is there already" deploy-mysql run 05-multi deploy-postgres dep
offers "options in between do no harm" "deploy-postgres deploy-mysql" \
	run --format tap --verbose 05-multi --lang=ru dep
offers "a shortened option has its values" "tap" check --form t
offers "a value in the same word" "--format=tap" check --format=t
offers "a value as bash cuts it" "tap" check --format = t
offers "options before the command" "deploy-postgres" --lang ru run 05-multi deploy-p
offers "nothing behind an unknown lesson" "" run nothing-like-it ''
offers "nothing behind an unknown command" "" nothing ''
offers "nothing for a number" "" read --cols ''
offers "files are the shell's" "" lint ''
offers "nothing for too many" "" read 05-multi ''

# -- in the shells, as ./cdclab

cd "$T/bin" || exit 99
cat >"$T/rc" <<RC
PS1='ready> '
. $top/completions/cdclab.bash
RC
shell 100 10
keys -l -- './cdclab run 05-m'
keys Tab
shows "05-multi-database-configuration" "bash: a lesson"
keys -l -- 'deploy-p'
keys Tab
shows "configuration deploy-postgres" "bash: its step"
keys -l -- '--form'
keys Tab
shows "--format" "bash: an option"
keys -l -- 'ju'
keys Tab
shows "--format junit" "bash: its value"
keys C-u
keys -l -- './cdclab lint ../sh'
keys Tab
shows "lint ../share/" "bash: files where they are meant"

if command -v zsh >/dev/null; then
	mkdir -p "$T/zsh"
	cat >"$T/zsh/.zshrc" <<RC
PS1='ready> '
fpath=($top/completions \$fpath)
autoload -Uz compinit && compinit -u -d $T/zsh/dump
RC
	keys C-u
	type_in "clear; ZDOTDIR=$T/zsh exec zsh"
	shows "ready>" "zsh: a prompt"
	keys -l -- './cdclab run 05-m'
	keys Tab
	shows "run 05-multi-database-configuration" "zsh: a lesson"
	keys -l -- 'deploy-p'
	keys Tab
	shows "configuration deploy-postgres" "zsh: its step"
	keys -l -- '--format ju'
	keys Tab
	shows "--format junit" "zsh: the value of an option"
	keys C-u
	keys -l -- './cdclab stack '
	keys Tab
	shows "resume" "zsh: the verbs of the stack"
	keys C-u
	keys -l -- './cdclab lint ../sh'
	keys Tab
	shows "lint ../share/" "zsh: files where they are meant"
else
	ok "zsh # SKIP it is missing" true
fi

# fish_offers CLAIM WANTED LINE
fish_offers()
{
	ok "$1" sh -c 'fish -N -c "source \$argv[1]; complete -C \$argv[2]" "$1" "$2" | cut -f 1 | grep -qx -e "$3"' \
		sh "$top/completions/cdclab.fish" "$3" "$2"
}
if command -v fish >/dev/null; then
	fish_offers "fish: a lesson" "$lesson" './cdclab run 05-m'
	fish_offers "fish: its step" deploy-postgres './cdclab run 05-multi deploy-p'
	fish_offers "fish: an option" --format './cdclab run --f'
	fish_offers "fish: its value" junit './cdclab run --format j'
	fish_offers "fish: files where they are meant" ../share/ './cdclab lint ../sh'
else
	ok "fish # SKIP it is missing" true
fi
plan
