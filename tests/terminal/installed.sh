# shellcheck shell=sh disable=SC2154 # top, golden and T are of who sources it
# Sourced by the tests in a terminal and of the command line: an installation in
# $T, whose engine is a scripted peer and whose data are those of $golden.

mkdir -p "$T/bin" "$T/libexec/cdclab" "$T/share/cdclab/labs" "$T/state"
cp "${CDCLAB:-./cdclab}" "$T/bin/cdclab" || exit 99
cp "$top/tests/peer/engine" "$T/libexec/cdclab/cdclab-engine"
cp -R "$golden/data/." "$T/share/cdclab/"
mkdir "$T/share/cdclab/po" && cp po/*.mo "$T/share/cdclab/po/" || exit 99
cp "$top/labs/lab.schema.json" "$T/share/cdclab/labs/"
chmod -R u+w "$T"
