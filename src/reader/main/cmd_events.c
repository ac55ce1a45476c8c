#include "config.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/event/record_start.h"
#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/lab_command.h"
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
	};
	struct request req = {
		.count = count ? atoi(count) : 0,
		.start = o->value[OPT_START],
		.grep = o->value[OPT_GREP],
		.where = o->value[OPT_WHERE],
		.follow = o->value[OPT_FOLLOW] != NULL,
		.no_canaries = o->value[OPT_NO_CANARIES] != NULL,
	};

	return lab_converse(cli, lesson, &report, &req, err);
}

int
cmd_events(struct cli *cli, struct err *err)
{
	struct record_start start;

	if (record_start_parse(&start, cli->options.value[OPT_START],
		    clock_wall_ms(), err) < 0)
		return -1;
	return lab_command(cli, NULL, run_events, err);
}
