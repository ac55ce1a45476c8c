/* Where partitions end, and where the records of a time begin. */
#include "config.h"

#include "engine/client/kafka.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/kafka_client.h"

/*
 * The end of a partition, asked of the broker until it answers. Not by
 * rd_kafka_query_watermark_offsets(): when the broker dies under it, it waits
 * for as long as that is dead, whatever its timeout.
 */
int64_t
kafka_partition_end(struct kafka *kafka, const char *topic, int partition,
	const struct ctl *ctl)
{
	rd_kafka_topic_partition_list_t *list =
		rd_kafka_topic_partition_list_new(1);
	rd_kafka_topic_partition_t *end =
		rd_kafka_topic_partition_list_add(list, topic, partition);
	struct err late = { 0 };
	int64_t offset = -1;

	do {
		end->offset = RD_KAFKA_OFFSET_END; /* for a time: the newest */
		if (rd_kafka_offsets_for_times(kafka->rk, list, KAFKA_ASK_MS) ==
				RD_KAFKA_RESP_ERR_NO_ERROR &&
			!end->err)
			offset = end->offset;
	} while (offset < 0 && ctl_wait(ctl, KAFKA_ASK_AGAIN_MS, &late) == 0);
	rd_kafka_topic_partition_list_destroy(list);
	return offset;
}

int
kafka_ends(struct kafka *kafka, const char *topic, struct kafka_ends *ends,
	const struct ctl *ctl, struct err *err)
{
	int n = kafka_partitions(kafka, topic, ctl, err);

	*ends = (struct kafka_ends){ 0 };
	if (n <= 0)
		return n;
	ends->at = mem_alloc((size_t)(n + 1) * sizeof(*ends->at));
	for (; ends->n < n; ends->n++) {
		ends->at[ends->n] =
			kafka_partition_end(kafka, topic, ends->n, ctl);
		if (ends->at[ends->n] >= 0)
			continue;
		kafka_ends_release(ends);
		return kafka_unreachable(kafka, ctl, err);
	}
	return 0;
}

void
kafka_ends_release(struct kafka_ends *ends)
{
	free(ends->at);
	*ends = (struct kafka_ends){ 0 };
}

int64_t
kafka_offset_at(struct kafka *kafka, const char *topic, int partition,
	int64_t wall_ms, const struct ctl *ctl)
{
	rd_kafka_topic_partition_list_t *list =
		rd_kafka_topic_partition_list_new(1);
	rd_kafka_topic_partition_t *at =
		rd_kafka_topic_partition_list_add(list, topic, partition);
	struct err late = { 0 };
	bool answered;

	do {
		at->offset = wall_ms;
		answered =
			rd_kafka_offsets_for_times(kafka->rk, list,
				KAFKA_ASK_MS) == RD_KAFKA_RESP_ERR_NO_ERROR &&
			!at->err;
	} while (!answered && ctl_wait(ctl, KAFKA_ASK_AGAIN_MS, &late) == 0);
	wall_ms = !answered ? -1
		: at->offset < 0
		? kafka_partition_end(kafka, topic, partition, ctl)
		: at->offset;
	rd_kafka_topic_partition_list_destroy(list);
	return wall_ms;
}

int64_t
kafka_count(struct kafka *kafka, const char *topic, int64_t from_ms,
	int64_t to_ms, const struct ctl *ctl)
{
	struct err err = { 0 };
	int n = kafka_partitions(kafka, topic, ctl, &err);
	int64_t sum = n < 0 ? -1 : 0;

	for (int p = 0; p < n && sum >= 0; p++) {
		int64_t from = kafka_offset_at(kafka, topic, p, from_ms, ctl);
		int64_t to = kafka_offset_at(kafka, topic, p, to_ms, ctl);

		sum = from < 0 || to < 0 ? -1 : sum + to - from;
	}
	return sum;
}
