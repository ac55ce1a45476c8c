#include "config.h"

#include "common/event/drill_part.h"

#include <string.h>

#include "common/base/lang.h"

static const struct {
	const char *state, *text;
} parts[DRILL_PARTS] = {
	[DRILL_OTHER] = { "", "" },
	[DRILL_BROKEN] = { "broken", N_("Making the fault") },
	[DRILL_SYMPTOM] = { "symptom", N_("The fault shows: %s is red") },
	[DRILL_HEAL] = { "heal",
		N_("Waiting until %s and all other checks are green again") },
	[DRILL_LACKS] = { "lacks", N_("Not repaired yet") },
	[DRILL_SOLVE] = { "solve", N_("Running the solution") },
	[DRILL_HEALED] = { "healed",
		N_("All checks are green again. Counting the rows") },
	[DRILL_RESTORE] = { "restore",
		N_("Putting back what the drill broke") },
	[DRILL_RESTORED] = { "restored", N_("Everything is put back") },
};

enum drill_part
drill_part_of(const char *state)
{
	for (int i = DRILL_OTHER + 1; state && i < DRILL_PARTS; i++)
		if (!strcmp(parts[i].state, state))
			return (enum drill_part)i;
	return DRILL_OTHER;
}

const char *
drill_part_text(enum drill_part part)
{
	return parts[part].text;
}
