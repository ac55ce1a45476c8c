#include "config.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/event/record_start.h"
#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/converse.h"
#include "reader/main/lesson.h"
#include "reader/main/trust_ask.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

static int
run_events(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	const struct options *o = &cli->options;
	const char *count = o->value[OPT_ROWS];
	struct report report = {
		.kind = &report_records,
		.verb = VERB_EVENTS,
		.lesson = lesson->ref->id,
	};
	struct request req = {
		.verb = VERB_EVENTS,
		.lesson = lesson->ref->id,
		.lab = lesson->lab.path,
		.text = lesson->path,
		.driver = o->value[OPT_DRIVER],
		.names = o->names + 1,
		.nname = o->nname - 1,
		.count = count ? atoi(count) : 0,
		.start = o->value[OPT_START],
		.grep = o->value[OPT_GREP],
		.where = o->value[OPT_WHERE],
		.follow = o->value[OPT_FOLLOW] != NULL,
		.no_canaries = o->value[OPT_NO_CANARIES] != NULL,
	};
	int status = converse(&cli->place, &req, &report, err);

	report_release(&report);
	return status;
}

int
cmd_events(struct cli *cli, struct err *err)
{
	struct lesson lesson = { 0 };
	struct record_start start;
	int status = record_start_parse(
		&start, cli->options.value[OPT_START], clock_wall_ms(), err);

	if (status == 0)
		status = lesson_open(&lesson, &cli->place,
			cli->options.names[0], cli->lang, err);
	if (status == 0)
		status = trust_or_ask(cli, &lesson, err);
	if (status == 0)
		status = run_events(cli, &lesson, err);
	lesson_release(&lesson);
	return status;
}
