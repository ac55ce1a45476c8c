#include "config.h"

#include "engine/stack/native/launch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "engine/client/hash.h"
#include "engine/stack/logs.h"
#include "engine/stack/native/data.h"
#include "engine/stack/native/helper.h"
#include "engine/stack/native/layout.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/parts.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/processes.h"
#include "engine/stack/ports.h"
#include "engine/stack/service.h"

#define READY_MS 120000   /* a start; the slowest seen took 40 s */
#define ADOPTED_MS 30000  /* one that ran before we came */
#define ONE_PROBE_MS 2000 /* then ask again: the server may be new by now */
#define ASK_AGAIN_MS 20
#define TAIL_LINES 20

/* An archive of classes that has come since makes no other server of it. */
static bool
is_archive(const char *arg)
{
	static const char option[] = "-XX:SharedArchiveFile=";

	return !strncmp(arg, option, sizeof(option) - 1);
}

static int
hash_config(struct launch *l, struct err *err)
{
	struct buf text = { 0 };
	int rc = layout_describe(l->native, NULL, &text, err);

	if (rc == 0)
		rc = layout_describe(l->native, l->service, &text, err);
	for (size_t i = 0; i < l->argv.n; i++)
		if (!is_archive(l->argv.v[i]))
			buf_addf(&text, "%s\n", l->argv.v[i]);
	for (size_t i = 0; i < l->env.n; i++)
		buf_addf(&text, "%s\n", l->env.v[i]);
	hash_hex(buf_str(&text), text.len, l->config);
	buf_release(&text);
	return rc;
}

static bool
runs_as_planned(struct launch *l)
{
	struct pidfile record;

	return pidfile_read(l->native, l->service->name, &record) &&
		record.same_stack && strcmp(record.config, l->config) == 0 &&
		pidfile_open(&record, &l->process) &&
		process_state(&l->process) != PROCESS_STATE_GONE;
}

int
launch_plan(struct launch *l, struct err *err)
{
	if (parts_check(l->native, l->service, err) < 0 ||
		render_words(l->native, l->service, false,
			json_object_get(
				native_service(l->native, l->service)->json,
				"argv"),
			&l->argv, err) < 0 ||
		helper_env(l->native, l->service, false, &l->env, err) < 0 ||
		hash_config(l, err) < 0)
		return -1;
	l->adopted = runs_as_planned(l);
	return 0;
}

static int
launch_spawn(struct launch *l, int log, struct err *err)
{
	const char *name = l->service->name;
	char *data = mem_printf("%s/data/%s", l->native->root, name);
	char *record = pidfile_path(l->native, name);
	char *head = pidfile_head(l->native, name, l->config);
	struct spawn spawn = {
		.argv = (const char *const *)l->argv.v,
		.env = (const char *const *)l->env.v,
		.cwd = data,
		.drop = l->native->drop,
		.uid = l->native->uid,
		.gid = l->native->gid,
		.out = log,
		.record = record,
		.record_head = head,
	};
	int rc = process_spawn(&spawn, &l->process, err);

	if (rc < 0 && l->native->drop)
		err_hint(err,
			"the servers' account must be able to enter %s and %s",
			l->native->root, l->native->parts);
	free(head);
	free(record);
	free(data);
	return rc;
}

static int
launch_start(struct launch *l, const struct ctl *ctl, struct err *err)
{
	char *path;
	int log;

	process_release(&l->process);
	/* Whatever runs there under an old plan, or is left of a dead one. */
	if (service_stop(l->native, l->service,
		    native_service(l->native, l->service)->grace_ms, ctl, NULL,
		    err) < 0 ||
		ports_free(native_service(l->native, l->service)->ports, err) <
			0 ||
		layout_write(l->native, l->service, err) < 0 ||
		data_prepare(l->native, l->service, ctl, err) < 0 ||
		ctl_check(ctl, err) < 0)
		return -1;
	path = mem_printf("%s/log/%s.log", l->native->root, l->service->name);
	log = log_start(path, err);
	free(path);
	if (log < 0)
		return -1;
	l->started = true;
	if (launch_spawn(l, log, err) == 0)
		service_tell(
			l->service, "starting", l->process.pid, NULL, l->sink);
	close(log);
	return err->code ? -1 : 0;
}

