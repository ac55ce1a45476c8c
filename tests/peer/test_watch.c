/* Watching servers: a driver and a server that do as they are told. */
#include "config.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/event/event.h"
#include "engine/stack/driver.h"
#include "engine/stack/service.h"
#include "tests/peer/peer.h"
#include "tests/unit/cmock.h"

#define N 2

/* A stack of two servers, of which the first answers as its peer does. */
struct scene {
	struct stack base;
	struct service services[N];
	atomic_int process[N], pid[N];
	void (*changed)(void *ctx);
	void *ctx;
	atomic_bool stop;
	struct ctl ctl;
	pthread_t thread;
	pthread_mutex_t lock;
	struct buf told; /* "one running 7, " */
};

static void
look(struct stack *stack, const struct service *service,
	struct service_look *out, const struct ctl *ctl)
{
	struct scene *scene = (struct scene *)stack;
	size_t i = (size_t)(service - stack->services);

	(void)ctl;
	out->process = (enum service_process)atomic_load(&scene->process[i]);
	out->pid = atomic_load(&scene->pid[i]);
}

static int
refresh(struct stack *stack, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	(void)ctl;
	(void)stack;
	(void)service;
	(void)err;
	return 0;
}

static void
watch(struct stack *stack, void (*changed)(void *ctx), void *ctx,
	const struct ctl *ctl)
{
	struct scene *scene = (struct scene *)stack;
	struct err over = { 0 };

	pthread_mutex_lock(&scene->lock);
	scene->changed = changed;
	scene->ctx = ctx;
	pthread_mutex_unlock(&scene->lock);
	changed(ctx);
	while (ctl_wait(ctl, 1000, &over) == 0)
		continue;
	pthread_mutex_lock(&scene->lock);
	scene->changed = NULL;
	pthread_mutex_unlock(&scene->lock);
}

static const struct driver driver = {
	.name = "scene", .look = look, .refresh = refresh, .watch = watch
};

static void
add_state(void *ctx, const struct event *ev)
{
	struct scene *scene = ctx;

	pthread_mutex_lock(&scene->lock);
	buf_addf(&scene->told, "%s %s %lld, ", ev->subject, ev->state, ev->pid);
	pthread_mutex_unlock(&scene->lock);
}

static void *
run(void *arg)
{
	struct scene *scene = arg;
	struct sink sink = { .send = add_state, .ctx = scene };
	struct err err = { 0 };

	if (stack_watch(&scene->base, &scene->ctl, &sink, &err) < 0)
		abort();
	return NULL;
}

static void
begin(struct scene *scene, int port)
{
	static const char *const names[] = { "one", "two" };

	scene->base = (struct stack){
		.driver = &driver, .services = scene->services, .nservice = N
	};
	for (int i = 0; i < N; i++)
		scene->services[i] = (struct service){ .name = names[i],
			.bit = 1U << i,
			.ready = READY_HTTP,
			.ready_path = "/",
			.endpoint = { .service = names[i],
				.host = "127.0.0.1",
				.port = port } };
	pthread_mutex_init(&scene->lock, NULL);
	scene->ctl.cancel = &scene->stop;
	pthread_create(&scene->thread, NULL, run, scene);
}

static bool
has_told(struct scene *scene, const char *what)
{
	bool has;

	pthread_mutex_lock(&scene->lock);
	has = strstr(buf_str(&scene->told), what) != NULL;
	pthread_mutex_unlock(&scene->lock);
	return has;
}

static void
hears(struct scene *scene, const char *what, int ms)
{
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, ms);
	struct err late = { 0 };

	while (!has_told(scene, what))
		if (ctl_wait(&limit, 5, &late) < 0)
			fail_msg("not \"%s\" in %d ms but \"%s\"", what, ms,
				buf_str(&scene->told));
}

/* Something happens to a server, and the driver says that something did. */
static void
becomes(struct scene *scene, int i, enum service_process process, int pid)
{
	atomic_store(&scene->process[i], (int)process);
	atomic_store(&scene->pid[i], pid);
	pthread_mutex_lock(&scene->lock);
	if (scene->changed)
		scene->changed(scene->ctx);
	pthread_mutex_unlock(&scene->lock);
}

