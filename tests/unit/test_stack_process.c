/* What starts a server and what finds it again. */
#include "config.h"

#include "engine/client/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

static const char *const no_env[] = { "PATH=/usr/bin:/bin", NULL };

static struct ctl
limit(void)
{
	return ctl_within(&(struct ctl){ 0 }, 20000);
}

static void
end(struct process *p)
{
	struct ctl ctl = limit();
	struct err err = { 0 };

	process_signal(p, SIGKILL);
	assert_int_equal(process_wait(p, &ctl, &err), 0);
	process_release(p);
}

/* Run a shell script to its end; what it printed is owned by the caller. */
static char *
shell(const char *script, int *status)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	struct ctl ctl = limit();
	struct err err = { 0 };
	struct buf text = { 0 };
	struct process p;
	char chunk[1024];
	ssize_t n;
	int fds[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_equal(process_spawn(&(struct spawn){ .argv = argv,
					       .env = no_env,
					       .cwd = "/",
					       .out = fds[1] },
				 &p, &err),
		0);
	close(fds[1]);
	while ((n = read(fds[0], chunk, sizeof(chunk))) > 0)
		buf_add(&text, chunk, (size_t)n);
	close(fds[0]);
	assert_int_equal(process_wait(&p, &ctl, &err), 0);
	if (status)
		*status = p.status;
	process_release(&p);
	return buf_take(&text);
}

static struct process
sleeper(void)
{
	static const char *const argv[] = { "/bin/sleep", "1000", NULL };
	struct err err = { 0 };
	struct process p;

	assert_int_equal(process_spawn(&(struct spawn){ .argv = argv,
					       .env = no_env,
					       .cwd = "/" },
				 &p, &err),
		0);
	return p;
}

static void
a_child_has_three_descriptors_and_no_more(void **state)
{
	int leak = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
	/* the fourth is the directory that ls reads */
	char *text = shell("ls /proc/self/fd | wc -l", NULL);

	(void)state;
	assert_int_equal(atoi(text), 4);
	free(text);
	close(leak);
}

static void
a_child_leads_a_session_and_reads_nothing(void **state)
{
	char *text = shell(
		"read x; echo $? $(cut -d' ' -f1,5,6 /proc/$$/stat)", NULL);
	long status, pid, group, session;

	(void)state;
	assert_int_equal(sscanf(text, "%ld %ld %ld %ld", &status, &pid, &group,
				 &session),
		4);
	assert_int_equal(status, 1); /* end of file at once */
	assert_int_equal(pid, group);
	assert_int_equal(pid, session);
	free(text);
}

static void
a_child_ignores_and_blocks_no_signal(void **state)
{
	sigset_t set;
	char *text;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN); /* as under nohup */
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	text = shell("exec grep -E 'Sig(Blk|Ign)' /proc/self/status", NULL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	assert_string_equal(
		text, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
	free(text);
}

static void
exit_status_and_signal_are_told_apart(void **state)
{
	int status;

	(void)state;
	free(shell("exit 7", &status));
	assert_int_equal(status, 7);
	free(shell("kill -9 $$", &status));
	assert_int_equal(status, 128 + 9);
}

static void
a_record_is_whole_and_true(void **state)
{
	static const char *const argv[] = { "/bin/sleep", "1000", NULL };
	struct err err = { 0 };
	struct buf text = { 0 };
	struct process p, again;
	json_t *o;

	assert_int_equal(
		process_spawn(&(struct spawn){ .argv = argv,
				      .env = no_env,
				      .cwd = "/",
				      .record = *state,
				      .record_head = "{\"x\":1,\"pid\":" },
			&p, &err),
		0);
	assert_int_equal(buf_read_file(&text, *state, 4096, &err), 0);
	o = json_parse("record", buf_str(&text), text.len, &err);
	assert_non_null(o);
	assert_int_equal(json_int(o, "pid", 0), p.pid);
	assert_int_equal(json_int(o, "start", 0), p.start);
	assert_true(process_open(&again, p.pid, p.start));
	process_release(&again);
	json_decref(o);
	buf_release(&text);
	end(&p);
	unlink(*state);
}

static void
a_program_that_is_not_there_is_said_and_leaves_no_record(void **state)
{
	static const char *const argv[] = { "/proc/nowhere/server", NULL };
	struct err err = { 0 };
	struct process p;

	assert_int_equal(process_spawn(&(struct spawn){ .argv = argv,
					       .env = no_env,
					       .cwd = "/",
					       .record = *state,
					       .record_head = "{\"pid\":" },
				 &p, &err),
		-1);
	assert_string_equal(said(err.msg),
		"/proc/nowhere/server: program: No such file or directory");
	assert_false(fs_exists(*state));
}

static void
a_number_alone_names_no_process(void **state)
{
	struct process p = sleeper(), other;

	(void)state;
	assert_false(process_open(&other, p.pid, p.start + 1));
	assert_int_equal(other.fd, 0);
	end(&p);
}

static void
a_zombie_is_gone(void **state)
{
	struct process p = sleeper(), again;
	struct process_stat st;
	pid_t pid = p.pid;
	uint64_t start = p.start;

	(void)state;
	process_signal(&p, SIGKILL);
	do
		assert_true(process_stat(pid, &st));
	while (st.state != 'Z');
	assert_int_equal(kill(pid, 0), 0); /* this is why not kill() */
	assert_int_equal(process_state(&p), PROCESS_STATE_GONE);
	process_release(&p);
	assert_false(process_open(&again, pid, start));
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD); /* reaped on the way */
}

