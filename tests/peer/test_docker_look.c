/* What the docker driver makes of what an engine says of a container. */
#include "config.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/driver.h"
#include "tests/peer/http_server.h"
#include "tests/peer/peer.h"
#include "tests/peer/server.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define ONE_OF(owner)                                                          \
	"[{\"Id\":\"1\",\"Labels\":{" owner                                    \
	"\"com.docker.compose.project\":\"cdclab\","                           \
	"\"com.docker.compose.service\":\"prometheus\"}}]"
#define ONE ONE_OF("")
#define STATE(state, networks)                                                 \
	"{\"State\":{" state "},"                                              \
	"\"NetworkSettings\":{\"Networks\":{" networks "}},"                   \
	"\"HostConfig\":{\"PortBindings\":{\"9090/tcp\":"                      \
	"[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"19191\"}]}}}"
#define IN "\"cdclab_default\":{}"
#define RUNNING "\"Status\":\"running\",\"Running\":true,\"Pid\":7"

struct scene {
	struct place place;
	struct stack *stack;
	const struct service *service;
	struct ctl ctl;
	atomic_bool cancel;
	const char *inspect; /* what the engine says of the container */
	const char *list;    /* and of all of them; NULL: ONE */
	char asked[256];     /* the last path of a list */
	struct http_mind mind;
	struct server *engine;
};

static struct peer_home home;

static int
setup(void **state)
{
	(void)state;
	return peer_home_make(&home);
}

static int
teardown(void **state)
{
	(void)state;
	return peer_home_remove(&home);
}

/* An engine that has one container, of Prometheus. */
static void
answer(void *ctx, const char *method, const char *path, const char *body,
	struct http_reply *reply)
{
	struct scene *scene = ctx;

	(void)method;
	(void)body;
	if (!strstr(path, "/containers/json")) {
		buf_adds(&reply->body, scene->inspect);
		return;
	}
	snprintf(scene->asked, sizeof(scene->asked), "%s", path);
	buf_adds(&reply->body, scene->list ? scene->list : ONE);
}

static void
open_on_list(struct scene *scene, const char *inspect, const char *list)
{
	struct err err = { 0 };

	*scene = (struct scene){ .inspect = inspect, .list = list };
	scene->ctl.cancel = &scene->cancel;
	scene->mind = (struct http_mind){ answer, scene };
	scene->engine = server_start_at(home.socket, http_speak, &scene->mind);
	place_init(&scene->place);
	scene->stack = docker_driver.open(&scene->place, &err);
	if (!scene->stack)
		fail_msg("%s", said(err.msg));
	scene->service = service_find(scene->stack, "prometheus");
}

static void
open_on(struct scene *scene, const char *inspect)
{
	open_on_list(scene, inspect, NULL);
}

/* It is gone, and there is room for another. */
static void
end_engine(struct scene *scene)
{
	if (scene->engine)
		server_stop(scene->engine);
	scene->engine = NULL;
	unlink(home.socket);
}

static void
release(struct scene *scene)
{
	end_engine(scene);
	docker_driver.free(scene->stack);
	place_release(&scene->place);
}

static void
each_state_of_a_container_is_one_of_a_server(void **state)
{
	static const struct {
		const char *inspect;
		enum service_process process;
		const char *why;
		int port;
	} cases[] = {
		{ STATE(RUNNING, IN), PROCESS_ALIVE, "", 19191 },
		{ STATE(RUNNING, ""), PROCESS_ALIVE, "cut off from", 19191 },
		{ STATE("\"Status\":\"paused\",\"Running\":true", IN),
			PROCESS_FROZEN, "is paused", 19191 },
		/* compose makes all of them, then starts one after another */
		{ STATE("\"Status\":\"created\"", ""), PROCESS_NONE, "", 9090 },
		/* the next start is where it is wanted then */
		{ STATE("\"Status\":\"exited\",\"ExitCode\":1", ""),
			PROCESS_DEAD, "has ended (exited, exit 1)", 9090 },
		{ STATE("\"Status\":\"exited\",\"ExitCode\":137,"
			"\"OOMKilled\":true",
			  ""),
			PROCESS_DEAD, "OOM-killed (exit 137)", 9090 },
		{ STATE("\"Status\":\"removing\"", ""), PROCESS_DEAD,
			"has ended (removing", 9090 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct service_look look;
		struct scene scene;

		open_on(&scene, cases[i].inspect);
		stack_look(scene.stack, "prometheus", &look, &scene.ctl);
		if (look.process != cases[i].process ||
			!strstr(said(look.why), cases[i].why) ||
			!*look.why != !*cases[i].why ||
			service_endpoint(scene.service)->port != cases[i].port)
			fail_msg("case %zu: %d, \"%s\", port %d", i,
				look.process, said(look.why),
				service_endpoint(scene.service)->port);
		release(&scene);
	}
}

/* Where it was, it may go on to answer. */
static void
who_cannot_be_seen_is_unknown_and_can_be_asked(void **state)
{
	static const struct peer_line ready = { PEER_HTTP, 200, "{}" };
	struct peer *server = peer_start(&ready, 1);
	char *inspect = mem_printf("{\"State\":{" RUNNING "},"
				   "\"HostConfig\":{\"PortBindings\":"
				   "{\"9090/tcp\":[{\"HostPort\":\"%d\"}]}}}",
		peer_port(server));
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, 5000);
	struct service_look look;
	struct scene scene;
	struct err err = { 0 };

	(void)state;
	open_on(&scene, inspect);
	end_engine(&scene);
	docker_forget(docker_stack_of(scene.stack));
	stack_look(scene.stack, "prometheus", &look, &scene.ctl);
	assert_int_equal(look.process, PROCESS_UNKNOWN);
	assert_non_null(strstr(look.why, "no Docker engine answers"));
	assert_int_equal(
		stack_probe(scene.stack, "prometheus", &limit, &err), 0);
	release(&scene);
	peer_stop(server);
	free(inspect);
}

