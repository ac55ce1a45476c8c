#include "config.h"

#include "reader/tui/keys.h"

#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/utf8.h"

#define CTRL "^" /* in front of a letter */

static const struct binding bindings[] = {
	{ SCOPE_LIST, 'j', "down" },
	{ SCOPE_LIST, KEY_GO_DOWN, "down" },
	{ SCOPE_LIST, 'k', "up" },
	{ SCOPE_LIST, KEY_GO_UP, "up" },
	{ SCOPE_LIST, KEY_FIRST, "first" },
	{ SCOPE_LIST, 'g', "first" },
	{ SCOPE_LIST, KEY_LAST, "last" },
	{ SCOPE_LIST, 'G', "last" },
	{ SCOPE_LIST, KEY_RETURN, "open" },
	{ SCOPE_LIST, KEY_GO_RIGHT, "open" },

	{ SCOPE_TEXT, ' ', "page-down" },
	{ SCOPE_TEXT, KEY_PAGE_DOWN, "page-down" },
	{ SCOPE_TEXT, 'f', "page-down" },
	{ SCOPE_TEXT, KEY_CTRL('F'), "page-down" },
	{ SCOPE_TEXT, 'b', "page-up" },
	{ SCOPE_TEXT, KEY_PAGE_UP, "page-up" },
	{ SCOPE_TEXT, KEY_CTRL('B'), "page-up" },
	{ SCOPE_TEXT, 'j', "line-down" },
	{ SCOPE_TEXT, KEY_GO_DOWN, "line-down" },
	{ SCOPE_TEXT, 'e', "line-down" },
	{ SCOPE_TEXT, KEY_CTRL('E'), "line-down" },
	{ SCOPE_TEXT, 'k', "line-up" },
	{ SCOPE_TEXT, KEY_GO_UP, "line-up" },
	{ SCOPE_TEXT, 'y', "line-up" },
	{ SCOPE_TEXT, KEY_CTRL('Y'), "line-up" },
	{ SCOPE_TEXT, 'd', "half-down" },
	{ SCOPE_TEXT, KEY_CTRL('D'), "half-down" },
	{ SCOPE_TEXT, 'u', "half-up" },
	{ SCOPE_TEXT, KEY_CTRL('U'), "half-up" },
	{ SCOPE_TEXT, 'g', "text-start" },
	{ SCOPE_TEXT, KEY_FIRST, "text-start" },
	{ SCOPE_TEXT, 'G', "text-end" },
	{ SCOPE_TEXT, KEY_LAST, "text-end" },
	{ SCOPE_TEXT, ']', "section-next" },
	{ SCOPE_TEXT, '[', "section-previous" },
	{ SCOPE_TEXT, 'p', "percent" },
	{ SCOPE_TEXT, '%', "percent" },
	{ SCOPE_TEXT, '=', "where" },
	{ SCOPE_TEXT, KEY_CTRL('G'), "where" },
	{ SCOPE_TEXT, '/', "find" },
	{ SCOPE_TEXT, 'n', "find-next" },
	{ SCOPE_TEXT, 'N', "find-previous" },
	{ SCOPE_TEXT, KEY_GO_LEFT, "text-left" },
	{ SCOPE_TEXT, KEY_GO_RIGHT, "text-right" },
	{ SCOPE_TEXT, 'W', "wide" },
	{ SCOPE_TEXT, 't', "contents" },
	{ SCOPE_TEXT, '>', "lesson-next" },
	{ SCOPE_TEXT, '<', "lesson-previous" },
	{ SCOPE_TEXT, KEY_TAB, "focus-next" },
	{ SCOPE_TEXT, KEY_TAB_BACK, "focus-previous" },
	{ SCOPE_TEXT, KEY_RETURN, "act" },
	{ SCOPE_TEXT, KEY_BACK, "history-back" },
	{ SCOPE_TEXT, KEY_CTRL('O'), "history-back" },
	{ SCOPE_TEXT, KEY_FORTH, "history-forth" },
	{ SCOPE_TEXT, 'm', "mark" },
	{ SCOPE_TEXT, '\'', "to-mark" },
	{ SCOPE_TEXT, 'l', "pane" },
	{ SCOPE_TEXT, 'C', "copy" },
	{ SCOPE_TEXT, 'S', "save" },
	{ SCOPE_TEXT, 'E', "edit" },
	{ SCOPE_TEXT, 'V', "diff" },
	{ SCOPE_TEXT, 'A', "watch" },
	{ SCOPE_TEXT, 'r', "run" },
	{ SCOPE_TEXT, 'c', "check" },
	{ SCOPE_TEXT, 'x', "cancel" },
	{ SCOPE_TEXT, 'w', "why" },
	{ SCOPE_TEXT, 'F', "trace" },
	{ SCOPE_TEXT, 'H', "row-step" },
	{ SCOPE_TEXT, 'K', "records" },
	{ SCOPE_TEXT, 'R', "reset" },
	{ SCOPE_TEXT, 'D', "solve" },
	{ SCOPE_TEXT, 'B', "big" },
	{ SCOPE_TEXT, 'v', "diagram" },
	{ SCOPE_TEXT, '!', "hand" },

	{ SCOPE_PANE, 'j', "down" },
	{ SCOPE_PANE, KEY_GO_DOWN, "down" },
	{ SCOPE_PANE, 'k', "up" },
	{ SCOPE_PANE, KEY_GO_UP, "up" },
	{ SCOPE_PANE, KEY_FIRST, "first" },
	{ SCOPE_PANE, 'g', "first" },
	{ SCOPE_PANE, KEY_LAST, "last" },
	{ SCOPE_PANE, 'G', "last" },
	{ SCOPE_PANE, KEY_RETURN, "do-this" },
	{ SCOPE_PANE, 'a', "restart" },

	{ SCOPE_MENU, 'j', "down" },
	{ SCOPE_MENU, KEY_GO_DOWN, "down" },
	{ SCOPE_MENU, 'k', "up" },
	{ SCOPE_MENU, KEY_GO_UP, "up" },
	{ SCOPE_MENU, KEY_FIRST, "first" },
	{ SCOPE_MENU, 'g', "first" },
	{ SCOPE_MENU, KEY_LAST, "last" },
	{ SCOPE_MENU, 'G', "last" },
	{ SCOPE_MENU, KEY_RETURN, "choose" },
	{ SCOPE_MENU, '/', "filter" },
	{ SCOPE_MENU, 't', "close" },
	{ SCOPE_MENU, 'q', "close" },

	{ SCOPE_SERVERS, 'j', "down" },
	{ SCOPE_SERVERS, KEY_GO_DOWN, "down" },
	{ SCOPE_SERVERS, 'k', "up" },
	{ SCOPE_SERVERS, KEY_GO_UP, "up" },
	{ SCOPE_SERVERS, KEY_FIRST, "first" },
	{ SCOPE_SERVERS, 'g', "first" },
	{ SCOPE_SERVERS, KEY_LAST, "last" },
	{ SCOPE_SERVERS, 'G', "last" },
	{ SCOPE_SERVERS, KEY_RETURN, "server-log" },
	{ SCOPE_SERVERS, 'U', "server-up" },
	{ SCOPE_SERVERS, 'R', "server-restart" },
	{ SCOPE_SERVERS, 'P', "server-pause" },
	{ SCOPE_SERVERS, 'K', "server-kill" },
	{ SCOPE_SERVERS, 'c', "check" },
	{ SCOPE_SERVERS, 'x', "cancel" },
	{ SCOPE_SERVERS, 'q', "close" },

	{ SCOPE_TEXTVIEW, 'j', "down" },
	{ SCOPE_TEXTVIEW, KEY_GO_DOWN, "down" },
	{ SCOPE_TEXTVIEW, 'k', "up" },
	{ SCOPE_TEXTVIEW, KEY_GO_UP, "up" },
	{ SCOPE_TEXTVIEW, ' ', "view-page-down" },
	{ SCOPE_TEXTVIEW, KEY_PAGE_DOWN, "view-page-down" },
	{ SCOPE_TEXTVIEW, 'b', "view-page-up" },
	{ SCOPE_TEXTVIEW, KEY_PAGE_UP, "view-page-up" },
	{ SCOPE_TEXTVIEW, KEY_FIRST, "first" },
	{ SCOPE_TEXTVIEW, 'g', "first" },
	{ SCOPE_TEXTVIEW, KEY_LAST, "last" },
	{ SCOPE_TEXTVIEW, 'G', "last" },
	{ SCOPE_TEXTVIEW, '/', "filter" },
	{ SCOPE_TEXTVIEW, 'c', "check" },
	{ SCOPE_TEXTVIEW, 'x', "cancel" },
	{ SCOPE_TEXTVIEW, 'q', "close" },
	{ SCOPE_TEXTVIEW, KEY_RETURN, "close" },

	{ SCOPE_INSIDE, 'R', "server-restart" },
	{ SCOPE_INSIDE, 'P', "server-pause" },
	{ SCOPE_INSIDE, 'K', "server-kill" },

	{ SCOPE_WHY, 'h', "hint" },
	{ SCOPE_WHY, 'r', "run" },
	{ SCOPE_WHY, 'D', "solve" },

	{ SCOPE_TRACE, 'H', "row-step" },
	{ SCOPE_TRACE, 'F', "trace" },

	{ SCOPE_ROW, KEY_RETURN, "row-go" },
	{ SCOPE_ROW, 'H', "row-step" },

	{ SCOPE_LENS, 'j', "down" },
	{ SCOPE_LENS, KEY_GO_DOWN, "down" },
	{ SCOPE_LENS, 'k', "up" },
	{ SCOPE_LENS, KEY_GO_UP, "up" },
	{ SCOPE_LENS, ' ', "view-page-down" },
	{ SCOPE_LENS, KEY_PAGE_DOWN, "view-page-down" },
	{ SCOPE_LENS, 'b', "view-page-up" },
	{ SCOPE_LENS, KEY_PAGE_UP, "view-page-up" },
	{ SCOPE_LENS, 'g', "first" },
	{ SCOPE_LENS, KEY_FIRST, "first" },
	{ SCOPE_LENS, 'G', "last" },
	{ SCOPE_LENS, KEY_LAST, "last" },
	{ SCOPE_LENS, KEY_RETURN, "record" },
	{ SCOPE_LENS, '/', "record-find" },
	{ SCOPE_LENS, '@', "record-from" },
	{ SCOPE_LENS, 'p', "record-pause" },
	{ SCOPE_LENS, KEY_TAB, "record-topic" },
	{ SCOPE_LENS, 'h', "record-canaries" },
	{ SCOPE_LENS, 'C', "record-copy" },
	{ SCOPE_LENS, 'K', "record-kcat" },
	{ SCOPE_LENS, 'Q', "record-sql" },
	{ SCOPE_LENS, 'x', "cancel" },
	{ SCOPE_LENS, 'q', "close" },

	{ SCOPE_RECORD, KEY_GO_RIGHT, "record-next" },
	{ SCOPE_RECORD, 'n', "record-next" },
	{ SCOPE_RECORD, KEY_GO_LEFT, "record-previous" },
	{ SCOPE_RECORD, 'N', "record-previous" },
	{ SCOPE_RECORD, 'C', "record-copy" },
	{ SCOPE_RECORD, 'K', "record-kcat" },
	{ SCOPE_RECORD, 'Q', "record-sql" },

	{ SCOPE_DIFF, 'R', "put-back" },
	{ SCOPE_DIFF, 'V', "close" },

	{ SCOPE_BIG, 'r', "run" },
	{ SCOPE_BIG, 'c', "check" },
	{ SCOPE_BIG, 'x', "cancel" },
	{ SCOPE_BIG, 'B', "close" },
	{ SCOPE_BIG, 'q', "close" },

	{ SCOPE_DRAWING, KEY_GO_LEFT, "pan-left" },
	{ SCOPE_DRAWING, 'h', "pan-left" },
	{ SCOPE_DRAWING, KEY_GO_RIGHT, "pan-right" },
	{ SCOPE_DRAWING, 'l', "pan-right" },
	{ SCOPE_DRAWING, '0', "pan-start" },
	{ SCOPE_DRAWING, '$', "pan-end" },
	{ SCOPE_DRAWING, 'j', "down" },
	{ SCOPE_DRAWING, KEY_GO_DOWN, "down" },
	{ SCOPE_DRAWING, 'k', "up" },
	{ SCOPE_DRAWING, KEY_GO_UP, "up" },
	{ SCOPE_DRAWING, ' ', "view-page-down" },
	{ SCOPE_DRAWING, KEY_PAGE_DOWN, "view-page-down" },
	{ SCOPE_DRAWING, 'b', "view-page-up" },
	{ SCOPE_DRAWING, KEY_PAGE_UP, "view-page-up" },
	{ SCOPE_DRAWING, 'g', "first" },
	{ SCOPE_DRAWING, KEY_FIRST, "first" },
	{ SCOPE_DRAWING, 'G', "last" },
	{ SCOPE_DRAWING, KEY_LAST, "last" },
	{ SCOPE_DRAWING, 'w', "fit" },
	{ SCOPE_DRAWING, 'v', "close" },
	{ SCOPE_DRAWING, 'q', "close" },
	{ SCOPE_DRAWING, KEY_RETURN, "close" },

	{ SCOPE_ANY, 's', "services" },
	{ SCOPE_ANY, 'L', "language" },
	{ SCOPE_ANY, 'T', "theme" },
	{ SCOPE_ANY, KEY_ESCAPE, "back" },
	{ SCOPE_ANY, KEY_BACK, "back" },
	{ SCOPE_ANY, ':', "command" },
	{ SCOPE_ANY, 'M', "mouse" },
	{ SCOPE_ANY, '?', "keys" },
	{ SCOPE_ANY, 'q', "quit" },
};

