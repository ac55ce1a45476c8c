#include "config.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "reader/main/command.h"
#include "reader/main/converse.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

#define COLS_WANTED 40 /* a lesson's boxes and diagrams fit from there on */
#define ROWS_WANTED 10

static void
tell_finding(struct report *report, const char *subject, char *text, char *hint)
{
	report_event(report,
		&(struct event){ .kind = EV_FINDING,
			.subject = subject,
			.state = hint ? "note" : "good",
			.text = text,
			.hint = hint });
	free(text);
	free(hint);
}

static void
look_at_locale(struct report *report)
{
	const char *set = setlocale(LC_CTYPE, "");
	const char *codeset = nl_langinfo(CODESET);
	char *hint = msg_new("export LANG=C.UTF-8");

	if (set && !strcmp(codeset, "UTF-8")) {
		free(hint);
		tell_finding(report, "locale", msg_new("%s", set), NULL);
	} else if (!set) {
		tell_finding(report, "locale",
			msg_new("the locale that LANG or LC_ALL names is not "
				"installed here"),
			hint);
	} else {
		tell_finding(report, "locale",
			msg_new("its characters are %s, not UTF-8", codeset),
			hint);
	}
	setlocale(LC_CTYPE, "C");
}

static void
look_at_terminal(struct report *report)
{
	const char *term = getenv("TERM");
	struct winsize size = { 0 };

	if (!isatty(STDOUT_FILENO) ||
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return; /* a lesson is printed then */
	if (!term || !*term || is_dumb())
		tell_finding(report, "terminal",
			msg_new("TERM names no terminal that can be drawn on"),
			msg_new("export TERM=xterm-256color, if it is like "
				"that one"));
	else if (size.ws_col < COLS_WANTED || size.ws_row < ROWS_WANTED)
		tell_finding(report, "terminal",
			msg_new("%d columns, %d lines", size.ws_col,
				size.ws_row),
			msg_new("make it larger: lessons want %d columns and "
				"%d lines",
				COLS_WANTED, ROWS_WANTED));
	else
		tell_finding(report, "terminal",
			msg_new("%s, %d columns, %d lines", term, size.ws_col,
				size.ws_row),
			NULL);
}

int
cmd_doctor(struct cli *cli, struct err *err)
{
	const struct options *o = &cli->options;
	struct report report = {
		.kind = report_doctor(o->value[OPT_JSON] != NULL),
		.verb = VERB_DOCTOR,
		.colour = cli->colour,
	};
	struct request req = {
		.verb = VERB_DOCTOR,
		.driver = o->value[OPT_DRIVER],
	};
	int status;

	look_at_locale(&report);
	look_at_terminal(&report);
	status = converse(&cli->place, &req, &report, err);
	report_release(&report);
	return status;
}
