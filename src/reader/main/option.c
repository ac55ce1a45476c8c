#include "config.h"

#include "reader/main/option.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"

#define HELP_COL 40

/* arg: NULL for none, "N" a number, a word in capitals: any, else the choices. */
static const struct option_row {
	const char *name, *arg, *help;
} rows[OPT_COUNT] = {
	[OPT_HELP] = { "help", NULL, N_("Show this help and exit") },
	[OPT_VERSION] = { "version", NULL, N_("Show the version and exit") },
	[OPT_PLAIN] = { "plain", NULL, N_("Print the lesson, no full screen") },
	[OPT_LANG] = { "lang", "CODE", N_("Language, as ru or en") },
	[OPT_TEXT_LANG] = { "text-lang", "CODE",
		N_("Language of lessons alone") },
	[OPT_COLS] = { "cols", "N", N_("Width of the printed lesson") },
	[OPT_FORMAT] = { "format", "human|events|tap|junit|json",
		N_("How to report") },
	[OPT_DRIVER] = { "driver", "auto|docker|native|remote",
		N_("What runs the stack") },
	[OPT_VERBOSE] = { "verbose", NULL, N_("Show all output, every wait") },
	[OPT_WIPE] = { "wipe", NULL, N_("With down: delete the data as well") },
	[OPT_JSON] = { "json", NULL, N_("One JSON object on standard output") },
	[OPT_COLOR] = { "color", "auto|always|never", N_("Colours, or none") },
	[OPT_THEME] = { "theme", "auto|dark|light",
		N_("Colours for which ground") },
	[OPT_SCREEN_READER] = { "screen-reader", NULL,
		N_("Lines and numbers in place of a screen") },
	[OPT_FROM] = { "from", "SOURCE",
		N_("With fetch: a bundle, a folder or a URL") },
	[OPT_FOR] = { "for", "TIME",
		N_("With serve: how long without requests") },
	[OPT_DOCKER] = { "docker", NULL,
		N_("With fetch, bundle: the images of docker") },
	[OPT_ROWS] = { "count", "N",
		N_("How many: rows, 50 ms apart, or records") },
	[OPT_FOLLOW] = { "follow", NULL,
		N_("Go on with the records that come") },
	[OPT_START] = { "start", "PLACE",
		N_("From 120 (offset), -20 (last), 12:30, 5m") },
	[OPT_GREP] = { "grep", "TEXT", N_("Only records with this text") },
	[OPT_WHERE] = { "where", "PLACE=VALUE",
		N_("Only where it holds: value:/after/id=5") },
	[OPT_NO_CANARIES] = { "no-canaries", NULL,
		N_("Leave out the rows of checks and traces") },
	[OPT_AT] = { "at", "PLACE",
		N_("Hold it only at this database, topic or table") },
	[OPT_SOLVE] = { "solve", NULL, N_("Run the solution as well") },
	[OPT_BROKER] = { "broker", "HOST:PORT",
		N_("With open: the class's Kafka, not the stack's") },
	[OPT_AS] = { "as", "NAME", N_("With join: what the class calls you") },
	[OPT_ONCE] = { "once", NULL, N_("With board: as it is now, and end") },
	[OPT_COURSE] = { "course", "PATH",
		N_("A course beside ours: folder or tarball") },
	[OPT_YES] = { "yes", NULL, N_("With trust: allow without a question") },
	[OPT_FORGET] = { "forget", NULL,
		N_("With trust: take back what was allowed") },
	[OPT_HTML] = { "html", NULL, N_("As a page of HTML") },
	[OPT_DIFF] = { "diff", NULL, N_("Show what was edited") },
	[OPT_BACK] = { "back", NULL, N_("Put the lesson's blocks back") },
	[OPT_UDF] = { "udf", NULL, N_("With fetch: Python functions as well") },
};

static bool
is_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n && n <= 4 && !s[n] && strtol(s, NULL, 10) > 0;
}

/* "SOURCE": whoever takes it says what is wrong with it. */
static bool
is_any(const char *arg)
{
	return strlen(arg) > 1 && arg[0] >= 'A' && arg[0] <= 'Z';
}

