#include "config.h"

#include "common/event/journal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "engine/world/emit.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

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

/* A journal of two checks; its text is for buf_release(). */
static void
write_two(const struct place *p, struct buf *all)
{
	struct err err = { 0 };
	struct journal *j = journal_open(p->path, &err);

	pass(j, "postgres-topic");
	pass(j, "mysql-topic");
	journal_free(j);
	buf_reset(all);
	assert_int_equal(buf_read_file(all, p->path, 10000, &err), 0);
}

static void
open_and_pass(const struct place *p)
{
	struct err err = { 0 };
	struct journal *j = journal_open(p->path, &err);

	assert_non_null(j);
	pass(j, "pyflink-both");
	journal_free(j);
}

/* A record as another program of ours would write it. */
static void
add_record(struct buf *b, const char *json)
{
	buf_addf(b, "%08lx %s\n",
		crc32(0, (const Bytef *)json, (uInt)strlen(json)), json);
}

static void
put(const struct place *p, const struct buf *b)
{
	struct err err = { 0 };

	assert_int_equal(fs_replace(p->path, 0600, b->data, b->len, &err), 0);
}

static void
forget_bad(const struct place *p)
{
	for (int i = 0; i < JOURNAL_BAD_MAX; i++) {
		char path[80];

		snprintf(path, sizeof(path), i ? "%s.bad.%d" : "%s.bad",
			p->path, i);
		remove(path);
	}
}

/* Its newline is not of the record: one that lacks it is whole. */
static void
cut_at_every_byte_it_keeps_the_whole_records(void **state)
{
	struct place p;
	struct err err = { 0 };
	struct buf all = { 0 };
	size_t first;

	(void)state;
	setup(&p);
	write_two(&p, &all);
	first = (size_t)(strchr(all.data, '\n') - all.data) + 1;
	for (size_t cut = 0; cut <= all.len; cut++) {
		int whole = cut >= all.len - 1 ? 2 : cut >= first - 1 ? 1 : 0;

		fs_replace(p.path, 0600, all.data, cut, &err);
		assert_int_equal(count(p.path), whole);
		open_and_pass(&p);
		assert_int_equal(count(p.path), whole + 1);
		open_and_pass(&p);
		assert_int_equal(count(p.path), whole + 2);
		forget_bad(&p);
	}
	buf_release(&all);
	teardown(&p);
}

/* Kinds, fields, versions that this program does not know; and their damage. */
static const char *const later[] = {
	"{\"v\":1,\"event\":\"drill.won\",\"drill\":\"x\",\"deep\":{\"a\":[1,2]"
	"}}",
	"{\"v\":2,\"event\":\"check.pass\",\"check\":\"of-two\"}",
	"{\"v\":1,\"event\":\"check.pass\",\"check\":\"known\",\"new\":{\"x\":"
	"1}}",
	"{\"event\":7}",
	"{\"v\":1,\"event\":\"check.pass\",\"check\":\"a\\u0000b\"}",
	"[]",
	"not even JSON",
	"{}",
};

struct seen {
	int known, other;
};

static void
see(void *ctx, const struct event *ev)
{
	struct seen *seen = ctx;

	if (ev->kind == EV_NONE)
		seen->other++;
	else
		seen->known++;
}

static struct seen
read_seen(const struct place *p)
{
	struct seen seen = { 0 };
	struct err err = { 0 };

	assert_int_equal(journal_read(p->path, see, &seen, &err), 0);
	return seen;
}

static void
what_a_later_version_wrote_is_carried(void **state)
{
	struct place p;
	struct buf two = { 0 }, all = { 0 }, after = { 0 };
	struct err err = { 0 };
	struct seen seen;

	(void)state;
	setup(&p);
	write_two(&p, &two);
	for (size_t i = 0; i < ARRAY_LEN(later); i++) {
		add_record(&all, later[i]);
		buf_add(&all, two.data, two.len);
	}
	put(&p, &all);
	open_and_pass(&p);
	seen = read_seen(&p);
	assert_int_equal(seen.known, 2 * ARRAY_LEN(later) + 2);
	assert_int_equal(seen.other, 2);
	assert_int_equal(buf_read_file(&after, p.path, 100000, &err), 0);
	assert_memory_equal(after.data, all.data, all.len);
	buf_release(&after);
	buf_release(&two);
	buf_release(&all);
	teardown(&p);
}

static void
cut_at_every_byte_with_later_kinds_between(void **state)
{
	struct place p;
	struct buf two = { 0 }, all = { 0 }, part = { 0 };

	(void)state;
	setup(&p);
	write_two(&p, &two);
	for (int i = 0; i < 2; i++) {
		buf_add(&all, two.data, two.len);
		add_record(&all, later[0]);
		add_record(&all, later[1]);
	}
	for (size_t cut = 1; cut <= all.len; cut++) {
		struct seen whole, again;

		buf_reset(&part);
		buf_add(&part, all.data, cut);
		put(&p, &part);
		whole = read_seen(&p);
		open_and_pass(&p);
		again = read_seen(&p);
		assert_int_equal(again.known, whole.known + 1);
		assert_int_equal(again.other, whole.other);
		forget_bad(&p);
	}
	assert_int_equal(read_seen(&p).known, 5);
	assert_int_equal(read_seen(&p).other, 4);
	buf_release(&part);
	buf_release(&two);
	buf_release(&all);
	teardown(&p);
}

