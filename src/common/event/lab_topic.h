/*
 * lab_topic.h - the topics that a lab had, in the fold of its events: for
 * lab_state.c alone.
 */
#ifndef CDCLAB_EVENT_LAB_TOPIC_H
#define CDCLAB_EVENT_LAB_TOPIC_H

struct event;
struct lab_state;

/* Fold an event in; one that is about no topic is passed over. */
void lab_topics_event(struct lab_state *lab, const struct event *ev);

void lab_topics_release(struct lab_state *lab);

#endif
