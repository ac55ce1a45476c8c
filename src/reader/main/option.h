/* option.h - the options there are; one table for parsing, help, tests. */
#ifndef CDCLAB_MAIN_OPTION_H
#define CDCLAB_MAIN_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

enum option_id {
	OPT_HELP,
	OPT_VERSION,
	OPT_PLAIN,
	OPT_LANG,
	OPT_TEXT_LANG,
	OPT_COLS,
	OPT_FORMAT,
	OPT_DRIVER,
	OPT_VERBOSE,
	OPT_WIPE,
	OPT_JSON,
	OPT_COLOR,
	OPT_THEME,
	OPT_SCREEN_READER,
	OPT_FROM,
	OPT_FOR,
	OPT_DOCKER,
	OPT_COURSE,
	OPT_YES,
	OPT_UDF,
	OPT_HTML,
	OPT_ROWS,
	OPT_FOLLOW,
	OPT_START,
	OPT_GREP,
	OPT_WHERE,
	OPT_NO_CANARIES,
	OPT_AT,
	OPT_SOLVE,
	OPT_BROKER,
	OPT_AS,
	OPT_ONCE,
	OPT_FORGET,
	OPT_DIFF,
	OPT_BACK,
	OPT_COUNT
};

#define OPTION(o) (UINT64_C(1) << (o)) /* for a set of them */
_Static_assert(OPT_COUNT <= 64, "a set of options has 64 bits");

/* What a command line gave. names are lent from argv; free the array. */
struct options {
	const char *value[OPT_COUNT]; /* "" for one without a value */
	const char **names;           /* all that is no option */
	size_t nname;
};

/*
 * Sort out argv[1..argc); argv[0] is whose they are. allowed is a set of
 * OPTION(). ERR_USAGE: an unknown option, or a value that is missing, not
 * wanted, or none of the choices.
 */
int options_parse(struct options *o, int argc, char *const *argv,
	uint64_t allowed, struct err *err);
void options_release(struct options *o);

/*
 * Where the first name stands behind options, any of all; argc: there is none,
 * or a word before it is no option.
 */
int options_lead(int argc, char *const *argv);

/*
 * The option of the set that a word on a command line means: "--format", the
 * same shortened, either with "=VALUE" behind it. OPT_COUNT: none.
 */
enum option_id option_meant(const char *word, uint64_t set);

const char *option_name(enum option_id id);
const char *option_arg(enum option_id id);  /* its choices, a word, or NULL */
const char *option_help(enum option_id id); /* translated */

/* option_arg() is what the value is called, and no list of all values. */
bool option_is_free(enum option_id id);

/* Append a line of help for each option of the set. */
void options_help(struct buf *b, uint64_t set);

#endif