/* It ends; what it told is as often there as it should be. */
static void
end(struct scene *scene, const char *told)
{
	atomic_store(&scene->stop, true);
	pthread_join(scene->thread, NULL);
	if (told)
		assert_string_equal(buf_str(&scene->told), told);
	buf_release(&scene->told);
	pthread_mutex_destroy(&scene->lock);
}

static void
a_change_is_told_once_and_the_same_again_is_not(void **state)
{
	static const struct peer_line ok = { PEER_HTTP, 200, "{}" };
	struct peer *peer = peer_start(&ok, 1);
	struct scene scene = { .process = { PROCESS_ALIVE }, .pid = { 7 } };

	(void)state;
	begin(&scene, peer_port(peer));
	hears(&scene, "one running 7, ", 3000);
	hears(&scene, "two stopped 0, ", 3000);
	pthread_mutex_lock(&scene.lock);
	buf_reset(&scene.told);
	pthread_mutex_unlock(&scene.lock);
	becomes(&scene, 0, PROCESS_FROZEN, 7);
	hears(&scene, "one frozen 7, ", 2000);
	becomes(&scene, 0, PROCESS_FROZEN, 7);
	becomes(&scene, 0, PROCESS_DEAD, 7);
	hears(&scene, "one dead 7, ", 2000);
	becomes(&scene, 0, PROCESS_ALIVE, 8);
	hears(&scene, "one running 8, ", 2000);
	end(&scene, "one frozen 7, one dead 7, one running 8, ");
	peer_stop(peer);
}

static void
a_server_that_starts_is_asked_until_it_answers(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 503, "{}" },
		{ PEER_HTTP, 503, "{}" }, { PEER_HTTP, 200, "{}" } };
	struct peer *peer = peer_start(script, 3);
	struct scene scene = { .process = { PROCESS_ALIVE }, .pid = { 7 } };

	(void)state;
	begin(&scene, peer_port(peer));
	hears(&scene, "one starting 7, ", 3000);
	hears(&scene, "one running 7, ", 5000);
	end(&scene, NULL);
	peer_stop(peer);
}

static void
a_server_that_does_not_answer_cannot_hide_that_it_died(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 200, "{}" },
		{ PEER_HANG, 0, NULL } };
	struct peer *peer = peer_start(script, 2);
	struct scene scene = { .process = { PROCESS_ALIVE }, .pid = { 7 } };
	struct err late = { 0 };

	(void)state;
	begin(&scene, peer_port(peer));
	hears(&scene, "one running 7, ", 3000);
	/* it is asked again for what happens to the other, and hangs */
	becomes(&scene, 1, PROCESS_FROZEN, 9);
	hears(&scene, "two frozen 9, ", 2000);
	while (!strstr(strchr(peer_seen(peer), '\n') + 1, "GET"))
		ctl_wait(&(struct ctl){ 0 }, 5, &late);
	becomes(&scene, 0, PROCESS_DEAD, 7);
	hears(&scene, "one dead 7, ", 2000);
	end(&scene, NULL);
	peer_stop(peer);
}

static void
much_that_happens_is_looked_at_calmly(void **state)
{
	static const struct peer_line ok = { PEER_HTTP, 200, "{}" };
	struct peer *peer = peer_start(&ok, 1);
	struct scene scene = { .process = { PROCESS_ALIVE }, .pid = { 7 } };
	struct ctl limit;
	struct err late = { 0 };
	size_t asked = 0;

	(void)state;
	begin(&scene, peer_port(peer));
	hears(&scene, "one running 7, ", 3000);
	limit = ctl_within(&(struct ctl){ 0 }, 1000);
	while (ctl_wait(&limit, 1, &late) == 0)
		becomes(&scene, 1, PROCESS_NONE, 0);
	for (const char *p = peer_seen(peer); (p = strstr(p, "GET")); p++)
		asked++;
	/* one a twentieth of a second, and those before and after */
	if (asked < 2 || asked > 25)
		fail_msg("asked %zu times", asked);
	end(&scene, NULL);
	peer_stop(peer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_change_is_told_once_and_the_same_again_is_not),
		cmocka_unit_test(
			a_server_that_starts_is_asked_until_it_answers),
		cmocka_unit_test(
			a_server_that_does_not_answer_cannot_hide_that_it_died),
		cmocka_unit_test(much_that_happens_is_looked_at_calmly),
	};

	return cmocka_run_group_tests_name("watch", tests, peer_setup, NULL);
}
