#include "config.h"

#include "engine/stack/native/native.h"

#include <signal.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/process.h"
#include "engine/stack/native/helper.h"
#include "engine/stack/native/layout.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/processes.h"
#include "engine/stack/service.h"

/* 0 also when its grace is over: the rest is KILL's. */
static int
ask_to_end(const struct native *native, const struct service *service,
	const struct pidfile *record, struct process *p, int64_t grace_ms,
	const struct ctl *ctl, struct err *err)
{
	struct ctl grace = ctl_within(ctl, grace_ms);
	struct err ignored = { 0 }, late = { 0 };

	process_signal(p, native_service(native, service)->stop_signal);
	/* One of its processes that stays stopped would hold it up. */
	processes_signal(record, SIGCONT, ctl, &ignored);
	if (process_wait(p, &grace, &late) == 0)
		return 0;
	return ctl_check(ctl, err);
}

int
service_stop(const struct native *native, const struct service *service,
	int64_t grace_ms, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct pidfile record;
	struct process p = { 0 };
	bool known = pidfile_read(native, service->name, &record);
	int rc = 0;

	if (known && pidfile_open(&record, &p)) {
		service_tell(service, "stopping", p.pid, NULL, sink);
		rc = ask_to_end(
			native, service, &record, &p, grace_ms, ctl, err);
	}
	if (rc == 0)
		rc = processes_end(
			native, service, known ? &record : NULL, ctl, err);
	if (rc == 0)
		rc = helper_stop(native, service, ctl, err);
	process_ended(&p);
	process_release(&p);
	if (rc < 0)
		return err_wrap(err, "%s", service->name);
	layout_forget(native, service);
	pidfile_remove(native, service->name);
	if (known)
		service_tell(service, "stopped", 0, NULL, sink);
	return 0;
}