static const struct {
	int key;
	const char *name;
} names[] = {
	{ KEY_GO_UP, "Up" },
	{ KEY_GO_DOWN, "Down" },
	{ KEY_GO_LEFT, "Left" },
	{ KEY_GO_RIGHT, "Right" },
	{ KEY_PAGE_UP, "PgUp" },
	{ KEY_PAGE_DOWN, "PgDn" },
	{ KEY_FIRST, "Home" },
	{ KEY_LAST, "End" },
	{ KEY_BACK, "Backspace" },
	{ KEY_DELETE, "Del" },
	{ KEY_TAB_BACK, "Shift-Tab" },
	{ KEY_FORTH, "Alt-Right" },
	{ KEY_PASTE, "paste" },
	{ KEY_PASTE_END, "paste-end" },
	{ KEY_WHEEL_UP, "wheel-up" },
	{ KEY_WHEEL_DOWN, "wheel-down" },
	{ KEY_TAB, "Tab" },
	{ KEY_RETURN, "Enter" },
	{ KEY_ESCAPE, "Esc" },
	{ ' ', "Space" },
};

/* The Latin letters of a keyboard, and the Cyrillic ones on the same keys. */
static const char latin[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
			    "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
static const char cyrillic[] = "йцукенгшщзхъфывапролджэячсмитьбю"
			       "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ";

int
keys_latin(int key)
{
	const char *p = cyrillic;

	if (key < 0x400 || key > 0x4ff)
		return key;
	for (size_t i = 0; i < strlen(latin); i++) {
		uint32_t cp;

		p += utf8_decode(p, strlen(p), &cp);
		if ((int)cp == key)
			return latin[i];
	}
	return key;
}

/* What has no binding in a scope is looked for in the one behind it. */
static const enum scope behind[SCOPE_COUNT] = {
	[SCOPE_PANE] = SCOPE_TEXT,
	[SCOPE_INSIDE] = SCOPE_TEXTVIEW,
	[SCOPE_WHY] = SCOPE_TEXTVIEW,
	[SCOPE_TRACE] = SCOPE_TEXTVIEW,
	[SCOPE_ROW] = SCOPE_TEXTVIEW,
	[SCOPE_RECORD] = SCOPE_TEXTVIEW,
	[SCOPE_DIFF] = SCOPE_TEXTVIEW,
};

const struct command *
keys_lookup(enum scope scope, int key)
{
	key = keys_latin(key);
	for (;;) {
		for (size_t i = 0; i < ARRAY_LEN(bindings); i++)
			if (bindings[i].scope == scope &&
				bindings[i].key == key)
				return keys_command(bindings[i].command);
		if (scope == SCOPE_ANY)
			return NULL;
		scope = behind[scope];
	}
}

bool
keys_has(enum scope scope, const char *command)
{
	char out[16];

	return *keys_of(scope, command, out);
}

const struct binding *
keys_bindings(size_t *n)
{
	*n = ARRAY_LEN(bindings);
	return bindings;
}

const char *
keys_name(int key, char out[16])
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].key == key)
			return names[i].name;
	if (key > 0 && key < ' ')
		snprintf(out, 16, CTRL "%c", key + '@');
	else
		out[utf8_encode((uint32_t)key, out)] = '\0';
	return out;
}

