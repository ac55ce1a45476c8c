/* lab_held.h - the part of the fold that tells what is held: see lab_state.h. */
#ifndef CDCLAB_EVENT_LAB_HELD_H
#define CDCLAB_EVENT_LAB_HELD_H

struct event;
struct lab_state;

/* Fold an EV_HOLD or EV_DRILL in, or a reset, which deletes what was held. */
void lab_held_event(struct lab_state *lab, const struct event *ev);
void lab_held_release(struct lab_state *lab);

#endif
