#include "config.h"

#include "engine/stack/status.h"

#include "engine/stack/service.h"

const char *
status_state(const struct status *status)
{
	static const char *const states[] = {
		[PROCESS_NONE] = "stopped",
		[PROCESS_ALIVE] = "running",
		[PROCESS_FROZEN] = "frozen",
		[PROCESS_DEAD] = "dead",
		[PROCESS_UNKNOWN] = "unknown",
	};

	return status->look.process == PROCESS_ALIVE && status->why.code
		? "starting"
		: states[status->look.process];
}

const char *
status_why(const struct status *status)
{
	if (status->look.why[0])
		return status->look.why;
	return status->look.process == PROCESS_ALIVE && status->why.code
		? status->why.msg
		: NULL;
}

void
status_tell(const struct service *service, const struct status *status,
	const struct sink *sink)
{
	service_tell_at(service, status_state(status), status->look.pid,
		status_why(status), sink);
}
