#include "config.h"

#include "engine/stack/native/helper.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "engine/client/process.h"
#include "engine/stack/logs.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/processes.h"
#include "engine/stack/native/render.h"
#include "engine/stack/process_tree.h"
#include "engine/stack/service.h"

int
helper_env(const struct native *native, const struct service *service,
	bool making, struct word_list *env, struct err *err)
{
	if (render_words(native, service, making,
		    json_object_get(native->spec, "env"), env, err) < 0)
		return -1;
	return render_words(native, service, making,
		json_object_get(native_service(native, service)->json, "env"),
		env, err);
}

/* A file in memory, which takes all of input before anybody reads. */
static int
input_file(const char *input, struct err *err)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd >= 0 && fs_write_all(fd, input, strlen(input)) == 0 &&
		lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	err_set(err, ERR_SYSTEM, "input of a program: %s", errno_text(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int
helper_await(struct process *p, const char *program, const char *log,
	const struct ctl *ctl, struct err *err)
{
	struct ctl last = { 0 };
	struct buf cause = { 0 };

	if (process_wait(p, ctl, err) < 0) {
		last = ctl_within(&last, 5000);
		process_tree_signal(
			&(struct process_tree){ p->pid, p->start, NULL, NULL },
			SIGKILL, &last, err);
		process_wait(p, &last, err);
		return -1;
	}
	if (p->status == 0)
		return 0;
	log_cause(log, &cause);
	err_set(err, ERR_STACK, "%s ended with %d: %s", program, p->status,
		buf_str(&cause));
	buf_release(&cause);
	return err_hint(err, "its output is in %s", log);
}

static int
helper_spawn(struct spawn *spawn, const char *log, const struct ctl *ctl,
	struct err *err)
{
	const char *slash = strrchr(spawn->argv[0], '/');
	struct process p = { 0 };
	int rc = -1;

	spawn->out = log_start(log, err);
	if (spawn->out < 0)
		return -1;
	if (process_spawn(spawn, &p, err) == 0)
		rc = helper_await(
			&p, slash ? slash + 1 : spawn->argv[0], log, ctl, err);
	close(spawn->out);
	process_release(&p);
	return rc;
}

static char *
record_name(const struct service *service)
{
	return mem_printf("%s.make", service->name);
}

int
helper_run(const struct native *native, const struct service *service,
	const struct word_list *argv, const char *input, bool as_us,
	const struct ctl *ctl, struct err *err)
{
	char *name = record_name(service);
	char *record = pidfile_path(native, name);
	char *head = pidfile_head(native, name, "");
	char *log = mem_printf("%s/log/%s.log", native->root, name);
	struct word_list env = { 0 };
	int rc = helper_env(native, service, true, &env, err);
	struct spawn spawn = {
		.argv = (const char *const *)argv->v,
		.env = (const char *const *)env.v,
		.cwd = "/",
		.drop = native->drop && !as_us,
		.uid = native->uid,
		.gid = native->gid,
		.record = record,
		.record_head = head,
	};

	if (rc == 0 && input)
		spawn.in = input_file(input, err);
	if (rc == 0 && spawn.in >= 0)
		rc = helper_spawn(&spawn, log, ctl, err);
	else
		rc = -1;
	if (spawn.in > 0)
		close(spawn.in);
	pidfile_remove(native, name);
	word_list_release(&env);
	free(log);
	free(head);
	free(record);
	free(name);
	return rc;
}

int
helper_stop(const struct native *native, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	char *name = record_name(service);
	struct pidfile record;
	int rc = 0;

	if (pidfile_read(native, name, &record)) {
		rc = processes_signal(&record, SIGKILL, ctl, err);
		if (rc == 0)
			pidfile_remove(native, name);
	}
	free(name);
	return rc;
}
