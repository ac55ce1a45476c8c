/* Images that are got, by a docker command that does as it is told. */
#include "config.h"

#include "engine/stack/docker/fetch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/driver.h"
#include "tests/peer/peer.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define CONFIG                                                                 \
	"{\"services\":{"                                                      \
	"\"kafka\":{\"image\":\"kafka:1\"},"                                   \
	"\"mysql\":{\"image\":\"mysql:1\"},"                                   \
	"\"flink\":{\"image\":\"flink:1\",\"build\":{}}}}"

/* "docker compose ... VERB ... SERVICE": what is done is in a file HOME/VERB. */
#define COMMAND                                                                \
	"#!/bin/sh\n"                                                          \
	"case \"$*\" in\n"                                                     \
	"*version*) echo Docker Compose version v2.26.1; exit ;;\n"            \
	"*config*) echo '" CONFIG "'; exit ;;\n"                               \
	"*pull*mysql) . ./pull ;;\n"                                           \
	"*build*) . ./build ;;\n"                                              \
	"esac\n"

struct scene {
	struct place place;
	struct stack *stack;
	struct peer *peer;
	pthread_mutex_t lock;
	struct buf told; /* under lock */
	atomic_bool cancel;
	struct err err;
};

static struct peer_home home;

static void
put(const char *name, int mode, const char *text)
{
	char *path = mem_printf("%s/%s", home.dir, name);
	struct err err = { 0 };

	if (fs_replace(path, (mode_t)mode, text, strlen(text), &err) < 0)
		fail_msg("%s", said(err.msg));
	free(path);
}

static int
setup(void **state)
{
	char *path;

	(void)state;
	if (peer_home_make(&home) < 0)
		return -1;
	path = mem_printf("%s:%s", home.dir, getenv("PATH"));
	setenv("PATH", path, 1);
	free(path);
	put("docker", 0755, COMMAND);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	return peer_home_remove(&home);
}

/* "mysql pulled mysql:1|"; at the word of a build all is cancelled. */
static void
take(void *ctx, const struct event *ev)
{
	struct scene *scene = ctx;

	if (ev->kind != EV_SERVICE)
		return;
	pthread_mutex_lock(&scene->lock);
	buf_addf(&scene->told, "%s %s %s|", ev->subject, ev->state,
		said(ev->cause ? ev->cause : ev->text));
	pthread_mutex_unlock(&scene->lock);
	if (ev->text && strstr(ev->text, "1/1 RUN hang"))
		atomic_store(&scene->cancel, true);
}

/* On an engine that has no container and no image. */
static void
fetch(struct scene *scene, unsigned ran, const char *pull, const char *build)
{
	static const struct peer_line script[] = { { PEER_HTTP, 200, "[]" },
		{ PEER_HTTP, 404, "{\"message\":\"no such image\"}" } };
	struct sink sink = { .send = take, .ctx = scene };
	const char *const names[] = { "kafka", "mysql", "flink" };
	struct ctl ctl = { .cancel = &scene->cancel };
	struct docker_stack *docker;
	unsigned set;

	*scene = (struct scene){ 0 };
	put("pull", 0644, pull);
	put("build", 0644, build);
	pthread_mutex_init(&scene->lock, NULL);
	place_init(&scene->place);
	scene->peer = peer_start_at(home.socket, script, 2);
	scene->stack = docker_driver.open(&scene->place, &scene->err);
	if (!scene->stack)
		fail_msg("%s", said(scene->err.msg));
	docker = docker_stack_of(scene->stack);
	free(docker->dir);
	docker->dir = mem_strdup(home.dir);
	assert_int_equal(service_set_named(scene->stack, names,
				 ARRAY_LEN(names), &set, &scene->err),
		0);
	fetch_images(docker, set,
		ran ? service_find(scene->stack, "kafka")->bit : 0, &ctl, &sink,
		&scene->err);
}

static void
release(struct scene *scene)
{
	peer_stop(scene->peer);
	unlink(home.socket);
	docker_driver.free(scene->stack);
	place_release(&scene->place);
	buf_release(&scene->told);
	pthread_mutex_destroy(&scene->lock);
}

static void
tells(const struct scene *scene, const char *what)
{
	if (!strstr(buf_str(&scene->told), what))
		fail_msg("%s is not told: %s", what, buf_str(&scene->told));
}

static void
an_image_that_has_come_is_told_of(void **state)
{
	struct scene scene;

	(void)state;
	fetch(&scene, 0, "", "");
	assert_int_equal(scene.err.code, ERR_NONE);
	tells(&scene, "mysql pulling mysql:1|");
	tells(&scene, "mysql pulled mysql:1|");
	tells(&scene, "flink building flink:1|");
	tells(&scene, "flink built flink:1|");
	release(&scene);
}

static void
after_a_cancel_nothing_is_being_got(void **state)
{
	struct scene scene;

	(void)state;
	fetch(&scene, 0, "exec sleep 60",
		"echo '#5 [flink 1/1] RUN hang'; exec sleep 60");
	assert_int_equal(scene.err.code, ERR_CANCELLED);
	tells(&scene, "mysql stopped 127.0.0.1:3306|");
	tells(&scene, "flink stopped 127.0.0.1:8081|");
	tells(&scene, "kafka stopped 127.0.0.1:29092|");
	release(&scene);
}

static void
where_one_fails_the_others_are_what_they_were(void **state)
{
	struct scene scene;

	(void)state;
	fetch(&scene, 1, "exec sleep 60", "exit 1");
	assert_int_equal(scene.err.code, ERR_STACK);
	tells(&scene, "flink failed image flink:1");
	tells(&scene, "mysql stopped 127.0.0.1:3306|");
	tells(&scene, "kafka running 127.0.0.1:29092|");
	assert_null(strstr(buf_str(&scene.told), "flink stopped"));
	release(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_that_has_come_is_told_of),
		cmocka_unit_test(after_a_cancel_nothing_is_being_got),
		cmocka_unit_test(where_one_fails_the_others_are_what_they_were),
	};

	return cmocka_run_group_tests_name("fetch", tests, setup, teardown);
}