bool
option_is_free(enum option_id id)
{
	return is_any(rows[id].arg) || !strcmp(rows[id].arg, "N");
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
check_value(const struct option_row *row, const char *value, struct err *err)
{
	bool number = !strcmp(row->arg, "N");

	if (is_any(row->arg)     ? *value != '\0'
			: number ? is_number(value)
				 : is_choice(row->arg, value))
		return 0;
	if (number)
		return err_set(err, ERR_USAGE,
			"--%s: \"%s\", expected a number from 1 to 9999",
			row->name, value);
	return err_set(err, ERR_USAGE, "--%s: \"%s\", expected %s", row->name,
		value, row->arg);
}

/* What getopt_long(3) calls them: by numbers that are no characters. */
#define CODE(id) (0x100 + (id))
#define CODE_NAME 1 /* its code for what is no option */

/* The allowed ones, and none behind them. */
static void
fill_table(struct option table[OPT_COUNT + 1], uint64_t allowed)
{
	size_t n = 0;

	for (int id = 0; id < OPT_COUNT; id++)
		if (allowed & OPTION(id))
			table[n++] = (struct option){ rows[id].name,
				rows[id].arg ? required_argument : no_argument,
				NULL, CODE(id) };
	table[n] = (struct option){ 0 };
}

static int
refuse_option(int code, char *const *argv, struct err *err)
{
	const struct option_row *row =
		optopt >= CODE(0) ? &rows[optopt - CODE(0)] : NULL;

	if (row && code == ':')
		return err_set(err, ERR_USAGE, "--%s: expected %s", row->name,
			row->arg);
	if (row)
		return err_set(
			err, ERR_USAGE, "--%s takes no value", row->name);
	if (optopt > 0 && optopt < 0x80)
		return err_set(
			err, ERR_USAGE, "unknown option \"-%c\"", optopt);
	/* of a letter that has several bytes getopt knows the first one */
	return err_set(err, ERR_USAGE, "unknown option \"%s\"",
		argv[optopt ? optind : optind - 1]);
}

static int
take_option(struct options *o, int code, char *const *argv, struct err *err)
{
	int id = code == 'h' ? OPT_HELP : code - CODE(0);

	if (code == CODE_NAME)
		o->names[o->nname++] = optarg;
	else if (code == '?' || code == ':')
		return refuse_option(code, argv, err);
	else if (rows[id].arg && check_value(&rows[id], optarg, err) < 0)
		return -1;
	else
		o->value[id] = optarg ? optarg : "";
	return 0;
}

int
options_parse(struct options *o, int argc, char *const *argv, uint64_t allowed,
	struct err *err)
{
	struct option table[OPT_COUNT + 1];
	int code, rc = 0;

	*o = (struct options){ .names = mem_alloc((size_t)(argc + 1) *
				       sizeof(*o->names)) };
	fill_table(table, allowed);
	optind = 0; /* from the beginning, whoever was here before */
	opterr = 0;
	while ((code = getopt_long(argc, argv, "-:h", table, NULL)) != -1)
		if (take_option(o, code, argv, err) < 0)
			rc = -1; /* --lang may follow: it is said in that */
	while (rc == 0 && optind < argc) /* behind "--" */
		o->names[o->nname++] = argv[optind++];
	return rc;
}

int
options_lead(int argc, char *const *argv)
{
	struct option table[OPT_COUNT + 1];
	int code;

	fill_table(table, UINT64_MAX);
	optind = 0;
	opterr = 0;
	do
		code = getopt_long(argc, argv, "+:h", table, NULL);
	while (code == 'h' || code >= CODE(0));
	return code == -1 ? optind : argc;
}

void
options_release(struct options *o)
{
	free(o->names);
	*o = (struct options){ 0 };
}

enum option_id
option_meant(const char *word, uint64_t set)
{
	enum option_id meant = OPT_COUNT;
	size_t len = strcspn(word, "=");

	if (len < 3 || strncmp(word, "--", 2) != 0)
		return OPT_COUNT;
	word += 2;
	len -= 2;
	for (int id = 0; id < OPT_COUNT; id++) {
		if (!(set & OPTION(id)) ||
			strncmp(rows[id].name, word, len) != 0)
			continue;
		if (!rows[id].name[len])
			return (enum option_id)id;
		if (meant != OPT_COUNT)
			return OPT_COUNT;
		meant = (enum option_id)id;
	}
	return meant;
}

const char *
option_name(enum option_id id)
{
	return rows[id].name;
}

const char *
option_arg(enum option_id id)
{
	return rows[id].arg;
}

const char *
option_help(enum option_id id)
{
	return _(rows[id].help);
}

void
options_help(struct buf *b, uint64_t set)
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
		buf_addf(b, "%s\n", _(rows[o].help));
	}
}
