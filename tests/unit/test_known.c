/* What the screen knows of a lab without asking. */
#include "config.h"

#include "reader/views/known.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/course/catalog.h"
#include "common/event/event.h"
#include "common/event/journal.h"
#include "common/event/servers.h"
#include "reader/views/lab_view.h"
#include "tests/unit/cmock.h"

#define LAB "07-module-7/05-multi-database-configuration"
#define MYSQL "mysql-outbox-connector"

struct scene {
	char dir[32];
	struct place place;
	struct lab_view *view;
	struct servers servers;
};

static void
tell_known(struct scene *s, struct event ev)
{
	servers_event(&s->servers, &ev, TELLER_WATCH, 0);
	known_look(s->view, &s->servers, &ev);
}

static void
server(struct scene *s, const char *name, const char *state)
{
	tell_known(s,
		(struct event){
			.kind = EV_SERVICE, .subject = name, .state = state });
}

static void
connector(struct scene *s, const char *name, const char *state)
{
	tell_known(s,
		(struct event){ .kind = EV_CONNECTOR,
			.subject = name,
			.state = state });
}

static void
all_up(struct scene *s)
{
	static const char *const names[] = { "postgres", "mysql", "kafka",
		"connect", "flink", "flink-taskmanager", "prometheus" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		server(s, names[i], "ready");
	connector(s, "postgres-outbox-connector", "RUNNING");
	connector(s, MYSQL, "RUNNING");
	connector(s, NULL, NULL);
	tell_known(s,
		(struct event){ .kind = EV_JOB,
			.subject = "a",
			.name = "unified-orders",
			.state = "RUNNING" });
}

static void
lab_says(struct scene *s, enum event_kind kind, const char *subject)
{
	lab_state_event(&s->view->state,
		&(struct event){ .kind = kind, .subject = subject });
}

/* Everything is green, on servers that are all up. */
static struct scene *
scene_new(void)
{
	struct scene *s = mem_alloc(sizeof(*s));
	struct lesson_ref lesson = { .id = mem_strdup(LAB),
		.lab = mem_strdup(SRCDIR "/labs/" LAB "/lab.json") };

	snprintf(s->dir, sizeof(s->dir), "/tmp/cdclab-test.XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	s->place.data = mem_strdup(SRCDIR);
	s->place.progress = mem_strdup(s->dir);
	s->view = lab_view_new(&s->place, &lesson);
	assert_true(s->view->has_lab);
	all_up(s);
	for (size_t i = 0; i < s->view->nitem; i++)
		lab_says(s, i < s->view->ncheck ? EV_CHECK_PASS : EV_STEP_DONE,
			lab_view_item(s->view, i)->id);
	free(lesson.id);
	free(lesson.lab);
	return s;
}

static void
scene_free(struct scene *s)
{
	lab_view_free(s->view);
	servers_release(&s->servers);
	fs_remove_tree(s->dir, &(struct err){ 0 });
	free(s->place.data);
	free(s->place.progress);
	free(s);
}

static const struct lab_item *
check(const struct scene *s, const char *id)
{
	const struct lab_item *item = lab_view_find(s->view, true, id);

	assert_non_null(item);
	return item;
}

static enum sign
sign(const struct scene *s, const char *id)
{
	return item_sign(check(s, id));
}

static struct lab_count
count(const struct scene *s)
{
	return lab_state_count(&s->view->state);
}

static void
a_dead_server_shakes_what_takes_it_and_no_more(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	assert_int_equal(count(s).holds, 5);
	server(s, "mysql", "dead");
	assert_int_equal(sign(s, "mysql-topic"), SIGN_SHAKY);
	assert_int_equal(check(s, "mysql-topic")->now, NOW_UNASKABLE);
	assert_string_equal(check(s, "mysql-topic")->doubt, "mysql");
	assert_int_equal(sign(s, "postgres-topic"), SIGN_GOOD);
	assert_int_equal(count(s).earned, 5);
	assert_in_range(count(s).lost, 1, 4);
	/* it is back: nobody has asked since */
	server(s, "mysql", "starting");
	server(s, "mysql", "ready");
	assert_int_equal(sign(s, "mysql-topic"), SIGN_GOOD_THEN);
	assert_int_equal(count(s).lost, 0);
	lab_says(s, EV_CHECK_PASS, "mysql-topic");
	assert_int_equal(sign(s, "mysql-topic"), SIGN_GOOD);
	scene_free(s);
}

static void
without_the_stack_nothing_is_green(void **state)
{
	static const char *const names[] = { "postgres", "mysql", "kafka",
		"connect", "flink", "prometheus" };
	struct scene *s = scene_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		server(s, names[i], "stopped");
	assert_int_equal(count(s).earned, 5);
	assert_int_equal(count(s).lost, 5);
	assert_int_equal(count_sign(count(s)), SIGN_SHAKY);
	scene_free(s);
}

/* On a lab that is opened later, too: nobody has to be asked. */
static void
what_was_earned_another_day_is_held_against_the_servers(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	lab_state_age(&s->view->state);
	assert_int_equal(count_sign(count(s)), SIGN_GOOD_THEN);
	server(s, "prometheus", "ready");
	assert_int_equal(count(s).lost, 0);
	s->servers.servers[0].now.state[0] = 'x'; /* postgres, unheard */
	known_look(s->view, &s->servers, NULL);
	assert_int_equal(sign(s, "postgres-topic"), SIGN_SHAKY);
	assert_int_equal(sign(s, "mysql-topic"), SIGN_GOOD_THEN);
	scene_free(s);
}

static void
a_connector_that_goes_or_comes_is_seen(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	connector(s, MYSQL, "gone");
	assert_int_equal(check(s, "connectors-running")->now, NOW_FALSE);
	assert_int_equal(sign(s, "connectors-running"), SIGN_SHAKY);
	assert_string_equal(check(s, "connectors-running")->doubt, MYSQL);
	connector(s, MYSQL, "RUNNING");
	assert_int_equal(sign(s, "connectors-running"), SIGN_GOOD_THEN);
	connector(s, MYSQL, "FAILED");
	assert_int_equal(sign(s, "connectors-running"), SIGN_SHAKY);
	connector(s, "somebody-elses", "FAILED");
	assert_string_equal(check(s, "connectors-running")->doubt, MYSQL);
	scene_free(s);
}

static void
no_connector_is_old_news_once_it_is_deployed(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	lab_says(s, EV_LAB_RESET, LAB);
	connector(s, MYSQL, "gone");
	lab_state_event(&s->view->state,
		&(struct event){ .kind = EV_CHECK_FAIL,
			.subject = "connectors-running",
			.layer = "connector",
			.service = "connect",
			.explain = "connector-missing" });
	assert_int_equal(sign(s, "connectors-running"), SIGN_RED);
	connector(s, MYSQL, "UNASSIGNED");
	assert_int_equal(sign(s, "connectors-running"), SIGN_RED);
	connector(s, MYSQL, "RUNNING");
	assert_int_equal(sign(s, "connectors-running"), SIGN_RED_THEN);
	assert_string_equal(check(s, "connectors-running")->doubt, MYSQL);
	scene_free(s);
}

/* What the watch saw before an answer came does not change that answer. */
static void
an_answer_is_newer_than_what_was_told_before_it(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	connector(s, MYSQL, "gone");
	lab_says(s, EV_CHECK_PASS, "connectors-running");
	assert_int_equal(sign(s, "connectors-running"), SIGN_GOOD);
	server(s, "prometheus", "ready");
	known_look(s->view, &s->servers, NULL);
	assert_int_equal(sign(s, "connectors-running"), SIGN_GOOD);
	connector(s, MYSQL, "FAILED");
	assert_int_equal(sign(s, "connectors-running"), SIGN_SHAKY);
	scene_free(s);
}

static void
without_any_job_what_takes_one_is_not_true(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	tell_known(s,
		(struct event){ .kind = EV_JOB,
			.subject = "b",
			.name = "by hand",
			.state = "RUNNING" });
	tell_known(s,
		(struct event){
			.kind = EV_JOB, .subject = "a", .state = "gone" });
	assert_int_equal(sign(s, "pyflink-both"), SIGN_GOOD);
	tell_known(s,
		(struct event){
			.kind = EV_JOB, .subject = "b", .state = "FAILED" });
	assert_int_equal(sign(s, "pyflink-both"), SIGN_SHAKY);
	scene_free(s);
}

/* What was found in a topic says nothing of another one with its name. */
static void
a_topic_made_again_is_asked_again(void **state)
{
	struct scene *s = scene_new();
	struct event ev = { .kind = EV_TOPIC,
		.subject = "outbox.event.mysql.orders",
		.state = "again" };

	(void)state;
	tell_known(s, ev);
	assert_int_equal(sign(s, "mysql-topic"), SIGN_GOOD_THEN);
	assert_string_equal(check(s, "mysql-topic")->doubt, ev.subject);
	assert_int_equal(sign(s, "source-database"), SIGN_GOOD_THEN);
	assert_int_equal(sign(s, "postgres-topic"), SIGN_GOOD);
	lab_says(s, EV_CHECK_PASS, "mysql-topic");
	assert_int_equal(sign(s, "mysql-topic"), SIGN_GOOD);
	ev.state = "there";
	tell_known(s, ev);
	assert_int_equal(sign(s, "mysql-topic"), SIGN_GOOD);
	scene_free(s);
}

static void
write_record(const struct scene *s, const char *subject)
{
	char *path = place_lab(&s->place, LAB, "journal");
	char *dir = mem_strndup(path, strlen(path) - strlen("/journal"));
	struct err err = { 0 };
	struct journal *j;

	assert_int_equal(fs_mkdirs(dir, 0700, &err), 0);
	j = journal_open(path, &err);
	assert_non_null(j);
	assert_int_equal(journal_append(j,
				 &(struct event){ .kind = EV_CHECK_PASS,
					 .subject = subject },
				 &err),
		0);
	journal_free(j);
	free(path);
	free(dir);
}

/* Our own records are heard before they are read; others' are not. */
static void
the_journal_tells_again_and_ends_no_doubt(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	write_record(s, "mysql-topic");
	server(s, "mysql", "dead");
	lab_state_age(&s->view->state);
	known_look(s->view, &s->servers, NULL);
	lab_says(s, EV_CHECK_FAIL, "postgres-topic");
	write_record(s, "postgres-topic"); /* of another terminal */
	assert_int_equal(sign(s, "postgres-topic"), SIGN_SHAKY);
	lab_view_catch_up(s->view);
	assert_int_equal(sign(s, "postgres-topic"), SIGN_GOOD);
	assert_int_equal(sign(s, "mysql-topic"), SIGN_SHAKY);
	assert_string_equal(check(s, "mysql-topic")->doubt, "mysql");
	assert_false(lab_view_follow(s->view));
	scene_free(s);
}

static void
every_mark_is_three_columns_and_its_own(void **state)
{
	(void)state;
	for (int ascii = 0; ascii < 2; ascii++)
		for (int a = 0; a < SIGN_COUNT; a++) {
			const char *mark = sign_text((enum sign)a, ascii);

			assert_non_null(mark);
			if (ascii)
				assert_int_equal(strlen(mark), 3);
			for (int b = 0; b < a; b++)
				assert_string_not_equal(
					mark, sign_text((enum sign)b, ascii));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_dead_server_shakes_what_takes_it_and_no_more),
		cmocka_unit_test(without_the_stack_nothing_is_green),
		cmocka_unit_test(
			what_was_earned_another_day_is_held_against_the_servers),
		cmocka_unit_test(a_connector_that_goes_or_comes_is_seen),
		cmocka_unit_test(a_topic_made_again_is_asked_again),
		cmocka_unit_test(no_connector_is_old_news_once_it_is_deployed),
		cmocka_unit_test(
			an_answer_is_newer_than_what_was_told_before_it),
		cmocka_unit_test(without_any_job_what_takes_one_is_not_true),
		cmocka_unit_test(the_journal_tells_again_and_ends_no_doubt),
		cmocka_unit_test(every_mark_is_three_columns_and_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
