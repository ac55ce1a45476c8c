#include "config.h"

#include "reader/main/option.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"

#define HELP_COL 40

/* arg: NULL for none, "N" for a number, else the choices. */
static const struct row {
	const char *name, *arg, *help;
} rows[OPT_COUNT] = {
	[OPT_HELP] = { "help", NULL, "Show this help and exit" },
	[OPT_VERSION] = { "version", NULL, "Show the version and exit" },
	[OPT_PLAIN] = { "plain", NULL, "Print the lesson, no full screen" },
	[OPT_LANG] = { "lang", "ru|en", "Language of the lesson" },
	[OPT_COLS] = { "cols", "N", "Width of the printed lesson" },
	[OPT_FORMAT] = { "format", "human|events|tap|junit|json",
		"How to report" },
	[OPT_DRIVER] = { "driver", "auto|docker|native",
		"What runs the stack" },
	[OPT_VERBOSE] = { "verbose", NULL, "Show all output, every wait" },
	[OPT_WIPE] = { "wipe", NULL, "With down: delete the data as well" },
	[OPT_JSON] = { "json", NULL, "One JSON object on standard output" },
	[OPT_COLOR] = { "color", "auto|always|never", "Colours, or none" },
	[OPT_THEME] = { "theme", "auto|dark|light",
		"Colours for which ground" },
	[OPT_SCREEN_READER] = { "screen-reader", NULL,
		"Lines and numbers in place of a screen" },
};

/* The option that arg, "--name" or "--name=value", names; -1: none. */
static int
find(const char *arg, unsigned allowed)
{
	size_t len = strcspn(arg + 2, "=");

	if (!strcmp(arg, "-h"))
		return OPT_HELP;
	for (int o = 0; o < OPT_COUNT; o++)
		if (allowed & OPTION(o) && strlen(rows[o].name) == len &&
			!strncmp(arg + 2, rows[o].name, len))
			return o;
	return -1;
}

static bool
is_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n && n <= 4 && !s[n] && strtol(s, NULL, 10) > 0;
}

static bool
is_choice(const char *choices, const char *s)
{
	size_t len = strlen(s);

	for (const char *p = choices; p; p = strchr(p, '|')) {
		p += *p == '|';
		if (!strncmp(p, s, len) && len && strcspn(p, "|") == len)
			return true;
	}
	return false;
}

static int
check_value(const struct row *row, const char *value, struct err *err)
{
	bool number = !strcmp(row->arg, "N");

	if (!value)
		return err_set(err, ERR_USAGE, "--%s: expected %s", row->name,
			row->arg);
	if (number ? !is_number(value) : !is_choice(row->arg, value))
		return err_set(err, ERR_USAGE, "--%s: \"%s\", expected %s",
			row->name, value,
			number ? "a number from 1 to 9999" : row->arg);
	return 0;
}

/* Take the option at argv[0]; returns how many arguments it took, or -1. */
static int
take(struct options *o, int argc, char *const *argv, unsigned allowed,
	struct err *err)
{
	int opt = find(argv[0], allowed), taken = 1;
	const char *value = strchr(argv[0], '=');

	if (opt < 0)
		return err_set(
			err, ERR_USAGE, "unknown option \"%s\"", argv[0]);
	if (value)
		value++;
	if (!rows[opt].arg && value)
		return err_set(
			err, ERR_USAGE, "--%s takes no value", rows[opt].name);
	if (rows[opt].arg && !value && argc > 1) {
		value = argv[1];
		taken = 2;
	}
	if (rows[opt].arg && check_value(&rows[opt], value, err) < 0)
		return -1;
	o->value[opt] = value ? value : "";
	return taken;
}

int
options_parse(struct options *o, int argc, char *const *argv, unsigned allowed,
	struct err *err)
{
	bool only_names = false;

	*o = (struct options){ .names = mem_alloc((size_t)(argc + 1) *
				       sizeof(*o->names)) };
	for (int i = 0; i < argc;) {
		int taken = 1;

		if (only_names || argv[i][0] != '-' || !argv[i][1])
			o->names[o->nname++] = argv[i];
		else if (!strcmp(argv[i], "--"))
			only_names = true;
		else
			taken = take(o, argc - i, argv + i, allowed, err);
		if (taken < 0)
			return -1;
		i += taken;
	}
	return 0;
}

void
options_release(struct options *o)
{
	free(o->names);
	*o = (struct options){ 0 };
}

void
options_help(struct buf *b, unsigned set)
{
	for (int o = 0; o < OPT_COUNT; o++) {
		size_t was = b->len;

		if (!(set & OPTION(o)))
			continue;
		buf_addf(b, "  --%s", rows[o].name);
		if (rows[o].arg)
			buf_addf(b, " %s", rows[o].arg);
		do
			buf_addc(b, ' ');
		while (b->len - was < HELP_COL);
		buf_addf(b, "%s\n", rows[o].help);
	}
}
