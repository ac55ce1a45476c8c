/*
 * tracer.h - canaries on their way: written into tables, looked for at each hop
 * of their flow.
 *
 * Not only the right topics are followed but all that the connectors of the
 * flows may write to, so where a row went instead is known the moment it
 * arrives there. One that is late is looked for in every topic of the broker.
 */
#ifndef CDCLAB_FLOW_TRACER_H
#define CDCLAB_FLOW_TRACER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/diagnose/route.h"
#include "engine/flow/canary.h"
#include "engine/flow/recognise.h"

struct ctl;
struct err;
struct kafka;
struct record;
struct world;

#define TRACER_FLOWS 4 /* of a wait */

/* A flow and how far a row has to come. */
struct leg {
	const struct lab_flow *flow; /* lent from the lab */
	size_t goal;                 /* index of the hop */
	bool never;                  /* it must not come there */
};

/* When a canary was seen at a hop, and where; at_ms 0: not yet. */
struct sighting {
	int64_t at_ms, offset;
	int64_t record_ms; /* wall time in the record itself; 0: none */
	int partition;
};

/* One canary and what was seen of it. */
struct trace {
	struct canary canary;
	struct leg leg;
	struct sighting seen[HOPS_MAX];
	char stray[250]; /* another topic that has it; "" none */
	bool stray_raw;  /* not as the flow's first topic would have it */
	bool is_unlike;  /* a record of it at a hop, where not all holds */
	struct unlike unlike;
	size_t unlike_at; /* which hop */
	int64_t asked_ms; /* when a table was last asked for it */
	/* Inserted only: its DELETE waits until a table has the row, since one
	 * that never had it would say at once that it is gone. */
	bool kept;
};

/* All-zero but for world and check, then tracer_open(). */
struct tracer {
	const struct world *world;
	const char *check; /* id, lent */
	bool keeps;        /* rows that are deleted: see trace.kept */
	struct kafka *kafka;
	/* Called for a record the first time that it is at a hop; or NULL. */
	void (*see)(void *ctx, const struct trace *trace, size_t hop,
		const struct record *rec);
	void *see_ctx;
	struct leg legs[TRACER_FLOWS];
	int nleg;
	struct trace *traces; /* owned; a send may move them */
	int n;
	int done; /* so many of no check's are at their goals: looked at no more */
	char **topics; /* followed, owned */
	int ntopic;
	struct routes routes; /* of the connectors, once they are known */
	bool routed;
	bool wide;         /* every topic is followed */
	int64_t listed_ms; /* when topics were last listed */
	/*
	 * Records, canaries apart, that came where a canary is missing: it may
	 * be behind them.
	 */
	long passed;
	long came; /* records there, those of other checks' canaries as well */
};

/*
 * Connect, and follow the topics from their ends. To be called again where ctl
 * was over before it was done.
 */
int tracer_open(struct tracer *tracer, const struct ctl *ctl, struct err *err);
void tracer_release(struct tracer *tracer); /* deletes the rows, too */

/* A fresh canary on its way, written and committed. Index, or -1. */
int tracer_send(struct tracer *tracer, const struct leg *leg,
	const struct ctl *ctl, struct err *err);

/* From now on look in every topic, from its start. */
void tracer_widen(struct tracer *tracer);

/*
 * Take what comes within a moment; nothing does from a broker that is gone.
 * -1: ctl is over, ERR_REMOTE, or ERR_CHECK of a DELETE that does not do its
 * work.
 */
int tracer_turn(struct tracer *tracer, const struct ctl *ctl, struct err *err);

/* The first topic or table up to last where it was not seen; -1: none, or it is
 * not waited for. */
int trace_missing(const struct trace *trace, size_t last);

/*
 * From the commit to the goal, which was seen, by the record's own time. A job
 * may pass on the time of what it read: behind one, as it was seen.
 */
int64_t trace_took_ms(const struct trace *trace);

/* The first topic of its way. */
size_t trace_first_topic(const struct trace *trace);

#endif
