#include "config.h"

#include <signal.h>

#include "common/base/err.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/processes.h"

static const int signals[] = {
	[FAULT_KILL] = SIGKILL,
	[FAULT_PAUSE] = SIGSTOP,
	[FAULT_RESUME] = SIGCONT,
};

/* A record that came with a copied state names another stack's server. */
int
native_fault(struct stack *stack, const struct service *service, enum fault how,
	const struct ctl *ctl, struct err *err)
{
	struct pidfile record;

	if (!pidfile_read(native_of(stack), service->name, &record))
		return err_set(err, ERR_STACK, "it has just ended");
	if (!record.same_stack)
		return err_set(err, ERR_STACK,
			"its process %ld was started by another stack",
			(long)record.pid);
	return processes_signal(&record, signals[how], ctl, err);
}
