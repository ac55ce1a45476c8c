/* Code in a language to runs; the first line of the input is its name. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "runs_help.h"
#include "tests/fuzz/fuzz.h"

/* Its name, or where it is none the first byte chooses one. */
static const struct syntax *
choose(const char *s, size_t len)
{
	static const char *const names[] = { "bash", "c", "console", "diff",
		"dockerfile", "go", "http", "ini", "java", "js", "json",
		"json5", "mysql", "promql", "properties", "proto", "psql",
		"python", "sql", "toml", "xml", "yaml" };
	const struct syntax *syntax = syntax_find(s, len);
	const char *name =
		names[(len ? (unsigned char)*s : 0) % ARRAY_LEN(names)];

	return syntax ? syntax : syntax_find(name, strlen(name));
}

/* The line from s; where the next one begins. */
static const char *
line_end(const char *s, const char *end)
{
	const char *nl = s < end ? memchr(s, '\n', (size_t)(end - s)) : NULL;

	return nl ? nl : end;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = size ? (const char *)data : "", *end = s + size;
	const char *nl = line_end(s, end);
	const struct syntax *syntax = choose(s, (size_t)(nl - s));
	struct syntax_state state = { 0 };
	struct syntax_runs runs = { 0 };

	while (nl < end) {
		const char *wrong;

		s = nl + 1;
		nl = line_end(s, end);
		syntax_line(syntax, &state, s, (size_t)(nl - s), &runs);
		wrong = runs_wrong(&runs, s, (size_t)(nl - s));
		if (wrong) {
			fprintf(stderr, "%s\n", wrong);
			abort();
		}
	}
	syntax_runs_release(&runs);
	return 0;
}
