#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "common/event/history.h"
#include "common/event/lab_state.h"
#include "reader/layout/html.h"
#include "reader/main/command.h"
#include "reader/main/lesson.h"
#include "reader/main/say.h"
#include "reader/report/summary.h"

/* The lesson behind it in its course; NULL: it is the last one. */
static const struct lesson_ref *
lesson_behind(const struct catalog *c, const struct lesson_ref *ref)
{
	const struct lesson_ref *next = ref + 1;
	const char *course = ref->course ? ref->course : "";

	if (next >= c->lessons + c->nlesson || next->foreign ||
		strcmp(next->course ? next->course : "", course) != 0)
		return NULL;
	return next;
}

static int
write_report(const struct cli *cli, const struct lesson *lesson,
	const struct history *history, const struct lab_state *state,
	struct err *err)
{
	struct summary summary = { .history = history,
		.state = state,
		.lab = &lesson->lab,
		.scan = &lesson->scan,
		.lesson = lesson->ref,
		.next = lesson_behind(&lesson->catalog, lesson->ref),
		.lang = cli->lang };
	struct buf text = { 0 }, page = { 0 };
	int status;

	summary_markdown(&summary, &text);
	if (cli->options.value[OPT_HTML])
		html_page(&text, lesson_title(lesson->ref, cli->lang),
			cli->lang, &page);
	status = say(STDOUT_FILENO, page.len ? &page : &text, err) < 0
		? EXIT_PIPE
		: 0;
	buf_release(&text);
	buf_release(&page);
	return status;
}

int
cmd_report(struct cli *cli, struct err *err)
{
	struct lesson lesson = { 0 };
	struct history history = { 0 };
	struct lab_state state = { 0 };
	char *journal = NULL;
	int status = lesson_open(
		&lesson, &cli->place, cli->options.names[0], cli->lang, err);

	if (status == 0) {
		journal = place_lab(&cli->place, lesson.ref->id, "journal");
		status = history_read(&history, journal, err);
	}
	if (status == 0)
		status = lab_state_load(&state, journal, err);
	if (status == 0)
		status = write_report(cli, &lesson, &history, &state, err);
	free(journal);
	history_release(&history);
	lab_state_release(&state);
	lesson_release(&lesson);
	return status;
}
