#include "config.h"

#include "reader/tui/app.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/lang.h"
#include "reader/grid/grid.h"
#include "reader/talk/talk.h"
#include "reader/tui/decoder.h"
#include "reader/tui/file_watch.h"
#include "reader/tui/keys.h"
#include "reader/tui/screen.h"
#include "reader/tui/term.h"
#include "reader/tui/ui.h"

#define FRAME_MS 16   /* events alone paint no more often */
#define KEY_REDRAW 12 /* Ctrl-L */
#define ANSWER_MS 300 /* later than that no answer is waited for */

/*
 * One turn: paint if something changed, wait, take the signals, one read's
 * worth of keys, then one of events. So a key is obeyed and shown before any
 * flood behind it.
 */
struct app {
	const struct place *place;
	struct ui *ui;
	struct screen *screen;
	struct decoder decoder;
	int64_t asked_ms; /* for the background, without an answer; 0: not */
	struct grid grid;
	struct talk *talk;
	struct file_watch files;
	int rows, cols;
	bool dirty; /* the screen is not what it should be */
	bool hurry; /* for a key: paint at once */
	int64_t painted_ms;
	bool gone;        /* the terminal is */
	bool interrupted; /* and nothing was there to be cancelled */
};

static int
app_ask(void *ctx, const struct request *req, struct err *err)
{
	struct app *app = ctx;

	if (!app->talk)
		app->talk = talk_start(app->place, err);
	return app->talk ? talk_send(app->talk, req, err) : -1;
}

static void
app_paint(struct app *app)
{
	int64_t now = clock_ms();

	if (!app->dirty || (!app->hurry && now - app->painted_ms < FRAME_MS))
		return;
	ui_clock(app->ui, now);
	ui_paint(app->ui, &app->grid);
	screen_theme(app->screen, ui_theme(app->ui));
	screen_show(app->screen, &app->grid);
	app->dirty = app->hurry = false;
	app->painted_ms = now;
}

static void
app_resize(struct app *app)
{
	if (!screen_measure(app->screen, &app->rows, &app->cols))
		return;
	grid_resize(&app->grid, app->rows, app->cols);
	ui_resize(app->ui, app->rows, app->cols);
}

static void
app_resume(struct app *app)
{
	screen_resume(app->screen);
	decoder_reset(&app->decoder);
	app_resize(app);
	app->dirty = app->hurry = true;
}

/* One read's worth of what the terminal sends; false: it is gone. */
static bool
app_read_keys(struct app *app)
{
	char bytes[DECODER_BYTES];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n > 0)
		decoder_add(&app->decoder, bytes, (size_t)n);
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/*
 * The answer to our question must not become the keys of whoever gets the
 * terminal next. A terminal that is about to answer does so soon.
 */
static void
await_answer(struct app *app)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	int64_t end = app->asked_ms + ANSWER_MS;
	int key;

	while (app->asked_ms && clock_ms() < end && !term_signal() &&
		poll(&fd, 1, (int)(end - clock_ms())) > 0 && app_read_keys(app))
		while ((key = decoder_key(&app->decoder, clock_ms())))
			if (key == KEY_BACKGROUND)
				app->asked_ms = 0;
	app->asked_ms = 0;
}

static void
app_suspend(struct app *app, bool group)
{
	await_answer(app);
	screen_pause(app->screen);
	term_stop(group);
	app_resume(app);
}

static void
app_send(void *ctx, const char *s, size_t len)
{
	(void)ctx;
	fs_write_all(STDOUT_FILENO, s, len);
}

static int
app_lend(void *ctx, char *const *argv, struct err *err)
{
	struct app *app = ctx;
	int rc;

	await_answer(app);
	screen_pause(app->screen);
	rc = term_lend(argv, err);
	app_resume(app);
	return rc;
}

static int
app_watch(void *ctx, const struct workspace *ws, struct err *err)
{
	struct app *app = ctx;

	return file_watch_begin(&app->files, ws, err);
}

static void
interrupt(struct app *app)
{
	app->interrupted = ui_interrupt(app->ui);
	app->dirty = app->hurry = true;
}

static void
take_signals(struct app *app)
{
	unsigned got = term_take_signals();

	if (got & TERM_SUSPEND)
		app_suspend(app, false);
	else if (got & TERM_RESUMED)
		app_resume(app);
	if (got & TERM_INTERRUPT)
		interrupt(app);
	if (got & TERM_RESIZED) {
		app_resize(app);
		app->dirty = app->hurry = true;
	}
}

/* Nobody else's business is answered without a question. */
static void
take_answer(struct app *app)
{
	if (app->asked_ms)
		ui_ground(app->ui, app->decoder.rgb);
	app->asked_ms = 0;
}

static void
app_press(struct app *app, int key)
{
	if (key == KEY_BACKGROUND)
		take_answer(app);
	else if (key == TERM_KEY_SUSPEND)
		app_suspend(app, true);
	else if (key == TERM_KEY_INTERRUPT)
		interrupt(app);
	else if (key == KEY_REDRAW)
		screen_redraw(app->screen);
	else if (key == KEY_CLICK)
		ui_click(app->ui, app->decoder.row, app->decoder.col);
	else
		ui_key(app->ui, key);
	screen_mouse(app->screen, ui_mouse(app->ui));
	app->dirty = app->hurry = true;
}

