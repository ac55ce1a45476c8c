/*
 * topics.h - are the lab's topics those that it had before? One that was deleted
 * comes back under its name with the next record, and looks as if nothing had
 * happened; what was in it is gone.
 */
#ifndef CDCLAB_WORLD_TOPICS_H
#define CDCLAB_WORLD_TOPICS_H

#include <jansson.h>
#include <stdbool.h>

struct buf;
struct ctl;
struct world;

/*
 * Hold the topics that the lab names against its journal, and tell of changes:
 * the first time that one is seen, and one that was made again since. forget: the
 * lab makes or deletes topics itself, so those that are not there are forgotten.
 * A broker that does not answer is passed over.
 */
void topics_look(const struct world *world, bool forget, const struct ctl *ctl);

/*
 * Say of those that value, a check's "expect", needs: which were made again since
 * the lab ran, and which are gone. Appends nothing where all is as it was.
 */
void topics_say(const struct world *world, const json_t *value, struct buf *out,
	const struct ctl *ctl);

#endif
