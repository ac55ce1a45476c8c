#include "config.h"

#include <signal.h>

#include "common/base/err.h"
#include "engine/client/process.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/pidfile.h"

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
	struct process p;

	(void)ctl;
	if (!pidfile_read(native_of(stack), service->name, &record) ||
		!pidfile_open(&record, &p))
		return err_set(err, ERR_STACK, "it has just ended");
	if (record.same_stack)
		process_signal(&p, signals[how]);
	process_release(&p);
	return record.same_stack
		? 0
		: err_set(err, ERR_STACK,
			  "its process %ld was started by another stack",
			  (long)record.pid);
}
