#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/layout/doc.h"
#include "reader/layout/flow.h"
#include "reader/main/command.h"
#include "reader/main/say.h"
#include "reader/tui/app.h"

#define COLS 80
#define CHUNK 16384 /* bytes of rows that are written at a time */

static bool
full_screen(const struct cli *cli)
{
	return !cli->options.value[OPT_PLAIN] && isatty(STDIN_FILENO) &&
		isatty(STDOUT_FILENO);
}

static int
wanted_cols(const struct cli *cli)
{
	const char *asked = cli->options.value[OPT_COLS];
	struct winsize size = { 0 };

	if (asked)
		return (int)strtol(asked, NULL, 10);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return COLS;
}

static void
add_row(struct buf *out, const struct row *row)
{
	size_t len = row->len;

	while (len && row->text[len - 1] == ' ')
		len--;
	buf_add(out, row->text, len);
	buf_addc(out, '\n');
}

/* Rows come as they are laid out, so a pipe has its first page at once. */
static int
print_rows(struct flow *flow, struct err *err)
{
	const struct row *row;
	struct buf out = { 0 };
	int rc = 0;

	for (int n = 0; rc == 0 && (row = flow_row(flow, n)); n++) {
		add_row(&out, row);
		if (out.len >= CHUNK)
			rc = say(STDOUT_FILENO, &out, err);
	}
	if (rc == 0)
		rc = say(STDOUT_FILENO, &out, err);
	buf_release(&out);
	return rc < 0 ? EXIT_PIPE : 0;
}

static int
read_plain(const struct cli *cli, struct err *err)
{
	struct catalog catalog = { 0 };
	const struct lesson_ref *ref = NULL;
	struct doc *doc = NULL;
	struct flow *flow = NULL;
	int status = -1;

	if (catalog_load(&catalog, cli->place.data, err) == 0)
		ref = catalog_find(&catalog, cli->options.names[0], err);
	if (ref)
		doc = doc_load(lesson_path(ref, cli->lang), err);
	if (doc) {
		flow = flow_new(doc, wanted_cols(cli));
		status = print_rows(flow, err);
	}
	flow_free(flow);
	doc_free(doc);
	catalog_release(&catalog);
	return status;
}

int
cmd_read(struct cli *cli, struct err *err)
{
	struct app_args args = { .lesson = cli->options.names[0],
		.lang = cli->lang,
		.colour = cli->colour,
		.theme = theme_choose(cli->options.value[OPT_THEME]) };

	if (!full_screen(cli))
		return read_plain(cli, err);
	return app_open(&cli->place, &args, err);
}
