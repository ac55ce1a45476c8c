#include "config.h"

#include <stdbool.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/event/servers.h"
#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/converse.h"
#include "reader/main/lesson.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

static int
refuse(const char *name, struct err *err)
{
	struct buf known = { 0 };

	command_verbs(&known, "stack");
	err_set(err, ERR_USAGE, "unknown stack command \"%s\", expected %s",
		name, buf_str(&known));
	buf_release(&known);
	return err_hint(err, "See cdclab stack --help.");
}

static int
check_asked(enum verb verb, const struct options *o, struct err *err)
{
	const struct verb_row *row = verb_row(verb);

	if (!row->typed)
		return refuse(o->names[0], err);
	if (o->value[OPT_WIPE] && !row->wipe)
		return err_set(err, ERR_USAGE, "--wipe goes with stack down");
	if (o->value[OPT_JSON] && !row->json)
		return err_set(err, ERR_USAGE,
			"--json goes with stack status and stack look");
	if (o->value[OPT_FROM] && verb != VERB_FETCH)
		return err_set(err, ERR_USAGE, "--from goes with stack fetch");
	if (o->value[OPT_UDF] && verb != VERB_FETCH)
		return err_set(err, ERR_USAGE, "--udf goes with stack fetch");
	if (o->value[OPT_FOR] && verb != VERB_SERVE)
		return err_set(err, ERR_USAGE, "--for goes with stack serve");
	if (o->value[OPT_DOCKER] && verb != VERB_FETCH && verb != VERB_BUNDLE)
		return err_set(err, ERR_USAGE,
			"--docker goes with stack fetch and stack bundle");
	if (row->named && o->nname < 2) {
		err_set(err, ERR_USAGE, "stack %s: expected %s...", row->name,
			verb == VERB_LOOK ? "connector/NAME, job/ID"
					  : "SERVICE");
		return err_hint(err, "cdclab stack status lists them");
	}
	return 0;
}

/* lesson NULL: none; else the one that the last name means. */
static int
run_verb(const struct cli *cli, enum verb verb, const struct lesson *lesson,
	struct err *err)
{
	const struct options *o = &cli->options;
	struct report report = {
		.kind = report_stack(verb, o->value[OPT_JSON] != NULL),
		.verb = verb,
		.colour = cli->colour,
	};
	struct request req = {
		.verb = verb,
		.driver = o->value[OPT_DRIVER],
		.names = o->names + 1,
		.nname = o->nname - 1,
		.wipe = o->value[OPT_WIPE] != NULL,
	};
	int status;

	if (lesson) {
		req.nname--;
		req.lesson = lesson->ref->id;
		req.lab = lesson->lab.path;
		req.text = lesson->path;
	}
	status = converse(&cli->place, &req, &report, err);
	report_release(&report);
	return status;
}

/* "look connector/NAME LESSON": beside the block of that lesson. */
static int
run_look(const struct cli *cli, struct err *err)
{
	const struct options *o = &cli->options;
	const char *last = o->names[o->nname - 1];
	struct lesson lesson = { 0 };
	int status;

	if (o->nname == 2 || servers_inside(last))
		return run_verb(cli, VERB_LOOK, NULL, err);
	status = lesson_open(&lesson, &cli->place, last, cli->lang, err);
	if (status == 0)
		status = run_verb(cli, VERB_LOOK, &lesson, err);
	lesson_release(&lesson);
	return status;
}

int
cmd_stack(struct cli *cli, struct err *err)
{
	enum verb verb = verb_find(ABOUT_STACK, cli->options.names[0]);

	if (!verb)
		verb = verb_find(ABOUT_PARTS, cli->options.names[0]);
	if (check_asked(verb, &cli->options, err) < 0)
		return -1;
	if (verb_row(verb)->about == ABOUT_PARTS)
		return cmd_parts(cli, verb, err);
	if (cli->ports.code && (verb == VERB_UP || verb == VERB_RESTART)) {
		*err = cli->ports;
		return -1;
	}
	return verb == VERB_LOOK ? run_look(cli, err)
				 : run_verb(cli, verb, NULL, err);
}
