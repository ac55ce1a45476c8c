/*
 * keys.h - which key does what: data for the screen, its help and the manual.
 */
#ifndef CDCLAB_TUI_KEYS_H
#define CDCLAB_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

struct ui;

/* Keys that are no character; all others are their code point. */
enum key {
	KEY_NONE = 0,
	KEY_BASE = 0x110000,
	KEY_GO_UP,
	KEY_GO_DOWN,
	KEY_GO_LEFT,
	KEY_GO_RIGHT,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_FIRST,
	KEY_LAST,
	KEY_BACK, /* Backspace */
	KEY_DELETE,
	KEY_TAB_BACK,  /* Shift-Tab */
	KEY_FORTH,     /* Alt-Right */
	KEY_PASTE,     /* what comes next was pasted, */
	KEY_PASTE_END, /* up to here */
	KEY_WHEEL_UP,
	KEY_WHEEL_DOWN,
	KEY_CLICK,     /* where: see decoder.h, */
	KEY_BACKGROUND /* and its colour; no key, but an answer of the terminal */
};
#define KEY_CTRL(letter) ((letter)&0x1f)
#define KEY_TAB 9
#define KEY_RETURN 13
#define KEY_ESCAPE 27

/* Where a binding holds. What has the focus is asked first. */
enum scope {
	SCOPE_ANY = 0,  /* everywhere */
	SCOPE_LIST,     /* the course */
	SCOPE_TEXT,     /* a lesson */
	SCOPE_PANE,     /* its lab pane */
	SCOPE_MENU,     /* a pop-up with a choice: contents */
	SCOPE_SERVERS,  /* a pop-up with a choice: the servers */
	SCOPE_TEXTVIEW, /* a pop-up to read: keys, reasons, a log */
	SCOPE_INSIDE,   /* a pop-up about a connector or a job */
	SCOPE_WHY,      /* a pop-up with all that is known of an entry */
	SCOPE_TRACE,    /* when a row was where */
	SCOPE_ROW,      /* a row that is held */
	SCOPE_LENS,     /* the records of topics */
	SCOPE_RECORD,   /* one of them */
	SCOPE_DIFF,     /* what was edited */
	SCOPE_BIG,      /* the checklist alone, large */
	SCOPE_DRAWING,  /* a diagram alone */
	SCOPE_COUNT
};

/* A thing the reader can ask for, by a key or by its name. */
struct command {
	const char *name;
	const char *help; /* one sentence */
	void (*run)(
		struct ui *ui); /* NULL: it must be told more, see colon.c */
};

struct binding {
	enum scope scope;
	int key;
	const char *command;
};

/* NULL: the key does nothing there. A Cyrillic letter is its Latin place. */
const struct command *keys_lookup(enum scope scope, int key);

/* Is it bound to a key there, or behind it, or everywhere? */
bool keys_has(enum scope scope, const char *command);

/* The tables, in the order in which a help shows them. */
const struct binding *keys_bindings(size_t *n);
const struct command *keys_commands(size_t *n); /* in command.c */
const struct command *keys_command(const char *name);

/* As a person calls it, "PgDn"; lent until the next call with the same out. */
const char *keys_name(int key, char out[16]);

/* The key of that name or character; KEY_NONE: there is none. */
int keys_by_name(const char *name);

/* What the first binding of a command in a scope is called; "" for none. */
const char *keys_of(enum scope scope, const char *command, char out[16]);

/* The key that a Cyrillic letter shares with a Latin one, else the key. */
int keys_latin(int key);

/* What a scope is called. */
const char *scope_text(enum scope scope);

#endif
