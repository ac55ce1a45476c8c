/*
 * The drivers that there are. "auto" takes the one that can do most here, the
 * first of those that can do as much. Nobody else knows them by name.
 */
#include "config.h"

#include <string.h>

#include "common/base/buf.h"
#include "engine/stack/driver.h"

extern const struct driver docker_driver, native_driver, remote_driver;

static const struct driver *const drivers[] = {
	&remote_driver, /* first: who names servers means them */
	&docker_driver,
	&native_driver,
};

const struct driver *
driver_at(size_t index)
{
	return index < ARRAY_LEN(drivers) ? drivers[index] : NULL;
}

const struct driver *
driver_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(drivers); i++)
		if (!strcmp(drivers[i]->name, name))
			return drivers[i];
	return NULL;
}
