#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/main/command.h"
#include "reader/main/session.h"
#include "reader/report/report.h"
#include "reader/report/stack.h"
#include "reader/talk/talk.h"

static const struct verb {
	const char *name;
	bool wipe, json; /* the options it takes */
	bool named;      /* does nothing to all of them at once */
} verbs[] = {
	{ "up", false, false, false },
	{ "down", true, false, false },
	{ "restart", false, false, false },
	{ "status", false, true, false },
	{ "logs", false, false, false },
	{ "env", false, false, false },
	{ "kill", false, false, true },
	{ "pause", false, false, true },
	{ "resume", false, false, true },
};

static const struct verb *
find_verb(const char *name, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	err_set(err, ERR_USAGE,
		"unknown stack command \"%s\", expected up, down, restart, "
		"status, logs, env, kill, pause or resume",
		name);
	err_hint(err, "See cdclab stack --help.");
	return NULL;
}

static int
check_asked(const struct verb *verb, const struct options *o, struct err *err)
{
	if (o->value[OPT_WIPE] && !verb->wipe)
		return err_set(err, ERR_USAGE, "--wipe goes with stack down");
	if (o->value[OPT_JSON] && !verb->json)
		return err_set(err, ERR_USAGE, "--json goes with stack status");
	if (verb->named && o->nname < 2) {
		err_set(err, ERR_USAGE, "stack %s: expected SERVICE...",
			verb->name);
		return err_hint(err, "cdclab stack status lists them");
	}
	return 0;
}

static int
run_verb(const struct cli *cli, const struct verb *verb, struct err *err)
{
	const struct options *o = &cli->options;
	struct report report = {
		.kind = report_stack(verb->name, o->value[OPT_JSON] != NULL),
		.verb = verb->name,
		.lang = cli->lang,
		.colour = cli->colour,
	};
	struct request req = {
		.verb = "stack",
		.stack = verb->name,
		.driver = o->value[OPT_DRIVER],
		.names = o->names + 1,
		.nname = o->nname - 1,
		.wipe = o->value[OPT_WIPE] != NULL,
	};
	int status = session_run(&cli->place, &req, &report, err);

	report_release(&report);
	return status;
}

int
cmd_stack(struct cli *cli, struct err *err)
{
	const struct verb *verb = find_verb(cli->options.names[0], err);

	if (!verb || check_asked(verb, &cli->options, err) < 0)
		return -1;
	return run_verb(cli, verb, err);
}