static void
press_all(struct app *app)
{
	int key;

	while ((key = decoder_key(&app->decoder, clock_ms())) != KEY_NONE)
		app_press(app, key);
}

/* A terminal that somebody closed has nothing to read, at once. */
static void
take_keys(struct app *app)
{
	app->gone = !app_read_keys(app);
	press_all(app);
}

/* Nothing came: that may be what makes an Esc a key. */
static void
wait_for_keys(struct app *app)
{
	decoder_wait(&app->decoder, clock_ms());
	press_all(app);
}

static void
app_take_event(void *ctx, const struct event *ev)
{
	struct app *app = ctx;

	ui_event(app->ui, ev);
	app->dirty = true;
}

static void
take_events(struct app *app)
{
	struct err err = { 0 };

	if (!app->talk)
		return;
	ui_clock(app->ui, clock_ms());
	if (talk_turn(app->talk, app_take_event, app, &err) == 0)
		return;
	ui_engine_gone(app->ui, &err);
	talk_free(app->talk);
	app->talk = NULL;
	app->dirty = true;
}

/* The shorter of two waits; -1: for ever. */
static int
sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Milliseconds to wait for something to happen; -1: for ever. */
static int
app_patience(const struct app *app)
{
	int64_t now = clock_ms(), frame = app->painted_ms + FRAME_MS - now;
	int keys = decoder_patience(&app->decoder, now);

	if (app->dirty)
		return sooner(frame > 0 ? (int)frame : 0, keys);
	return sooner(ui_patience(app->ui), keys);
}

static int
app_turn(struct app *app, struct err *err)
{
	struct pollfd fds[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = term_signal_fd(), .events = POLLIN },
		{ .fd = app->talk ? talk_fd(app->talk) : -1, .events = POLLIN },
		{ .fd = app->talk ? talk_write_fd(app->talk) : -1,
			.events = POLLOUT },
		{ .fd = file_watch_fd(&app->files), .events = POLLIN },
	};
	int n;

	app_paint(app);
	n = poll(fds, ARRAY_LEN(fds), app_patience(app));
	if (n < 0 && errno != EINTR)
		return err_set(err, ERR_SYSTEM, "poll: %s", errno_text(errno));
	ui_clock(app->ui, clock_ms());
	if (n == 0) {
		ui_idle(app->ui);
		app->dirty = true;
	}
	if (n > 0 && fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		app->gone = true;
	take_signals(app);
	if (n > 0 && fds[0].revents & POLLIN && !app->gone)
		take_keys(app);
	else if (n >= 0 && !app->gone)
		wait_for_keys(app);
	if (n > 0 && (fds[2].revents || fds[3].revents))
		take_events(app);
	if (n > 0 && fds[4].revents && file_watch_take(&app->files))
		ui_touched(app->ui);
	return 0;
}

static int
app_run(struct app *app, bool ask_ground, struct err *err)
{
	int rc = 0;

	app->dirty = app->hurry = true;
	app_resize(app);
	if (ask_ground && term_ask_ground())
		app->asked_ms = clock_ms();
	while (rc == 0 && !app->gone && !app->interrupted && !term_signal() &&
		!ui_over(app->ui))
		rc = app_turn(app, err);
	if (!app->gone)
		await_answer(app);
	return rc;
}

/* Die of the signal that ended us, so that a shell knows. */
static int
status_of(int sig, const struct err *err)
{
	if (sig) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
	return err_exit(err);
}

/* The screen is closed already, and a shell shows nothing for seconds. */
static void
tell_of_wait(void)
{
	char *line = mem_printf("%s\n", _("Putting everything back first"));

	fs_write_all(STDERR_FILENO, line, strlen(line));
	free(line);
}

int
app_open(
	const struct place *place, const struct app_args *args, struct err *err)
{
	struct app app = { .place = place };
	struct port port = { .live = true,
		.ask = app_ask,
		.send = app_send,
		.lend = app_lend,
		.watch = app_watch,
		.ctx = &app };
	int sig = 0;

	if (term_begin(err) < 0)
		return err_exit(err);
	app.ui = ui_new(place, args, &port, err);
	if (app.ui)
		app.screen = screen_new(args->colour, err);
	if (app.screen) {
		ui_ascii(app.ui, screen_is_ascii(app.screen));
		screen_teach(app.screen, &app.decoder);
		app_run(&app, args->colour && !args->theme_told, err);
		sig = app.interrupted ? SIGINT : term_signal();
	}
	screen_free(app.screen);
	if (app.screen)
		ui_leave(app.ui, err);
	ui_free(app.ui); /* saves: before anything that takes its time */
	if (talk_holds(app.talk))
		tell_of_wait();
	talk_free(app.talk);
	file_watch_release(&app.files);
	term_end(); /* the next signal is our end */
	grid_release(&app.grid);
	return status_of(app.gone && !sig ? SIGHUP : sig, err);
}
