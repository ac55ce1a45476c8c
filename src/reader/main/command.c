#include "config.h"

#include "reader/main/command.h"

#include <string.h>

#include "common/base/buf.h"

#define REPORT_OPTIONS                                                         \
	(OPTION(OPT_COLOR) | OPTION(OPT_FORMAT) | OPTION(OPT_DRIVER) |         \
		OPTION(OPT_LANG) | OPTION(OPT_VERBOSE) | OPTION(OPT_HELP))

static const struct command commands[] = {
	{
		.name = "list",
		.args = "",
		.help = "List the lessons, and how much of each lab is earned",
		.options = OPTION(OPT_JSON) | OPTION(OPT_HELP),
		.run = cmd_list,
	},
	{
		.name = "read",
		.args = "LESSON",
		.help = "Read a lesson, full screen on a terminal",
		.options = OPTION(OPT_PLAIN) | OPTION(OPT_LANG) |
			OPTION(OPT_COLS) | OPTION(OPT_COLOR) |
			OPTION(OPT_THEME) | OPTION(OPT_SCREEN_READER) |
			OPTION(OPT_HELP),
		.min = 1,
		.max = 1,
		.run = cmd_read,
	},
	{
		.name = "run",
		.args = "LESSON [STEP...]",
		.help = "Run a lesson's lab, then its checks",
		.more = "With steps: only these and what they need.\n",
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "check",
		.args = "LESSON [CHECK...]",
		.help = "Ask the stack, and change nothing but canary rows",
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "reset",
		.args = "LESSON [STEP...]",
		.help = "Undo a lab in the safe order, and prove it clean",
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "restart",
		.args = "LESSON [STEP...]",
		.help = "Restart a lab's connectors and jobs, failed or not",
		.more = "With steps: only what these run.\n",
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "stack",
		.args = "VERB [SERVICE...]",
		.help = "Start, stop and look at the servers of the labs",
		.more = "  up       start services and all they need (no "
			"names: "
			"all)\n"
			"  down     stop them, in the safe order\n"
			"  restart  stop and start services, and what needs "
			"them "
			"and is up\n"
			"  status   show services and jobs; 0: all run, 1: "
			"some "
			"do not, 3: none does\n"
			"  logs     show the last lines of each log\n"
			"  env      print shell assignments: "
			"eval \"$(cdclab stack env)\"\n"
			"  kill     end a service without a warning, to see "
			"what breaks; up heals it\n"
			"  pause    stop it so that it answers nothing\n"
			"  resume   let what was paused go on\n",
		.options = OPTION(OPT_COLOR) | OPTION(OPT_DRIVER) |
			OPTION(OPT_WIPE) | OPTION(OPT_JSON) | OPTION(OPT_HELP),
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_stack,
	},
	{
		.name = "lint",
		.args = "[PATH...]",
		.help = "Say all that is wrong with lessons and labs",
		.more = "PATH is a lesson, a lab.json or a folder of them; "
			"without: the course.\n",
		.options = OPTION(OPT_HELP),
		.max = NAMES_ANY,
		.run = cmd_lint,
	},
};

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

void
command_names(struct buf *b)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		buf_addf(b, "%s%s", i ? ", " : "", commands[i].name);
}

static void
program_help(struct buf *b)
{
	buf_adds(b,
		"usage: cdclab                 the course, full screen\n"
		"       cdclab COMMAND [ARGUMENT...]\n\n"
		"Change data capture, on servers that really run.\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		buf_addf(b, "  %-7s %s\n", commands[i].name, commands[i].help);
	buf_adds(b, "\n");
	options_help(b, OPTION(OPT_HELP) | OPTION(OPT_VERSION));
	buf_adds(b,
		"\nLESSON is an id such as 07-module-7/05-multi-database-"
		"configuration, a part\nof one that fits one lesson only, or "
		"the path of an .mdx or .md file.\n"
		"cdclab COMMAND --help and cdclab(1) say more.\n");
}

void
command_help(struct buf *b, const struct command *command)
{
	if (!command) {
		program_help(b);
		return;
	}
	buf_addf(b, "usage: cdclab %s%s%s [OPTION...]\n\n%s.\n", command->name,
		*command->args ? " " : "", command->args, command->help);
	if (command->more)
		buf_addf(b, "\n%s", command->more);
	buf_adds(b, "\n");
	options_help(b, command->options);
}
