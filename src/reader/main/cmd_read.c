#include "config.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "reader/layout/asking.h"
#include "reader/layout/doc.h"
#include "reader/layout/flow.h"
#include "reader/main/command.h"
#include "reader/main/say.h"
#include "reader/tui/app.h"
#include "reader/tui/linear.h"
#include "reader/tui/theme.h"

#define COLS 80
#define CHUNK 16384 /* bytes of rows that are written at a time */

bool
is_dumb(void)
{
	const char *term = getenv("TERM");

	return term && !strcmp(term, "dumb");
}

/* A file's path means that file, whatever its language, unless one is asked. */
static const char *
lang_of_file(const struct cli *cli)
{
	static char code[LANG_CODE];
	const char *const *value = cli->options.value;
	const char *name = cli->options.names[0];
	struct languages languages;
	size_t len = languages_stem(name, code);
	char *stem;

	if (!len || value[OPT_LANG] || value[OPT_TEXT_LANG])
		return cli->lang;
	if (!*code) {
		stem = mem_strndup(name, len);
		languages_of(&languages, stem);
		memcpy(code, languages.code[0], sizeof(code));
		free(stem);
	}
	return code;
}

static bool
full_screen(const struct cli *cli)
{
	return !cli->options.value[OPT_PLAIN] && !is_dumb() &&
		isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool
wants_lines(const char *asked)
{
	const char *set = getenv("CDCLAB_SCREEN_READER");

	return asked || (set && *set && strcmp(set, "0") != 0);
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

/* How to write a piece of a row; mono depth: as it is. */
struct ink {
	enum theme theme;
	enum depth depth;
};

static void
add_styled(struct buf *out, const struct ink *ink, enum style style,
	const char *s, size_t len)
{
	size_t before = out->len;
	bool inked;

	if (ink->depth && len)
		theme_escape(out, ink->depth,
			theme_look(ink->theme, ink->depth, style));
	inked = out->len > before;
	buf_add(out, s, len);
	if (inked)
		buf_adds(out, "\033[m");
}

static void
add_row(struct buf *out, const struct ink *ink, const struct row *row)
{
	size_t len = row->len, done = 0;

	while (len && row->text[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < row->nrun && row->runs[i].at < len; i++) {
		const struct run *run = &row->runs[i];
		size_t end = run->at + run->len;

		end = end < len ? end : len;
		buf_add(out, row->text + done, run->at - done);
		add_styled(out, ink, run->style, row->text + run->at,
			end - run->at);
		done = end;
	}
	buf_add(out, row->text + done, len - done);
	buf_addc(out, '\n');
}

/* Rows come as they are laid out, so a pipe has its first page at once. */
static int
print_rows(struct flow *flow, const struct ink *ink, struct err *err)
{
	struct buf out = { 0 };
	int rc = 0, n;

	for (size_t i = 0; rc == 0 && i < flow_chunks(flow); i++) {
		const struct row *rows = flow_chunk(flow, i, &n);

		for (int k = 0; k < n; k++)
			add_row(&out, ink, &rows[k]);
		if (out.len >= CHUNK)
			rc = say(STDOUT_FILENO, &out, err);
	}
	if (rc == 0)
		rc = say(STDOUT_FILENO, &out, err);
	buf_release(&out);
	return rc < 0 ? EXIT_PIPE : 0;
}

/*
 * Not a file but what comes out of a pipe, as in "read -" and "read <(cmd)":
 * its descriptor. -1: it is none.
 */
static int
open_stream(const char *name)
{
	struct stat st;

	if (!strcmp(name, "-"))
		return STDIN_FILENO;
	if (stat(name, &st) < 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
		return -1;
	return open(name, O_RDONLY | O_CLOEXEC);
}

/* With the questions of its lab; a lab that is broken asks none. */
static struct doc *
load_asking(
	const struct cli *cli, const struct lesson_ref *ref, struct err *err)
{
	struct lab lab = { 0 };
	struct err ignored = { 0 };
	struct asking_words words = { 0 };
	struct doc *doc;

	if (ref->lab &&
		lab_load(&lab, ref->lab, cli->place.data, &ignored) == 0)
		words.lab = &lab;
	doc = doc_load_asking(lesson_path(ref, lang_of_file(cli)), &words, err);
	if (words.lab)
		lab_release(&lab);
	return doc;
}

static struct doc *
cmd_read_load(const struct cli *cli, int stream, struct err *err)
{
	const char *name = cli->options.names[0];
	struct catalog catalog = { 0 };
	const struct lesson_ref *ref = NULL;
	struct doc *doc = NULL;

	if (stream >= 0)
		return doc_read(stream, name, err);
	if (catalog_open(&catalog, &cli->place, err) == 0)
		ref = catalog_find(&catalog, name, err);
	if (ref)
		doc = load_asking(cli, ref, err);
	catalog_release(&catalog);
	return doc;
}

/* Whoever asks for plain text has to ask for colours by name. */
static enum depth
plain_depth(const struct cli *cli)
{
	const char *asked = cli->options.value[OPT_COLOR];

	if (!cli->colour ||
		(cli->options.value[OPT_PLAIN] &&
			(!asked || strcmp(asked, "always"))))
		return DEPTH_MONO;
	return theme_depth();
}

static int
read_plain(const struct cli *cli, int stream, struct err *err)
{
	struct doc *doc = cmd_read_load(cli, stream, err);
	struct flow *flow = NULL;
	struct ink ink = { .depth = plain_depth(cli) };
	int status = -1;

	theme_choose(cli->options.value[OPT_THEME], &ink.theme);
	if (doc) {
		doc_print(doc);
		flow = flow_new(doc, wanted_cols(cli));
		status = print_rows(flow, &ink, err);
	}
	flow_free(flow);
	doc_free(doc);
	return status;
}

int
cmd_read(struct cli *cli, struct err *err)
{
	struct app_args args = { .lesson = cli->options.names[0],
		.lang = lang_of_file(cli),
		.colour = cli->colour };
	int stream = open_stream(args.lesson);

	if (stream >= 0)
		return read_plain(cli, stream, err);
	args.theme_told =
		theme_choose(cli->options.value[OPT_THEME], &args.theme);
	if (wants_lines(cli->options.value[OPT_SCREEN_READER]))
		return linear_open(&cli->place, &args, err);
	if (!full_screen(cli))
		return read_plain(cli, -1, err);
	return app_open(&cli->place, &args, err);
}
