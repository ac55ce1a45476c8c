/* misspelt.h - keys of a connector's config that nobody reads. */
#ifndef CDCLAB_DIAGNOSE_MISSPELT_H
#define CDCLAB_DIAGNOSE_MISSPELT_H

struct ctl;
struct failure;
struct source;
struct world;

/*
 * Add to the cause a key that neither the connector nor a transform of it
 * knows, where a known one is nearly the same: the worker says nothing of it,
 * and the default is used.
 */
void misspelt_note(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure);

#endif
