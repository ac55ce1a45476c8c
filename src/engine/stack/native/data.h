/*
 * data.h - the data directory of a server, made once.
 *
 * It is made beside its place and renamed, so it is whole or not there. What
 * all states have alike (an initdb takes a second, MySQL's five) is kept as a
 * pristine copy beside the parts: without passwords, without identities.
 */
#ifndef CDCLAB_NATIVE_DATA_H
#define CDCLAB_NATIVE_DATA_H

struct ctl;
struct err;
struct service;
struct native;

/*
 * Have STATE/data/NAME, and nothing in it that a killed server left to stop
 * the next one. No process of the service may run. ERR_STACK.
 */
int data_prepare(const struct native *native, const struct service *service,
	const struct ctl *ctl, struct err *err);

#endif
