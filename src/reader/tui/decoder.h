/*
 * decoder.h - what a terminal sends, as keys: bytes and a clock in, keys out.
 *
 * A terminal sends keys, but also sequences that stand for no key of ours:
 * other keys, answers, reports of the focus. Whoever takes these for single
 * characters presses keys that nobody pressed. So a sequence is read to its
 * end whatever it says and in however many pieces it comes, and then it is a
 * key that we know, or nothing.
 */
#ifndef CDCLAB_TUI_DECODER_H
#define CDCLAB_TUI_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DECODER_SEQUENCE 64 /* bytes; no key of ours has more */
#define DECODER_KEYS 32     /* that have a sequence of this terminal's own */
#define DECODER_BYTES 512   /* taken at a time */
#define DECODER_QUEUE 4     /* keys; one byte makes two at most */

/* What the next byte is a part of. */
enum decoder_state {
	DECODER_GROUND = 0, /* nothing yet */
	DECODER_ESCAPE,
	DECODER_CSI,
	DECODER_SS3,
	DECODER_STRING,        /* OSC, DCS, APC, PM, SOS */
	DECODER_STRING_ESCAPE, /* in one: perhaps its end */
	DECODER_RAW,           /* `more` bytes, whatever they are */
	DECODER_UTF8           /* `more` bytes of a character */
};

struct decoder_known {
	char bytes[16];
	int key;
};

/* All-zero is ready; it owns nothing. */
struct decoder {
	enum decoder_state state;
	char seq[DECODER_SEQUENCE]; /* from its ESC on, as much as fits */
	size_t len;                 /* of all of it */
	int more;
	unsigned char before; /* the byte before, in a string */
	int64_t last_ms;      /* the last byte came */
	bool escaped;         /* the last key was a lone Esc, */
	int64_t escaped_ms;
	bool late; /* and this may be the rest of a sequence cut there */
	bool pasting;
	bool lapsed;           /* the rest is overdue, yet may come: */
	unsigned char held[4]; /* a character that is its first, or a key */
	size_t nheld;
	int queue[DECODER_QUEUE];
	size_t nqueue;
	unsigned char in[DECODER_BYTES]; /* not yet looked at, from at on */
	size_t nin, at;
	struct decoder_known known[DECODER_KEYS];
	size_t nknown;
	int row, col; /* of the mouse, with KEY_CLICK */
	int rgb;      /* 0xrrggbb, with KEY_BACKGROUND */
};

/* This terminal sends bytes for key; what is no sequence is left out. */
void decoder_learn(struct decoder *d, const char *bytes, int key);

/* len bytes have come, DECODER_BYTES at most; all keys before were taken. */
void decoder_add(struct decoder *d, const void *bytes, size_t len);

/* The next key, a code point or an enum key; KEY_NONE: no more for now. */
int decoder_key(struct decoder *d, int64_t now_ms);

/*
 * Milliseconds until silence means something, a lone Esc for one; -1: never.
 * When nothing has come until then: decoder_wait(), and take the keys.
 */
int decoder_patience(const struct decoder *d, int64_t now_ms);
void decoder_wait(struct decoder *d, int64_t now_ms);

/* Forget what is half read: another program had the terminal for a while. */
void decoder_reset(struct decoder *d);

#endif
