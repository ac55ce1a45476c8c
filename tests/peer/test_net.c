/*
 * Name servers that do not answer: getaddrinfo(3) of this program is found by
 * every library before the C library's, and hangs until a test lets it go. What
 * waits for it does not end, and nothing here looks at a clock.
 */
#include "config.h"

#include "engine/client/net.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/endpoint.h"
#include "engine/client/http.h"
#include "engine/client/kafka.h"
#include "engine/client/mysql.h"
#include "engine/client/pg.h"
#include "engine/client/rows.h"
#include "engine/client/topic_id.h"
#include "tests/unit/cmock.h"

#define SILENT "silent-" /* such a name is looked up until let_go() */
#define TWO "two.test"   /* 127.0.0.2 and 127.0.0.1 */
#define LIMIT_MS 200
#define PATIENCE_S 60 /* then SIGALRM ends what hangs */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool free_to_go;
static int asked, answered; /* of SILENT */

typedef int (*lookup_fn)(const char *, const char *, const struct addrinfo *,
	struct addrinfo **);

/* From the C library; dlsym() gives an object, a function is what it is. */
static lookup_fn
real_lookup(void)
{
	void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
	lookup_fn fn;

	memcpy(&fn, &symbol, sizeof(fn));
	return fn;
}

static int
wait_for_release(void)
{
	pthread_mutex_lock(&lock);
	asked++;
	pthread_cond_broadcast(&changed);
	while (!free_to_go)
		pthread_cond_wait(&changed, &lock);
	answered++;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	return EAI_AGAIN;
}

int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
	struct addrinfo **out)
{
	struct addrinfo *last;
	int bad;

	if (node && hints && !(hints->ai_flags & AI_NUMERICHOST) &&
		!strncmp(node, SILENT, strlen(SILENT)))
		return wait_for_release();
	if (!node || strcmp(node, TWO) != 0 ||
		(hints && hints->ai_flags & AI_NUMERICHOST))
		return real_lookup()(node, service, hints, out);
	bad = real_lookup()("127.0.0.2", service, hints, out);
	for (last = *out; !bad && last->ai_next;)
		last = last->ai_next;
	return bad ? bad
		   : real_lookup()("127.0.0.1", service, hints, &last->ai_next);
}

static void
hold_all(void)
{
	pthread_mutex_lock(&lock);
	free_to_go = false;
	asked = answered = 0;
	pthread_mutex_unlock(&lock);
}

/* All lookups end, and are over when this returns. */
static void
let_go(void)
{
	pthread_mutex_lock(&lock);
	free_to_go = true;
	pthread_cond_broadcast(&changed);
	while (answered < asked)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

static int
lookups(void)
{
	int n;

	pthread_mutex_lock(&lock);
	n = asked;
	pthread_mutex_unlock(&lock);
	return n;
}

static char
	host[30]; /* another for each test: a lookup of before may end late */
static const struct endpoint nowhere = { .service = "peer",
	.host = host,
	.port = 1,
	.user = "u",
	.password = "p",
	.database = "d" };

/* -- every client gives up by its deadline ---------------------------------- */

static int
ask_pg(const struct ctl *ctl, struct err *err)
{
	return pg_exec(&nowhere, "SELECT 1", NULL, NULL, ctl, err);
}

static int
ask_mysql(const struct ctl *ctl, struct err *err)
{
	return my_exec(&nowhere, "SELECT 1", NULL, NULL, ctl, err);
}

static int
ask_http(const struct ctl *ctl, struct err *err)
{
	struct http http = { 0 };
	int rc = http_call(&nowhere, "GET", "/", NULL, &http, ctl, err);

	http_release(&http);
	return rc;
}

static bool
take_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
	return true;
}

static int
ask_stream(const struct ctl *ctl, struct err *err)
{
	return http_stream(&nowhere, "/", 10000, take_line, NULL, ctl, err);
}

static int
ask_topic_ids(const struct ctl *ctl, struct err *err)
{
	struct topic_ids ids = { 0 };

	return topic_ids_get(&nowhere, &ids, ctl, err);
}

static int
ask_kafka(const struct ctl *ctl, struct err *err)
{
	return kafka_ping(&nowhere, ctl, err);
}

