/* The logs of servers: kept small, and read for what went wrong. */
#include "config.h"

#include "engine/stack/logs.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/event/event.h"
#include "tests/unit/cmock.h"

static void
put(const char *path, const char *text)
{
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
keep_line(void *ctx, const struct event *ev)
{
	buf_addf(ctx, "%s:%s|", ev->subject, ev->text);
}

static void
a_start_keeps_one_old_log(void **state)
{
	struct err err = { 0 };
	struct buf text = { 0 };
	char *old = mem_printf("%s.1", (char *)*state);

	for (int i = 1; i <= 3; i++) {
		int fd = log_start(*state, &err);

		assert_true(fd >= 0);
		close(fd);
		put(*state, i == 1 ? "one\n" : i == 2 ? "two\n" : "three\n");
	}
	assert_int_equal(buf_read_file(&text, old, 100, &err), 0);
	assert_string_equal(buf_str(&text), "two\n");
	buf_release(&text);
	unlink(old);
	free(old);
}

static void
a_log_over_its_limit_loses_its_beginning_not_its_end(void **state)
{
	struct stat st;
	struct buf lines = { 0 };
	struct sink sink = { .send = keep_line, .ctx = &lines };

	put(*state, "first\n");
	assert_int_equal(truncate(*state, LOG_MAX + 5000), 0);
	put(*state, "\nlast\n");
	log_cut(*state);
	assert_int_equal(stat(*state, &st), 0);
	assert_true(st.st_size <= LOG_MAX);
	if (st.st_size) { /* else the file system cannot cut the front off */
		log_tail(*state, "x", 1, &sink);
		assert_string_equal(buf_str(&lines), "x:last|");
	}
	buf_release(&lines);
}

static void
the_tail_is_the_last_lines(void **state)
{
	static const struct {
		int lines;
		const char *want;
	} cases[] = {
		{ 1, "kafka:c|" },
		{ 2, "kafka:b|kafka:c|" },
		{ 9, "kafka:a|kafka:b|kafka:c|" }, /* more than there are */
		{ 0, "" },
	};

	put(*state, "a\nb\nc"); /* the last one is still being written */
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf lines = { 0 };
		struct sink sink = { .send = keep_line, .ctx = &lines };

		log_tail(*state, "kafka", cases[i].lines, &sink);
		assert_string_equal(buf_str(&lines), cases[i].want);
		buf_release(&lines);
	}
}

static void
the_cause_is_the_line_that_tells(void **state)
{
	static const struct {
		const char *log, *want;
	} cases[] = {
		{ "LOG: starting\nFATAL: no data\nLOG: bye\n",
			"FATAL: no data" },
		{ "INFO x\nException in thread\nCaused by: no port\n\tat a.b\n",
			"Caused by: no port" },
		{ "[ERROR] disk is full\n[ERROR] Aborting\n",
			"[ERROR] disk is full" }, /* it says only that it ends */
		{ "FATAL:  logical replication slot \"s\" exists, but "
		  "wal_level "
		  "< logical\nFATAL:  the database system is starting up\n",
			"FATAL:  logical replication slot \"s\" exists, but "
			"wal_level < logical" },
		{ "ts=2026-11-28T23:16:32Z caller=web.go:5 level=error "
		  "msg=\"no listener\" err=\"in use\"\n"
		  "ts=2026-11-28T23:16:32Z caller=main.go:9 level=info "
		  "msg=\"See you next time!\"\n",
			"\"no listener\" err=\"in use\"" },
		{ "2026-11-28 16:05:54.694 UTC [1] LOG:  it ends\n",
			"it ends" },
		{ "quiet\nlast words\n", "last words" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf cause = { 0 };

		unlink(*state);
		put(*state, cases[i].log);
		log_cause(*state, &cause);
		assert_string_equal(buf_str(&cause), cases[i].want);
		buf_release(&cause);
	}
}

static void
a_cause_is_cut_between_characters(void **state)
{
	struct buf cause = { 0 }, log = { 0 };

	buf_adds(&log, "FATAL: ");
	while (log.len < 500)
		buf_adds(&log, "\u0436");
	put(*state, log.data);
	log_cause(*state, &cause);
	assert_true(cause.len > 290);
	assert_null(strstr(cause.data, "\ufffd"));
	buf_release(&cause);
	buf_release(&log);
}

/* What was not written yet when a machine lost its power. */
static void
zeros_in_a_log_hide_nothing_behind_them(void **state)
{
	FILE *file = fopen(*state, "w");
	struct buf cause = { 0 };

	assert_non_null(file);
	fwrite("a\0\0\nFATAL: no data\n", 1, 19, file);
	fclose(file);
	log_cause(*state, &cause);
	assert_string_equal(buf_str(&cause), "FATAL: no data");
	buf_release(&cause);
}

static void
a_log_that_cannot_be_put_aside_is_no_start(void **state)
{
	struct err err = { 0 };
	char *old = mem_printf("%s.1", (char *)*state);

	put(*state, "one\n");
	assert_int_equal(mkdir(old, 0700), 0);
	assert_int_equal(log_start(*state, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	rmdir(old);
	free(old);
}

static int
set_up(void **state)
{
	*state = mem_printf("/tmp/cdclab-log.%ld", (long)getpid());
	return 0;
}

static int
tear_down(void **state)
{
	unlink(*state);
	free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_start_keeps_one_old_log, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_log_over_its_limit_loses_its_beginning_not_its_end,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_tail_is_the_last_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_cause_is_the_line_that_tells, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_cause_is_cut_between_characters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			zeros_in_a_log_hide_nothing_behind_them, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_log_that_cannot_be_put_aside_is_no_start, set_up,
			tear_down),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stack_logs", tests, NULL, NULL);
}
