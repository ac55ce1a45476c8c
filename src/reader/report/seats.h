/* seats.h - the rows of a class in the order in which they are looked at. */
#ifndef CDCLAB_REPORT_SEATS_H
#define CDCLAB_REPORT_SEATS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* A learner in one lesson. All lent from his row. */
struct seat {
	const json_t *row;
	const char *name, *lesson;
	const json_t *red; /* of what is red the longest; NULL: nothing is */
	long long since;   /* when that became so, ms since 1970 */
	long long hand;    /* since when it is up; 0: it is not */
	int earned, all;
};

/* Who have the same cause of red. */
struct seat_group {
	char *key;                 /* owned */
	const json_t *red;         /* the longest of them */
	const struct seat **seats; /* the longest red first; owned */
	size_t n;
};

/* All-zero is empty; release with seats_release(). */
struct seats {
	struct seat *seats; /* who needs help first: red longest, then by what
			       is still to do */
	struct seat_group *groups; /* the largest first */
	const struct seat **hands; /* of each learner whose hand is up the
				      seat that needs help most; the longest
				      up first; owned */
	size_t n, ngroup, nred, nlearner, nhand;
};

/* rows: an object of rows as class_row_json() makes them; lent. */
void seats_take(struct seats *seats, const json_t *rows);
void seats_release(struct seats *seats);

/* How an item of a seat is marked: 'x' earned, '!' red, '.' not yet. */
char seat_mark(const struct seat *seat, const char *check);

/* Why it is red, for people; owned. */
char *seat_cause(const json_t *red);

#endif
