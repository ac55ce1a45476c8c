/* A request of the reader: what holds at the moment of its last event. */
#include "config.h"

#include "engine/main/request.h"

#include <semaphore.h>
#include <stdlib.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "tests/unit/cmock.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_its_end_a_request_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
