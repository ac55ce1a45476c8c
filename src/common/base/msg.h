/*
 * msg.h - what we say of what happened, kept apart from its language.
 *
 * The engine does not know who reads. So a message is kept as its English
 * format and its arguments, in one string, and msg_text() makes the sentence
 * where it is shown. Such a string goes wherever a string goes: into a struct
 * err, into an event, as an argument of another message, beside a server's own
 * words, which stay as they are. See msg_json.h for the pipe.
 *
 * The formats are printf's; each is found by xgettext behind the functions that
 * po/po.am lists. "%s" alone is no message but its argument.
 */
#ifndef CDCLAB_BASE_MSG_H
#define CDCLAB_BASE_MSG_H

#include <stdarg.h>
#include <stddef.h>

#include "common/base/san.h"

struct buf;

/* One without arguments, in a table or as an argument of another. */
#define MSG_(text) "\036" text "\035"

/* Append a message; one with its own msg_add() inside, a list for example. */
void msg_add(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void msg_vadd(struct buf *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* Append one with a number, "%ld row" and "%ld rows": the form follows n. */
void msg_add_count(struct buf *b, const char *one, const char *many, long n);

/* Owned by the caller (free()). */
char *msg_new(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * One of a table, where it is marked with N_(): a text with at most one "%s",
 * which is arg (NULL: there is none). Owned by the caller (free()).
 */
char *msg_row(const char *text, const char *arg);

/* Into an array of room bytes; what has no room is cut, a character whole. */
void msg_put(char *to, size_t room, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void msg_vput(char *to, size_t room, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

/* What stands in the "%s" of fmt, if msg is such a message; owned. NULL. */
char *msg_inside(const char *msg, const char *fmt);

/* The sentence in the language in use; owned. NULL of NULL. */
char *msg_text(const char *msg);
void msg_show(struct buf *b, const char *msg);

/* The same for a terminal or a file: whatever it says, through san_add(). */
void msg_clean(struct buf *b, enum san_mode mode, const char *msg);

#endif
