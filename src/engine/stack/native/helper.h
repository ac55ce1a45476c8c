/* helper.h - a short-lived program of the stack, such as an initdb. */
#ifndef CDCLAB_NATIVE_HELPER_H
#define CDCLAB_NATIVE_HELPER_H

#include <stdbool.h>

struct ctl;
struct err;
struct service;
struct native;
struct word_list;

/*
 * Run argv to its end in /, input on its stdin (NULL: none), its output in
 * STATE/log/NAME.make.log. as_us: not as the account. Recorded, so that one
 * that outlives a killed engine is found by helper_stop(). ERR_STACK when it
 * does not end with status 0.
 */
int helper_run(const struct native *native, const struct service *service,
	const struct word_list *argv, const char *input, bool as_us,
	const struct ctl *ctl, struct err *err);

/* End a helper that an engine left behind. */
int helper_stop(const struct native *native, const struct service *service,
	const struct ctl *ctl, struct err *err);

/* The environment of a service's processes; making as in render.h. */
int helper_env(const struct native *native, const struct service *service,
	bool making, struct word_list *env, struct err *err);

#endif
