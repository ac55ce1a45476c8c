#include "config.h"

#define NCURSES_WIDECHAR 1
#include "reader/tui/screen.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/grid/grid.h"
#include "reader/tui/decoder.h"
#include "reader/tui/keys.h"
#include "reader/tui/term.h"
#include "reader/tui/theme.h"

#define SIZE_MAX_CELLS 1000 /* rows or columns; larger ones are a mistake */

struct screen {
	SCREEN *curses;
	bool ascii;
	enum theme theme;
	enum depth depth;
	attr_t attrs[STYLE_COUNT];
	short pairs[STYLE_COUNT];
	bool mouse; /* it comes to us */
};

/* The names by which terminfo has its keys. */
static const struct {
	const char *capability;
	int key;
} keys[] = {
	{ "kcuu1", KEY_GO_UP },
	{ "kcud1", KEY_GO_DOWN },
	{ "kcub1", KEY_GO_LEFT },
	{ "kcuf1", KEY_GO_RIGHT },
	{ "kpp", KEY_PAGE_UP },
	{ "knp", KEY_PAGE_DOWN },
	{ "khome", KEY_FIRST },
	{ "kend", KEY_LAST },
	{ "kbs", KEY_BACK },
	{ "kent", KEY_RETURN },
	{ "kdch1", KEY_DELETE },
	{ "kcbt", KEY_TAB_BACK },
};

/* What the environment says of the terminal's characters; NULL: nothing. */
static const char *
said_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (term_env_is_set(names[i]))
			return getenv(names[i]);
	return NULL;
}

/*
 * Where nothing is said of a language, as in a container, the terminal is
 * most likely one of today, which speaks UTF-8. Where something else is said,
 * it is believed, although that locale is not installed here.
 */
