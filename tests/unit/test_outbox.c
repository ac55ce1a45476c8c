/* What of a learner's journals goes to his class, without a broker. */
#include "config.h"

#include "engine/class/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "common/event/journal.h"
#include "engine/class/member.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"
#include "tests/unit/scratch.h"

#define LESSON "07-m/05-lesson"
#define NOBODY 9 /* a port that no broker has */
#define BRIEF_MS 200

struct fixture {
	char dir[40];
	struct place place;
	char *journal;
	struct class_member member;
};

/* member.json with such a lesson, and nothing else wrong in it. */
static void
put_member(const struct fixture *f, const char *lesson)
{
	const struct class_code code = { .name = "demo",
		.host = "127.0.0.1",
		.port = NOBODY,
		.mark = "a3f291bc04de" };
	char *text = class_code_text(&code);
	json_t *json = json_pack("{s:s, s:s, s:[o]}", "code", text, "as", "Ann",
		"lessons", json_loads(lesson, 0, NULL));
	struct sign_key key;
	struct err err = { 0 };

	assert_non_null(json);
	sign_key_new(&key);
	class_secret_keep(json, &key);
	assert_int_equal(class_keep(&f->place, CLASS_MEMBER, json, &err), 0);
	json_decref(json);
	free(text);
}

static int
join(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	struct err err = { 0 };

	strcpy(f->dir, "/tmp/cdclab-test-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->place.progress = mem_printf("%s/progress", f->dir);
	f->journal = place_lab(&f->place, LESSON, "journal");
	scratch_put(f->dir, "progress/labs/" LESSON "/work/x", "");
	put_member(f, "{\"id\": \"" LESSON "\", \"checks\": [\"c\"]}");
	assert_int_equal(class_member_load(&f->member, &f->place, &err), 1);
	outbox_begin(&f->member, &f->place);
	*state = f;
	return 0;
}

static int
leave(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	class_member_release(&f->member);
	assert_int_equal(fs_remove_tree(f->dir, &err), 0);
	free(f->place.progress);
	free(f->journal);
	free(f);
	return 0;
}

/* A check turns red so often. */
static void
turn_red(const struct fixture *f, int times)
{
	struct err err = { 0 };
	struct journal *journal = journal_open(f->journal, &err);

	assert_non_null(journal);
	for (int i = 0; i < times; i++)
		assert_int_equal(journal_append(journal,
					 &(struct event){ .kind = EV_CHECK_FAIL,
						 .subject = "c",
						 .wall_ms = 1000 + i },
					 &err),
			0);
	journal_free(journal);
}

/* What is carried has the events of these numbers: "1 2 ". */
static void
carries(struct fixture *f, const char *wanted)
{
	struct buf out = { 0 }, numbers = { 0 };
	struct err err = { 0 };

	if (outbox_carry(&f->member, &f->place, &out, &err) < 0)
		fail_msg("%s", said(err.msg));
	for (const char *line = buf_str(&out); *line;
		line += strcspn(line, "\n") + 1) {
		struct class_key key;

		if (class_key_read(&key, line, strcspn(line, "\t")) ==
			CLASS_EVENT)
			buf_addf(&numbers, "%" PRIu64 " ", key.seq);
	}
	assert_string_equal(buf_str(&numbers), wanted);
	buf_release(&numbers);
	buf_release(&out);
}

/* As if the broker had taken so many of them, and all of the file. */
static void
is_sent(struct fixture *f, int events)
{
	json_t *lesson =
		json_array_get(json_object_get(f->member.json, "lessons"), 0);
	struct stat st;

	assert_int_equal(stat(f->journal, &st), 0);
	json_object_set_new(lesson, "sent", json_integer(events));
	json_object_set_new(
		lesson, "file", json_integer((json_int_t)st.st_ino));
	json_object_set_new(
		lesson, "size", json_integer((json_int_t)st.st_size));
}

static void
what_was_before_is_not_sent(void **state)
{
	struct fixture *f = *state;

	turn_red(f, 3);
	outbox_begin(&f->member, &f->place);
	carries(f, "");
	turn_red(f, 2);
	carries(f, "1 2 ");
	carries(f, "1 2 ");
}

static void
numbers_go_on_in_another_journal(void **state)
{
	struct fixture *f = *state;
	char *aside = mem_printf("%s.old", f->journal);

	turn_red(f, 2);
	carries(f, "1 2 ");
	assert_int_equal(rename(f->journal, aside), 0);
	turn_red(f, 1);
	carries(f, "3 ");
	/* one that was begun anew in its place */
	is_sent(f, 3);
	turn_red(f, 1);
	is_sent(f, 4);
	assert_int_equal(truncate(f->journal, 0), 0);
	turn_red(f, 1);
	carries(f, "5 ");
	free(aside);
}

static void
a_record_that_was_torn_makes_no_other_journal(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	FILE *torn;

	turn_red(f, 2);
	torn = fopen(f->journal, "a");
	assert_non_null(torn);
	fputs("0badc0de {\"v\": 1, \"event\": \"che", torn);
	fclose(torn);
	carries(f, "1 2 ");
	is_sent(f, 2);
	journal_free(journal_open(f->journal, &err)); /* cuts it off */
	carries(f, "1 2 ");
	turn_red(f, 1);
	carries(f, "1 2 3 ");
}

static void
numbers_that_nobody_sent_are_damage(void **state)
{
	static const char *const lessons[] = {
		"{\"id\": \"x\", \"base\": 5}",
		"{\"id\": \"x\", \"base\": 5, \"skip\": 1, \"sent\": 3}",
		"{\"id\": \"x\", \"sent\": -1}",
		"{\"id\": \"x\", \"skip\": -2}",
		"{\"id\": \"x\", \"sent\": 1000000000000}",
		"{\"id\": \"x\", \"carried\": 1000000000000}",
		"[\"x\"]",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(lessons); i++) {
		struct class_member member;
		struct err err = { 0 };

		put_member(f, lessons[i]);
		assert_int_equal(
			class_member_load(&member, &f->place, &err), -1);
		assert_string_equal(
			said(err.msg), "class/member.json is damaged");
		class_member_release(&member);
	}
}

static void
a_farewell_that_is_not_heard_has_used_its_numbers_up(void **state)
{
	struct fixture *f = *state;
	struct ctl brief = ctl_within(&(struct ctl){ 0 }, BRIEF_MS);
	struct err err = { 0 };
	json_t *kept;

	assert_int_equal(outbox_erase(&f->member, &f->place, &brief, &err), -1);
	err = (struct err){ 0 };
	kept = class_kept(&f->place, CLASS_MEMBER, &err);
	assert_int_equal(json_int(kept, "seq", 0), 1);
	json_decref(kept);
}

#define IN_CLASS(test) cmocka_unit_test_setup_teardown(test, join, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_CLASS(what_was_before_is_not_sent),
		IN_CLASS(numbers_go_on_in_another_journal),
		IN_CLASS(a_record_that_was_torn_makes_no_other_journal),
		IN_CLASS(numbers_that_nobody_sent_are_damage),
		IN_CLASS(a_farewell_that_is_not_heard_has_used_its_numbers_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
