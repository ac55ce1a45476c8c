/*
 * diagnose.h - which layer is broken on the way of a row, from the bottom up.
 *
 * Connect says RUNNING while PostgreSQL has been dead for minutes, so it is
 * asked last: processes and ports first, then the database's own settings,
 * the connector and its task, and who really reads slot or binlog.
 */
#ifndef CDCLAB_RUN_DIAGNOSE_H
#define CDCLAB_RUN_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/run/red.h"

struct ctl;
struct world;

/* A database and the connector that reads it. Lent strings. */
struct source {
	const char *database;  /* "postgres", "mysql" */
	const char *connector; /* its name */
	const char *topic;     /* where its rows should arrive; may be NULL */
};

/* Is one of them broken? By their processes first, then by protocol. */
bool diagnose_services(const struct world *world, const char *const *services,
	size_t n, const struct ctl *ctl, struct red *red);

/* Is a service broken? */
bool diagnose_service(const struct world *world, const char *service,
	const struct ctl *ctl, struct red *red);

/* Is anything broken from the database to the connector's task? */
bool diagnose_source(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct red *red);

/* Does somebody read the slot, or dump the binlog as the user? */
bool diagnose_reader(const struct world *world, const char *database,
	const char *slot_or_user, const struct ctl *ctl, struct red *red);

/* Is the connector there, of that class (NULL: any), with a running task? */
bool diagnose_connector(const struct world *world, const char *name,
	const char *type_class, const struct ctl *ctl, struct red *red);

/*
 * Diagnoses again and again in a thread of its own, so that whoever waits for
 * a record is not held up. What was found broken three times in a row and
 * lasts is final.
 */
struct watch;
struct watch *watch_new(const struct world *world, const struct source *sources,
	int n, const struct ctl *ctl);

/* The newest finding; final: there is no use in waiting. False: none. */
bool watch_red(struct watch *watch, struct red *red, bool *final);
void watch_free(struct watch *watch);

#endif
