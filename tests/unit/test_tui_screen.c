/*
 * Keys and recorded events in, screens as text out, without a terminal.
 *
 * Each tests/golden/tui/NAME.keys is a script; what it shows is compared with
 * NAME.out beside it, or written there with CDCLAB_GOLDEN=write. Its lines:
 *
 *   lang ru|en        before open
 *   ascii             the terminal knows no more
 *   sizes 80x24 ...   the whole script is played once for each
 *   earned FILE       events that lie in the journal before
 *   open [LESSON]
 *   keys j <PgDn> ...
 *   type TEXT         every character is a key
 *   size 40x10        a resize
 *   play FILE N       events from where the last play stopped, up to seq N
 *   clock MS          so late is it
 *   editor TEXT       the next editor writes this into its file, and a newline
 *   write NAME TEXT   so does another program, into a file of the workspace
 *   unlink NAME       it is removed
 *   gone TEXT         the engine has died
 *   interrupt         Ctrl-C
 *   shot CLAIM        show the screen: where the look of it is the point
 *   rows CLAIM        show its rows that are not as they were when the lesson
 *                     was opened, the size was changed or rows were shown last
 *   focus CLAIM       show what of it is selected
 *   bright CLAIM      show what of it stands out as keys do
 *   monkey N [SEED]   N keys, commands, clicks, pastes, Ctrl-Cs and resizes
 *                     by chance, each painted
 */
#include "config.h"

#include "reader/tui/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/lang.h"
#include "common/base/place.h"
#include "common/base/utf8.h"
#include "common/event/event.h"
#include "common/event/journal.h"
#include "reader/grid/grid.h"
#include "reader/talk/talk.h"
#include "reader/tui/app.h"
#include "reader/tui/keys.h"
#include "tests/unit/said.h"

#define GOLDEN SRCDIR "/tests/golden/tui"
#define WORKED "01-module-1/02-two-databases"

static const char *const scripts[] = { "lesson", "drawing", "run-red", "again",
	"big", "ask", "servers", "course", "ascii", "small", "prompt", "search",
	"moving", "links", "contents", "take", "docker", "late", "leave",
	"over", "elsewhere", "close", "reading", "trace", "held", "lens", "row",
	"follow", "files", "hint", "connectors", "monkey" };

struct player {
	char *dir; /* scratch: data and progress */
	struct place place;
	struct app_args args;
	struct ui *ui;
	struct grid grid;
	struct buf *out;
	int rows, cols;
	bool ascii;
	struct buf *seen; /* rows of the screen as last seen; nseen of them */
	int nseen;
	int requests;           /* all of them */
	int running, watch;     /* the last ones; 0: none yet */
	unsigned long long seq; /* the last one played */
	int64_t now_ms;         /* as the screen was told last */
	char *edit;             /* what the editor writes; NULL: nothing */
};

static void
fail(const char *what, const char *why)
{
	printf("Bail out! %s: %s\n", what, why);
	exit(99);
}

static int
ask(void *ctx, const struct request *req, struct err *err)
{
	struct player *p = ctx;

	(void)err;
	bool of_stack = verb_row(req->verb)->about == ABOUT_STACK;

	buf_addf(p->out, "asked: %s %s%s%s",
		of_stack ? "stack" : verb_name(req->verb),
		req->lesson ? req->lesson : "",
		of_stack && req->lesson ? " " : "",
		of_stack ? verb_name(req->verb) : "");
	for (size_t i = 0; i < req->nname; i++)
		buf_addf(p->out, " %s", req->names[i]);
	if (req->start)
		buf_addf(p->out, " start %s", req->start);
	if (req->grep || req->where)
		buf_addf(p->out, " %s %s", req->grep ? "grep" : "where",
			req->grep ? req->grep : req->where);
	if (req->cancel)
		buf_addf(p->out, "%d", req->cancel);
	buf_addc(p->out, '\n');
	p->requests++;
	if (req->verb == VERB_WATCH)
		p->watch = p->requests;
	else if (!req->cancel)
		p->running = p->requests;
	return p->requests;
}

