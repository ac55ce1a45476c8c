/* err.h - what went wrong, in one line, with what to try next. */
#ifndef CDCLAB_BASE_ERR_H
#define CDCLAB_BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_NONE = 0,
	ERR_USAGE,     /* the user asked for something that does not exist */
	ERR_SYNTAX,    /* a lesson or lab file is malformed; file, line set */
	ERR_SYSTEM,    /* the kernel refused: open, fork, poll */
	ERR_NETWORK,   /* a peer could not be reached, or went away */
	ERR_REMOTE,    /* a peer answered, and the answer is an error */
	ERR_TIMEOUT,   /* a deadline passed */
	ERR_CANCELLED, /* the user stopped it */
	ERR_CHECK,     /* all calls worked; the expected result is not there */
	ERR_STACK,     /* a service cannot be brought up, a part is missing */
	ERR_LOCKED,    /* another cdclab holds the lab or the stack */
	ERR_PROGRESS,  /* the journal could not be written */
	ERR_INTERNAL   /* a bug of ours: the engine died, protocol mismatch */
};

/*
 * msg and hint are kept as msg.h says: msg_text() makes the sentence, in the
 * reader's language, and each format here is an entry of po/.
 *
 * All-zero before the call, untouched on success. The first failure wins:
 * setting an error that is set changes nothing, so cleanup cannot hide the
 * cause. Always the last parameter, never NULL.
 */
struct err {
	enum err_code code;
	bool retriable; /* the same call may succeed later */
	char hint[400]; /* a sentence: what to try; "" for none */
	char file[256]; /* lesson or lab file, "" when not about one */
	int line;       /* counted from 1, 0 when not about a line */
	char msg[1000]; /* one line, no full stop, no newline, UTF-8 */
};

/* Both return -1, so that a caller can write: return err_set(...); */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Put context in front of a set error: "lab 05: step 4: " + message. */
int err_wrap(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Add what to try to a set error, where none was given yet. Returns -1. */
int err_hint(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A malformed file: err_set(ERR_SYNTAX) with its place. Returns -1. */
int err_at(struct err *err, const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The exit status of a program that ends with this error; 0 for none. */
int err_exit(const struct err *err);

#endif
