/* edit.h - a line of text and the place in it where one types. */
#ifndef CDCLAB_TUI_EDIT_H
#define CDCLAB_TUI_EDIT_H

#include <stdbool.h>

#include "common/base/buf.h"

#define EDIT_MAX 4096 /* bytes; more is no line that somebody types */

/* All-zero is empty; release with buf_release(&edit->text). */
struct edit {
	struct buf text; /* UTF-8 */
	size_t at;       /* byte, between characters */
};

/* What a key did. */
enum edited {
	EDIT_FOREIGN = 0, /* nothing: it is not a key for a line */
	EDIT_MOVED,
	EDIT_CHANGED
};

/* A code point or an enum key. */
enum edited edit_key(struct edit *edit, int key);

/* All of it, and the place at its end. */
void edit_set(struct edit *edit, const char *text);

/* Put s in place of the bytes from from to the cursor. */
void edit_replace(struct edit *edit, size_t from, const char *s);

#endif
