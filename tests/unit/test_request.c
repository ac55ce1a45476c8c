/* A request of the reader: what holds at the moment of its last event. */
#include "config.h"

#include "engine/main/request.h"

#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "common/event/lab_state.h"
#include "tests/unit/cmock.h"

#define LESSON "07-module-7/05-multi-database-configuration"

struct ear {
	struct running_request *request;
	sem_t known, heard; /* the request; its end */
	bool over;
	int ends, exit;
};

/* In the thread of the request. */
static void
note_end(void *ctx, const struct event *ev)
{
	struct ear *ear = ctx;

	if (ev->kind != EV_END)
		return;
	sem_wait(&ear->known);
	ear->over = request_is_over(ear->request);
	ear->exit = ev->exit;
	ear->ends++;
	sem_post(&ear->heard);
}

/* Whoever is woken by the end and looks, once, finds it. */
static void
at_its_end_a_request_is_over(void **state)
{
	struct place place = { 0 };
	struct ear ear = { 0 };
	struct sink sink = { .send = note_end, .ctx = &ear };

	(void)state;
	sem_init(&ear.known, 0, 0);
	sem_init(&ear.heard, 0, 0);
	ear.request = request_start(&place, &sink,
		json_pack("{s:i,s:s}", "id", 7, "do", "no such thing"));
	assert_int_equal(request_id(ear.request), 7);
	sem_post(&ear.known);
	sem_wait(&ear.heard);
	assert_true(ear.over);
	request_free(ear.request);
	assert_int_equal(ear.ends, 1);
	assert_int_equal(ear.exit, 70);
	sem_destroy(&ear.known);
	sem_destroy(&ear.heard);
}

/* Lesson and lab are the course's, so it may run; no server is up. */
static int
ask_hint(const struct place *place, const char *check, int which)
{
	struct ear ear = { 0 };
	struct sink sink = { .send = note_end, .ctx = &ear };

	sem_init(&ear.known, 0, 0);
	sem_init(&ear.heard, 0, 0);
	ear.request = request_start(place, &sink,
		json_pack("{s:i,s:s,s:s,s:s,s:s,s:i,s:[s]}", "id", 8, "do",
			"hint", "lesson", LESSON, "lab",
			SRCDIR "/labs/" LESSON "/lab.json", "text",
			SRCDIR "/lessons/" LESSON ".en.mdx", "count", which,
			"checks", check));
	sem_post(&ear.known);
	sem_wait(&ear.heard);
	request_free(ear.request);
	sem_destroy(&ear.known);
	sem_destroy(&ear.heard);
	return ear.exit;
}

/* Also while a run or a drill has the lab's lock. */
static void
a_hint_that_was_opened_is_in_the_journal(void **state)
{
	char dir[] = "/tmp/cdclab-test.XXXXXX", data[] = SRCDIR;
	struct place place = { .data = data };
	struct lab_state lab = { 0 };
	struct err err = { 0 };
	char *journal, *path;
	int lock;

	(void)state;
	assert_non_null(mkdtemp(dir));
	place.progress = dir;
	journal = place_lab(&place, LESSON, "journal");
	path = place_lab(&place, LESSON, "lock");
	assert_int_equal(ask_hint(&place, "mysql-topic", 1), 0);
	lock = fs_lock_own(path, &err);
	assert_true(lock >= 0);
	assert_int_equal(ask_hint(&place, "mysql-topic", 2), 0);
	close(lock);
	assert_int_equal(ask_hint(&place, "no-such-check", 1), 2);
	assert_int_equal(lab_state_load(&lab, journal, &err), 0);
	assert_int_equal(lab.nitem, 1);
	assert_int_equal(lab_state_find(&lab, true, "mysql-topic")->hints, 2);
	lab_state_release(&lab);
	fs_remove_tree(dir, &err);
	free(journal);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_its_end_a_request_is_over),
		cmocka_unit_test(a_hint_that_was_opened_is_in_the_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
