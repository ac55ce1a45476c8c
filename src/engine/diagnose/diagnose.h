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
#include <stdint.h>

#include <jansson.h>

#include "common/course/lab_flow.h"
#include "engine/diagnose/failure.h"

struct ctl;
struct world;

/* A table of a database and the connector that reads it. Lent strings. */
struct source {
	const char *database;        /* "postgres", "mysql" */
	const char *table;           /* as SQL has it; NULL: not known */
	const char *connector;       /* its name */
	enum lab_change change;      /* of a row, that is waited for */
	bool tombstone;              /* and it is the record without a value */
	const struct lab_flow *flow; /* NULL: not known */
};

/* Where a flow begins. */
struct source source_of(const struct lab_flow *flow);

/*
 * Is one of them broken? By their processes first, then by protocol. Of several
 * that are dead or frozen the cause names all, those of the lab that are not
 * asked for included, the deepest first.
 */
bool diagnose_services(const struct world *world, const char *const *services,
	size_t n, const struct ctl *ctl, struct failure *failure);

/* Is a service broken? */
bool diagnose_service(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure);

/* Its process alone; silent: it does not answer, so any word counts. */
bool diagnose_process(const struct world *world, const char *service,
	bool silent, const struct ctl *ctl, struct failure *failure);

/* Has its database a setting, or a lack, that CDC cannot live with? */
bool diagnose_database(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure);

/*
 * May a row be written that is deleted again? Under binlog_row_image=MINIMAL
 * the INSERT passes, but the DELETE ends the connector, and for good.
 */
bool diagnose_writable(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure);

/* Has an INSERT without an error left no row? What of the table keeps it out. */
bool diagnose_kept_out(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure);

/*
 * The database has refused a statement: a setting that is known for it, or else
 * its own words. Who reads its log has no part in that. Always true.
 */
struct err;
bool diagnose_refused(const struct world *world, const struct source *source,
	const struct err *err, const struct ctl *ctl, struct failure *failure);

/* Is anything broken from the database to the connector's task? */
bool diagnose_source(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure);

/* Does its connector read the database's log, as far as can be asked? */
bool diagnose_streams(const struct world *world, const struct source *source,
	const struct ctl *ctl);

/* What there was before a row was written. */
struct before {
	int64_t wall_ms;  /* what logs said earlier is of no interest */
	long long events; /* that the connector had read; -1: unknown */
};
struct before diagnose_before(const struct world *world,
	const struct source *source, const struct ctl *ctl);

/*
 * What else keeps a row from coming while all say RUNNING: the catalogs, the
 * connector's config, what Connect's log says of it since, its counters.
 */
bool diagnose_late(const struct world *world, const struct source *source,
	const struct before *before, const struct ctl *ctl,
	struct failure *failure);

/* The same of a record that has come, but not as the lab expects it. */
bool diagnose_unlike(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure);

/* What the config has for the places of such a failure. */
void diagnose_form(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure);

/* Changes of a kind that a connector has read; -1: nobody tells. */
long long diagnose_events_seen(const struct world *world, const char *prefix,
	enum lab_change change, const struct ctl *ctl);

/* Who should read slot or binlog. Lent strings. */
struct reader {
	const char *connector;
	const char *slot; /* of PostgreSQL; NULL: MySQL's binlog */
	const char *user; /* that it reads as; NULL: not known */
};

/* Is it read, and by that connector rather than by somebody else? */
bool diagnose_reader(const struct world *world, const struct reader *reader,
	const struct ctl *ctl, struct failure *failure);

/* Has another connector that runs the same slot? Only one can read it. */
bool diagnose_rival(const struct world *world, const struct reader *reader,
	const struct ctl *ctl, struct failure *failure);

/* Is the connector there, of that class (NULL: any), with a running task? */
bool diagnose_connector(const struct world *world, const char *name,
	const char *type_class, const struct ctl *ctl, struct failure *failure);

/* The same; found is what the worker says of it, to be released. */
struct connector;
bool diagnose_deployed(const struct world *world, const char *name,
	const char *type_class, struct connector *found, const struct ctl *ctl,
	struct failure *failure);

/* What a connector's config has for the places in the row of a failure. */
void failure_config(
	struct failure *failure, const char *connector, const json_t *config);

#endif
