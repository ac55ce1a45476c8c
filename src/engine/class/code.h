/*
 * code.h - what is read out to join a class: where its broker is, what it is
 * called, and whose it is: demo@10.0.0.5:9092/a3f2-91bc-04de-7f
 */
#ifndef CDCLAB_CLASS_CODE_H
#define CDCLAB_CLASS_CODE_H

#include <stdbool.h>

struct err;

#define CLASS_NAME 25  /* room for a name: 24 of a-z 0-9 - */
#define CLASS_HOST 254 /* the same of a host */
#define CLASS_MARK 13  /* the same of a key's mark: 12 digits */

struct class_code {
	char name[CLASS_NAME], host[CLASS_HOST];
	int port;
	char mark[CLASS_MARK]; /* of the instructor's key: sign_name() */
};

/* Is it a name for a class? ERR_USAGE: what it may be made of. */
int class_name_check(const char *name, struct err *err);

/* "HOST:PORT" into host and port. ERR_USAGE. */
int class_broker_parse(
	struct class_code *code, const char *text, struct err *err);

/* Owned by the caller (free()). */
char *class_code_text(const struct class_code *code);

/*
 * As a person types it: in any case, with blanks or dashes anywhere in its last
 * part. One wrong or two swapped characters are noticed. ERR_USAGE.
 */
int class_code_parse(
	struct class_code *code, const char *text, struct err *err);

#endif
