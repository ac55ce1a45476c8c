/* Jobs and connectors of servers that change between two looks. */
#include "config.h"

#include "engine/main/connectors.h"
#include "engine/main/jobs.h"

#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/event/event.h"
#include "engine/client/flink.h"
#include "engine/stack/service.h"
#include "engine/world/emit.h"
#include "tests/peer/peer.h"
#include "tests/unit/cmock.h"

#define JOB(id, state)                                                         \
	"{\"jid\":\"" id "\",\"name\":\"orders\",\"state\":\"" state "\"}"
#define JOBS(list) "{\"jobs\":[" list "]}"

static void
add_job(void *ctx, const struct event *ev)
{
	buf_addf(ctx, "%s %s %s, ", ev->name, ev->subject, ev->state);
}

static void
each_look_tells_what_is_new_and_what_is_over(void **state)
{
	static const struct {
		struct peer_line line;
		const char *told;
	} looks[] = {
		{ { PEER_HTTP, 200, JOBS("") }, "" },
		{ { PEER_HTTP, 200, JOBS(JOB("a", "CREATED")) },
			"orders a CREATED, " },
		{ { PEER_HTTP, 200, JOBS(JOB("a", "RUNNING")) },
			"orders a RUNNING, " },
		{ { PEER_HTTP, 200, JOBS(JOB("a", "RUNNING")) }, "" },
		/* one that lives has the name of one that has ended */
		{ { PEER_HTTP, 200,
			  JOBS(JOB("b", "RUNNING") "," JOB("a", "CANCELED")) },
			"orders a CANCELED, orders b RUNNING, " },
		{ { PEER_HTTP, 200,
			  JOBS(JOB("b", "RUNNING") "," JOB("a", "CANCELED")) },
			"" },
		/* no answer is no news */
		{ { PEER_HTTP, 503, "{}" }, "" },
		{ { PEER_HTTP, 200, JOBS(JOB("b", "FAILED")) },
			"orders a gone, orders b FAILED, " },
		{ { PEER_HTTP, 200, JOBS("") }, "orders b gone, " },
		/* what ended before anybody looked */
		{ { PEER_HTTP, 200, JOBS(JOB("c", "FINISHED")) }, "" },
	};
	struct peer_line script[ARRAY_LEN(looks)];
	struct service flink = { .name = "flink" };
	struct stack stack = { .services = &flink, .nservice = 1 };
	struct flink_jobs seen = { 0 };
	struct buf told = { 0 };
	struct sink sink = { .send = add_job, .ctx = &told };
	struct emitter out;
	struct peer *peer;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++)
		script[i] = looks[i].line;
	peer = peer_start(script, ARRAY_LEN(script));
	flink.endpoint = (struct endpoint){
		.service = "flink", .host = "127.0.0.1", .port = peer_port(peer)
	};
	emit_init(&out, &sink, NULL, 1);
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 5000);

		buf_reset(&told);
		jobs_tell_news(&stack, &seen, &out, &ctl);
		if (strcmp(buf_str(&told), looks[i].told) != 0)
			fail_msg("look %zu: \"%s\"", i, buf_str(&told));
	}
	emit_release(&out);
	flink_jobs_release(&seen);
	buf_release(&told);
	peer_stop(peer);
}

#define STATUS(name, own, task)                                                \
	"\"" name "\":{\"status\":{\"connector\":{\"state\":\"" own            \
	"\"},\"tasks\":[{\"id\":0,\"state\":\"" task "\"}]}}"
#define NO_TASK(name)                                                          \
	"\"" name "\":{\"status\":{\"connector\":{\"state\":\"RUNNING\"},"     \
	"\"tasks\":[]}}"

static void
hear_connector(void *ctx, const struct event *ev)
{
	assert_int_equal(ev->kind, EV_CONNECTOR);
	if (ev->subject)
		buf_addf(ctx, "%s %s, ", ev->subject, ev->state);
	else
		buf_adds(ctx, "no others");
}

static void
each_look_at_the_connectors_tells_what_is_new(void **state)
{
	static const struct {
		struct peer_line line;
		const char *told;
	} looks[] = {
		{ { PEER_HTTP, 503, "{}" }, "" },
		{ { PEER_HTTP, 200, "{" NO_TASK("a") "}" },
			"a UNASSIGNED, no others" },
		{ { PEER_HTTP, 200, "{" STATUS("a", "RUNNING", "RUNNING") "}" },
			"a RUNNING, " },
		{ { PEER_HTTP, 200, "{" STATUS("a", "RUNNING", "RUNNING") "}" },
			"" },
		{ { PEER_HTTP, 200,
			  "{" STATUS("a", "RUNNING", "FAILED") "," STATUS(
				  "b", "PAUSED", "PAUSED") "}" },
			"a FAILED, b PAUSED, " },
		{ { PEER_HTTP, 503, "{}" }, "" },
		{ { PEER_HTTP, 200, "{" STATUS("b", "PAUSED", "PAUSED") "}" },
			"a gone, " },
		{ { PEER_HTTP, 200, "{}" }, "b gone, " },
	};
	struct peer_line script[ARRAY_LEN(looks)];
	struct service connect = { .name = "connect" };
	struct stack stack = { .services = &connect, .nservice = 1 };
	struct buf told = { 0 };
	struct sink sink = { .send = hear_connector, .ctx = &told };
	struct emitter out;
	struct peer *peer;
	json_t *seen = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++)
		script[i] = looks[i].line;
	peer = peer_start(script, ARRAY_LEN(script));
	connect.endpoint = (struct endpoint){ .service = "connect",
		.host = "127.0.0.1",
		.port = peer_port(peer) };
	emit_init(&out, &sink, NULL, 1);
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 5000);

		buf_reset(&told);
		connectors_tell_news(&stack, &seen, &out, &ctl);
		if (strcmp(buf_str(&told), looks[i].told) != 0)
			fail_msg("look %zu: \"%s\"", i, buf_str(&told));
	}
	emit_release(&out);
	json_decref(seen);
	buf_release(&told);
	peer_stop(peer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_look_tells_what_is_new_and_what_is_over),
		cmocka_unit_test(each_look_at_the_connectors_tells_what_is_new),
	};

	return cmocka_run_group_tests_name("jobs", tests, peer_setup, NULL);
}