static void
a_flipped_bit_costs_the_record_that_it_is_in(void **state)
{
	struct place p;
	struct buf all = { 0 };

	(void)state;
	setup(&p);
	write_two(&p, &all);
	for (size_t i = 0; i + 1 < all.len; i++) {
		all.data[i] ^= 0x10;
		put(&p, &all);
		assert_int_equal(count(p.path), 1);
		open_and_pass(&p);
		assert_int_equal(count(p.path), 2);
		all.data[i] ^= 0x10;
		forget_bad(&p);
	}
	buf_release(&all);
	teardown(&p);
}

static void
damage_in_two_places_costs_no_record_that_holds(void **state)
{
	struct place p;
	struct buf two = { 0 }, all = { 0 };

	(void)state;
	setup(&p);
	write_two(&p, &two);
	buf_add(&all, "\0\0\0\0", 4); /* of a file system */
	buf_add(&all, two.data, two.len);
	buf_add(&all, two.data, 40); /* a torn one, and the next glued to it */
	buf_add(&all, two.data, two.len);
	buf_adds(&all, "\n\r\n  \nnothing of ours\n12345678 {}\n");
	buf_add(&all, two.data, two.len);
	put(&p, &all);
	assert_int_equal(count(p.path), 6);
	open_and_pass(&p);
	assert_int_equal(count(p.path), 7);
	buf_release(&two);
	buf_release(&all);
	teardown(&p);
}

static void
blanks_that_an_editor_left_at_the_end_of_lines_are_no_damage(void **state)
{
	static const char *const ends[] = { "\r\n", " \n", "\t \n", " \r\n",
		"   ", "\n \t\n", "\r\n\r\n" };

	(void)state;
	for (size_t e = 0; e < ARRAY_LEN(ends); e++) {
		struct place p;
		struct buf all = { 0 }, edited = { 0 };
		char bad[80];

		setup(&p);
		write_two(&p, &all);
		for (size_t i = 0; i < all.len; i++)
			if (all.data[i] == '\n')
				buf_adds(&edited,
					strchr(ends[e], '\n') ||
							i + 1 == all.len
						? ends[e]
						: "\n");
			else
				buf_addc(&edited, all.data[i]);
		put(&p, &edited);
		assert_int_equal(count(p.path), 2);
		open_and_pass(&p);
		assert_int_equal(count(p.path), 3);
		snprintf(bad, sizeof(bad), "%s.bad", p.path);
		assert_false(fs_exists(bad));
		buf_release(&all);
		buf_release(&edited);
		teardown(&p);
	}
}

static void
each_damage_is_kept_and_there_is_an_end_to_it(void **state)
{
	struct place p;
	struct buf all = { 0 };
	struct err err = { 0 };
	char path[80];

	(void)state;
	setup(&p);
	for (int i = 0; i < JOURNAL_BAD_MAX + 3; i++) {
		buf_reset(&all);
		buf_read_file(&all, p.path, 100000, &(struct err){ 0 });
		buf_addf(&all, "torn %d", i);
		put(&p, &all);
		open_and_pass(&p);
		assert_int_equal(count(p.path), i + 1);
	}
	buf_reset(&all);
	snprintf(path, sizeof(path), "%s.bad", p.path);
	assert_int_equal(buf_read_file(&all, path, 100, &err), 0);
	assert_string_equal(buf_str(&all), "torn 0");
	buf_reset(&all);
	snprintf(path, sizeof(path), "%s.bad.7", p.path);
	assert_int_equal(buf_read_file(&all, path, 100, &err), 0);
	assert_string_equal(buf_str(&all), "torn 7");
	snprintf(path, sizeof(path), "%s.bad.%d", p.path, JOURNAL_BAD_MAX);
	assert_false(fs_exists(path));
	buf_release(&all);
	teardown(&p);
}

static void
a_record_may_be_large(void **state)
{
	struct place p;
	struct err err = { 0 };
	char *text = mem_alloc((2 << 20) + 1);
	struct journal *j;

	(void)state;
	setup(&p);
	memset(text, 'x', 2 << 20);
	j = journal_open(p.path, &err);
	assert_int_equal(journal_append(j,
				 &(struct event){ .kind = EV_CHECK_PASS,
					 .subject = "large",
					 .text = text },
				 &err),
		0);
	journal_free(j);
	open_and_pass(&p);
	assert_int_equal(count(p.path), 2);
	free(text);
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
		assert_non_null(strstr(said(full.msg), p.path));
		assert_null(strstr(said(full.msg), "Success"));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_at_every_byte_it_keeps_the_whole_records),
		cmocka_unit_test(what_a_later_version_wrote_is_carried),
		cmocka_unit_test(cut_at_every_byte_with_later_kinds_between),
		cmocka_unit_test(a_flipped_bit_costs_the_record_that_it_is_in),
		cmocka_unit_test(
			damage_in_two_places_costs_no_record_that_holds),
		cmocka_unit_test(
			blanks_that_an_editor_left_at_the_end_of_lines_are_no_damage),
		cmocka_unit_test(each_damage_is_kept_and_there_is_an_end_to_it),
		cmocka_unit_test(a_record_may_be_large),
		cmocka_unit_test(
			killed_at_random_moments_it_loses_nothing_that_was_said),
		cmocka_unit_test(
			a_record_that_finds_no_room_leaves_nothing_behind),
		cmocka_unit_test(
			after_a_record_that_was_lost_nothing_that_must_last_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
