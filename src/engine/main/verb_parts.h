/*
 * verb_parts.h - what verb.c and its parts share, and nobody else includes.
 */
#ifndef CDCLAB_ENGINE_VERB_PARTS_H
#define CDCLAB_ENGINE_VERB_PARTS_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct stack;
struct verb_call;

/* The strings of an array of the request; the array is owned, they are not. */
struct verb_names {
	const char **names;
	size_t n;
};
void verb_names_take(struct verb_names *out, const struct verb_call *call);
void verb_names_release(struct verb_names *names);

/* By the driver that was asked for. */
struct stack *verb_open_stack(const struct verb_call *call, struct err *err);

/* Which driver it is, for reports; aloud: for people, with the reason. */
void verb_say_start(
	const struct verb_call *call, const struct stack *stack, bool aloud);

/* A line for people; text is given up. */
void verb_tell(const struct verb_call *call, char *text);

/* verb_class.c: those of a class. As verb_do(). */
int verb_class_open(const struct verb_call *call, struct err *err);
int verb_class_board(const struct verb_call *call, struct err *err);
int verb_class_import(const struct verb_call *call, struct err *err);
int verb_class_say(const struct verb_call *call, struct err *err);
int verb_class_close(const struct verb_call *call, struct err *err);

/* verb_member.c: those of who learns in it. */
int verb_class_join(const struct verb_call *call, struct err *err);
int verb_class_leave(const struct verb_call *call, struct err *err);
int verb_class_export(const struct verb_call *call, struct err *err);
int verb_class_hand(const struct verb_call *call, struct err *err);

/* A check's hint was opened. As verb_do(). */
int verb_hint(const struct verb_call *call, struct err *err);

/* Every other verb of a lab. As verb_do(). */
int verb_lab(const struct verb_call *call, struct err *err);

#endif
