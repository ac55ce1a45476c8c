/* processes.h - the processes of a recorded server, as one. */
#ifndef CDCLAB_NATIVE_PROCESSES_H
#define CDCLAB_NATIVE_PROCESSES_H

#include <stddef.h>

struct ctl;
struct err;
struct native;
struct pidfile;
struct service;
struct service_look;

/* What they are: alive, frozen whole or in part, or dead, and then who has the
   port. pid and why are set. */
void processes_look(const struct native *native, const struct service *service,
	const struct pidfile *record, struct service_look *out);

/* How many of them are stopped by a signal. */
size_t processes_stopped(const struct pidfile *record);

/* As process_tree_signal(), to the recorded process and all that it began. */
int processes_signal(const struct pidfile *record, int signal,
	const struct ctl *ctl, struct err *err);

/*
 * KILL all that is left of a service and see it gone. record may be NULL: a
 * server's program that works in the service's data directory is known without,
 * such as a PostgreSQL backend, which outlives a killed postmaster for a while,
 * a stopped one for ever, and then nothing may start on its data.
 */
int processes_end(const struct native *native, const struct service *service,
	const struct pidfile *record, const struct ctl *ctl, struct err *err);

#endif
