#include "config.h"

#include "engine/stack/project.h"

#include "common/base/buf.h"
#include "common/base/port.h"

#define PROJECT "cdclab"

char *
project_name(void)
{
	int shift = port_shift();

	return shift > 0 ? mem_printf(PROJECT "-%d", shift)
			 : mem_strdup(PROJECT);
}
