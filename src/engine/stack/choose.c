#include "config.h"

#include "engine/stack/choose.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "engine/stack/driver.h"

static char *
memory_path(const struct place *place)
{
	return mem_printf("%s/driver", place->stack);
}

const struct driver *
choose_remembered(const struct place *place)
{
	const struct driver *driver = NULL;
	char *path = memory_path(place);
	struct err ignored = { 0 };
	struct buf text = { 0 };

	if (buf_read_file(&text, path, 64, &ignored) == 0 && text.len) {
		text.data[strcspn(text.data, "\n")] = '\0';
		driver = driver_named(text.data);
	}
	buf_release(&text);
	free(path);
	return driver;
}

int
choose_remember(
	const struct place *place, const struct driver *driver, struct err *err)
{
	char *path = memory_path(place), *line;
	int rc = 0;

	if (driver) {
		line = mem_printf("%s\n", driver->name);
		rc = fs_replace(path, 0644, line, strlen(line), err);
		free(line);
	} else if (unlink(path) < 0 && errno != ENOENT) {
		rc = err_set(
			err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	}
	free(path);
	return rc;
}

/* Has anything of the other driver's stack been started and not stopped? */
static bool
driver_is_up(const struct place *place, const struct driver *driver)
{
	struct err ignored = { 0 };
	struct stack *stack = driver->open(place, &ignored);
	bool up = false;

	if (!stack)
		return false;
	for (size_t i = 0; i < stack->nservice && !up; i++) {
		struct service_look look = { 0 };

		driver->look(
			stack, &stack->services[i], &look, &(struct ctl){ 0 });
		up = look.process != PROCESS_NONE;
	}
	driver->free(stack);
	return up;
}

int
choose_check(
	const struct place *place, const struct driver *driver, struct err *err)
{
	const struct driver *before = choose_remembered(place);

	if (!before || before == driver || !driver_is_up(place, before))
		return 0;
	err_set(err, ERR_STACK, "the stack is up with the driver %s",
		before->name);
	return err_hint(err,
		"cdclab stack down --driver %s first: two drivers are never "
		"mixed",
		before->name);
}

/*
 * The one that can do most; why: its reason, and of those that would have been
 * taken before it. One that is just ready needs no reason of its own then.
 */
static const struct driver *
choose_auto(const struct place *place, char why[CHOOSE_WHY])
{
	const struct driver *best = NULL, *driver;
	char own[CHOOSE_WHY], passed[CHOOSE_WHY] = "";
	enum offer most = OFFER_NOTHING;

	why[0] = '\0';
	for (size_t i = 0; (driver = driver_at(i)); i++) {
		enum offer offer = driver->offer(place, own);

		if ((best && offer <= most) || (!offer && !*own))
			continue;
		if (best)
			memcpy(passed, why, sizeof(passed));
		best = driver;
		most = offer;
		if (!*passed)
			snprintf(why, CHOOSE_WHY, "%s", own);
		else if (offer == OFFER_READY)
			snprintf(why, CHOOSE_WHY, "%s", passed);
		else
			msg_put(why, CHOOSE_WHY, "%s; %s", own, passed);
	}
	return best;
}

const struct driver *
choose_driver(const struct place *place, const char *asked,
	char why[CHOOSE_WHY], struct err *err)
{
	const struct driver *before = choose_remembered(place);
	const struct driver *driver;

	why[0] = '\0';
	if (!strcmp(asked, "auto")) {
		if (!before)
			return choose_auto(place, why);
		msg_put(why, CHOOSE_WHY, "as before");
		return before;
	}
	driver = driver_named(asked);
	if (!driver) {
		err_set(err, ERR_USAGE, "no driver is called %s", asked);
		return NULL;
	}
	return choose_check(place, driver, err) < 0 ? NULL : driver;
}
