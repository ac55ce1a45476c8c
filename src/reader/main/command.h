/* command.h - the subcommands; one table for dispatch and help. */
#ifndef CDCLAB_MAIN_COMMAND_H
#define CDCLAB_MAIN_COMMAND_H

#include <stdbool.h>

#include "common/base/err.h"
#include "common/base/place.h"
#include "common/course/catalog.h"
#include "common/event/verb.h"
#include "reader/main/option.h"

struct buf;

#define NAMES_ANY 9999u

/* What a command is told: its options, and where it is. */
struct cli {
	const struct subcommand *command;
	struct options options;
	struct place place;
	const char *lang; /* of lessons */
	bool colour;      /* on standard output */
	struct err ports; /* set: other ports are asked for than are there */
};

/* One subcommand. run returns the exit status when err is not set. */
struct subcommand {
	const char *name;
	const char *args;  /* as the synopsis shows them */
	const char *help;  /* N_(): one sentence, without a full stop */
	const char *more;  /* N_(): paragraphs after it, or NULL */
	uint64_t options;  /* set of OPTION() */
	unsigned min, max; /* how many names it takes */
	int (*run)(struct cli *cli, struct err *err);
};

/* What goes without a command as well: how the course is shown. */
#define PROGRAM_OPTIONS                                                        \
	(OPTION(OPT_LANG) | OPTION(OPT_TEXT_LANG) | OPTION(OPT_COURSE) |       \
		OPTION(OPT_COLOR) | OPTION(OPT_THEME) |                        \
		OPTION(OPT_SCREEN_READER) | OPTION(OPT_HELP) |                 \
		OPTION(OPT_VERSION))

/* NULL: none of that name. */
const struct subcommand *command_find(const char *name);

/* The i-th of them, in the order of --help; NULL behind the last. */
const struct subcommand *command_at(size_t i);

/* Append what --help shows: of a command, or of the program for NULL. */
void command_help(struct buf *b, const struct subcommand *command);

/* "list, read, run": for messages. */
void command_names(struct buf *b);

/* A message, "up, down ... or resume", of the verbs that are typed behind a command. */
void command_verbs(struct buf *b, const char *command);

/* Lines and choices in place of a screen: asked for here, or set. */
bool wants_lines(const char *asked);

/* The terminal can show lines and no more. */
bool is_dumb(void);

int cmd_class(struct cli *cli, struct err *err);
int cmd_complete(struct cli *cli, struct err *err);
int cmd_doctor(struct cli *cli, struct err *err);
int cmd_events(struct cli *cli, struct err *err);
int cmd_lint(struct cli *cli, struct err *err);
int cmd_list(struct cli *cli, struct err *err);
int cmd_new(struct cli *cli, struct err *err);
int cmd_read(struct cli *cli, struct err *err);
int cmd_lab(struct cli *cli, struct err *err); /* run check reset restart */
int cmd_report(struct cli *cli, struct err *err);
int cmd_stack(struct cli *cli, struct err *err);
int cmd_trace(struct cli *cli, struct err *err);
int cmd_step(struct cli *cli, struct err *err);
int cmd_trust(struct cli *cli, struct err *err);
int cmd_workspace(struct cli *cli, struct err *err);
int cmd_parts(struct cli *cli, enum verb verb, struct err *err); /* of stack */

#endif