static void
who_gives_up_waiting_spoils_nothing_for_others(void **state)
{
	static const struct peer_line hang = { PEER_HANG, 0, NULL };
	static const struct peer_line script[] = { { PEER_HTTP, 200, ONE },
		{ PEER_HTTP, 200, STATE(RUNNING, IN) } };
	struct sink deaf = { 0 };
	struct service_look look;
	struct scene scene;
	struct peer *peer;
	struct err err = { 0 };

	(void)state;
	open_on(&scene, STATE(RUNNING, IN));
	end_engine(&scene);
	docker_forget(docker_stack_of(scene.stack));
	peer = peer_start_at(home.socket, &hang, 1);
	atomic_store(&scene.cancel, true);
	stack_look(scene.stack, "prometheus", &look, &scene.ctl);
	assert_int_equal(look.process, PROCESS_UNKNOWN);
	assert_int_equal(
		stack_logs(scene.stack, NULL, 0, 10, &scene.ctl, &deaf, &err),
		-1);
	assert_int_equal(err.code, ERR_CANCELLED);
	peer_stop(peer);
	unlink(home.socket);

	peer = peer_start_at(home.socket, script, 2);
	atomic_store(&scene.cancel, false);
	stack_look(scene.stack, "prometheus", &look, &scene.ctl);
	assert_int_equal(look.process, PROCESS_ALIVE);
	peer_stop(peer);
	unlink(home.socket);
	release(&scene);
}

static void
looks_at_all_of_an_engine_that_hangs_take_as_long_as_one(void **state)
{
	static const struct peer_line hang = { PEER_HANG, 0, NULL };
	struct peer *peer;
	struct scene scene;
	int64_t began;

	(void)state;
	open_on(&scene, STATE(RUNNING, IN));
	end_engine(&scene);
	docker_forget(docker_stack_of(scene.stack));
	peer = peer_start_at(home.socket, &hang, 1);
	began = clock_ms();
	for (size_t i = 0; i < scene.stack->nservice; i++)
		assert_int_equal(stack_process(scene.stack,
					 scene.stack->services[i].name, NULL,
					 &scene.ctl),
			PROCESS_UNKNOWN);
	assert_true(clock_ms() - began < 2 * (int64_t)DOCKER_ASK_MS);
	peer_stop(peer);
	release(&scene);
}

static void
another_learners_servers_are_left_alone(void **state)
{
	struct service_look look = { 0 };
	struct err err = { 0 };
	struct scene scene;

	(void)state;
	open_on_list(&scene, STATE(RUNNING, IN),
		ONE_OF("\"cdclab.owner\":\"/home/anna/stack\","));
	docker_driver.look(scene.stack, scene.service, &look, &scene.ctl);
	assert_int_equal(look.process, PROCESS_NONE);
	assert_int_equal(docker_driver.down(scene.stack, 1, true, &scene.ctl,
				 &(struct sink){ 0 }, &err),
		-1);
	assert_non_null(strstr(said(err.msg), "whose state is in /home/anna"));
	assert_non_null(strstr(said(err.hint), "CDCLAB_STACK_PORTS=+"));
	release(&scene);
}

static void
moved_ports_are_a_project_of_their_own(void **state)
{
	struct scene scene;

	(void)state;
	setenv("CDCLAB_STACK_PORTS", "+100", 1);
	open_on(&scene, STATE(RUNNING, IN));
	assert_non_null(strstr(scene.asked, "project%3Dcdclab-100%22"));
	release(&scene);
	unsetenv("CDCLAB_STACK_PORTS");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_of_a_container_is_one_of_a_server),
		cmocka_unit_test(
			who_cannot_be_seen_is_unknown_and_can_be_asked),
		cmocka_unit_test(
			who_gives_up_waiting_spoils_nothing_for_others),
		cmocka_unit_test(
			looks_at_all_of_an_engine_that_hangs_take_as_long_as_one),
		cmocka_unit_test(another_learners_servers_are_left_alone),
		cmocka_unit_test(moved_ports_are_a_project_of_their_own),
	};

	return cmocka_run_group_tests_name(
		"docker-look", tests, setup, teardown);
}
