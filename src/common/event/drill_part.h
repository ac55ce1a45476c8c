/* drill_part.h - what the states of a drill are in words. */
#ifndef CDCLAB_EVENT_DRILL_PART_H
#define CDCLAB_EVENT_DRILL_PART_H

enum drill_part {
	DRILL_OTHER = 0, /* of a later version */
	DRILL_BROKEN,
	DRILL_SYMPTOM,
	DRILL_HEAL, /* who repairs it how is for the reader to say */
	DRILL_LACKS,
	DRILL_SOLVE,
	DRILL_HEALED,
	DRILL_RESTORE,
	DRILL_RESTORED,
	DRILL_PARTS
};

/* Of an EV_DRILL's state; NULL is fine. */
enum drill_part drill_part_of(const char *state);

/* Not translated yet, with one "%s" for the symptom's check or none. */
const char *drill_part_text(enum drill_part part);

#endif
