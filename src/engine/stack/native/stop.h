/* stop.h - take one service down, and prove that it is. */
#ifndef CDCLAB_NATIVE_STOP_H
#define CDCLAB_NATIVE_STOP_H

#include <stdint.h>

struct ctl;
struct err;
struct service;
struct sink;
struct native;

/*
 * Its own stop signal, grace_ms, then KILL to all that is left of it; its
 * record goes last. A frozen one is woken to end. Not running: quiet success.
 */
int service_stop(const struct native *native, const struct service *service,
	int64_t grace_ms, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

#endif
