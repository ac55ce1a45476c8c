/*
 * What the screen does without a key, beside what the reader is in the middle
 * of: questions before a run, files that are looked at.
 */
#include "config.h"

#include "reader/tui/ui.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/course/workspace.h"
#include "common/event/event.h"
#include "reader/grid/grid.h"
#include "reader/talk/talk.h"
#include "reader/tui/app.h"
#include "reader/tui/file_watch.h"
#include "reader/tui/keys.h"
#include "reader/tui/state.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"
#include "tests/unit/scratch.h"

#define ID "01-a/01-x"

static const char lesson[] = "# X\n\n```json title=\"b/c\"\n{}\n```\n";

static const char lab[] =
	"{ \"lesson\": \"" ID "\", \"services\": [\"postgres\", \"kafka\", "
	"\"connect\"],\n"
	"\"steps\": [{ \"id\": \"c\","
	" \"run\": { \"connector\": \"c\", \"block\": \"b/c\" } }],\n"
	"\"checks\": [{ \"id\": \"x\", \"needs\": [\"c\"], \"within\": "
	"\"20s\", \"expect\": [{ \"flow\": \"f\" }] }],\n"
	"\"predictions\": [{ \"id\": \"p\", \"before\": \"c\","
	" \"ask\": { \"en\": \"How many?\" }, \"answer\": \"number\","
	" \"measure\": { \"records\": \"t\", \"behind\": \"f\" },"
	" \"because\": { \"en\": \"So it is.\" } }],\n"
	"\"canaries\": { \"k\": { \"database\": \"postgres\",\n"
	"\"insert\": { \"text\": \"INSERT INTO t VALUES (:id)\" },\n"
	"\"delete\": { \"text\": \"DELETE FROM t WHERE i = :id\" } } },\n"
	"\"flows\": { \"f\": { \"canary\": \"k\", \"hops\": [{ "
	"\"connector\": \"c\" }, { \"topic\": \"t\", \"where\": { \"key\": "
	"\":id\" } }] } } }\n";

struct screen {
	char dir[40];
	struct place place;
	struct ui *ui;
	struct buf asked; /* of the lab: "check cancel " */
	int last;         /* the last one, counted from 1 */
	int watched;      /* how often the workspace was to be */
	int64_t now_ms;
};

static int
ask(void *ctx, const struct request *req, struct err *err)
{
	struct screen *s = ctx;

	(void)err;
	if (req->lesson || req->cancel)
		buf_addf(&s->asked, "%s ", verb_name(req->verb));
	return ++s->last;
}

static void
send_nothing(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	(void)bytes;
	(void)len;
}

static int
lend_nothing(void *ctx, char *const *argv, struct err *err)
{
	(void)ctx;
	(void)argv;
	(void)err;
	return 0;
}

static int
watch(void *ctx, const struct workspace *ws, struct err *err)
{
	struct screen *s = ctx;

	(void)err;
	s->watched += ws->dir != NULL;
	return 0;
}

static void
pass(struct screen *s, int ms)
{
	s->now_ms += ms;
	ui_clock(s->ui, s->now_ms);
}

static void
link_schema(const struct screen *s)
{
	char *path = mem_printf("%s/labs/lab.schema.json", s->dir);

	assert_int_equal(symlink(SRCDIR "/labs/lab.schema.json", path), 0);
	free(path);
}

