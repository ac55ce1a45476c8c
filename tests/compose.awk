# What compose.yaml must keep to; one line a fault. Its layout is fixed: services at two blanks, their keys at four.
# Variables: native (the names of the native stack's services).

function fault(text) { print service ": " text }

function ends() {
	if (!service)
		return
	if (!image) fault("no image")
	else if (image !~ /:v?[0-9]+\.[0-9]+[^:]*$/) fault("not pinned: " image)
	if (!check) fault("no health check")
	if (!memory) fault("no memory limit")
	if (learns || service == "flink-client") return # beside the stack
	if (index(" " native " ", " " service " ") == 0) fault("not in the native stack")
	if (service ~ /^(postgres|mysql|kafka)$/ && grace < 30) fault("ends in less than 30 s")
	sum += memory
	seen++
}

/^services:/ { inside = 1; next }
/^[a-z]/ { ends(); service = ""; inside = 0 }
inside && /^  [a-z-]+:/ {
	ends()
	service = $1
	sub(/:$/, "", service)
	image = memory = check = grace = learns = ""
}
!service { next }
/^    image: / { image = $2 }
/^    mem_limit: [0-9]+m$/ { memory = $2 + 0 }
/^    stop_grace_period: [0-9]+s$/ { grace = $2 + 0 }
/^    profiles: \[learn\]$/ { learns = 1 }
/^    healthcheck:/ { check = 1 }
/^    ports:/ {
	n = split($0, ports, "\"")
	for (i = 2; i <= n; i += 2)
		if (ports[i] !~ /^127\.0\.0\.1:\$\{CDCLAB_[A-Z_]+_PORT:-[0-9]+\}:[0-9]+$/) fault("published at " ports[i])
}
END {
	ends()
	if (sum > 6144) print "all: " sum " MB of memory"
	if (seen != split(native, names, " ")) print "all: " seen " services"
}