static void
take_sent(void *ctx, const char *s, size_t len)
{
	struct player *p = ctx;

	(void)s;
	buf_addf(p->out, "sent to the terminal: %zu bytes\n", len);
}

static int
lend(void *ctx, char *const *argv, struct err *err)
{
	struct player *p = ctx;

	buf_addf(p->out, "lent the terminal to: %s\n", argv[2]);
	if (p->edit &&
		fs_replace(argv[4], 0600, p->edit, strlen(p->edit), err) < 0)
		return -1;
	free(p->edit);
	p->edit = NULL;
	return 0;
}

static void
link_in(const struct player *p, const char *name, const char *target)
{
	char *path = mem_printf("%s/%s", p->dir, name);

	if (symlink(target, path) < 0)
		fail(path, "no symlink");
	free(path);
}

/* A lab that is linked in is no part of the installation: it has to be there. */
static void
copy_lab(const struct player *p, const char *id)
{
	char *from = mem_printf(GOLDEN "/data/labs/%s/lab.json", id);
	char *dir = mem_printf("%s/labs/%s", p->dir, id);
	char *to = mem_printf("%s/lab.json", dir);
	struct buf text = { 0 };
	struct err err = { 0 };

	if (fs_mkdirs(dir, 0700, &err) < 0 ||
		buf_read_file(&text, from, (size_t)1 << 20, &err) < 0 ||
		fs_replace(to, 0600, buf_str(&text), text.len, &err) < 0)
		fail(to, err.msg);
	buf_release(&text);
	free(to);
	free(dir);
	free(from);
}

/* Data of its own, with the schema that the program has. */
static void
set_up(struct player *p)
{
	p->dir = mem_strdup("/tmp/cdclab-tui-XXXXXX");
	if (!mkdtemp(p->dir))
		fail(p->dir, "not made");
	copy_lab(p, "01-module-1/02-two-databases");
	link_in(p, "lessons", GOLDEN "/data/lessons");
	link_in(p, "labs/lab.schema.json", SRCDIR "/labs/lab.schema.json");
	p->place = (struct place){ .data = p->dir };
	p->place.progress = mem_printf("%s/progress", p->dir);
	/* what is saved or opened by a key stays in here */
	setenv("HOME", p->dir, 1);
	setenv("TMPDIR", p->dir, 1);
	setenv("EDITOR", "an-editor", 1);
	if (chdir(p->dir) < 0)
		fail(p->dir, "not entered");
}

static void
forget_rows(struct player *p)
{
	for (int r = 0; r < p->nseen; r++)
		buf_release(&p->seen[r]);
	free(p->seen);
	p->seen = NULL;
	p->nseen = 0;
}

/* What is on the screen now is what the next rows are held against. */
static void
see_rows(struct player *p)
{
	forget_rows(p);
	ui_paint(p->ui, &p->grid);
	p->nseen = p->rows;
	p->seen = mem_alloc((size_t)p->rows * sizeof(*p->seen));
	for (int r = 0; r < p->rows; r++)
		grid_text(&p->grid, r, &p->seen[r]);
}

static void
tear_down(struct player *p)
{
	struct err err = { 0 };

	ui_free(p->ui);
	forget_rows(p);
	grid_release(&p->grid);
	fs_remove_tree(p->dir, &err);
	free(p->place.progress);
	free(p->dir);
}

static void
set_size(struct player *p, const char *size)
{
	if (sscanf(size, "%dx%d", &p->cols, &p->rows) != 2)
		fail("size", size);
	grid_resize(&p->grid, p->rows, p->cols);
	if (!p->ui)
		return;
	ui_resize(p->ui, p->rows, p->cols);
	see_rows(p);
}

