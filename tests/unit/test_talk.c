#include "config.h"

#include "cmock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "reader/talk/talk.h"
#include "tests/unit/said.h"

#define HELLO "{\"v\":1,\"event\":\"hello\",\"text\":\"peer\",\"count\":1}\n"
#define END "{\"v\":1,\"id\":1,\"event\":\"end\",\"exit\":0}\n"
#define LONG_MS 20000 /* a test that needs as much has failed */
#define HANGS_S 200   /* and one that is still there hangs */

/* A conversation with a scripted peer, and what was heard in it. */
struct scene {
	char dir[32];
	struct place place;
	struct talk *talk;
	struct buf heard; /* "hello end " */
	int count, exit;
	struct err err;
};

static char *
in_dir(const struct scene *s, const char *name)
{
	return mem_printf("%s/%s", s->dir, name);
}

static void
write_play(const struct scene *s, const char *play)
{
	char *path = in_dir(s, "play"), *heard = in_dir(s, "heard");
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(play, f);
	fclose(f);
	setenv("PEER_PLAY", path, 1);
	setenv("PEER_HEARD", heard, 1);
	free(path);
	free(heard);
}

static struct scene *
scene_new(const char *play)
{
	struct scene *s = mem_alloc(sizeof(*s));

	strcpy(s->dir, "/tmp/cdclab-talk-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	write_play(s, play);
	s->place.engine = mem_strdup(SRCDIR "/tests/peer/engine");
	s->place.progress = in_dir(s, "progress");
	s->talk = talk_start(&s->place, &s->err);
	return s;
}

static void
scene_free(struct scene *s)
{
	struct err ignored = { 0 };

	talk_free(s->talk);
	fs_remove_tree(s->dir, &ignored);
	free(s->place.engine);
	free(s->place.progress);
	buf_release(&s->heard);
	free(s);
}

static void
take_event(void *ctx, const struct event *ev)
{
	struct scene *s = ctx;

	s->count++;
	s->exit = ev->kind == EV_END ? ev->exit : s->exit;
	if (s->heard.len < 200)
		buf_addf(&s->heard, "%s ", event_name(ev->kind));
}

/* Talk until n events were heard, or it fails. */
static int
talk_until(struct scene *s, int n)
{
	int64_t end = clock_ms() + LONG_MS;

	while (s->count < n) {
		struct pollfd fds[] = {
			{ .fd = talk_fd(s->talk), .events = POLLIN },
			{ .fd = talk_write_fd(s->talk), .events = POLLOUT },
		};

		assert_true(clock_ms() < end);
		poll(fds, ARRAY_LEN(fds), 100);
		if (talk_turn(s->talk, take_event, s, &s->err) < 0)
			return -1;
	}
	return 0;
}

static void
a_request_is_answered_with_events_and_one_end(void **state)
{
	struct request req = { .verb = VERB_RUN, .lesson = "01/02" };
	struct scene *s = scene_new(HELLO "!request\n" END);

	(void)state;
	assert_non_null(s->talk);
	assert_int_equal(talk_send(s->talk, &req, &s->err), 1);
	assert_int_equal(talk_until(s, 2), 0);
	assert_string_equal(buf_str(&s->heard), "hello end ");
	assert_int_equal(talk_write_fd(s->talk), -1);
	scene_free(s);
}

static void
every_member_of_a_request_is_on_the_wire(void **state)
{
	static const char *const names[] = { "a", "b" };
	static const struct {
		struct request req;
		const char *line;
	} cases[] = {
		{ { .verb = VERB_RUN,
			  .lesson = "L",
			  .lab = "/l",
			  .text = "/t" },
			"{\"id\":7,\"do\":\"run\",\"lesson\":\"L\",\"lab\":"
			"\"/l\",\"text\":\"/t\",\"steps\":[]}\n" },
		{ { .verb = VERB_CHECK, .names = names, .nname = 2 },
			"{\"id\":7,\"do\":\"check\",\"checks\":[\"a\",\"b\"]}"
			"\n" },
		{ { .verb = VERB_DOWN,
			  .driver = "native",
			  .wipe = true,
			  .names = names,
			  .nname = 1 },
			"{\"id\":7,\"do\":\"stack\",\"verb\":\"down\","
			"\"driver\":\"native\",\"wipe\":true,"
			"\"services\":[\"a\"]}\n" },
		{ { .verb = VERB_STEP, .at = "t", .hold = true },
			"{\"id\":7,\"do\":\"step\",\"at\":\"t\",\"hold\":true,"
			"\"flows\":[]}\n" },
		{ { .verb = VERB_GO, .cancel = 3 },
			"{\"id\":7,\"do\":\"go\",\"request\":3}\n" },
		{ { .verb = VERB_CANCEL, .cancel = 3 },
			"{\"id\":7,\"do\":\"cancel\",\"request\":3}\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf line = { 0 };

		request_encode(&cases[i].req, 7, &line);
		assert_string_equal(buf_str(&line), cases[i].line);
		buf_release(&line);
	}
}

static void
an_engine_that_dies_is_named_with_its_log_and_last_line(void **state)
{
	struct scene *s =
		scene_new(HELLO "!log first\n!log out of luck\n!die KILL\n");

	(void)state;
	assert_int_equal(talk_until(s, 2), -1);
	assert_int_equal(s->err.code, ERR_INTERNAL);
	assert_non_null(strstr(said(s->err.msg), "signal 9"));
	assert_non_null(strstr(said(s->err.msg), "/log/engine.log"));
	assert_non_null(strstr(said(s->err.hint), "out of luck"));
	assert_string_equal(buf_str(&s->heard), "hello ");
	scene_free(s);
}

static void
an_old_line_of_the_log_is_not_blamed(void **state)
{
	struct scene *s = scene_new(HELLO "!log yesterday\n!exit 4\n");

	(void)state;
	assert_int_equal(talk_until(s, 2), -1);
	talk_free(s->talk);
	write_play(s, "!exit 4\n");
	s->err = (struct err){ 0 };
	s->talk = talk_start(&s->place, &s->err);
	assert_int_equal(talk_until(s, 2), -1);
	assert_non_null(strstr(said(s->err.msg), "status 4"));
	assert_string_equal(said(s->err.hint), "");
	scene_free(s);
}

static void
another_protocol_is_refused(void **state)
{
	struct scene *s =
		scene_new("{\"v\":1,\"event\":\"hello\",\"count\":2}\n" END);

	(void)state;
	assert_int_equal(talk_until(s, 1), -1);
	assert_int_equal(s->err.code, ERR_INTERNAL);
	assert_non_null(strstr(said(s->err.msg), "protocol 2"));
	assert_int_equal(s->count, 0);
	scene_free(s);
}

static void
events_before_hello_are_refused(void **state)
{
	struct scene *s = scene_new(END HELLO);

	(void)state;
	assert_int_equal(talk_until(s, 1), -1);
	assert_non_null(strstr(said(s->err.msg), "before hello"));
	scene_free(s);
}

static void
events_of_a_later_version_are_carried(void **state)
{
	struct scene *s = scene_new(HELLO
		"{\"v\":1,\"id\":1,\"event\":\"drill.won\",\"x\":{}}\n"
		"{\"v\":2,\"event\":\"check.pass\",\"check\":\"a\"}\n" END);

	(void)state;
	assert_int_equal(talk_until(s, 4), 0);
	assert_string_equal(buf_str(&s->heard), "hello none none end ");
	scene_free(s);
}

static void
nonsense_is_refused_and_ends_the_engine(void **state)
{
	struct scene *s = scene_new(HELLO "Segmentation fault\n!hang\n");

	(void)state;
	assert_int_equal(talk_until(s, 2), -1);
	assert_non_null(strstr(said(s->err.msg), "Segmentation fault"));
	scene_free(s);
}

static void
a_missing_engine_is_an_error_and_not_a_crash(void **state)
{
	struct place place = { .engine = mem_strdup("/nowhere/engine"),
		.progress = mem_strdup("/nowhere") };
	struct err err = { 0 };

	(void)state;
	assert_null(talk_start(&place, &err));
	assert_int_equal(err.code, ERR_INTERNAL);
	assert_non_null(strstr(said(err.msg), "/nowhere/engine"));
	free(place.engine);
	free(place.progress);
}

static void
ten_thousand_events_come_in_order_and_whole(void **state)
{
	struct scene *s = scene_new(HELLO "!flood 10000\n" END);

	(void)state;
	assert_int_equal(talk_until(s, 10002), 0);
	assert_int_equal(s->count, 10002);
	scene_free(s);
}

/* A hung engine would hold its pid file's process for ever. */
static void
an_engine_that_obeys_nobody_is_killed(void **state)
{
	char *play, *pidfile;
	struct scene *s = scene_new("");
	FILE *f;
	int pid = 0;

	(void)state;
	talk_free(s->talk);
	pidfile = in_dir(s, "pid");
	play = mem_printf("!pid %s\n" HELLO "!hang\n", pidfile);
	write_play(s, play);
	s->talk = talk_start(&s->place, &s->err);
	assert_int_equal(talk_until(s, 1), 0);
	f = fopen(pidfile, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	talk_free(s->talk);
	s->talk = NULL;
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	free(play);
	free(pidfile);
	scene_free(s);
}

static void
an_engine_with_nothing_to_do_ends_by_itself(void **state)
{
	struct scene *s = scene_new("");
	char *left = in_dir(s, "left"), *play;

	(void)state;
	talk_free(s->talk);
	play = mem_printf("!left %s\n" HELLO, left);
	write_play(s, play);
	s->talk = talk_start(&s->place, &s->err);
	assert_int_equal(talk_until(s, 1), 0);
	talk_free(s->talk);
	s->talk = NULL;
	assert_int_equal(access(left, F_OK), 0); /* so nobody killed it */
	free(play);
	free(left);
	scene_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_answered_with_events_and_one_end),
		cmocka_unit_test(every_member_of_a_request_is_on_the_wire),
		cmocka_unit_test(
			an_engine_that_dies_is_named_with_its_log_and_last_line),
		cmocka_unit_test(an_old_line_of_the_log_is_not_blamed),
		cmocka_unit_test(another_protocol_is_refused),
		cmocka_unit_test(events_before_hello_are_refused),
		cmocka_unit_test(events_of_a_later_version_are_carried),
		cmocka_unit_test(nonsense_is_refused_and_ends_the_engine),
		cmocka_unit_test(a_missing_engine_is_an_error_and_not_a_crash),
		cmocka_unit_test(ten_thousand_events_come_in_order_and_whole),
		cmocka_unit_test(an_engine_that_obeys_nobody_is_killed),
		cmocka_unit_test(an_engine_with_nothing_to_do_ends_by_itself),
	};

	alarm(HANGS_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
