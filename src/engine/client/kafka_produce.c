#include "config.h"

#include "engine/client/kafka.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "engine/client/endpoint.h"
#include "engine/client/kafka_client.h"

#define CLOSE_MS 1000

/* What became of the records; filled by the thread that polls. */
struct delivery {
	struct kafka_lookups lookups;
	size_t done;
	int64_t last;
	char why[256]; /* of the first that was not taken, "": none */
	bool over;     /* it was the time that was over */
};

static void
on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
	struct delivery *d = opaque;

	(void)rk;
	d->done++;
	d->last = m->offset;
	if (m->err && !*d->why) {
		snprintf(
			d->why, sizeof(d->why), "%s", rd_kafka_err2str(m->err));
		d->over = m->err == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT;
	}
}

static rd_kafka_t *
producer_new(const struct endpoint *at, struct delivery *d,
	const struct ctl *ctl, struct err *err)
{
	char servers[300], timeout[20], why[256] = "";
	const char *const options[][2] = {
		{ "client.id", "cdclab" },
		{ "bootstrap.servers", servers },
		{ "message.timeout.ms", timeout },
		{ "acks", "all" },
		{ "allow.auto.create.topics", "false" },
		{ "enable.idempotence", "true" }, /* no record twice */
		{ "linger.ms", "0" },
		{ "partitioner", "murmur2_random" }, /* as Java's */
		{ "reconnect.backoff.max.ms", "500" },
	};
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_t *rk = NULL;
	bool good = true;

	snprintf(servers, sizeof(servers), "%s:%d", at->host, at->port);
	snprintf(timeout, sizeof(timeout), "%lld", (long long)ctl_left_ms(ctl));
	rd_kafka_conf_set_log_cb(conf, kafka_drop_log);
	rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
	rd_kafka_conf_set_resolve_cb(conf, kafka_lookup);
	rd_kafka_conf_set_opaque(conf, d);
	for (size_t i = 0; good && i < ARRAY_LEN(options); i++)
		good = rd_kafka_conf_set(conf, options[i][0], options[i][1],
			       why, sizeof(why)) == RD_KAFKA_CONF_OK;
	if (good)
		rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	if (!rk) {
		rd_kafka_conf_destroy(conf);
		err_set(err, ERR_SYSTEM, "kafka client: %s", why);
	}
	return rk;
}

static rd_kafka_headers_t *
headers_of(const json_t *headers)
{
	rd_kafka_headers_t *out = rd_kafka_headers_new(4);
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(size_t)headers, name, value)
	{
		rd_kafka_header_add(
			out, name, -1, json_string_value(value), -1);
	}
	return out;
}

static rd_kafka_vu_t
bytes(rd_kafka_vtype_t type, const char *s, size_t len)
{
	rd_kafka_vu_t part = { .vtype = type };

	part.u.mem.ptr = (void *)(uintptr_t)s; /* only copied */
	part.u.mem.size = s ? len : 0;
	return part;
}

static int
send_message(rd_kafka_t *rk, const char *topic, const struct kafka_message *m,
	struct err *err)
{
	rd_kafka_headers_t *headers = headers_of(m->headers);
	rd_kafka_vu_t parts[] = {
		{ .vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic },
		bytes(RD_KAFKA_VTYPE_KEY, m->key, m->key ? strlen(m->key) : 0),
		bytes(RD_KAFKA_VTYPE_VALUE, m->value, m->value_len),
		{ .vtype = RD_KAFKA_VTYPE_MSGFLAGS,
			.u.i = RD_KAFKA_MSG_F_COPY },
		{ .vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers },
	};
	rd_kafka_error_t *refused =
		rd_kafka_produceva(rk, parts, ARRAY_LEN(parts));

	if (!refused)
		return 0;
	err_set(err, ERR_REMOTE, "%s", rd_kafka_error_string(refused));
	rd_kafka_error_destroy(refused);
	rd_kafka_headers_destroy(headers);
	return -1;
}

int
kafka_produce(const struct endpoint *at, const char *topic,
	const struct kafka_message *messages, size_t n, int64_t *last,
	const struct ctl *ctl, struct err *err)
{
	struct delivery d = { 0 };
	rd_kafka_t *rk = producer_new(at, &d, ctl, err);
	int rc = rk ? 0 : -1;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = send_message(rk, topic, &messages[i], err);
	while (rc == 0 && d.done < n) {
		rd_kafka_poll(rk, CTL_SLICE_MS);
		if (d.done < n)
			rc = ctl_check(ctl, err);
	}
	if (rc == 0 && *d.why)
		rc = err_set(
			err, d.over ? ERR_TIMEOUT : ERR_REMOTE, "%s", d.why);
	if (rk) {
		atomic_store(&d.lookups.over, true);
		rd_kafka_purge(
			rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
		rd_kafka_flush(rk, CLOSE_MS);
		rd_kafka_destroy(rk);
	}
	*last = d.last;
	if (rc < 0)
		err_wrap(err, "topic %s", topic);
	return rc;
}
