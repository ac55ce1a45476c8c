#include "config.h"

#include "engine/class/watch.h"

#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "engine/class/board.h"
#include "engine/class/room.h"
#include "engine/client/kafka.h"

#define FRAME_MS 100

/* One wait for records, and all that are there until the next frame is due. */
static int
take_some(struct kafka *kafka, struct class_board *board, const struct ctl *ctl,
	struct err *err)
{
	int64_t until = clock_ms() + FRAME_MS;
	struct record record;
	int rc;

	do {
		rc = kafka_next(kafka, &record, FRAME_MS, ctl, err);
		if (rc > 0) {
			struct class_record one = class_record_of(&record);

			class_board_take_later(board, &one);
		}
	} while (rc > 0 && clock_ms() < until);
	return rc;
}

static bool
has_news(const struct class_board *board)
{
	bool news = board->news;

	for (size_t i = 0; i < board->nrow && !news; i++)
		news = board->rows[i]->news;
	return news;
}

static int
watch(struct kafka *kafka, const char *topic, struct class_board *board,
	bool once, class_frame_fn fn, void *ctx, const struct ctl *ctl,
	struct err *err)
{
	struct kafka_ends ends = { 0 };
	bool first = true, all;
	int rc = kafka_ends(kafka, topic, &ends, ctl, err);

	while (rc >= 0 && (first || !once)) {
		rc = take_some(kafka, board, ctl, err);
		all = kafka_has_passed(kafka, topic, &ends);
		if (rc < 0 || (first && !all))
			continue;
		class_board_settle(board);
		if (!first && !has_news(board))
			continue;
		first = false;
		rc = fn(ctx, board, err);
	}
	kafka_ends_release(&ends);
	return rc < 0 ? -1 : 0;
}

int
class_watch(const struct class_room *room, struct class_board *board, bool once,
	class_frame_fn fn, void *ctx, const struct ctl *ctl, struct err *err)
{
	const char *topic = room->topics[CLASS_TOPIC_STATE];
	struct kafka *kafka = kafka_open_whole(&room->at, err);
	int rc = kafka ? kafka_follow(kafka, topic, true, ctl, err) : -1;

	if (rc == 0)
		rc = watch(kafka, topic, board, once, fn, ctx, ctl, err);
	kafka_free(kafka);
	return rc;
}
