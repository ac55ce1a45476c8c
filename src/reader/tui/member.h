/* member.h - the class that this learner is in, as the engine tells of it. */
#ifndef CDCLAB_TUI_MEMBER_H
#define CDCLAB_TUI_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct event;
struct ui;

/* All-zero: in none; release with member_release(). */
struct member {
	char *class_name; /* owned, as the others; NULL: in no class */
	char *unsent;     /* why something was not sent yet; NULL: it was */
	char *said;       /* the instructor's last line; NULL: none */
	int64_t said_ms;  /* when it came */
	bool hand;        /* it is up */
};

/* A class.frame of no request. */
void member_event(struct ui *ui, const struct event *ev);

/* What the bar has of it, in two or three words; nothing in no class. */
void member_add(const struct member *member, struct buf *out);

/* The instructor's line while it is to be seen; NULL: none. Lent. */
const char *member_line(const struct ui *ui);

/* Raise the hand, or lower it. */
void member_hand(struct ui *ui);

void member_release(struct member *member);

#endif
