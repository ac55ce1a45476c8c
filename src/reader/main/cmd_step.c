#include "config.h"

#include <stdbool.h>
#include <unistd.h>

#include "common/base/err.h"
#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/converse.h"
#include "reader/main/lesson.h"
#include "reader/main/trust_ask.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

static int
run_step(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	const struct options *o = &cli->options;
	bool json = o->value[OPT_JSON] != NULL;
	struct report report = {
		.kind = report_row(json),
		.verb = VERB_STEP,
		.lesson = lesson->ref->id,
		.title = lesson_title(lesson->ref, cli->lang),
		.colour = cli->colour,
	};
	struct request req = {
		.verb = VERB_STEP,
		.lesson = lesson->ref->id,
		.lab = lesson->lab.path,
		.text = lesson->path,
		.driver = o->value[OPT_DRIVER],
		.names = o->names + 1,
		.nname = o->nname - 1,
		.at = o->value[OPT_AT],
		.hold = !json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
	};
	int status = converse(&cli->place, &req, &report, err);

	report_release(&report);
	return status;
}

int
cmd_step(struct cli *cli, struct err *err)
{
	struct lesson lesson = { 0 };
	int status = lesson_open(
		&lesson, &cli->place, cli->options.names[0], cli->lang, err);

	if (status == 0)
		status = flows_are_known(&lesson.lab, &cli->options, err);
	if (status == 0)
		status = trust_or_ask(cli, &lesson, err);
	if (status == 0)
		status = run_step(cli, &lesson, err);
	lesson_release(&lesson);
	return status;
}