int
keys_by_name(const char *name)
{
	uint32_t cp;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strcmp(names[i].name, name))
			return names[i].key;
	if (!strncmp(name, CTRL, strlen(CTRL)) && name[strlen(CTRL)])
		return KEY_CTRL(name[strlen(CTRL)]);
	if (!*name || utf8_decode(name, strlen(name), &cp) != strlen(name))
		return KEY_NONE;
	return (int)cp;
}

const char *
keys_of(enum scope scope, const char *command, char out[16])
{
	for (;;) {
		for (size_t i = 0; i < ARRAY_LEN(bindings); i++)
			if (bindings[i].scope == scope &&
				!strcmp(bindings[i].command, command))
				return keys_name(bindings[i].key, out);
		if (scope == SCOPE_ANY)
			return "";
		scope = behind[scope];
	}
}

const char *
scope_text(enum scope scope)
{
	static const char *const texts[SCOPE_COUNT] = {
		[SCOPE_ANY] = N_("Everywhere"),
		[SCOPE_LIST] = N_("Course"),
		[SCOPE_TEXT] = N_("Lesson"),
		[SCOPE_PANE] = N_("Lab"),
		[SCOPE_MENU] = N_("Contents"),
		[SCOPE_SERVERS] = N_("List of servers"),
		[SCOPE_TEXTVIEW] = N_("Window"),
		[SCOPE_INSIDE] = N_("A connector or a job"),
		[SCOPE_WHY] = N_("In detail"),
		[SCOPE_TRACE] = N_("The way of a row"),
		[SCOPE_ROW] = N_("A row that is held"),
		[SCOPE_LENS] = N_("Records of topics"),
		[SCOPE_RECORD] = N_("A record"),
		[SCOPE_DIFF] = N_("What was edited"),
		[SCOPE_BIG] = N_("Checklist on the whole screen"),
		[SCOPE_DRAWING] = N_("Diagram on the whole screen"),
	};

	return texts[scope];
}
