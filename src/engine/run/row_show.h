/*
 * row_show.h - a row as each system has it: the table and the database's log,
 * a record, the change that a job made of it. EV_ROW_PART for each.
 */
#ifndef CDCLAB_RUN_ROW_SHOW_H
#define CDCLAB_RUN_ROW_SHOW_H

#include <stddef.h>

struct canary;
struct ctl;
struct err;
struct lab_flow;
struct pg_session;
struct record;
struct world;

/* Where a flow's parts go. */
struct row_view {
	const struct world *world;
	const struct lab_flow *flow;
};

/* The row that is committed, by the canary's own table. */
void row_show_table(const struct row_view *view, const struct canary *canary,
	const struct ctl *ctl);

/*
 * The database's log, opened before the row is written. PostgreSQL's is peeked
 * at through a slot that goes with our connection. All-zero is closed.
 */
struct row_log {
	struct pg_session *session;
	char *file, *from; /* MySQL's binlog, and where it ends; owned */
	char *why;         /* it cannot be looked at; a message, owned */
};
void row_log_open(struct row_log *log, const struct row_view *view,
	const struct ctl *ctl);
void row_log_show(struct row_log *log, const struct row_view *view,
	const struct canary *canary, const struct ctl *ctl);
void row_log_close(struct row_log *log);

/* A record at a hop; behind a job also the row of its changelog. */
void row_show_record(
	const struct row_view *view, size_t hop, const struct record *rec);

#endif
