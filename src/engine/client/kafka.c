#include "config.h"

#include "engine/client/kafka.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"
#include "engine/client/kafka_client.h"
#include "engine/client/net.h"

#define NS_PER_S 1000000000L

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "as in glibc");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "as in glibc");

/* A time of the wall clock, which may step, as one of the clock that can't. */
static struct timespec
without_steps(const struct timespec *at)
{
	struct timespec wall, now;

	timespec_get(&wall, TIME_UTC);
	clock_gettime(CLOCK_MONOTONIC, &now);
	now.tv_sec += at->tv_sec - wall.tv_sec;
	now.tv_nsec += at->tv_nsec - wall.tv_nsec;
	if (now.tv_nsec < 0) {
		now.tv_sec--;
		now.tv_nsec += NS_PER_S;
	} else if (now.tv_nsec >= NS_PER_S) {
		now.tv_sec++;
		now.tv_nsec -= NS_PER_S;
	}
	return now;
}

/*
 * The library waits for times of the wall clock. Set back by an hour, that
 * would hold all of its threads for an hour, and us in rd_kafka_destroy(). The
 * library finds this function before the one of the C library.
 */
int
cnd_timedwait(cnd_t *cond, mtx_t *mutex, const struct timespec *until)
{
	struct timespec end = without_steps(until);
	int error = pthread_cond_clockwait((pthread_cond_t *)cond,
		(pthread_mutex_t *)mutex, CLOCK_MONOTONIC, &end);

	if (error == ETIMEDOUT)
		return thrd_timedout;
	return error ? thrd_error : thrd_success;
}

/* The library would print to standard error. */
void
kafka_drop_log(
	const rd_kafka_t *rk, int level, const char *fac, const char *buf)
{
	(void)rk;
	(void)level;
	(void)fac;
	(void)buf;
}

int
kafka_lookup(const char *host, const char *port, const struct addrinfo *hints,
	struct addrinfo **out, void *opaque)
{
	struct kafka_lookups *lookups = opaque;
	struct ctl ctl = { .cancel = &lookups->over };

	if (host)
		return net_lookup(
			host, (int)strtol(port, NULL, 10), hints, out, &ctl);
	net_free(*out);
	return 0;
}

static void
on_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
	struct kafka *kafka = opaque;

	(void)rk;
	(void)code;
	snprintf(kafka->down, sizeof(kafka->down), "%s", reason);
}

struct option {
	const char *name, *value;
};

static int
set_each(rd_kafka_conf_t *conf, const struct option *options, size_t n,
	char *why, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (rd_kafka_conf_set(conf, options[i].name, options[i].value,
			    why, len) != RD_KAFKA_CONF_OK)
			return -1;
	return 0;
}

static int
set_all(rd_kafka_conf_t *conf, bool whole, char *why, size_t len)
{
	/*
	 * Defaults wait for minutes and buffer 64 MB. Units: ms, bytes. One
	 * batch is taken whatever its size: a broker sends the first whole.
	 */
	static const struct option options[] = {
		{ "client.id", "cdclab" },
		{ "group.id", "cdclab-reader" }, /* never joined */
		{ "enable.auto.commit", "false" },
		{ "enable.partition.eof", "true" },
		{ "isolation.level", "read_committed" },
		{ "auto.offset.reset", "earliest" },
		{ "allow.auto.create.topics", "false" },
		{ "check.crcs", "true" },
		{ "socket.timeout.ms", "6000" },
		{ "socket.connection.setup.timeout.ms", "5000" },
		{ "reconnect.backoff.ms", "50" },
		{ "reconnect.backoff.max.ms", "500" },
		{ "fetch.wait.max.ms", "50" },
		{ "fetch.error.backoff.ms", "50" },
		{ "topic.metadata.refresh.fast.interval.ms", "100" },
		{ "fetch.max.bytes", "2097152" },
		{ "receive.message.max.bytes", "134217728" },
		{ "queued.max.messages.kbytes", "4096" },
	};
	/*
	 * It stops fetching, and begins again late, when that much waits. It is
	 * followed for hours, so an idle broker is asked once a second.
	 */
	static const struct option of_whole[] = {
		{ "fetch.wait.max.ms", "1000" },
		{ "fetch.max.bytes", "16777216" },
		{ "fetch.message.max.bytes", "4194304" },
		{ "queued.max.messages.kbytes", "16384" },
	};

	if (set_each(conf, options, ARRAY_LEN(options), why, len) < 0)
		return -1;
	return whole ? set_each(conf, of_whole, ARRAY_LEN(of_whole), why, len)
		     : 0;
}

