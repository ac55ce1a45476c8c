#include "config.h"

#include <stdlib.h>

#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/lab_command.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

static int
run_trace(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	const struct options *o = &cli->options;
	const char *count = o->value[OPT_ROWS];
	struct report report = {
		.kind = report_trace(o->value[OPT_JSON] != NULL),
		.verb = VERB_TRACE,
	};
	struct request req = { .count = count ? atoi(count) : 1 };

	return lab_converse(cli, lesson, &report, &req, err);
}

int
cmd_trace(struct cli *cli, struct err *err)
{
	return lab_command(cli, lab_has_flows, run_trace, err);
}
