/* text.h - lines for people: clean, padded, indented, coloured. */
#ifndef CDCLAB_REPORT_TEXT_H
#define CDCLAB_REPORT_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct buf;

enum ink {
	INK_PLAIN = 0,
	INK_GOOD,
	INK_BAD,
	INK_FAINT,
	INK_STRONG
};

/* Append s (NULL: nothing), sanitised, as one line without its end. */
void text_add(struct buf *b, const char *s);

/* The same, then spaces up to cols display columns. */
void text_pad(struct buf *b, const char *s, int cols);

/* Append s in ink; colour false: plain. s is ours or sanitised here. */
void text_ink(struct buf *b, bool colour, enum ink ink, const char *s);

/* Append the lines of s, newline after each, all behind indent spaces. */
void text_block(struct buf *b, const char *s, int indent);

/* The same, but the first line goes where we are. */
void text_hang(struct buf *b, const char *s, int indent);

/* The last n lines of text. Lent: a part of it. */
const char *text_tail(const char *text, int n);

/*
 * A label of at most cols columns and, where it is known, what it says: both
 * behind indent spaces, further lines below the first.
 */
void text_field(struct buf *b, int indent, int cols, const char *label,
	const char *value);

/* Append how long that is: "42 s", "7 min", "3 h". */
void text_span(struct buf *b, int64_t ms);

/* object.c: set key of JSON to value, sanitised; NULL: leave it out. */
void object_str(json_t *object, const char *key, const char *value);

/* Append it as one line and give it up. */
void object_print(json_t *object, struct buf *out);

/* The same to r->out, with the exit status and why it ended. */
struct err;
struct report;
void object_end(json_t *object, struct report *r, const struct err *err);

#endif