static int
launch_ended(struct launch *l, struct err *err)
{
	char *path =
		mem_printf("%s/log/%s.log", l->native->root, l->service->name);
	struct buf cause = { 0 };
	int status = l->process.status;

	log_cause(path, &cause);
	if (status > 128)
		err_set(err, ERR_STACK, "ended by signal %d at start: %s",
			status - 128, buf_str(&cause));
	else
		err_set(err, ERR_STACK, "ended with %d at start: %s", status,
			buf_str(&cause));
	err_hint(err, "its whole log is %s", path);
	buf_release(&cause);
	free(path);
	return -1;
}

static int
launch_not_ready(struct launch *l, int64_t limit_ms, const struct err *why,
	const struct ctl *ctl, struct err *err)
{
	char *path;

	if (ctl_check(ctl, err) < 0)
		return -1;
	path = mem_printf("%s/log/%s.log", l->native->root, l->service->name);
	err_set(err, ERR_STACK, "not ready after %d s: %s",
		(int)(limit_ms / 1000), why->msg);
	err_hint(err, "its whole log is %s", path);
	free(path);
	return -1;
}

/* The server says itself that no waiting will help. */
static bool
is_final(const struct err *why)
{
	return strstr(why->msg, "SQLSTATE 28") ||
		strstr(why->msg, "Access denied");
}

/* A companion holds on to the leader it knew: it restarts with another. */
static bool
is_left_behind(const struct launch *l)
{
	return !l->started && l->leader && l->leader->started;
}

static int
launch_await(struct launch *l, int64_t limit_ms, const struct ctl *ctl,
	struct err *err)
{
	struct ctl limit = ctl_within(ctl, limit_ms);

	for (;;) {
		struct ctl probe = ctl_within(&limit, ONE_PROBE_MS);
		struct err why = { 0 }, late = { 0 };

		if (process_ended(&l->process))
			return launch_ended(l, err);
		if (is_left_behind(l))
			return err_set(err, ERR_STACK, "its leader is new");
		if (ready_probe(l->service, &probe, &why) == 0)
			return 0;
		if (is_final(&why) || ctl_wait(&limit, ASK_AGAIN_MS, &late) < 0)
			return launch_not_ready(l, limit_ms, &why, ctl, err);
	}
}

static void
launch_tell_failure(struct launch *l, struct err *err)
{
	char *path =
		mem_printf("%s/log/%s.log", l->native->root, l->service->name);

	if (l->started)
		log_tail(path, l->service->name, TAIL_LINES, l->sink);
	service_tell_failed(l->service, err, l->sink);
	err_wrap(err, "%s", l->service->name);
	free(path);
}

static void
launch_adopt(struct launch *l, const struct ctl *ctl)
{
	char *path =
		mem_printf("%s/log/%s.log", l->native->root, l->service->name);
	struct err ignored = { 0 };
	struct pidfile record;

	log_cut(path);
	free(path);
	/* Stopped whole, or only some of its processes. */
	if (pidfile_read(l->native, l->service->name, &record))
		processes_signal(&record, SIGCONT, ctl, &ignored);
}

static int
launch_ready(struct launch *l)
{
	layout_forget(l->native, l->service);
	service_tell_at(l->service, "running", l->process.pid, NULL, l->sink);
	return 0;
}

int
launch_run(struct launch *l, const struct ctl *ctl, struct err *err)
{
	struct err why = { 0 };

	if (l->adopted) {
		launch_adopt(l, ctl);
		if (launch_await(l, ADOPTED_MS, ctl, &why) == 0)
			return launch_ready(l);
		process_release(&l->process);
	}
	if (ctl_check(ctl, err) == 0 && launch_start(l, ctl, err) == 0 &&
		launch_await(l, READY_MS, ctl, err) == 0)
		return launch_ready(l);
	if (err->code != ERR_CANCELLED)
		launch_tell_failure(l, err);
	return -1;
}

void
launch_release(struct launch *l)
{
	word_list_release(&l->argv);
	word_list_release(&l->env);
	process_release(&l->process);
}
