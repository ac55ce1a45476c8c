#include "config.h"

#include "common/event/lab_topic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/event/event.h"
#include "common/event/lab_state.h"

struct lab_topic *
lab_state_topic(const struct lab_state *lab, const char *name)
{
	for (size_t i = 0; i < lab->ntopic; i++)
		if (!strcmp(lab->topics[i].name, name))
			return &lab->topics[i];
	return NULL;
}

static void
drop_topic(struct lab_state *lab, struct lab_topic *topic)
{
	free(topic->name);
	*topic = lab->topics[--lab->ntopic];
}

static void
take_topic(struct lab_state *lab, const struct event *ev)
{
	struct lab_topic *topic = lab_state_topic(lab, ev->subject);

	if (ev->state && !strcmp(ev->state, "gone")) {
		if (topic)
			drop_topic(lab, topic);
		return;
	}
	if (!topic) {
		lab->topics = mem_more(
			lab->topics, lab->ntopic, sizeof(*lab->topics));
		topic = &lab->topics[lab->ntopic++];
		*topic = (struct lab_topic){ .name = mem_strdup(ev->subject) };
	}
	if (ev->text && !strcmp(topic->id, ev->text))
		return; /* told twice */
	if (topic->id[0] && !topic->before_ms)
		topic->before_ms = topic->since_ms;
	topic->since_ms = ev->wall_ms;
	snprintf(topic->id, sizeof(topic->id), "%s", ev->text ? ev->text : "");
}

/* A reset deletes them; once the lab has run again, what it had is old news. */
static void
forget_topics(struct lab_state *lab, const struct event *ev)
{
	while (ev->kind == EV_LAB_RESET && lab->ntopic)
		drop_topic(lab, lab->topics);
	for (size_t i = 0; i < lab->ntopic; i++)
		lab->topics[i].before_ms = 0;
}

void
lab_topics_event(struct lab_state *lab, const struct event *ev)
{
	if (ev->kind == EV_LAB_RESET ||
		(ev->kind == EV_RUN_START && ev->text &&
			!strcmp(ev->text, "run")))
		forget_topics(lab, ev);
	if (ev->kind == EV_TOPIC && ev->subject)
		take_topic(lab, ev);
}

void
lab_topics_release(struct lab_state *lab)
{
	while (lab->ntopic)
		drop_topic(lab, lab->topics);
	free(lab->topics);
}
