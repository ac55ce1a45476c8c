# Holds every #include under src/ against tests/layers.txt.
# usage: awk -f layers.awk layers.txt FILE...   (files relative to src's parent)
# Prints one line for each offence; exit status 1 when there is any.

function offend(what)
{
	print FILENAME ":" FNR ": " what
	bad = 1
}

# "src/reader/tui/app.c" -> "reader/tui"
function folder_of(path)
{
	sub(/^src\//, "", path)
	sub(/\/[^\/]*$/, "", path)
	return path
}

function own(path,   from, to)
{
	from = folder_of(FILENAME)
	to = folder_of("src/" path)
	if (!(from in known))
		offend("folder " from " is not in layers.txt")
	else if (from != to && index(" " may[from] " ", " " to " ") == 0)
		offend(from " may not include " to)
}

# A library's header stays in its home; all of its headers need one.
function foreign(header)
{
	if (header in home) {
		if (index(FILENAME, home[header]) != 1)
			offend("<" header "> belongs to " home[header])
	} else if (header ~ /^(n?curses|cmark|utf8proc|zlib|curl\/|libpq|pg_|postgres|mysql|mariadb|librdkafka|openssl|term\.h)/) {
		offend("<" header "> has no home in layers.txt")
	}
}

FNR == 1 {
	table = ++nfile == 1
}

table && /^</ {
	header = $1
	gsub(/[<>:]/, "", header)
	home[header] = $2
	next
}

table && /^[a-z]/ {
	from = $1
	sub(/:$/, "", from)
	known[from] = 1
	$1 = ""
	may[from] = $0 " "
	next
}

!table && /^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	if (quoted[2] == "config.h")
		next
	if (quoted[2] ~ /^(common|engine|reader)\//)
		own(quoted[2])
	else
		offend("\"" quoted[2] "\" is not a path from src/")
}

!table && /^[ \t]*#[ \t]*include[ \t]*</ {
	header = $0
	sub(/^[^<]*</, "", header)
	sub(/>.*/, "", header)
	foreign(header)
}

END {
	exit bad
}
