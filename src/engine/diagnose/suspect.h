/* suspect.h - a row that is late, and its connector as it is deployed. */
#ifndef CDCLAB_DIAGNOSE_SUSPECT_H
#define CDCLAB_DIAGNOSE_SUSPECT_H

#include <stdint.h>

#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/names.h"

struct suspect {
	const struct world *world;
	const struct source *source;
	const json_t *config;
	struct names names;
	const struct before *before;
	const struct ctl *ctl;
};

/* An option of the config. Lent. */
const char *suspect_option(
	const struct suspect *s, const char *key, const char *fallback);

/* Fill in what the row of the failure wants of table and config. */
void suspect_fill(const struct suspect *s, struct failure *failure);

/*
 * Questions, each in a file: what the catalog of the database has (first of who
 * may log in at all), what the
 * config leaves out, and whether the connector has read what does not come.
 */
void suspect_role(const struct suspect *s, struct failure *failure);
void suspect_catalog(const struct suspect *s, struct failure *failure);
void suspect_options(const struct suspect *s, struct failure *failure);
void suspect_counter(const struct suspect *s, struct failure *failure);

#endif
