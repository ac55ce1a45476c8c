#include "config.h"

#include "engine/stack/native/processes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/render.h"
#include "engine/stack/ports.h"
#include "engine/stack/process_tree.h"
#include "engine/stack/service.h"

/* None that was recorded before the machine was started: others run now. */
static struct process_tree
recorded_tree(const struct pidfile *record)
{
	if (!record || !record->same_boot)
		return (struct process_tree){ 0 };
	return (struct process_tree){ record->pid, record->start, NULL, NULL };
}

/* One of those that are stopped is named: the first process, if it is. */
static void
tell_partly(const struct pidfile *record, enum process_state first,
	const struct process_count *count, struct service_look *out)
{
	long pid = (long)(first == PROCESS_STATE_FROZEN ? record->pid
							: count->stopped_pid);

	if (count->stopped == 1)
		msg_put(out->why, sizeof(out->why),
			"a signal has stopped %zu of its %zu processes: "
			"process %ld",
			count->stopped, count->all, pid);
	else
		msg_put(out->why, sizeof(out->why),
			"a signal has stopped %zu of its %zu processes: "
			"process %ld and others",
			count->stopped, count->all, pid);
}

static void
tell_stopped(const struct pidfile *record, enum process_state first,
	const struct process_count *count, struct service_look *out)
{
	if (count->all <= 1)
		msg_put(out->why, sizeof(out->why),
			"its process %ld is stopped by a signal",
			(long)record->pid);
	else if (count->stopped == count->all)
		msg_put(out->why, sizeof(out->why),
			"its process %ld and the %zu that it started are "
			"stopped by a signal",
			(long)record->pid, count->all - 1);
	else
		tell_partly(record, first, count, out);
}

/* A server that could not come up, since somebody else has its port. */
static void
tell_dead(const struct native *native, const struct service *service,
	const struct pidfile *record, struct service_look *out)
{
	struct buf owner = { 0 };
	bool taken =
		ports_owner(native_service(native, service)->ports, &owner);

	if (taken)
		msg_put(out->why, sizeof(out->why),
			"its process %ld is gone, and %s", (long)record->pid,
			buf_str(&owner));
	else
		msg_put(out->why, sizeof(out->why), "its process %ld is gone",
			(long)record->pid);
	buf_release(&owner);
}

void
processes_look(const struct native *native, const struct service *service,
	const struct pidfile *record, struct service_look *out)
{
	enum process_state first = PROCESS_STATE_GONE;
	struct process_tree tree = recorded_tree(record);
	struct process_count count;
	struct process p;

	if (pidfile_open(record, &p)) {
		first = process_state(&p);
		process_release(&p);
	}
	out->pid = record->pid;
	out->process = PROCESS_ALIVE;
	if (first == PROCESS_STATE_GONE) {
		out->process = PROCESS_DEAD;
		tell_dead(native, service, record, out);
		return;
	}
	process_tree_count(&tree, &count);
	if (!count.stopped)
		return;
	out->process = PROCESS_FROZEN;
	out->partly = count.stopped < count.all;
	tell_stopped(record, first, &count, out);
}

size_t
processes_stopped(const struct pidfile *record)
{
	struct process_tree tree = recorded_tree(record);
	struct process_count count = { 0 };

	if (tree.pid)
		process_tree_count(&tree, &count);
	return count.stopped;
}

int
processes_signal(const struct pidfile *record, int signal,
	const struct ctl *ctl, struct err *err)
{
	struct process_tree tree = recorded_tree(record);

	return process_tree_signal(&tree, signal, ctl, err);
}

/* The program that a service is; owned. NULL: it is not there. */
static char *
service_program(const struct native *native, const struct service *service)
{
	struct word_list argv = { 0 };
	struct err ignored = { 0 };
	char *path = NULL;

	if (render_words(native, service, false,
		    json_object_get(
			    native_service(native, service)->json, "argv"),
		    &argv, &ignored) == 0 &&
		argv.n)
		path = realpath(argv.v[0], NULL);
	word_list_release(&argv);
	return path;
}

int
processes_end(const struct native *native, const struct service *service,
	const struct pidfile *record, const struct ctl *ctl, struct err *err)
{
	struct process_tree tree = recorded_tree(record);
	char *data = mem_printf("%s/data/%s", native->root, service->name);
	char *program = service_program(native, service);
	int rc;

	tree.cwd = data;
	tree.exe = program;
	rc = process_tree_signal(&tree, SIGKILL, ctl, err);
	free(program);
	free(data);
	return rc;
}
