/* The engine's loop, when the kernel refuses to wait. */
#include "config.h"

#include "engine/main/serve.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define WATCH "{\"id\":1,\"do\":\"stack\",\"verb\":\"watch\"}\n"

struct engine {
	struct place place;
	int in[2], out[2], rc;
	struct err err;
	pthread_t thread;
};

static void *
run(void *arg)
{
	struct engine *e = arg;

	e->rc = serve(&e->place, e->in[0], e->out[1], &e->err);
	return NULL;
}

/* Until that has been said. */
static void
read_until_said(const struct engine *e, const char *text)
{
	struct buf heard = { 0 };
	char chunk[512];
	ssize_t n;

	while (!heard.len || !strstr(heard.data, text)) {
		n = read(e->out[0], chunk, sizeof(chunk));
		assert_true(n > 0);
		buf_add(&heard, chunk, (size_t)n);
	}
	buf_release(&heard);
}

/* A request lives in a thread, and speaks until that has ended. */
static void
who_cannot_wait_ends_its_requests_first(void **state)
{
	char dir[] = "/tmp/cdclab-test.XXXXXX";
	struct engine e = { 0 };
	struct rlimit was, few;

	(void)state;
	assert_non_null(mkdtemp(dir));
	e.place = (struct place){ .data = mem_strdup(dir),
		.stack = mem_strdup(dir),
		.parts = mem_strdup(dir),
		.progress = mem_strdup(dir) };
	assert_int_equal(pipe(e.in), 0);
	assert_int_equal(pipe(e.out), 0);
	assert_int_equal(pthread_create(&e.thread, NULL, run, &e), 0);
	assert_int_equal(write(e.in[1], WATCH, strlen(WATCH)), strlen(WATCH));
	read_until_said(&e, "\"output\"");
	/* poll(2) takes no more descriptors than that */
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	few = (struct rlimit){ 1, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	assert_int_equal(write(e.in[1], "\n", 1), 1);
	pthread_join(e.thread, NULL);
	setrlimit(RLIMIT_NOFILE, &was);
	assert_int_equal(e.rc, -1);
	assert_int_equal(e.err.code, ERR_SYSTEM);
	assert_non_null(strstr(said(e.err.msg), "poll"));
	for (int i = 0; i < 2; i++) {
		close(e.in[i]);
		close(e.out[i]);
	}
	free(e.place.data);
	free(e.place.stack);
	free(e.place.parts);
	free(e.place.progress);
	fs_remove_tree(dir, &(struct err){ 0 });
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_cannot_wait_ends_its_requests_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
