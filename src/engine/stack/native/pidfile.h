/*
 * pidfile.h - the record of a started process: STATE/run/NAME.json.
 *
 * The process itself writes it before it becomes the server (process.h).
 */
#ifndef CDCLAB_NATIVE_PIDFILE_H
#define CDCLAB_NATIVE_PIDFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "engine/client/process.h"

struct native;

struct pidfile {
	pid_t pid;
	uint64_t start;
	char config[65]; /* hash of all that decides how it behaves */
	bool same_boot;  /* written since the machine started */
	bool same_stack; /* by a stack of this state, not a copied one */
};

/* Both owned by the caller. */
char *pidfile_path(const struct native *native, const char *name);
char *pidfile_head(
	const struct native *native, const char *name, const char *config);

/* false: there is none, or it is no record. */
bool pidfile_read(
	const struct native *native, const char *name, struct pidfile *out);
void pidfile_remove(const struct native *native, const char *name);

/* The recorded process, when it still lives: p is open then. */
bool pidfile_open(const struct pidfile *record, struct process *p);

#endif
