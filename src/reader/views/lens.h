/*
 * lens.h - records of a lab's topics as a reader looks at them. The newest are
 * kept; one of them is chosen, or the newest is followed.
 */
#ifndef CDCLAB_VIEWS_LENS_H
#define CDCLAB_VIEWS_LENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "reader/grid/grid.h"

struct event;
struct lab;
struct textview;

/* What is asked of the engine, so that little has to be kept here. */
#define LENS_RATE 1000        /* records a second: no screen shows more */
#define LENS_VALUE (64 << 10) /* bytes of a value */
#define LENS_RECORDS 2000     /* are kept, */
#define LENS_BYTES (8 << 20)  /* of so many bytes in all; a quarter more of
				 both while the list is paused */

/* As "cdclab events" tells it. */
struct lens_record {
	char *text; /* owned */
	size_t len;
	bool canary;
};

/* What is asked for, all owned or all lent. */
struct lens_query {
	char *topic;  /* NULL: all of the lab's */
	char *filter; /* a text, or "value:/op=c"; NULL: all */
	char *start;  /* see record_start.h; NULL: the beginning */
};
void lens_query_copy(struct lens_query *to, const struct lens_query *from);
void lens_query_release(struct lens_query *query);

/* All-zero: nothing was asked for. Release with lens_release(). */
struct lens {
	struct lens_query query;
	struct lens_record *ring;
	uint64_t first, end; /* the numbers of those kept, end: the next one */
	size_t bytes;
	unsigned long long left_out;
	struct buf part; /* of one that comes in parts */
	bool spoilt;     /* that one is too large, by what it says or not */
	char *said;      /* of the topics; NULL: nothing */
	char *over;      /* why no more come; NULL: they do */
	uint64_t at;     /* the one chosen */
	bool chosen;     /* else the newest is followed */
	uint64_t shown;  /* paused: the end of those that are shown */
	bool paused;
	bool no_canaries;
	struct lens_record open; /* the one that is read; text NULL: none */
};

/* Forget all; what is asked for is this now, which is copied. */
void lens_begin(struct lens *lens, const struct lens_query *query);
void lens_event(struct lens *lens, const struct event *ev);
void lens_stop(struct lens *lens, const char *why); /* no more come */
void lens_release(struct lens *lens);

/* Those that are shown, and the place of the chosen one; 0 where none is. */
int lens_count(const struct lens *lens);
int lens_at(const struct lens *lens);
void lens_choose(struct lens *lens, int at); /* the last: the newest */
/* NULL: there is none. Lent until the next event. */
const struct lens_record *lens_shown(const struct lens *lens, int at);
const struct lens_record *lens_chosen(const struct lens *lens);

/* More come, but what is shown stays; and back. */
void lens_pause(struct lens *lens);

/* The chosen one stays open, whatever becomes of it here; false: none is. */
bool lens_open(struct lens *lens);

/* lens_list.c - the records, one a line; below, where there is room, one of them. */
int lens_rows(struct rect area); /* of the list */
void lens_paint(const struct lens *lens, struct grid *grid, struct rect area);

/* lens_record.c - all of one. */
void lens_write(struct textview *textview, const struct lens_record *record);

/*
 * lens_copy.c - a record for other tools; owned. NULL: it does not say which row
 * it is of, nor does the lab.
 */
char *lens_json(const struct lens_record *record);
char *lens_kcat(const struct lens_record *record);
char *lens_sql(const struct lens_record *record, const struct lab *lab);

#endif
