/*
 * tracer.h - canaries on their way: written into the outboxes, looked for in
 * every outbox topic and in the result.
 *
 * All outbox topics are followed, not only the right ones, so where a row
 * went instead is known the moment it arrives there. One that is late is
 * looked for in every topic of the broker.
 */
#ifndef CDCLAB_FLOW_TRACER_H
#define CDCLAB_FLOW_TRACER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/diagnose/diagnose.h"
#include "engine/flow/canary.h"

struct ctl;
struct endpoint;
struct err;
struct kafka;
struct world;

#define TRACER_MAX 4 /* canaries: two, and a fence behind each */

/* One canary and what was seen of it. */
struct trace {
	struct canary canary;
	struct source source; /* lent: database, connector, topic */
	const char *named;    /* its origin's name in the result; or NULL */
	int64_t source_at_ms; /* clock_ms() when seen in its topic; 0: not */
	int64_t source_offset;
	int64_t sink_at_ms; /* and in the result */
	int64_t sink_offset;
	char stray[250];       /* another topic that has it; "" none */
	bool stray_raw;        /* as the change of the table, not as an event */
	char sender[64];       /* what wrote it there, if not its connector */
	char garbled[80];      /* its value there, if that is not the event */
	char wrong_origin[64]; /* what the result calls it instead; "" none */
};

/* All-zero, then tracer_open(). */
struct tracer {
	const struct world *world;
	const char *check; /* id, lent */
	struct kafka *kafka;
	const char *sink;   /* topic of the result, or NULL */
	const char *column; /* of the origin in it, or NULL */
	struct trace traces[TRACER_MAX];
	int n;
	char **topics; /* followed, owned */
	int ntopic;
	bool wide;         /* every topic is followed */
	int64_t listed_ms; /* when topics were last listed */
	/*
	 * Records, canaries apart, that came where a canary is missing: it may
	 * be behind them.
	 */
	long passed;
};

/*
 * Connect, follow every outbox topic and the sink from their ends. To be
 * called again where ctl was over before it was done.
 */
int tracer_open(struct tracer *tracer, const struct ctl *ctl, struct err *err);
void tracer_release(struct tracer *tracer); /* deletes the rows, too */

/* A fresh canary for source, written and committed. Index, or -1. */
int tracer_send(struct tracer *tracer, const struct source *source,
	const char *named, const struct ctl *ctl, struct err *err);

/* From now on look in every topic, from its start. */
void tracer_widen(struct tracer *tracer);

/*
 * Take what comes within a moment; nothing does from a broker that is gone.
 * -1: ctl is over, or ERR_REMOTE.
 */
int tracer_turn(struct tracer *tracer, const struct ctl *ctl, struct err *err);

#endif