static void
open_ui(struct player *p, const char *lesson)
{
	struct port port = { .live = true,
		.ask = ask,
		.send = take_sent,
		.lend = lend,
		.ctx = p };
	struct err err = { 0 };

	p->args.lesson = lesson && *lesson ? lesson : NULL;
	p->ui = ui_new(&p->place, &p->args, &port, &err);
	if (!p->ui)
		fail("open", said(err.msg));
	ui_ascii(p->ui, p->ascii);
	ui_resize(p->ui, p->rows, p->cols);
	ui_clock(p->ui, 0);
	see_rows(p);
}

static void
press(struct player *p, const char *name)
{
	int key = keys_by_name(name);

	if (key == KEY_NONE)
		fail("no such key", name);
	ui_key(p->ui, key);
	if (ui_over(p->ui))
		buf_adds(p->out, "left\n");
}

/* "j <PgDn> q": one name after the other, in angle brackets where long. */
static void
press_all(struct player *p, char *names)
{
	char *save = NULL;

	for (char *n = strtok_r(names, " ", &save); n;
		n = strtok_r(NULL, " ", &save)) {
		size_t len = strlen(n);

		if (len > 2 && n[0] == '<' && n[len - 1] == '>') {
			n[len - 1] = '\0';
			n++;
		}
		press(p, n);
	}
}

static void
type(struct player *p, const char *text)
{
	for (size_t len = strlen(text), i = 0; i < len;) {
		uint32_t cp;

		i += utf8_decode(text + i, len - i, &cp);
		ui_key(p->ui, (int)cp);
	}
}

/* Call fn for each event of a file whose number is in (from, to]. */
static void
each_event(const char *name, unsigned long long from, unsigned long long to,
	event_fn fn, void *ctx)
{
	char *path = mem_printf(GOLDEN "/%s", name);
	struct buf text = { 0 };
	struct err err = { 0 };
	const char *line;

	if (buf_read_file(&text, path, 1 << 20, &err) < 0)
		fail(path, said(err.msg));
	for (line = buf_str(&text); *line;) {
		size_t len = strcspn(line, "\n");
		struct event_line ev = { 0 };

		if (event_decode(&ev, line, len, &err) < 0)
			fail(path, said(err.msg));
		if (ev.ev.seq > from && ev.ev.seq <= to)
			fn(ctx, &ev.ev);
		event_line_release(&ev);
		line += len + (line[len] == '\n');
	}
	buf_release(&text);
	free(path);
}

static void
play_one(void *ctx, const struct event *ev)
{
	struct player *p = ctx;
	struct event copy = *ev;

	/* 2 in a file: the watch; 1: what was asked last besides it */
	copy.request = ev->request == 2 ? p->watch
		: ev->request           ? p->running
					: 0;
	p->now_ms = ev->ms;
	ui_clock(p->ui, ev->ms);
	ui_event(p->ui, &copy);
	p->seq = ev->seq;
}

static void
play(struct player *p, char *what)
{
	char *number = strchr(what, ' ');

	if (!number)
		fail("play", what);
	*number = '\0';
	each_event(what, p->seq, strtoull(number + 1, NULL, 10), play_one, p);
}

static void
journal_one(void *ctx, const struct event *ev)
{
	struct err err = { 0 };

	if (event_is_durable(ev->kind) && journal_append(ctx, ev, &err) < 0)
		fail("journal", said(err.msg));
}

static void
earned(struct player *p, const char *file)
{
	const char *lesson = "01-module-1/02-two-databases";
	char *path = place_lab(&p->place, lesson, "journal");
	struct err err = { 0 };
	struct journal *journal;

	*strrchr(path, '/') = '\0';
	fs_mkdirs(path, 0700, &err);
	path[strlen(path)] = '/';
	journal = journal_open(path, &err);
	if (!journal)
		fail(path, said(err.msg));
	each_event(file, 0, ~0ull, journal_one, journal);
	journal_free(journal);
	free(path);
}