static int
begin(void **state)
{
	struct screen *s = mem_alloc(sizeof(*s));
	struct port port = { .live = true,
		.ask = ask,
		.send = send_nothing,
		.lend = lend_nothing,
		.watch = watch,
		.ctx = s };
	struct app_args args = { .lesson = ID, .lang = "en" };
	struct err err = { 0 };

	strcpy(s->dir, "/tmp/cdclab-test-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	scratch_put(s->dir, "lessons/" ID ".mdx", lesson);
	scratch_put(s->dir, "labs/" ID "/lab.json", lab);
	link_schema(s);
	s->place = (struct place){ .data = s->dir };
	s->place.progress = mem_printf("%s/progress", s->dir);
	s->ui = ui_new(&s->place, &args, &port, &err);
	if (!s->ui)
		fail_msg("%s", said(err.msg));
	ui_resize(s->ui, 24, 80);
	pass(s, 1000);
	assert_true(s->ui->view->has_lab);
	*state = s;
	return 0;
}

static int
end(void **state)
{
	struct screen *s = *state;
	struct err err = { 0 };

	ui_free(s->ui);
	buf_release(&s->asked);
	assert_int_equal(fs_remove_tree(s->dir, &err), 0);
	free(s->place.progress);
	free(s);
	return 0;
}

/* -- questions ------------------------------------------------------------ */

/* Something that the check is about has changed while it is watched. */
static void
check_is_due(struct screen *s)
{
	struct ticks *ticks = &s->ui->ticks;

	ticks->on = true;
	ticks->ncheck = 1;
	if (!ticks->due)
		ticks->due = mem_alloc(2);
	ticks->due[0] = true;
	ticks->changed_ms = s->now_ms;
}

static void
was_asked(const struct screen *s, const char *wanted)
{
	assert_string_equal(buf_str(&s->asked), wanted);
}

static void
a_question_outlasts_what_is_asked_by_itself(void **state)
{
	struct screen *s = *state;

	ui_key(s->ui, 'r');
	assert_non_null(predict_asked(s->ui));
	check_is_due(s);
	pass(s, 60000);
	assert_non_null(predict_asked(s->ui));
	was_asked(s, "");
	assert_true(
		ui_patience(s->ui) > 0); /* nor is it looked at all the time */
	ui_key(s->ui, '5');
	ui_key(s->ui, KEY_RETURN);
	was_asked(s, "run ");
}

static void
a_run_that_waited_for_a_check_asks_first(void **state)
{
	struct screen *s = *state;
	int check;

	check_is_due(s);
	pass(s, 60000);
	was_asked(s, "check ");
	check = asked_for(&s->ui->asked, FOR_LAB)->id;
	ui_key(s->ui, 'r');
	was_asked(s, "check cancel ");
	ui_event(s->ui, &(struct event){ .kind = EV_END, .request = check });
	was_asked(s, "check cancel ");
	assert_non_null(predict_asked(s->ui));
}

static void
what_was_measured_goes_with_the_lab(void **state)
{
	struct screen *s = *state;
	int run;

	ui_key(s->ui, 'r');
	ui_key(s->ui, '5');
	ui_key(s->ui, KEY_RETURN);
	run = asked_for(&s->ui->asked, FOR_LAB)->id;
	ui_event(s->ui,
		&(struct event){ .kind = EV_GUESS,
			.request = run,
			.subject = "p",
			.text = "5" });
	ui_event(s->ui,
		&(struct event){ .kind = EV_MEASURED,
			.request = run,
			.subject = "p",
			.state = "right",
			.text = "5" });
	assert_true(predict_is_open(s->ui));
	ui_event(s->ui,
		&(struct event){
			.kind = EV_LAB_RESET, .request = run, .subject = ID });
	assert_false(predict_is_open(s->ui));
}

/* -- files ---------------------------------------------------------------- */

static void
make_workspace(struct screen *s)
{
	char *dir = workspace_default(&s->place, ID);
	struct err err = { 0 };

	if (workspace_make(&s->place, ID, page_scan(&s->ui->page), dir, &err) <
		0)
		fail_msg("%s", said(err.msg));
	free(dir);
	pass(s, 2000);
	assert_non_null(s->ui->files.ws.dir);
}

static char *
screen(const struct screen *s)
{
	struct grid grid = { 0 };
	struct buf all = { 0 };

	grid_resize(&grid, 24, 80);
	ui_paint(s->ui, &grid);
	for (int r = 0; r < 24; r++)
		grid_text(&grid, r, &all);
	grid_release(&grid);
	return buf_take(&all);
}

static void
see(const struct screen *s, const char *wanted)
{
	char *all = screen(s);

	if (!strstr(all, wanted))
		fail_msg("\"%s\" is not in %s", wanted, all);
	free(all);
}

static void
see_no(const struct screen *s, const char *unwanted)
{
	char *all = screen(s);

	if (strstr(all, unwanted))
		fail_msg("\"%s\" is in %s", unwanted, all);
	free(all);
}

static void
a_workspace_may_go_while_it_is_looked_at(void **state)
{
	struct screen *s = *state;

	make_workspace(s);
	scratch_put(s->dir, "progress/labs/" ID "/work/b/c", "{ }\n");
	pass(s, 2000);
	ui_touched(s->ui);
	pass(s, 2000);
	ui_key(s->ui, 'V');
	see(s, "+{ }");
	fs_remove_tree(s->ui->files.ws.dir, &(struct err){ 0 });
	pass(s, 2000);
	see(s, "The workspace is gone");
	scratch_put(s->dir, "progress/labs/" ID "/workspace", "");
	pass(s, 2000);
	assert_null(s->ui->files.ws.dir);
	see(s, "Nothing is edited");
}

static void
a_file_that_is_missing_is_not_as_in_the_lesson(void **state)
{
	struct screen *s = *state;
	char *path;

	make_workspace(s);
	ui_key(s->ui, 'V');
	see(s, "All files in it are as in the lesson");
	path = mem_printf("%s/b/c", s->ui->files.ws.dir);
	assert_int_equal(unlink(path), 0);
	free(path);
	ui_touched(s->ui);
	pass(s, 2000);
	see(s, "b/c was removed: the lesson's block runs");
	see_no(s, "All files in it are as in the lesson");
}

static void
folders_that_were_made_again_are_watched(void **state)
{
	struct screen *s = *state;
	struct file_watch files = { 0 };
	const struct workspace *ws = &s->ui->files.ws;
	struct err err = { 0 };
	char *folder, *aside;
	int was;

	make_workspace(s);
	assert_int_equal(file_watch_begin(&files, ws, &err), 0);
	folder = mem_printf("%s/b", ws->dir);
	aside = mem_printf("%s/old", ws->dir);
	assert_int_equal(rename(folder, aside), 0);
	scratch_put(ws->dir, "b/c", "{ }\n");
	assert_int_equal(file_watch_begin(&files, ws, &err), 0);
	/* what was told before is not lost */
	assert_true(file_watch_take(&files));
	scratch_put(ws->dir, "b/c", "{  }\n");
	assert_true(file_watch_take(&files));
	assert_false(file_watch_take(&files));
	file_watch_release(&files);
	was = s->watched;
	ui_touched(s->ui);
	pass(s, 2000);
	assert_true(s->watched > was);
	free(folder);
	free(aside);
}

#define ON_SCREEN(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SCREEN(a_question_outlasts_what_is_asked_by_itself),
		ON_SCREEN(a_run_that_waited_for_a_check_asks_first),
		ON_SCREEN(what_was_measured_goes_with_the_lab),
		ON_SCREEN(a_workspace_may_go_while_it_is_looked_at),
		ON_SCREEN(a_file_that_is_missing_is_not_as_in_the_lesson),
		ON_SCREEN(folders_that_were_made_again_are_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