static int
ask_producer(const struct ctl *ctl, struct err *err)
{
	struct kafka_message m = { .value = "v", .value_len = 1 };
	int64_t last;

	return kafka_produce(&nowhere, "t", &m, 1, &last, ctl, err);
}

static const struct {
	const char *name;
	int (*ask)(const struct ctl *ctl, struct err *err);
} clients[] = {
	{ "PostgreSQL", ask_pg },
	{ "MySQL", ask_mysql },
	{ "HTTP", ask_http },
	{ "an HTTP stream", ask_stream },
	{ "topic ids", ask_topic_ids },
	{ "Kafka", ask_kafka },
	{ "a producer", ask_producer },
};

static void
silent_name_server_holds_no_client(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
		struct ctl ctl = ctl_within(&(struct ctl){ 0 }, LIMIT_MS);
		struct err err = { 0 };

		snprintf(host, sizeof(host), SILENT "%zu", i);
		hold_all();
		alarm(PATIENCE_S);
		if (clients[i].ask(&ctl, &err) != -1)
			fail_msg("%s: there is an answer", clients[i].name);
		if (err.code != ERR_TIMEOUT && err.code != ERR_NETWORK)
			fail_msg("%s: %s", clients[i].name, err.msg);
		if (lookups() < 1)
			fail_msg("%s: nobody was asked", clients[i].name);
		let_go();
		alarm(0);
	}
}

/* -- */

struct asker {
	const struct ctl *ctl;
	pthread_t thread;
	struct err err;
	char *addresses;
};

static void *
asker_main(void *arg)
{
	struct asker *asker = arg;

	asker->addresses =
		net_addresses(SILENT "cancel", asker->ctl, &asker->err);
	return NULL;
}

static void
await_lookups(int n)
{
	pthread_mutex_lock(&lock);
	while (asked < n)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

static void
a_cancel_ends_a_lookup(void **state)
{
	atomic_bool cancel = false;
	struct ctl ctl = { .cancel = &cancel };
	struct asker asker = { .ctl = &ctl };

	(void)state;
	hold_all();
	alarm(PATIENCE_S);
	assert_int_equal(
		pthread_create(&asker.thread, NULL, asker_main, &asker), 0);
	await_lookups(1);
	atomic_store(&cancel, true);
	pthread_join(asker.thread, NULL);
	assert_null(asker.addresses);
	assert_int_equal(asker.err.code, ERR_CANCELLED);
	let_go();
	alarm(0);
}

/* Looked at each second for an hour, it is one thread that waits. */
static void
a_name_is_looked_up_once_at_a_time(void **state)
{
	(void)state;
	hold_all();
	alarm(PATIENCE_S);
	for (int i = 0; i < 5; i++) {
		struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 1);
		struct err err = { 0 };

		assert_null(net_addresses(SILENT "once", &ctl, &err));
		assert_int_equal(err.code, ERR_TIMEOUT);
		await_lookups(1);
	}
	assert_int_equal(lookups(), 1);
	let_go();
	alarm(0);
}

static void
a_name_has_all_its_addresses(void **state)
{
	static const struct {
		const char *host, *want;
	} cases[] = {
		{ TWO, "127.0.0.2,127.0.0.1" },
		{ "127.0.0.1", "127.0.0.1" }, /* no name */
		{ "::1", "::1" },
	};
	struct ctl none = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };
		char *got = net_addresses(cases[i].host, &none, &err);

		assert_non_null(got);
		assert_string_equal(got, cases[i].want);
		free(got);
	}
}

static void
a_name_that_nobody_has_is_said(void **state)
{
	struct ctl none = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_null(net_addresses("no such host", &none, &err));
	assert_int_equal(err.code, ERR_NETWORK);
	assert_non_null(strstr(err.msg, "no such host"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silent_name_server_holds_no_client),
		cmocka_unit_test(a_cancel_ends_a_lookup),
		cmocka_unit_test(a_name_is_looked_up_once_at_a_time),
		cmocka_unit_test(a_name_has_all_its_addresses),
		cmocka_unit_test(a_name_that_nobody_has_is_said),
	};

	http_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