/* As inotify would tell it, and so long later that it is looked at. */
static void
touched(struct player *p)
{
	p->now_ms += 1000;
	ui_clock(p->ui, p->now_ms);
	ui_touched(p->ui);
	p->now_ms += 1000;
	ui_clock(p->ui, p->now_ms);
}

static void
write_file(struct player *p, char *name)
{
	char *text = strchr(name, ' '), *path, *line;
	struct err err = { 0 };

	if (!text)
		fail("write", name);
	*text++ = '\0';
	path = mem_printf("%s/progress/labs/" WORKED "/work/%s", p->dir, name);
	line = mem_printf("%s\n", text);
	if (fs_replace(path, 0600, line, strlen(line), &err) < 0)
		fail(path, said(err.msg));
	free(line);
	free(path);
	touched(p);
}

static void
unlink_file(struct player *p, const char *name)
{
	char *path =
		mem_printf("%s/progress/labs/" WORKED "/work/%s", p->dir, name);

	if (unlink(path) < 0)
		fail(path, "not removed");
	free(path);
	touched(p);
}

static void
gone(struct player *p, const char *text)
{
	struct err err = { 0 };

	err_set(&err, ERR_INTERNAL, "%s", text);
	ui_engine_gone(p->ui, &err);
}

static void
interrupt(struct player *p)
{
	if (ui_interrupt(p->ui))
		buf_adds(p->out, "left by Ctrl-C\n");
}

static void
shot(struct player *p, const char *claim)
{
	see_rows(p);
	buf_addf(p->out, "=== %dx%d %s\n", p->cols, p->rows, claim);
	for (int r = 0; r < p->rows; r++)
		buf_addf(p->out, "|%s\n", buf_str(&p->seen[r]));
}

/* "12| ..." for each row that is not as it was; false: none is. */
static bool
add_changed(struct player *p)
{
	bool any = false;

	ui_paint(p->ui, &p->grid);
	for (int r = 0; r < p->rows; r++) {
		struct buf row = { 0 };

		grid_text(&p->grid, r, &row);
		if (strcmp(buf_str(&row), buf_str(&p->seen[r])) != 0) {
			buf_addf(p->out, "%2d|%s\n", r, buf_str(&row));
			any = true;
		}
		buf_release(&row);
	}
	return any;
}

static void
changed_rows(struct player *p, const char *claim)
{
	buf_addf(p->out, "=== %dx%d %s\n", p->cols, p->rows, claim);
	if (!add_changed(p))
		buf_adds(p->out, "(nothing)\n");
	see_rows(p);
}

static bool
is_selected(const struct player *p, int row, int col)
{
	return grid_cell(&p->grid, row, col)->selected;
}

/* The rows of hints and keys are always so. */
static bool
is_bright(const struct player *p, int row, int col)
{
	return row < p->rows - 2 &&
		grid_cell(&p->grid, row, col)->style == STYLE_KEY;
}

/* What of the screen is so, with the place of each piece. */
static void
pick(struct player *p, const char *claim,
	bool (*is)(const struct player *p, int row, int col))
{
	ui_paint(p->ui, &p->grid);
	buf_addf(p->out, "--- %dx%d %s:", p->cols, p->rows, claim);
	for (int r = 0; r < p->rows; r++)
		for (int c = 0; c < p->cols; c++) {
			const struct cell *cell = grid_cell(&p->grid, r, c);
			char utf8[4];

			if (!is(p, r, c) || !cell->cols)
				continue;
			if (!c || !is(p, r, c - 1))
				buf_addf(p->out, " %d,%d ", r, c);
			buf_add(p->out, utf8,
				utf8_encode(
					cell->cp[0] ? cell->cp[0] : ' ', utf8));
		}
	buf_addc(p->out, '\n');
}

