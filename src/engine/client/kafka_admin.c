/* Topics made, described, deleted, each seen through before a call returns. */
#include "config.h"

#include "engine/client/kafka.h"

#include <string.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/kafka_client.h"

/* Wait for the one event of an admin call; owned, may be NULL. */
static rd_kafka_event_t *
admin_wait(struct kafka *kafka, rd_kafka_queue_t *queue, const struct ctl *ctl,
	struct err *err)
{
	while (ctl_left_ms(ctl) && !ctl_cancelled(ctl)) {
		rd_kafka_event_t *ev = rd_kafka_queue_poll(queue, CTL_SLICE_MS);

		if (ev)
			return ev;
	}
	kafka_unreachable(kafka, ctl, err);
	return NULL;
}

/* What the broker says of the one topic of an admin call. */
static int
admin_result(rd_kafka_event_t *ev, rd_kafka_resp_err_t fine, bool *was_fine,
	struct err *err)
{
	const rd_kafka_topic_result_t **res = NULL;
	rd_kafka_resp_err_t code = rd_kafka_event_error(ev);
	const char *text = rd_kafka_event_error_string(ev);
	size_t n = 0;

	if (!code &&
		rd_kafka_event_type(ev) == RD_KAFKA_EVENT_CREATETOPICS_RESULT)
		res = rd_kafka_CreateTopics_result_topics(
			rd_kafka_event_CreateTopics_result(ev), &n);
	else if (!code)
		res = rd_kafka_DeleteTopics_result_topics(
			rd_kafka_event_DeleteTopics_result(ev), &n);
	if (n) {
		code = rd_kafka_topic_result_error(res[0]);
		text = rd_kafka_topic_result_error_string(res[0]);
	}
	*was_fine = code == fine;
	if (!code || code == fine)
		return 0;
	return err_set(
		err, ERR_REMOTE, "%s", text ? text : rd_kafka_err2str(code));
}

static rd_kafka_AdminOptions_t *
admin_options(
	struct kafka *kafka, rd_kafka_admin_op_t op, const struct ctl *ctl)
{
	rd_kafka_AdminOptions_t *o = rd_kafka_AdminOptions_new(kafka->rk, op);
	int64_t left = ctl_left_ms(ctl);
	char why[128];

	rd_kafka_AdminOptions_set_request_timeout(
		o, left > 30000 ? 30000 : (int)left, why, sizeof(why));
	return o;
}

static void
set_topic_config(rd_kafka_NewTopic_t *topic, const json_t *config)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(size_t)config, name, value)
	{
		rd_kafka_NewTopic_set_config(
			topic, name, json_string_value(value));
	}
}

int
kafka_topic_create(struct kafka *kafka, const char *topic, int partitions,
	const json_t *config, bool *made, const struct ctl *ctl,
	struct err *err)
{
	char why[256] = "";
	rd_kafka_NewTopic_t *nt =
		rd_kafka_NewTopic_new(topic, partitions, 1, why, sizeof(why));
	rd_kafka_AdminOptions_t *o;
	rd_kafka_queue_t *queue;
	rd_kafka_event_t *ev;
	bool there = false;
	int rc = -1;

	if (!nt)
		return err_set(err, ERR_USAGE, "topic %s: %s", topic, why);
	o = admin_options(kafka, RD_KAFKA_ADMIN_OP_CREATETOPICS, ctl);
	queue = rd_kafka_queue_new(kafka->rk);
	set_topic_config(nt, config);
	rd_kafka_CreateTopics(kafka->rk, &nt, 1, o, queue);
	ev = admin_wait(kafka, queue, ctl, err);
	if (ev) {
		rc = admin_result(ev, RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS,
			&there, err);
		rd_kafka_event_destroy(ev);
	}
	*made = rc == 0 && !there;
	if (rc < 0)
		err_wrap(err, "topic %s", topic);
	rd_kafka_queue_destroy(queue);
	rd_kafka_AdminOptions_destroy(o);
	rd_kafka_NewTopic_destroy(nt);
	return rc;
}

/* The name and value of each config of the one topic that was described. */
static int
take_config(rd_kafka_event_t *ev, json_t *out, struct err *err)
{
	const rd_kafka_ConfigResource_t **res = NULL;
	const rd_kafka_ConfigEntry_t **entries;
	rd_kafka_resp_err_t code = rd_kafka_event_error(ev);
	size_t n = 0, nentry = 0;

	if (!code)
		res = rd_kafka_DescribeConfigs_result_resources(
			rd_kafka_event_DescribeConfigs_result(ev), &n);
	if (n)
		code = rd_kafka_ConfigResource_error(res[0]);
	if (code || !n)
		return err_set(err, ERR_REMOTE, "%s", rd_kafka_err2str(code));
	entries = rd_kafka_ConfigResource_configs(res[0], &nentry);
	for (size_t i = 0; i < nentry; i++) {
		const char *value = rd_kafka_ConfigEntry_value(entries[i]);

		json_object_set_new(out, rd_kafka_ConfigEntry_name(entries[i]),
			json_string(value ? value : ""));
	}
	return 0;
}

json_t *
kafka_topic_config(struct kafka *kafka, const char *topic,
	const struct ctl *ctl, struct err *err)
{
	rd_kafka_ConfigResource_t *res =
		rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
	rd_kafka_AdminOptions_t *o =
		admin_options(kafka, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, ctl);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(kafka->rk);
	json_t *out = json_object();
	rd_kafka_event_t *ev;

	rd_kafka_DescribeConfigs(kafka->rk, &res, 1, o, queue);
	ev = admin_wait(kafka, queue, ctl, err);
	if (ev) {
		take_config(ev, out, err);
		rd_kafka_event_destroy(ev);
	}
	if (err->code) {
		err_wrap(err, "topic %s", topic);
		json_decref(out);
		out = NULL;
	}
	rd_kafka_queue_destroy(queue);
	rd_kafka_AdminOptions_destroy(o);
	rd_kafka_ConfigResource_destroy(res);
	return out;
}

static int
wait_gone(struct kafka *kafka, const char *topic, const struct ctl *ctl,
	struct err *err)
{
	for (;;) {
		struct kafka_names all = { 0 };
		bool there;

		if (kafka_topics(kafka, &all, ctl, err) < 0)
			return -1;
		there = kafka_names_has(&all, topic);
		kafka_names_release(&all);
		if (!there)
			return 0;
		if (ctl_wait(ctl, KAFKA_RETRY_MS, err) < 0)
			return err_wrap(err, "topic %s is still there", topic);
	}
}

int
kafka_topic_delete(struct kafka *kafka, const char *topic,
	const struct ctl *ctl, struct err *err)
{
	rd_kafka_DeleteTopic_t *dt = rd_kafka_DeleteTopic_new(topic);
	rd_kafka_AdminOptions_t *o =
		admin_options(kafka, RD_KAFKA_ADMIN_OP_DELETETOPICS, ctl);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(kafka->rk);
	rd_kafka_event_t *ev;
	bool absent;
	int rc = -1;

	rd_kafka_DeleteTopics(kafka->rk, &dt, 1, o, queue);
	ev = admin_wait(kafka, queue, ctl, err);
	if (ev) {
		rc = admin_result(ev, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
			&absent, err);
		rd_kafka_event_destroy(ev);
	}
	if (rc == 0)
		rc = wait_gone(kafka, topic, ctl, err);
	if (rc < 0)
		err_wrap(err, "topic %s", topic);
	rd_kafka_queue_destroy(queue);
	rd_kafka_AdminOptions_destroy(o);
	rd_kafka_DeleteTopic_destroy(dt);
	return rc;
}