static struct kafka *
open_reader(const struct endpoint *at, bool whole, struct err *err)
{
	struct kafka *kafka = mem_alloc(sizeof(*kafka));
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char *servers = mem_printf("%s:%d", at->host, at->port), why[256] = "";

	kafka->at = at;
	rd_kafka_conf_set_log_cb(conf, kafka_drop_log);
	rd_kafka_conf_set_error_cb(conf, on_error);
	rd_kafka_conf_set_resolve_cb(conf, kafka_lookup);
	rd_kafka_conf_set_opaque(conf, kafka);
	if (set_all(conf, whole, why, sizeof(why)) < 0 ||
		rd_kafka_conf_set(conf, "bootstrap.servers", servers, why,
			sizeof(why)) != RD_KAFKA_CONF_OK) {
		rd_kafka_conf_destroy(conf);
	} else {
		kafka->rk =
			rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof(why));
		if (!kafka->rk)
			rd_kafka_conf_destroy(conf);
	}
	free(servers);
	if (kafka->rk) {
		kafka->queue = rd_kafka_queue_new(kafka->rk);
		return kafka;
	}
	err_set(err, ERR_SYSTEM, "kafka client: %s", why);
	kafka_free(kafka);
	return NULL;
}

struct kafka *
kafka_open(const struct endpoint *at, struct err *err)
{
	return open_reader(at, false, err);
}

struct kafka *
kafka_open_whole(const struct endpoint *at, struct err *err)
{
	return open_reader(at, true, err);
}

void
kafka_free(struct kafka *kafka)
{
	if (!kafka)
		return;
	atomic_store(&kafka->lookups.over, true);
	if (kafka->last)
		rd_kafka_message_destroy(kafka->last);
	for (size_t i = 0; i < kafka->ntopic; i++) {
		kafka_leave(&kafka->topics[i]);
		free(kafka->topics[i].name);
	}
	free(kafka->topics);
	if (kafka->queue)
		rd_kafka_queue_destroy(kafka->queue);
	if (kafka->rk)
		rd_kafka_destroy(kafka->rk);
	free(kafka);
}

int
kafka_unreachable(
	const struct kafka *kafka, const struct ctl *ctl, struct err *err)
{
	if (ctl_cancelled(ctl))
		return ctl_check(ctl, err);
	return err_set(err, kafka->down[0] ? ERR_NETWORK : ERR_TIMEOUT,
		"kafka at %s:%d: %s", kafka->at->host, kafka->at->port,
		kafka->down[0] ? kafka->down : "no answer in time");
}

/* What was said of a lost broker before it answered is over. */
static void
answered(struct kafka *kafka)
{
	rd_kafka_poll(kafka->rk, 0); /* serves on_error */
	kafka->down[0] = '\0';
}

/* Metadata of all topics; owned, rd_kafka_metadata_destroy(). */
static const rd_kafka_metadata_t *
metadata(struct kafka *kafka, const struct ctl *ctl, struct err *err)
{
	const rd_kafka_metadata_t *md = NULL;

	while (ctl_left_ms(ctl) && !ctl_cancelled(ctl)) {
		if (rd_kafka_metadata(kafka->rk, 1, NULL, &md, KAFKA_ASK_MS) ==
			RD_KAFKA_RESP_ERR_NO_ERROR) {
			answered(kafka);
			return md;
		}
		rd_kafka_poll(kafka->rk, 0); /* serves on_error */
	}
	kafka_unreachable(kafka, ctl, err);
	return NULL;
}

int
kafka_ping(const struct endpoint *at, const struct ctl *ctl, struct err *err)
{
	struct kafka *kafka = kafka_open(at, err);
	const rd_kafka_metadata_t *md;

	if (!kafka)
		return -1;
	md = metadata(kafka, ctl, err);
	if (md)
		rd_kafka_metadata_destroy(md);
	kafka_free(kafka);
	return md ? 0 : -1;
}

/* Topics of the broker itself, and of the Connect worker of every stack. */
static bool
is_internal_topic(const char *name)
{
	static const char *const internal[] = { "__consumer_offsets",
		"__transaction_state", "__share_group_state", "connect_configs",
		"connect_offsets", "connect_statuses" };

	for (size_t i = 0; i < ARRAY_LEN(internal); i++)
		if (!strcmp(internal[i], name))
			return true;
	return false;
}

int
kafka_topics(struct kafka *kafka, struct kafka_names *out,
	const struct ctl *ctl, struct err *err)
{
	const rd_kafka_metadata_t *md = metadata(kafka, ctl, err);

	if (!md)
		return -1;
	out->names = mem_alloc((size_t)md->topic_cnt * sizeof(*out->names));
	for (int i = 0; i < md->topic_cnt; i++)
		if (!is_internal_topic(md->topics[i].topic))
			out->names[out->n++] = mem_strdup(md->topics[i].topic);
	rd_kafka_metadata_destroy(md);
	return 0;
}

bool
kafka_names_has(const struct kafka_names *names, const char *topic)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->names[i], topic))
			return true;
	return false;
}

void
kafka_names_release(struct kafka_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct kafka_names){ 0 };
}

int
kafka_partitions(struct kafka *kafka, const char *topic, const struct ctl *ctl,
	struct err *err)
{
	const rd_kafka_metadata_t *md = metadata(kafka, ctl, err);
	int n = 0;

	if (!md)
		return -1;
	for (int i = 0; i < md->topic_cnt; i++)
		if (!strcmp(md->topics[i].topic, topic) && !md->topics[i].err)
			n = md->topics[i].partition_cnt;
	rd_kafka_metadata_destroy(md);
	return n;
}