/* A folder with a catalogue xx: its screens are printed, by tests/pseudo.sh. */
static const char *
pseudo(void)
{
	return getenv("CDCLAB_TEST_PO");
}

/* A command of the table by its name, with a word behind it or without. */
static void
give_command(struct player *p, unsigned chance)
{
	static const char *const words[] = { "", "", " 01-outbox", " 02-two",
		" 01-links", " 01-broken", " 1", " 3", " ru", " en", " on",
		" off", " dark", " light" };
	size_t n;
	const struct command *commands = keys_commands(&n);

	ui_key(p->ui, ':');
	type(p, commands[(chance >> 8) % n].name);
	type(p, words[(chance >> 16) % ARRAY_LEN(words)]);
	ui_key(p->ui, chance >> 28 ? KEY_RETURN : KEY_TAB);
}

/* A key of the table, one for a line of text, or what is no key. */
static void
do_something(struct player *p, unsigned chance)
{
	static const int others[] = { KEY_PASTE, KEY_PASTE_END, KEY_WHEEL_UP,
		KEY_WHEEL_DOWN, KEY_DELETE, 'y', 0x434, '9' };
	size_t n;
	const struct binding *bindings = keys_bindings(&n);
	unsigned what = (chance >> 24) % 16;

	if (what < 4)
		give_command(p, chance);
	else if (what == 4)
		ui_interrupt(p->ui);
	else if (what == 5)
		ui_click(p->ui, (int)(chance >> 8) % p->rows,
			(int)(chance >> 8) % p->cols);
	else if (what == 6)
		ui_key(p->ui, others[(chance >> 8) % ARRAY_LEN(others)]);
	else
		ui_key(p->ui, bindings[(chance >> 8) % n].key);
}

/* What it does is not shown: the sanitizers watch it. */
static void
monkey(struct player *p, char *what)
{
	size_t kept = p->out->len;
	unsigned chance = 1;
	int n = (int)strtol(what, &what, 10);

	if (*what)
		chance = (unsigned)strtoul(what, NULL, 10);
	for (int i = 0; i < n; i++) {
		char size[32];

		chance = chance * 1103515245u + 12345u;
		do_something(p, chance);
		if ((chance >> 16) % 16 == 0) {
			snprintf(size, sizeof(size), "%ux%u",
				1 + (chance >> 20) % 170,
				1 + (chance >> 12) % 50);
			set_size(p, size);
		}
		ui_clock(p->ui, 10 * i);
		ui_paint(p->ui, &p->grid);
	}
	p->out->len = kept;
	if (p->out->data)
		p->out->data[kept] = '\0';
}

static void
obey(struct player *p, char *line)
{
	char *rest = strchr(line, ' ');

	if (rest)
		*rest++ = '\0';
	else
		rest = line + strlen(line);
	if (!strcmp(line, "lang"))
		lang_use(pseudo() ? "xx" : strcmp(rest, "en") ? "ru" : "en");
	else if (!strcmp(line, "ascii"))
		p->ascii = true;
	else if (!strcmp(line, "earned"))
		earned(p, rest);
	else if (!strcmp(line, "open"))
		open_ui(p, rest);
	else if (!strcmp(line, "keys"))
		press_all(p, rest);
	else if (!strcmp(line, "type"))
		type(p, rest);
	else if (!strcmp(line, "size"))
		set_size(p, rest);
	else if (!strcmp(line, "play"))
		play(p, rest);
	else if (!strcmp(line, "clock"))
		ui_clock(p->ui, p->now_ms = strtoll(rest, NULL, 10));
	else if (!strcmp(line, "gone"))
		gone(p, rest);
	else if (!strcmp(line, "editor"))
		p->edit = mem_printf("%s\n", rest);
	else if (!strcmp(line, "write"))
		write_file(p, rest);
	else if (!strcmp(line, "unlink"))
		unlink_file(p, rest);
	else if (!strcmp(line, "interrupt"))
		interrupt(p);
	else if (!strcmp(line, "shot") || (pseudo() && !strcmp(line, "rows")))
		shot(p, rest);
	else if (!strcmp(line, "rows"))
		changed_rows(p, rest);
	else if (!strcmp(line, "focus"))
		pick(p, rest, is_selected);
	else if (!strcmp(line, "bright"))
		pick(p, rest, is_bright);
	else if (!strcmp(line, "monkey"))
		monkey(p, rest);
	else if (strcmp(line, "sizes") && *line && *line != '#')
		fail("unknown line", line);
}

