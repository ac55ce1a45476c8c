/*
 * leftovers.h - the other processes of a server that has died.
 *
 * PostgreSQL's backends have sessions of their own and outlive a killed
 * postmaster for a while, a stopped one for ever; then nothing may start on
 * their data. They are known by their session, or by their program working in
 * the service's data directory.
 */
#ifndef CDCLAB_NATIVE_LEFTOVERS_H
#define CDCLAB_NATIVE_LEFTOVERS_H

#include <stddef.h>

struct ctl;
struct err;
struct pidfile;
struct service;
struct native;

/*
 * KILL all that is left of a service and see it gone. record: its record, may
 * be NULL. ERR_TIMEOUT: something does not die, which the message names.
 */
int leftovers_kill(const struct native *native, const struct service *service,
	const struct pidfile *record, const struct ctl *ctl, struct err *err);

#endif
