/*
 * canary.h - a row of our own, written by the lab's SQL to be found downstream.
 *
 * Its id is random and fresh and is in the journal before the row is in the
 * table, so a crash between them leaves nothing unknown. The row is deleted
 * once it was seen or given up, never before: deleted before slot and snapshot
 * exist it would be lost for ever.
 */
#ifndef CDCLAB_FLOW_CANARY_H
#define CDCLAB_FLOW_CANARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/course/lab_flow.h"

struct buf;
struct ctl;
struct err;
struct record;
struct world;

struct canary {
	const struct lab_canary *of; /* lent from the lab */
	char id[37];                 /* UUID, version 4 */
	char number[24];             /* negative, of as many bits as it says */
	char token[17];              /* hex digits */
	int64_t sent_ms;             /* clock_ms() of the commit; 0: not yet */
	int64_t wall_ms;             /* the same as records have it */
	bool there;                  /* the row may be in the table */
};

/* A fresh one, not written anywhere. */
void canary_make(struct canary *canary, const struct lab_canary *of);

/* Append text with :id, :number and :token as values, to be compared. */
void canary_fill(
	const struct canary *canary, const char *text, struct buf *out);

/* Append the statement of a change with its values, to be shown. */
void canary_sql(
	const struct canary *canary, enum lab_change change, struct buf *out);

/*
 * Journal it for check, insert and commit it, then make the change, if that is
 * another. A DELETE that the server refuses is found out before the INSERT.
 */
int canary_send(const struct world *world, struct canary *canary,
	enum lab_change change, const char *check, const struct ctl *ctl,
	struct err *err);

/* The same for one that is inserted: change it now. */
int canary_change(const struct world *world, struct canary *canary,
	enum lab_change change, const struct ctl *ctl, struct err *err);

/* Does a question about it answer yes? As world_ask(). */
int canary_ask(const struct world *world, const struct canary *canary,
	const struct lab_hop *hop, bool *yes, const struct ctl *ctl,
	struct err *err);

/* The row as it is in its table, if its DELETE says where. ERR_CHECK. */
struct rows;
int canary_select(const struct world *world, const struct canary *canary,
	struct rows *rows, const struct ctl *ctl, struct err *err);

/* Delete the row; a server that does not answer leaves it to the sweep. */
void canary_delete(const struct world *world, struct canary *canary);

/*
 * Delete canaries of the lab that killed runs left behind, by its own SQL. A
 * server that does not answer is the checks' matter.
 */
void canary_sweep(const struct world *world, const struct ctl *ctl);

/* Is one of its values among the bytes, whatever the form? NULL: it is not. */
bool canary_is_among(
	const struct canary *canary, const char *bytes, size_t len);

/* The same of a record's key and value. */
bool canary_is_in(const struct canary *canary, const struct record *rec);

/* Is the record of any canary of this process? */
bool canary_is_any(const struct record *rec);

#endif
