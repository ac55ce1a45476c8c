/*
 * canary.h - a row of our own, written into an outbox to be found downstream.
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

#define CANARY_TYPE "CdclabCanary"

struct ctl;
struct err;
struct world;

struct canary {
	const char *database; /* "postgres", "mysql"; static */
	char id[37];          /* UUID, version 4; also the record's header id */
	int64_t order_id;     /* negative, 52 random bits */
	int64_t sent_ms;      /* clock_ms() of the commit; 0: not inserted */
};

/* A fresh one, not written anywhere. */
void canary_make(struct canary *canary, const char *database);

/*
 * Append the INSERT with its values, to be shown; in the payload shape of the
 * lesson's own.
 */
struct buf;
void canary_sql(const struct canary *canary, struct buf *out);

/* Journal it for check, then insert and commit it. */
int canary_insert(const struct world *world, struct canary *canary,
	const char *check, const struct ctl *ctl, struct err *err);

/* Delete the row; a server that does not answer leaves it to the sweep. */
void canary_delete(const struct world *world, struct canary *canary);

/* Delete canaries that a killed run left behind, older than five minutes. */
int canary_sweep(const struct world *world, const char *database,
	const struct ctl *ctl, struct err *err);

/* Is it the canary's payload? Parsed, never compared as text. */
bool canary_is_payload(
	const struct canary *canary, const char *value, size_t len);

/* Is its id somewhere in the bytes, as in the row as the table has it? */
bool canary_is_in(const struct canary *canary, const char *value, size_t len);

/* A record's key: that of any check's canary, in a topic or in the result? */
bool canary_is_key(const char *key, size_t len);

/*
 * The order_id of a flat JSON object, such as a row of the sink; 0: none. The
 * text of its column goes into column_value, cut to room bytes; "": it has no
 * such text.
 */
int64_t canary_order_of(const char *value, size_t len, char *column_value,
	size_t room, const char *column);

#endif
