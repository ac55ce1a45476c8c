#include "config.h"

#include "engine/stack/status.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "engine/stack/service.h"

const char *
status_state(const struct status *status)
{
	static const char *const states[] = {
		[PROCESS_NONE] = "stopped",
		[PROCESS_ALIVE] = "running",
		[PROCESS_FROZEN] = "frozen",
		[PROCESS_DEAD] = "dead",
	};

	return status->look.process == PROCESS_ALIVE && status->why.code
		? "starting"
		: states[status->look.process];
}

char *
status_text(const struct service *service, const struct status *status)
{
	if (status->look.why[0])
		return mem_strdup(status->look.why);
	if (status->look.process == PROCESS_ALIVE && status->why.code)
		return mem_strdup(status->why.msg);
	return mem_printf(
		"%s:%d", service->endpoint.host, service->endpoint.port);
}

void
status_tell(const struct service *service, const struct status *status,
	const struct sink *sink)
{
	char *text = status_text(service, status);

	service_tell(
		service, status_state(status), status->look.pid, text, sink);
	free(text);
}