static void
a_stopped_process_is_frozen_not_gone(void **state)
{
	struct process p = sleeper();

	(void)state;
	process_signal(&p, SIGSTOP);
	while (process_state(&p) == PROCESS_STATE_RUNS)
		;
	assert_int_equal(process_state(&p), PROCESS_STATE_FROZEN);
	process_signal(&p, SIGCONT);
	while (process_state(&p) == PROCESS_STATE_FROZEN)
		;
	assert_int_equal(process_state(&p), PROCESS_STATE_RUNS);
	end(&p);
}

static int
temp_record(void **state)
{
	*state = mem_printf("/tmp/cdclab-record.%ld", (long)getpid());
	return 0;
}

/* So many descriptors may still be opened; returns the limit before. */
static struct rlimit
no_descriptors_after(rlim_t n)
{
	struct rlimit was, few;
	int next = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	few = (struct rlimit){ (rlim_t)next + n, was.rlim_max };
	close(next);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	return was;
}

static void
whoever_cannot_be_watched_never_becomes_the_program(void **state)
{
	const char *record = *state;
	char *mark = mem_printf("%s.mark", record);
	const char *const argv[] = { "/bin/touch", mark, NULL };
	struct spawn spawn = { .argv = argv,
		.env = no_env,
		.cwd = "/",
		.record = record,
		.record_head = "{\"pid\":" };

	/* wherever the descriptors run out */
	for (rlim_t n = 0; n < 5; n++) {
		struct rlimit was = no_descriptors_after(n);
		struct err err = { 0 };
		struct process p;
		int rc = process_spawn(&spawn, &p, &err);

		setrlimit(RLIMIT_NOFILE, &was);
		assert_int_equal(rc, -1);
		assert_int_equal(err.code, ERR_SYSTEM);
		assert_int_equal(p.fd, 0);
		/* no child is left, so none can do it later */
		assert_int_equal(waitpid(-1, NULL, 0), -1);
		assert_int_equal(errno, ECHILD);
		assert_false(fs_exists(mark));
		assert_false(fs_exists(record));
	}
	free(mark);
}

static int
free_record(void **state)
{
	free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_has_three_descriptors_and_no_more),
		cmocka_unit_test(a_child_leads_a_session_and_reads_nothing),
		cmocka_unit_test(a_child_ignores_and_blocks_no_signal),
		cmocka_unit_test(exit_status_and_signal_are_told_apart),
		cmocka_unit_test(a_record_is_whole_and_true),
		cmocka_unit_test(
			a_program_that_is_not_there_is_said_and_leaves_no_record),
		cmocka_unit_test(
			whoever_cannot_be_watched_never_becomes_the_program),
		cmocka_unit_test(a_number_alone_names_no_process),
		cmocka_unit_test(a_zombie_is_gone),
		cmocka_unit_test(a_stopped_process_is_frozen_not_gone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(
		"stack_process", tests, temp_record, free_record);
}
