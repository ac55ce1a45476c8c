#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/lab_flow.h"
#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/converse.h"
#include "reader/main/lesson.h"
#include "reader/main/trust_ask.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

int
flows_are_known(const struct lab *lab, const struct options *o, struct err *err)
{
	struct buf known = { 0 };

	if (!lab->nflow)
		return err_set(err, ERR_USAGE, "the lab has no flows");
	for (size_t i = 0; i < lab->nflow; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", lab->flows[i].id);
	for (size_t i = 1; i < o->nname && !err->code; i++)
		if (!lab_flow_of(lab, o->names[i]))
			err_set(err, ERR_USAGE,
				"no flow \"%s\" in this lab, it has: %s",
				o->names[i], buf_str(&known));
	buf_release(&known);
	return err->code ? -1 : 0;
}

static int
run_trace(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	const struct options *o = &cli->options;
	const char *count = o->value[OPT_ROWS];
	struct report report = {
		.kind = report_trace(o->value[OPT_JSON] != NULL),
		.verb = VERB_TRACE,
		.lesson = lesson->ref->id,
		.title = lesson_title(lesson->ref, cli->lang),
		.colour = cli->colour,
	};
	struct request req = {
		.verb = VERB_TRACE,
		.lesson = lesson->ref->id,
		.lab = lesson->lab.path,
		.text = lesson->path,
		.driver = o->value[OPT_DRIVER],
		.names = o->names + 1,
		.nname = o->nname - 1,
		.count = count ? atoi(count) : 1,
	};
	int status = converse(&cli->place, &req, &report, err);

	report_release(&report);
	return status;
}

int
cmd_trace(struct cli *cli, struct err *err)
{
	struct lesson lesson = { 0 };
	int status = lesson_open(
		&lesson, &cli->place, cli->options.names[0], cli->lang, err);

	if (status == 0)
		status = flows_are_known(&lesson.lab, &cli->options, err);
	if (status == 0)
		status = trust_or_ask(cli, &lesson, err);
	if (status == 0)
		status = run_trace(cli, &lesson, err);
	lesson_release(&lesson);
	return status;
}
