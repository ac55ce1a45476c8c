/*
 * known_canaries.h - which records are those of canaries, whichever run of
 * cdclab wrote them: their ids are in the lab's journal before the rows are in
 * the tables, and their numbers are negative.
 */
#ifndef CDCLAB_FLOW_KNOWN_CANARIES_H
#define CDCLAB_FLOW_KNOWN_CANARIES_H

#include <stdbool.h>

#include "common/event/journal.h"
#include "engine/flow/keys.h"

struct lab;
struct reading;

/* All-zero but for lab and path, which are lent. */
struct known_canaries {
	const struct lab *lab;
	const char *path; /* of the journal */
	struct journal_seen seen;
	struct keys ids;
};
void known_canaries_release(struct known_canaries *known);

bool known_canaries_has(struct known_canaries *known, struct reading *reading);

#endif