static bool
choose_locale(void)
{
	const char *said = said_locale();

	if (!said)
		setlocale(LC_CTYPE, "C.UTF-8");
	else if (!setlocale(LC_CTYPE, ""))
		setlocale(LC_CTYPE,
			strcasestr(said, "UTF-8") || strcasestr(said, "UTF8")
				? "C.UTF-8"
				: "C");
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

static attr_t
attrs_of(unsigned look)
{
	static const struct {
		unsigned look;
		attr_t attr;
	} table[] = {
		{ LOOK_BOLD, A_BOLD },
		{ LOOK_DIM, A_DIM },
		{ LOOK_UNDERLINE, A_UNDERLINE },
		{ LOOK_REVERSE, A_REVERSE },
		{ LOOK_ITALIC, A_ITALIC },
	};
	attr_t attr = A_NORMAL;

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (look & table[i].look)
			attr |= table[i].attr;
	return attr;
}

/* A pair that changes is sent again by curses wherever it stands. */
static void
use_theme(struct screen *screen)
{
	for (int s = 0; s < STYLE_COUNT; s++) {
		struct look look =
			theme_look(screen->theme, screen->depth, (enum style)s);
		bool plain = look.colour == LOOK_DEFAULT &&
			look.ground == LOOK_DEFAULT;

		screen->attrs[s] = attrs_of(look.attrs);
		screen->pairs[s] = plain ? 0 : (short)(s + 1);
		if (!plain)
			init_extended_pair(s + 1, look.colour, look.ground);
	}
}

static void
set_modes(const struct screen *screen)
{
	cbreak();
	noecho();
	nonl();
	leaveok(stdscr, FALSE);
	typeahead(-1); /* what comes may be no key, and would leave half */
	term_ask_keys(1);
	if (screen->mouse)
		term_ask_mouse(1);
	term_plain_keys();
}

/* The refresh takes the terminal back with curses' modes; ours come after. */
static void
come_back(const struct screen *screen)
{
	refresh();
	set_modes(screen);
}

/* What was asked of the terminal is taken back. */
static void
go_away(const struct screen *screen)
{
	if (screen->mouse)
		term_ask_mouse(0);
	term_ask_keys(0);
	endwin();
}

/*
 * A terminal that says it has all colours, under the name that has them in
 * terminfo, where there is one. NULL: there is none.
 */
static SCREEN *
open_direct(const char *term)
{
	const char *many = getenv("COLORTERM");
	SCREEN *curses;
	char *name;

	if (!many || (strcmp(many, "truecolor") && strcmp(many, "24bit")))
		return NULL;
	name = mem_printf("%.*s-direct", (int)strcspn(term, "-"), term);
	curses = newterm(name, stdout, stdin);
	free(name);
	return curses;
}

/* Its terminfo has the eight colours of 1990; there are sixteen. */
static bool
is_xterm(const char *term)
{
	return term && !strcmp(term, "xterm");
}

/* An unknown name is usual over ssh; most terminals are much like xterm. */
static SCREEN *
open_curses(bool colour, struct err *err)
{
	const char *term = getenv("TERM");
	SCREEN *curses = NULL;

	if (term && *term && colour)
		curses = open_direct(term);
	if (!curses && is_xterm(term)) /* the same, but for its colours */
		curses = newterm("xterm-256color", stdout, stdin);
	if (!curses && term && *term)
		curses = newterm(term, stdout, stdin);
	if (!curses)
		curses = newterm("xterm", stdout, stdin);
	if (curses && term_can_paint())
		return curses;
	err_set(err, ERR_USAGE,
		"a terminal of type \"%s\" cannot show a full screen",
		term ? term : "");
	err_hint(err, "Set TERM to its real type, or use read --plain.");
	if (curses) {
		endwin();
		delscreen(curses);
	}
	return NULL;
}

/* Starts colours: before that, curses has not counted them. */
static enum depth
depth_of(bool colour)
{
	if (!colour || !has_colors() || start_color() == ERR)
		return DEPTH_MONO;
	use_default_colors();
	if (COLORS > 256 && term_has_rgb())
		return DEPTH_TRUE;
	if (COLORS == 256 && is_xterm(getenv("TERM")))
		return DEPTH_16;
	return COLORS >= 256   ? DEPTH_256
		: COLORS >= 16 ? DEPTH_16
		: COLORS >= 8  ? DEPTH_8
			       : DEPTH_MONO;
}

struct screen *
screen_new(bool colour, struct err *err)
{
	struct screen *screen = mem_alloc(sizeof(*screen));

	screen->ascii = !choose_locale();
	screen->curses = open_curses(colour, err);
	if (!screen->curses) {
		free(screen);
		return NULL;
	}
	screen->depth = depth_of(colour);
	use_theme(screen);
	endwin(); /* until it came back once, curses flushes at each move */
	come_back(screen);
	term_remember();
	return screen;
}

void
screen_theme(struct screen *screen, enum theme theme)
{
	if (theme == screen->theme)
		return;
	screen->theme = theme;
	use_theme(screen);
}

void
screen_free(struct screen *screen)
{
	if (!screen)
		return;
	go_away(screen);
	delscreen(screen->curses);
	free(screen);
}

bool
screen_is_ascii(const struct screen *screen)
{
	return screen->ascii;
}

static void
put_cell(const struct screen *screen, int row, int col, const struct cell *cell)
{
	wchar_t text[CELL_CPS + 1] = { L' ' };
	attr_t attrs = screen->attrs[cell->style];
	short pair = screen->pairs[cell->style];
	cchar_t c;

	for (int i = 0; i < CELL_CPS && cell->cp[i]; i++)
		text[i] = (wchar_t)cell->cp[i];
	if (screen->ascii) {
		text[0] = (wchar_t)ascii_near((uint32_t)text[0]);
		text[1] = L'\0';
	}
	/* What this C library cannot measure, curses would misplace. */
	if (wcwidth(text[0]) != cell->cols) {
		text[0] = cell->cols == 2 ? 0x3000 : L'?';
		text[1] = L'\0';
	}
	if (cell->selected) { /* one colour: a coloured patch would shout */
		attrs = (attrs & A_BOLD) | A_REVERSE;
		pair = 0;
	}
	if (setcchar(&c, text, attrs, pair, NULL) == OK)
		mvadd_wch(row, col, &c);
}

void
screen_show(struct screen *screen, const struct grid *grid)
{
	erase();
	for (int row = 0; row < grid->rows; row++)
		for (int col = 0; col < grid->cols; col++) {
			const struct cell *cell = grid_cell(grid, row, col);

			if (cell->cols &&
				(cell->cp[0] || cell->style || cell->selected))
				put_cell(screen, row, col, cell);
		}
	curs_set(grid->cursor_row >= 0 ? 1 : 0);
	if (grid->cursor_row >= 0)
		move(grid->cursor_row, grid->cursor_col);
	refresh();
}

void
screen_mouse(struct screen *screen, bool on)
{
	if (screen->mouse == on)
		return;
	screen->mouse = on;
	term_ask_mouse(on);
}

void
screen_teach(struct screen *screen, struct decoder *decoder)
{
	(void)screen;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		decoder_learn(decoder, term_capability(keys[i].capability),
			keys[i].key);
}

static int
sane(int n)
{
	return n < 1 ? 1 : n > SIZE_MAX_CELLS ? SIZE_MAX_CELLS : n;
}

bool
screen_measure(struct screen *screen, int *rows, int *cols)
{
	struct winsize size = { 0 };
	int was_rows = *rows, was_cols = *cols;

	(void)screen;
	*rows = LINES;
	*cols = COLS;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row &&
		size.ws_col) {
		*rows = sane(size.ws_row);
		*cols = sane(size.ws_col);
	}
	if (*rows != LINES || *cols != COLS)
		resizeterm(*rows, *cols);
	return *rows != was_rows || *cols != was_cols;
}

void
screen_redraw(struct screen *screen)
{
	(void)screen;
	clearok(curscr, TRUE);
}

void
screen_pause(struct screen *screen)
{
	go_away(screen);
}

void
screen_resume(struct screen *screen)
{
	clearok(stdscr, TRUE);
	come_back(screen);
}
