#include "config.h"

#include "reader/main/command.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/msg.h"

#define LANG_OPTIONS (OPTION(OPT_LANG) | OPTION(OPT_TEXT_LANG))
#define LESSON_OPTIONS (LANG_OPTIONS | OPTION(OPT_COURSE))
#define REPORT_OPTIONS                                                         \
	(OPTION(OPT_COLOR) | OPTION(OPT_FORMAT) | OPTION(OPT_DRIVER) |         \
		LESSON_OPTIONS | OPTION(OPT_VERBOSE) | OPTION(OPT_HELP))

static const struct subcommand commands[] = {
	{
		.name = "list",
		.args = "",
		.help = N_(
			"List the lessons, and how much of each lab is earned"),
		.options = OPTION(OPT_JSON) | LESSON_OPTIONS | OPTION(OPT_HELP),
		.run = cmd_list,
	},
	{
		.name = "read",
		.args = "LESSON",
		.help = N_("Read a lesson, full screen on a terminal"),
		.options = OPTION(OPT_PLAIN) | LESSON_OPTIONS |
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
		.help = N_("Run a lesson's lab, then its checks"),
		.more = N_("With steps: only these and what they need.\n"),
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "check",
		.args = "LESSON [CHECK...]",
		.help = N_("Ask the stack, and change nothing but canary rows"),
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "reset",
		.args = "LESSON [STEP...]",
		.help = N_("Undo a lab in the safe order, and prove it clean"),
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "prove",
		.args = "LESSON [CHECK...]",
		.help = N_("Undo and redo a lab's steps, to see its checks "
			   "turn red"),
		.more = N_("The lab is reset first, and left as after a run. "
			   "With checks: only these.\n"),
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "drill",
		.args = "LESSON [DRILL...]",
		.help = N_("Break a lab's servers, for you to repair them"),
		.more = N_("Without drills: all of them. What was broken is "
			   "put back however it ends.\n"),
		.options = REPORT_OPTIONS | OPTION(OPT_SOLVE),
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "restart",
		.args = "LESSON [STEP...]",
		.help = N_(
			"Restart a lab's connectors and jobs, failed or not"),
		.more = N_("With steps: only what these run.\n"),
		.options = REPORT_OPTIONS,
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_lab,
	},
	{
		.name = "trace",
		.args = "LESSON [FLOW...]",
		.help = N_("Send a row along each flow, and say when it is "
			   "where"),
		.options = OPTION(OPT_ROWS) | OPTION(OPT_JSON) |
			OPTION(OPT_COLOR) | OPTION(OPT_DRIVER) |
			LESSON_OPTIONS | OPTION(OPT_HELP),
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_trace,
	},
	{
		.name = "report",
		.args = "LESSON",
		.help = N_("Print what was proved, what was red, and how long"),
		.more = N_("As Markdown, from what is kept of the lab.\n"),
		.options = OPTION(OPT_HTML) | LESSON_OPTIONS | OPTION(OPT_HELP),
		.min = 1,
		.max = 1,
		.run = cmd_report,
	},
	{
		.name = "events",
		.args = "LESSON [TOPIC...]",
		.help = N_("Print the records of a lab's topics, a JSON object "
			   "a line"),
		.options = OPTION(OPT_FOLLOW) | OPTION(OPT_START) |
			OPTION(OPT_GREP) | OPTION(OPT_WHERE) |
			OPTION(OPT_ROWS) | OPTION(OPT_NO_CANARIES) |
			OPTION(OPT_DRIVER) | LESSON_OPTIONS | OPTION(OPT_HELP),
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_events,
	},
	{
		.name = "step",
		.args = "LESSON [FLOW]",
		.help = N_("Hold a row at each place of its flow, and show it "
			   "there"),
		.more = N_("On a terminal Enter lets it go on; elsewhere it is "
			   "shown place by place.\n"),
		.options = OPTION(OPT_AT) | OPTION(OPT_JSON) |
			OPTION(OPT_COLOR) | OPTION(OPT_DRIVER) |
			LESSON_OPTIONS | OPTION(OPT_HELP),
		.min = 1,
		.max = 2,
		.run = cmd_step,
	},
	{
		.name = "workspace",
		.args = "LESSON [DIR]",
		.help = N_("Write a lesson's blocks as files, to be edited "
			   "and run"),
		.more = N_("An edited file runs in place of the lesson's "
			   "block.\n"
			   "With --diff or --back: names of files behind the "
			   "lesson, none: all.\n"),
		.options = OPTION(OPT_DIFF) | OPTION(OPT_BACK) |
			LESSON_OPTIONS | OPTION(OPT_HELP),
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_workspace,
	},
	{
		.name = "stack",
		.args = "VERB [SERVICE...]",
		.help = N_("Start, stop and look at the servers of the labs"),
		.more = N_(
			"  up       start services and all they need (no "
			"names: "
			"all)\n"
			"  down     stop them, in the safe order\n"
			"  restart  stop and start services, and what needs "
			"them "
			"and is up\n"
			"  status   show services, connectors, jobs; 0: all "
			"run, "
			"1: some do not, 3: none\n"
			"  look     connector/NAME, job/ID: all that is known "
			"of it; restart, pause\n"
			"           and resume take a connector, kill a job "
			"(it is cancelled)\n"
			"  logs     show the last lines of each log\n"
			"  env      print shell assignments: "
			"eval \"$(cdclab stack env)\"\n"
			"  kill     end a service without a warning, to see "
			"what breaks; up heals it\n"
			"  pause    stop it so that it answers nothing\n"
			"  resume   let what was paused go on\n"
			"  fetch    get the servers that up starts, --from a "
			"stick or another laptop, too\n"
			"  bundle   FILE: write them into it\n"
			"  serve    ADDRESS[:PORT]: let other laptops fetch "
			"them there for a while\n"),
		.options = OPTION(OPT_FROM) | OPTION(OPT_FOR) |
			OPTION(OPT_DOCKER) | OPTION(OPT_UDF) |
			OPTION(OPT_COLOR) | OPTION(OPT_DRIVER) |
			OPTION(OPT_WIPE) | OPTION(OPT_JSON) | OPTION(OPT_LANG) |
			OPTION(OPT_HELP),
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_stack,
	},
	{
		.name = "class",
		.args = "VERB [NAME] [LESSON...]",
		.help = N_("Teach a class over Kafka, or learn in one"),
		.more = N_(
			"  open     NAME: make it on the broker, print the "
			"code "
			"to join it\n"
			"  board    show who is stuck and why, as it changes\n"
			"  close    write the results into this folder, remove "
			"it from the broker\n"
			"  say      TEXT: a line on the screens of all\n"
			"  import   FILE...: take in what learners have "
			"exported\n"
			"  join     CODE --as NAME: show it how far your labs "
			"are (no lesson: all)\n"
			"  leave    erase that there\n"
			"  hand     raise your hand there, or lower it\n"
			"  export   FILE: what it may know, for a stick\n"),
		.options = OPTION(OPT_BROKER) | OPTION(OPT_AS) |
			OPTION(OPT_ONCE) | OPTION(OPT_JSON) |
			OPTION(OPT_COLOR) | OPTION(OPT_DRIVER) |
			LESSON_OPTIONS | OPTION(OPT_HELP),
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_class,
	},
	{
		.name = "doctor",
		.args = "",
		.help = N_("Say whether this machine is fit for the servers"),
		.more = N_("0: it is, 1: something is bad.\n"),
		.options = OPTION(OPT_JSON) | OPTION(OPT_COLOR) |
			OPTION(OPT_DRIVER) | OPTION(OPT_LANG) |
			OPTION(OPT_HELP),
		.run = cmd_doctor,
	},
	{
		.name = "lint",
		.args = "[PATH...]",
		.help = N_("Say all that is wrong with lessons and labs"),
		.more = N_("PATH is a lesson, a lab.json or a folder of them; "
			   "without: the course.\n"),
		.options = OPTION(OPT_LANG) | OPTION(OPT_HELP),
		.max = NAMES_ANY,
		.run = cmd_lint,
	},
	{
		.name = "new",
		.args = "PATH [LANGUAGE...]",
		.help = N_("Write a course of your own, one lesson with a lab"),
		.more = N_("LANGUAGE is en or ru; without: the language of "
			   "lessons.\n"),
		.options = LANG_OPTIONS | OPTION(OPT_HELP),
		.min = 1,
		.max = NAMES_ANY,
		.run = cmd_new,
	},
	{
		.name = "trust",
		.args = "[LESSON]",
		.help = N_("Show what a lab from elsewhere does, and allow it"),
		.more = N_("Without a lesson: which labs were allowed; "
			   "--forget takes one of these\n"
			   "back, by its lesson or its path.\n"),
		.options = LESSON_OPTIONS | OPTION(OPT_YES) |
			OPTION(OPT_FORGET) | OPTION(OPT_HELP),
		.max = 1,
		.run = cmd_trust,
	},
	{
		.name = "complete",
		.args = "[WORD...]",
		.help = N_("Print what may stand for the last word"),
		.more = N_(
			"For the completion of a shell, which puts -- and "
			"the line's words behind\n"
			"it. A line each: the word, a tab, what it means.\n"),
		.options = LESSON_OPTIONS | OPTION(OPT_HELP),
		.max = NAMES_ANY,
		.run = cmd_complete,
	},
};