static void
play_script(const char *script, const char *size, struct buf *out)
{
	struct player p = { .out = out };
	char *text = mem_strdup(script), *save = NULL;

	set_up(&p);
	set_size(&p, size);
	for (char *line = strtok_r(text, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save))
		obey(&p, line);
	tear_down(&p);
	free(text);
}

/* Once for each size that the script asks for. */
static void
play_sizes(const char *script, struct buf *out)
{
	const char *at = strstr(script, "\nsizes ");
	char *sizes, *save = NULL;

	if (!at)
		fail("sizes", "a script without");
	at += strlen("\nsizes ");
	sizes = pseudo() ? mem_strdup("80x24 40x10 120x40")
			 : mem_strndup(at, strcspn(at, "\n"));
	for (char *s = strtok_r(sizes, " ", &save); s;
		s = strtok_r(NULL, " ", &save))
		play_script(script, s, out);
	free(sizes);
}

/* The first line in which they differ, as a remark. */
static void
explain(const char *want, const char *got)
{
	int line = 1;

	while (*want && *want == *got) {
		line += *want == '\n';
		want++;
		got++;
	}
	printf("# line %d: want \"%.*s\", got \"%.*s\"\n", line,
		(int)strcspn(want, "\n"), want, (int)strcspn(got, "\n"), got);
}

static bool
same(const char *name, const struct buf *got)
{
	char *path = mem_printf(GOLDEN "/%s.out", name);
	const char *mode = getenv("CDCLAB_GOLDEN");
	struct buf want = { 0 };
	struct err err = { 0 };
	bool equal;

	if (mode && !strcmp(mode, "write"))
		fs_replace(path, 0644, buf_str(got), got->len, &err);
	buf_read_file(&want, path, 8 << 20, &err);
	equal = want.len == got->len &&
		!memcmp(buf_str(&want), buf_str(got), got->len);
	if (!equal)
		explain(buf_str(&want), buf_str(got));
	buf_release(&want);
	free(path);
	return equal;
}

int
main(void)
{
	static const char *const unwanted[] = { "TMUX", "DISPLAY",
		"WAYLAND_DISPLAY", "VISUAL", "CDCLAB_EDITOR" };
	int failed = 0;

	for (size_t i = 0; i < ARRAY_LEN(unwanted); i++)
		unsetenv(unwanted[i]);
	setenv("SSH_TTY", "no", 1); /* so no program has the clipboard */
	setenv("TERM", "xterm", 1);
	lang_init(pseudo() ? pseudo() : "po");
	printf("1..%zu\n", ARRAY_LEN(scripts));
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		char *path = mem_printf(GOLDEN "/%s.keys", scripts[i]);
		struct buf script = { 0 }, out = { 0 };
		struct err err = { 0 };
		bool good;

		if (buf_read_file(&script, path, 1 << 20, &err) < 0)
			fail(path, said(err.msg));
		play_sizes(buf_str(&script), &out);
		if (pseudo())
			fputs(buf_str(&out), stdout);
		good = pseudo() || same(scripts[i], &out);
		printf("%sok %zu - the screens of %s are as they were\n",
			good ? "" : "not ", i + 1, scripts[i]);
		failed += !good;
		buf_release(&script);
		buf_release(&out);
		free(path);
	}
	return failed > 0;
}
