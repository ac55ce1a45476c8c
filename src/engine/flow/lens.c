#include "config.h"

#include "engine/flow/lens.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/utf8.h"
#include "engine/client/kafka.h"
#include "engine/flow/known_canaries.h"
#include "engine/flow/lens_topics.h"
#include "engine/flow/recognise.h"
#include "engine/flow/record_json.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define OPEN_MS 15000    /* for the list of topics and their ends */
#define WAIT_MS 50       /* for a record, in one turn */
#define PART (128 << 10) /* bytes of a record in one event */

struct lens {
	const struct world *world;
	const struct lens_ask *ask;
	struct lens_topics topics;
	struct known_canaries canaries;
	char *said; /* the place of the condition, which where lends */
	json_t *want;
	struct lab_where where;
	long told;
	struct buf text;
	/* With a rate: how many may be told now, in thousandths, since when; how
	   many were not. The last one of these waits, in text and topic. */
	int64_t may, may_ms;
	long long left_out;
	char *topic;   /* NULL: none waits */
	char *trouble; /* of the client, as last said */
};

/* -- which records ------------------------------------------------------------ */

static json_t *
wanted(const char *text)
{
	if (!strcmp(text, "null"))
		return json_null();
	if (!strcmp(text, "true"))
		return json_true();
	return strcmp(text, "false") != 0 ? json_string(text) : json_false();
}

/* "PLACE=VALUE". */
static int
take_where(struct lens *lens, const char *text, struct err *err)
{
	const char *is = text ? strchr(text, '=') : NULL;

	if (!text)
		return 0;
	if (is) {
		lens->said = mem_strndup(text, (size_t)(is - text));
		lens->want = wanted(is + 1);
		lab_where_take(&lens->where, lens->said, lens->want);
		lens->where.bound = false; /* ":id" means what it says */
	}
	if (lens->want && lens->where.part != WHERE_NOTHING)
		return 0;
	return err_set(err, ERR_USAGE,
		"\"%s\" is no condition: key=5, value:/after/id=5 or "
		"header:NAME=text",
		text);
}

static bool
has_text(const struct record *rec, const char *text)
{
	const char *name, *value;
	size_t len;

	if (!text || bytes_have(rec->key, rec->key_len, text) ||
		bytes_have(rec->value, rec->value_len, text))
		return true;
	for (size_t i = 0; record_header_at(rec, i, &name, &value, &len); i++)
		if (bytes_have(value, len, text))
			return true;
	return false;
}

static bool
is_asked_for(struct lens *lens, struct reading *reading)
{
	return has_text(reading->rec, lens->ask->grep) &&
		(!lens->said || recognise_where(&lens->where, reading));
}

/* -- what is told ------------------------------------------------------------- */

/* Parts, each of whole characters: a line of the pipe has its limit. */
static int
tell_text(struct lens *lens, const char *topic, const struct ctl *ctl,
	struct err *err)
{
	const char *text = buf_str(&lens->text);
	size_t left = lens->text.len;
	int rc = 0;

	while (left && rc == 0) {
		size_t len = utf8_cut(text, left, PART);
		char *part = mem_strndup(text, len);

		text += len;
		left -= len;
		rc = emit_when_room(lens->world->out,
			(struct event){ .kind = EV_RECORD,
				.subject = topic,
				.text = part,
				.count = lens->left_out,
				.total =
					(long long)((left + PART - 1) / PART) },
			ctl, err);
		lens->left_out = 0;
		free(part);
	}
	return rc;
}

/* A second's worth may come at once, for what stands in a topic does. */
static bool
has_turn(struct lens *lens)
{
	int64_t now = clock_ms(), most = lens->ask->rate * 1000;
	int64_t passed = lens->may_ms ? now - lens->may_ms : 1000;

	if (!lens->ask->rate)
		return true;
	lens->may += passed * lens->ask->rate;
	lens->may_ms = now;
	if (lens->may > most)
		lens->may = most;
	if (lens->may < 1000)
		return false;
	lens->may -= 1000;
	return true;
}

