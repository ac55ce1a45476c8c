#include "config.h"

#include "reader/main/lab_command.h"

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/lab_flow.h"
#include "reader/main/command.h"
#include "reader/main/converse.h"
#include "reader/main/lesson.h"
#include "reader/main/trust_ask.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

int
lab_command(struct cli *cli, lab_command_fn check, lab_command_fn run,
	struct err *err)
{
	struct lesson lesson = { 0 };
	int status = lesson_open(
		&lesson, &cli->place, cli->options.names[0], cli->lang, err);

	if (status == 0 && check)
		status = check(cli, &lesson, err);
	if (status == 0)
		status = trust_or_ask(cli, &lesson, err);
	if (status == 0)
		status = run(cli, &lesson, err);
	lesson_release(&lesson);
	return status;
}

/* The message says which there are. */
int
lab_has_flows(
	const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	const struct options *o = &cli->options;
	const struct lab *lab = &lesson->lab;
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

int
lab_converse(const struct cli *cli, const struct lesson *lesson,
	struct report *report, struct request *req, struct err *err)
{
	const struct options *o = &cli->options;
	int status;

	report->lesson = lesson->ref->id;
	report->title = lesson_title(lesson->ref, cli->lang);
	report->colour = cli->colour;
	req->verb = report->verb;
	req->lesson = lesson->ref->id;
	req->lab = lesson->lab.path;
	req->text = lesson->path;
	req->driver = o->value[OPT_DRIVER];
	req->names = o->names + 1;
	req->nname = o->nname - 1;
	status = converse(&cli->place, req, report, err);
	report_release(report);
	return status;
}
