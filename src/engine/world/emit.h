/*
 * emit.h - what a run says: numbered, timed, and on disk before anywhere else.
 */
#ifndef CDCLAB_WORLD_EMIT_H
#define CDCLAB_WORLD_EMIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/event/event.h"

struct ctl;
struct journal;

/* One request's voice; used by all of its threads. */
struct emitter {
	struct sink sink;        /* to the reader */
	struct journal *journal; /* NULL: nothing durable is expected */
	int64_t start_ms;        /* on clock_ms() */
	int request;
	pthread_mutex_t lock;
	struct err broken; /* why nothing durable is said any more */
};

void emit_init(struct emitter *out, const struct sink *sink,
	struct journal *journal, int request);
void emit_release(struct emitter *out);

/*
 * Send ev; a durable one is appended to the journal and synced first. -1: it
 * could not be, or one before it, nothing was sent, and out->broken says why
 * (ERR_PROGRESS).
 */
int emit(struct emitter *out, struct event ev);

/* Send ev once there is room for it. -1: ctl was over before. */
int emit_when_room(struct emitter *out, struct event ev, const struct ctl *ctl,
	struct err *err);

/* Formatted lines of output of a step. */
void emit_output(struct emitter *out, const char *step, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A sink that leads into this emitter, for the layers below. */
struct sink emit_sink(struct emitter *out);

#endif
