/* state.h - what the full screen knows; shared by its views and commands. */
#ifndef CDCLAB_TUI_STATE_H
#define CDCLAB_TUI_STATE_H

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/event/servers.h"
#include "common/event/traces.h"
#include "reader/style/style.h"
#include "reader/tui/asked.h"
#include "reader/tui/drawing.h"
#include "reader/tui/files.h"
#include "reader/tui/focus.h"
#include "reader/tui/follow.h"
#include "reader/tui/keys.h"
#include "reader/tui/member.h"
#include "reader/tui/memory.h"
#include "reader/tui/page.h"
#include "reader/tui/places.h"
#include "reader/tui/predict.h"
#include "reader/tui/prompt.h"
#include "reader/tui/question.h"
#include "reader/tui/reading.h"
#include "reader/tui/search.h"
#include "reader/tui/take.h"
#include "reader/tui/ticks.h"
#include "reader/tui/ui.h"
#include "reader/views/lab_view.h"
#include "reader/views/lens.h"
#include "reader/views/row.h"

/* What lies over the course or the lesson. */
enum popup {
	POPUP_NONE = 0,
	POPUP_KEYS,
	POPUP_CONTENTS,
	POPUP_SERVICES,
	POPUP_LOG,    /* of one of them */
	POPUP_INSIDE, /* a connector or a job of theirs */
	POPUP_WHY,
	POPUP_TRACE,
	POPUP_ROW,    /* one that is held at each place */
	POPUP_LENS,   /* records, on the whole screen */
	POPUP_RECORD, /* one of them */
	POPUP_DIFF,   /* what was edited */
	POPUP_BIG,
	POPUP_DRAWING
};

/* A line for the reader, until the next key or until it is settled. */
struct note {
	enum style style;
	char *text; /* NULL: none */
};

/* What is to be done to a server, or inside of one; all-zero: nothing. */
struct order {
	enum verb verb;
	char *server; /* as a request names it: servers_target(); owned */
};
void order_release(struct order *order);

struct ui {
	const struct place *place;
	struct port port;
	char lang[LANG_CODE]; /* of lessons: the program's own is lang_code() */
	enum theme theme;
	bool theme_told; /* somebody said so; else the terminal may */
	bool ascii;
	int rows, cols;
	int64_t now_ms;
	int64_t looked_ms; /* at the journals */
	bool over;
	bool leaving; /* asked to while a lab runs: the next time it is meant */

	struct catalog catalog;
	struct memory memory;
	struct err unsaved;      /* why what it has is not on disk */
	struct lab_view **views; /* of all lessons met so far */
	size_t nview;
	int list_at; /* the lesson chosen in the course */

	bool in_lesson; /* else the course is shown */
	struct page page;
	struct reading reading; /* of it */
	struct lab_view *view;  /* of the page's lesson */
	bool pane_open;         /* on a screen that is not wide */
	bool pane_focus;
	int pane_at;   /* the entry chosen */
	int pane_past; /* lines scrolled on below the last entry */

	enum popup popup;
	enum popup behind;  /* the keys */
	int popup_at;       /* line or choice */
	char *filter;       /* of its lines; NULL: all */
	enum scope keys_of; /* that the keys are shown for, first */
	size_t why;         /* the entry that is explained */
	struct drawing drawing;
	struct question question;
	struct predict predict;
	struct trust_asked *trust;    /* what the question is about, or NULL */
	const struct lab_item *drill; /* the same; lent from the view */
	struct places places;
	struct focus focus;
	struct follow follow;
	char *address; /* that a question is about; NULL: none */
	int count;     /* typed before a key; 0: none */
	struct search search;

	bool mouse; /* wanted */
	struct prompt prompt;
	struct take take;
	struct files files; /* of the lesson on the screen */
	struct ticks ticks;
	bool pasting; /* keys are text until KEY_PASTE_END */

	struct servers servers;
	struct member member;
	struct traces traces; /* of the latest trace */
	struct row_story row; /* of the row that was held last */
	struct lens lens;     /* the records that are looked at */
	struct order order;   /* that a question, or the log, is about */
	struct asked_table asked;
	struct note note;    /* goes with the next key */
	struct note trouble; /* stays until an engine starts again */
};

enum scope ui_scope(const struct ui *ui);

/* This lies over it from now on. */
void popup_open(struct ui *ui, enum popup popup);

/* How often a command is to be done. */
int ui_times(const struct ui *ui);

/* Say something, replacing what was said. */
void ui_note(struct ui *ui, enum style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void ui_complain(struct ui *ui, const struct err *err);
void note_set(struct note *note, enum style style, const char *text);

/* "file:line: what. What to try." of an error; owned by the caller. */
char *err_text(const struct err *err);

/* The view of a lesson, made when it is first needed. Lent. */
struct lab_view *ui_lab_view(struct ui *ui, const struct lesson_ref *lesson);

/* Other inks from now on, and a word of which. */
void ui_set_theme(struct ui *ui, enum theme theme);

/* Does the lesson on the screen have something for the pane? */
bool ui_has_pane(const struct ui *ui);

/*
 * The lesson that what names, as catalog_find(): a file outside of the course
 * is taken into the catalog.
 */
const struct lesson_ref *ui_find_lesson(
	struct ui *ui, const char *what, struct err *err);

/*
 * Show a lesson, at the place where it was left. What lay over the one before
 * (pop-up, question, prompt, focus) was about that, and is closed.
 */
int ui_open_lesson(
	struct ui *ui, const struct lesson_ref *lesson, struct err *err);
void ui_leave_lesson(struct ui *ui);

/* Keep the reader's places; where they cannot be, ui->unsaved says why. */
void ui_save(struct ui *ui);

/*
 * What lies over a lesson points into it: into its lab, its diagrams, its
 * blocks of code. All of it goes here, at once, when the lesson goes.
 */
void ui_close_all(struct ui *ui);

/* Show the course, with what was earned of every lesson; closes the same. */
void ui_show_course(struct ui *ui);

/* Give the page the size that the screen has for it now. */
void ui_settle(struct ui *ui);

/* What the lesson on the screen is called there. Lent. */
const char *ui_lesson_title(const struct ui *ui);

/* What an entry is called, in the reader's language; owned by the caller. */
char *ui_title(const struct ui *ui, const struct lab_item *entry);

#endif
