#include "config.h"

#include "common/event/journal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/event/progress.h"
#include "engine/world/emit.h"
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

/* As on a disk that is full: no file gets longer. Returns the limit before. */
static struct rlimit
no_room_after(off_t bytes)
{
	struct rlimit was, full;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	full = (struct rlimit){ (rlim_t)bytes, was.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	return was;
}

static off_t
size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void
a_record_that_finds_no_room_leaves_nothing_behind(void **state)
{
	struct place p;
	struct err err = { 0 };
	struct event two = { .kind = EV_CHECK_PASS, .subject = "two" };
	struct journal *j;

	(void)state;
	setup(&p);
	j = journal_open(p.path, &err);
	pass(j, "one");
	for (off_t room = 0; room < 30; room += 10) {
		off_t size = size_of(p.path);
		struct rlimit was = no_room_after(size + room);
		struct err full = { 0 };
		int rc = journal_append(j, &two, &full);

		setrlimit(RLIMIT_FSIZE, &was);
		assert_int_equal(rc, -1);
		assert_int_equal(full.code, ERR_PROGRESS);
		assert_non_null(strstr(full.msg, p.path));
		assert_null(strstr(full.msg, "Success"));
		assert_int_equal(size_of(p.path), size);
		pass(j, "three");
	}
	assert_int_equal(count(p.path), 4);
	journal_free(j);
	teardown(&p);
}

static void
count_sent(void *ctx, const struct event *ev)
{
	int *n = ctx;

	(void)ev;
	(*n)++;
}

static void
after_a_record_that_was_lost_nothing_that_must_last_is_said(void **state)
{
	struct event pass = { .kind = EV_CHECK_PASS, .subject = "one" };
	struct event wait = { .kind = EV_CHECK_WAIT, .subject = "one" };
	struct place p;
	struct err err = { 0 };
	struct emitter out;
	struct rlimit was;
	int sent = 0;

	(void)state;
	setup(&p);
	emit_init(&out, &(struct sink){ .send = count_sent, .ctx = &sent },
		journal_open(p.path, &err), 1);
	was = no_room_after(10);
	assert_int_equal(emit(&out, pass), -1);
	setrlimit(RLIMIT_FSIZE, &was);
	assert_int_equal(emit(&out, pass), -1);
	assert_int_equal(sent, 0);
	assert_int_equal(out.broken.code, ERR_PROGRESS);
	assert_int_equal(emit(&out, wait), 0);
	assert_int_equal(sent, 1);
	assert_int_equal(count(p.path), 0);
	journal_free(out.journal);
	emit_release(&out);
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
		cmocka_unit_test(
			a_record_that_finds_no_room_leaves_nothing_behind),
		cmocka_unit_test(
			after_a_record_that_was_lost_nothing_that_must_last_is_said),
		cmocka_unit_test(progress_keeps_what_was_earned_until_a_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
