#!/bin/sh
# All texts of the sources: writes POTFILES.in and cdclab.pot into a folder.
# usage: po/texts.sh FOLDER, from the root of the tree. XGETTEXT may be set.
set -eu
out=$1
# What has a text: which of its arguments, or two for a plural.
keywords='_ N_ MSG_ C_:1c,2 NC_:1c,2 P_:1,2
	msg_add:2 msg_add_count:2,3 msg_new:1 msg_put:3
	err_set:3 err_wrap:2 err_hint:2 err_at:4
	failure_set:4 emit_output:3 lint_say:4 lab_tell_gap:3 lab_wrong:3 asked_wrong:3 catalog_trouble:2'
set -- --from-code=UTF-8 --language=C --sort-output --no-wrap \
	--add-comments=translators: --package-name=cdclab -k
for keyword in $keywords; do
	set -- "$@" "-k$keyword"
	case $keyword in
	*_:1c* | N_ | _ | MSG_ | P_:*) ;; # xgettext looks for % itself
	*,*) # both forms
		name=${keyword%:*}
		set -- "$@" "--flag=$name:2:c-format" "--flag=$name:3:c-format" ;;
	*) set -- "$@" "--flag=$keyword:c-format" ;;
	esac
done
find src -name '*.[ch]' | LC_ALL=C sort >"$out/all.files"
"${XGETTEXT:-xgettext}" "$@" -f "$out/all.files" -o "$out/all.pot"
other() { # LANGUAGE KEYWORD... <FILES: texts of the scripts beside the parts
	language=$1
	shift
	LC_ALL=C sort >"$out/all.files"
	"${XGETTEXT:-xgettext}" --from-code=UTF-8 --language="$language" -k "$@" \
		--sort-output --no-wrap --package-name=cdclab -j -f "$out/all.files" \
		-o "$out/all.pot"
}
find stack/native/parcel stack/native/travel -name '*.py' -o -name parcel |
	other Python -kN_ -kmsg --flag=msg:1:no-python-format
find stack/native/fetch stack/native/parts -name '*.sh' -o -name fetch |
	other Shell -kmsg -ksay -krefuse
# Without lines and date, so that only a text changes it. What the scripts say are
# formats of the same kind, which xgettext does not know of their languages.
sed '/^#: /d; /^"POT-Creation-Date/d; s/^#, no-python-format/#, c-format/' \
	"$out/all.pot" |
	awk '/^#, /{ flag = 1 }
		/^msgid / { if (!flag && /%[a-z]/) print "#, c-format"; flag = 0 }
		{ print }' >"$out/cdclab.pot"
sed -n 's/^#: //p' "$out/all.pot" | tr ' ' '\n' | sed 's/:[0-9]*$//' |
	LC_ALL=C sort -u >"$out/POTFILES.in"
rm "$out/all.files" "$out/all.pot"
