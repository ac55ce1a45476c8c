/*
 * parts.h - the servers' own files, which come by stack/native/fetch.
 *
 * The script knows what they are and where they come from, resumes what was
 * interrupted, and says how much there is to come. What people read of it is
 * what it prints.
 */
#ifndef CDCLAB_NATIVE_PARTS_H
#define CDCLAB_NATIVE_PARTS_H

struct ctl;
struct err;
struct native;
struct service;
struct sink;

/* ERR_STACK: what this service is made of is not all there. */
int parts_check(const struct native *native, const struct service *service,
	struct err *err);

/*
 * Fetch the parts when those of the services in set are not all there, or were
 * made by another version and nothing runs from them. Each line of the script
 * is sent as an EV_OUTPUT; where the parts are then may be elsewhere. ERR_STACK:
 * in its words.
 */
int parts_bring(struct native *native, unsigned set, const struct ctl *ctl,
	const struct sink *sink, struct err *err);

/*
 * Where the JVMs have no class-data archives yet, a process of its own makes
 * them while the learner reads. Servers start without them, only slower.
 */
void parts_improve(const struct native *native);

/* ERR_STACK: it is not there, and what fetches it. */
int part_missing(const char *path, struct err *err);

#endif