/* The newest of those that had no turn is told once no more come. */
static void
leave_out(struct lens *lens, const char *topic)
{
	lens->left_out++;
	free(lens->topic);
	lens->topic = mem_strdup(topic);
}

static int
tell_waiting(struct lens *lens, const struct ctl *ctl, struct err *err)
{
	char *topic = lens->topic;
	int rc;

	if (!topic)
		return 0;
	lens->topic = NULL;
	lens->left_out--;
	rc = tell_text(lens, topic, ctl, err);
	free(topic);
	return rc;
}

static int
take_record(struct lens *lens, const struct record *rec, const struct ctl *ctl,
	struct err *err)
{
	struct reading reading = { .rec = rec };
	bool asked = is_asked_for(lens, &reading);
	bool canary = asked && known_canaries_has(&lens->canaries, &reading);

	reading_release(&reading);
	if (!asked || (canary && lens->ask->no_canaries))
		return 0;
	lens->told++;
	buf_reset(&lens->text);
	record_json(rec, canary, lens->ask->value_max, &lens->text);
	if (!has_turn(lens)) {
		leave_out(lens, rec->topic);
		return 0;
	}
	free(lens->topic);
	lens->topic = NULL;
	return tell_text(lens, rec->topic, ctl, err);
}

/* What the client cannot read is said once, and reading goes on behind it. */
static int
take_trouble(struct lens *lens, const struct ctl *ctl, struct err *err)
{
	if (err->code != ERR_REMOTE || ctl_cancelled(ctl))
		return -1;
	if (!lens->trouble || strcmp(lens->trouble, err->msg) != 0)
		emit(lens->world->out,
			(struct event){ .kind = EV_OUTPUT, .text = err->msg });
	free(lens->trouble);
	lens->trouble = mem_strdup(err->msg);
	*err = (struct err){ 0 };
	return 0;
}

/* -- reading ------------------------------------------------------------------ */

static bool
is_done(const struct lens *lens)
{
	return (lens->ask->count && lens->told >= lens->ask->count) ||
		lens_topics_are_read(&lens->topics);
}

static int
turn(struct lens *lens, const struct ctl *ctl, struct err *err)
{
	struct record rec = { 0 };
	int got = kafka_next(lens->topics.kafka, &rec, WAIT_MS, ctl, err);

	if (got < 0 && take_trouble(lens, ctl, err) < 0)
		return -1;
	if (got > 0 && lens_topics_is_new(&lens->topics, &rec, ctl) &&
		take_record(lens, &rec, ctl, err) < 0)
		return -1;
	if (got == 0 && tell_waiting(lens, ctl, err) < 0)
		return -1;
	return lens_topics_look(&lens->topics, ctl, err);
}

static int
begin(struct lens *lens, const struct ctl *ctl, struct err *err)
{
	const struct lens_ask *ask = lens->ask;
	struct ctl open = ctl_within(ctl, OPEN_MS);

	lens->topics.kafka =
		kafka_open(world_endpoint(lens->world, "kafka"), err);
	if (!lens->topics.kafka)
		return -1;
	return lens_topics_open(
		&lens->topics, ask->topics, ask->n, &ask->start, &open, err);
}

int
lens_read(const struct world *world, const struct lens_ask *ask,
	const struct ctl *ctl, struct err *err)
{
	struct lens lens = { .world = world,
		.ask = ask,
		.topics = { .world = world, .follow = ask->follow },
		.canaries = { .lab = world->lab, .path = world->journal } };
	int rc = take_where(&lens, ask->where, err);
	struct kafka *kafka;

	if (rc == 0)
		rc = begin(&lens, ctl, err);
	while (rc == 0 && !is_done(&lens))
		rc = turn(&lens, ctl, err);
	if (rc == 0)
		rc = tell_waiting(&lens, ctl, err);
	kafka = lens.topics.kafka;
	lens_topics_release(&lens.topics);
	kafka_free(kafka);
	known_canaries_release(&lens.canaries);
	buf_release(&lens.text);
	json_decref(lens.want);
	free(lens.said);
	free(lens.trouble);
	free(lens.topic);
	return rc;
}
