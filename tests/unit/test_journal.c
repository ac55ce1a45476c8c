#include "config.h"

#include "common/event/journal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/event/progress.h"
#include "tests/unit/cmock.h"

#define KILLS 60

struct place {
	char dir[40];
	char path[60];
};

static void
setup(struct place *p)
{
	snprintf(p->dir, sizeof(p->dir), "/tmp/cdclab-test.XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->path, sizeof(p->path), "%s/journal", p->dir);
}

static void
teardown(struct place *p)
{
	fs_remove_tree(p->dir, &(struct err){ 0 });
}

static void
count_one(void *ctx, const struct event *ev)
{
	int *n = ctx;

	assert_int_equal(ev->kind, EV_CHECK_PASS);
	(*n)++;
}

static int
count(const char *path)
{
	struct err err = { 0 };
	int n = 0;

	assert_int_equal(journal_read(path, count_one, &n, &err), 0);
	return n;
}

static void
pass(struct journal *j, const char *check)
{
	struct event ev = { .kind = EV_CHECK_PASS,
		.subject = check,
		.wall_ms = 1790000000000 };
	struct err err = { 0 };

	assert_int_equal(journal_append(j, &ev, &err), 0);
}

static void
cut_at_every_byte_it_keeps_the_whole_records(void **state)
{
	struct place p;
	struct err err = { 0 };
	struct buf all = { 0 };
	struct journal *j;
	size_t first;

	(void)state;
	setup(&p);
	j = journal_open(p.path, &err);
	pass(j, "postgres-topic");
	pass(j, "mysql-topic");
	journal_free(j);
	assert_int_equal(buf_read_file(&all, p.path, 10000, &err), 0);
	first = (size_t)(strchr(all.data, '\n') - all.data) + 1;
	for (size_t cut = 0; cut <= all.len; cut++) {
		int whole = cut == all.len ? 2 : cut >= first ? 1 : 0;

		fs_replace(p.path, 0600, all.data, cut, &err);
		assert_int_equal(count(p.path), whole);
		j = journal_open(p.path, &err);
		pass(j, "pyflink-both");
		journal_free(j);
		assert_int_equal(count(p.path), whole + 1);
	}
	buf_release(&all);
	teardown(&p);
}

static void
a_flipped_bit_ends_the_valid_prefix(void **state)
{
	struct place p;
	struct err err = { 0 };
	struct buf all = { 0 };
	struct journal *j;

	(void)state;
	setup(&p);
	j = journal_open(p.path, &err);
	pass(j, "postgres-topic");
	pass(j, "mysql-topic");
	journal_free(j);
	assert_int_equal(buf_read_file(&all, p.path, 10000, &err), 0);
	for (size_t i = 0; i < all.len; i++) {
		all.data[i] ^= 0x10;
		fs_replace(p.path, 0600, all.data, all.len, &err);
		assert_true(count(p.path) < 2);
		all.data[i] ^= 0x10;
	}
	buf_release(&all);
	teardown(&p);
}

/* A writer that says over a pipe what it has on disk, until it is killed. */
static void
write_until_killed(const char *path, int fd)
{
	struct err err = { 0 };
	struct journal *j = journal_open(path, &err);

	for (;;) {
		pass(j, "mysql-topic");
		if (write(fd, "x", 1) != 1)
			_exit(1);
	}
}

static void
killed_at_random_moments_it_loses_nothing_that_was_said(void **state)
{
	struct place p;
	int said = 0;

	(void)state;
	setup(&p);
	srand(1);
	for (int i = 0; i < KILLS; i++) {
		char chunk[4096];
		int fds[2], need = 1 + rand() % 20, status;
		ssize_t n;
		pid_t pid;

		assert_int_equal(pipe(fds), 0);
		pid = fork();
		if (!pid) {
			close(fds[0]);
			write_until_killed(p.path, fds[1]);
		}
		close(fds[1]);
		while (need > 0 &&
			(n = read(fds[0], chunk, sizeof(chunk))) > 0) {
			said += (int)n;
			need -= (int)n;
		}
		kill(pid, SIGKILL);
		while ((n = read(fds[0], chunk, sizeof(chunk))) > 0)
			said += (int)n;
		waitpid(pid, &status, 0);
		close(fds[0]);
		assert_true(count(p.path) >= said);
		said = count(p.path);
	}
	teardown(&p);
}

static void
progress_keeps_what_was_earned_until_a_reset(void **state)
{
	struct progress p = { 0 };
	const struct progress_entry *e;

	(void)state;
	progress_apply(
		&p, &(struct event){ .kind = EV_CHECK_FAIL, .subject = "a" });
	assert_int_equal(progress_find(&p, true, "a")->mark, MARK_RED);
	progress_apply(&p,
		&(struct event){
			.kind = EV_CHECK_PASS, .subject = "a", .wall_ms = 5 });
	progress_apply(&p,
		&(struct event){
			.kind = EV_CHECK_FAIL, .subject = "a", .wall_ms = 6 });
	e = progress_find(&p, true, "a");
	assert_int_equal(e->mark, MARK_DONE);
	assert_int_equal(e->wall_ms, 5);
	assert_true(e->red_now);
	assert_null(progress_find(&p, false, "a"));
	progress_apply(&p,
		&(struct event){ .kind = EV_LAB_RESET, .subject = "lesson" });
	assert_int_equal(progress_find(&p, true, "a")->mark, MARK_NONE);
	progress_release(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_at_every_byte_it_keeps_the_whole_records),
		cmocka_unit_test(a_flipped_bit_ends_the_valid_prefix),
		cmocka_unit_test(
			killed_at_random_moments_it_loses_nothing_that_was_said),
		cmocka_unit_test(progress_keeps_what_was_earned_until_a_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
