/*
 * diagnose.h - which layer is broken on the way of a row, from the bottom up.
 *
 * Connect says RUNNING while PostgreSQL has been dead for minutes, so it is
 * asked last: processes and ports first, then the database's own settings,
 * the connector and its task, and who really reads slot or binlog.
 */
#ifndef CDCLAB_DIAGNOSE_DIAGNOSE_H
#define CDCLAB_DIAGNOSE_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/diagnose/failure.h"

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
	size_t n, const struct ctl *ctl, struct failure *failure);

/* Is a service broken? */
bool diagnose_service(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure);

/* Is anything broken from the database to the connector's task? */
bool diagnose_source(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure);

/* Does somebody read the slot, or dump the binlog as the user? */
bool diagnose_reader(const struct world *world, const char *database,
	const char *slot_or_user, const struct ctl *ctl,
	struct failure *failure);

/* Is the connector there, of that class (NULL: any), with a running task? */
bool diagnose_connector(const struct world *world, const char *name,
	const char *type_class, const struct ctl *ctl, struct failure *failure);

#endif
