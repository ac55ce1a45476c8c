/*
 * route.h - the topics that a connector writes to, as its config has it.
 *
 * A route has holes that a row's own values fill, so a topic is held against a
 * pattern: "${routedByValue}" and "$1" are anything.
 */
#ifndef CDCLAB_DIAGNOSE_ROUTE_H
#define CDCLAB_DIAGNOSE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct ctl;
struct err;
struct world;

/* Patterns of fnmatch(); all-zero is empty. */
struct routes {
	char **patterns;
	size_t n;
};
void routes_release(struct routes *routes);

/* Add those of a config: its prefix, and what its transforms route to. */
void routes_add(struct routes *routes, const json_t *config);
bool routes_match(const struct routes *routes, const char *topic);

/* Those of a connector as it is deployed; none of one that is not. */
int routes_of(const struct world *world, const char *connector,
	struct routes *routes, const struct ctl *ctl, struct err *err);

/*
 * The name of a connector other than keep that may write to the topic, among
 * all that connect_all() gives; owned. NULL: there is none.
 */
char *routes_writer(
	const json_t *connectors, const char *topic, const char *keep);

#endif