const struct subcommand *
command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

const struct subcommand *
command_at(size_t i)
{
	return i < ARRAY_LEN(commands) ? &commands[i] : NULL;
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
		_("usage: cdclab [OPTION...]    the course, full screen\n"
		  "       cdclab COMMAND [ARGUMENT...]\n"));
	buf_addf(b, "\n%s\n\n",
		_("Change data capture, on servers that really run."));
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		buf_addf(b, "  %-8s %s\n", commands[i].name,
			_(commands[i].help));
	buf_adds(b, "\n");
	options_help(b, PROGRAM_OPTIONS);
	buf_addf(b, "\n%s",
		_("LESSON is an id such as "
		  "07-module-7/05-multi-database-configuration, a part\n"
		  "of one that fits one lesson only, or the path of an .mdx "
		  "or .md file.\n"
		  "cdclab COMMAND --help and cdclab(1) say more.\n"));
}

void
command_help(struct buf *b, const struct subcommand *command)
{
	if (!command) {
		program_help(b);
		return;
	}
	buf_addf(b, _("usage: cdclab %s%s%s [OPTION...]"), command->name,
		*command->args ? " " : "", command->args);
	buf_addf(b, "\n\n%s.\n", _(command->help));
	if (command->more)
		buf_addf(b, "\n%s", _(command->more));
	buf_adds(b, "\n");
	options_help(b, command->options);
}

void
command_verbs(struct buf *b, const char *command)
{
	enum verb last = VERB_NONE;
	struct buf before = { 0 };

	for (int v = VERB_NONE + 1; v < VERB_COUNT; v++) {
		if (!verb_is_typed((enum verb)v, command))
			continue;
		if (last)
			buf_addf(&before, "%s%s", before.len ? ", " : "",
				verb_name(last));
		last = (enum verb)v;
	}
	msg_add(b, "%s or %s", buf_str(&before), verb_name(last));
	buf_release(&before);
}
