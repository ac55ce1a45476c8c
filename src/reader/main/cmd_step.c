#include "config.h"

#include <stdbool.h>
#include <unistd.h>

#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/lab_command.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

static int
run_step(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	const struct options *o = &cli->options;
	bool json = o->value[OPT_JSON] != NULL;
	struct report report = { .kind = report_row(json), .verb = VERB_STEP };
	struct request req = {
		.at = o->value[OPT_AT],
		.hold = !json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
	};

	return lab_converse(cli, lesson, &report, &req, err);
}

int
cmd_step(struct cli *cli, struct err *err)
{
	return lab_command(cli, lab_has_flows, run_step, err);
}
