/*
 * choose.h - which driver a stack has: asked for, remembered, or found out.
 *
 * The choice is kept in STATE/driver from the first up to a down --wipe, so
 * that one stack is never half of each.
 */
#ifndef CDCLAB_STACK_CHOOSE_H
#define CDCLAB_STACK_CHOOSE_H

#include <stddef.h>

struct driver;
struct err;
struct place;

#define CHOOSE_WHY 400

/*
 * asked: a driver's name or "auto". why: as stack_why(). NULL: ERR_USAGE, no
 * such driver; ERR_STACK, the stack is up with the other one.
 */
const struct driver *choose_driver(const struct place *place, const char *asked,
	char why[CHOOSE_WHY], struct err *err);

/* The remembered one; NULL: none. */
const struct driver *choose_remembered(const struct place *place);

/* ERR_STACK: something of another driver, the remembered one, is up. */
int choose_check(const struct place *place, const struct driver *driver,
	struct err *err);

/* NULL: forget. Only by who holds the stack (lock.h). ERR_SYSTEM. */
int choose_remember(const struct place *place, const struct driver *driver,
	struct err *err);

#endif
