#include "config.h"

#include "common/event/event.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg_json.h"

/* The name of a subject on the wire. */
static const char *const topics[] = {
	[TOPIC_NONE] = "subject",
	[TOPIC_LESSON] = "lesson",
	[TOPIC_STEP] = "step",
	[TOPIC_CHECK] = "check",
	[TOPIC_FLOW] = "flow",
	[TOPIC_SERVICE] = "service",
	[TOPIC_JOB] = "job",
	[TOPIC_CONNECTOR] = "connector",
	[TOPIC_KAFKA] = "topic",
	[TOPIC_PREDICTION] = "prediction",
	[TOPIC_FINDING] = "finding",
	[TOPIC_LEARNER] = "learner",
};

enum {
	HAS_TEXT = 1 << 0,
	HAS_STATE = 1 << 1,
	HAS_NAME = 1 << 2,
	HAS_WHOSE = 1 << 3,
	HAS_LAYER = 1 << 4,
	HAS_SERVICE = 1 << 5,
	HAS_CAUSE = 1 << 6,
	HAS_HINT = 1 << 7,
	HAS_PROBE = 1 << 8,
	HAS_EXPLAIN = 1 << 9,
	HAS_PID = 1 << 10,
	HAS_COUNT = 1 << 11,
	HAS_TOTAL = 1 << 12,
	HAS_EXIT = 1 << 13,
	HAS_FAILURE = HAS_LAYER | HAS_SERVICE | HAS_CAUSE | HAS_HINT |
		HAS_PROBE | HAS_EXPLAIN
};

/* What each kind is called, is about, must it survive, and its payload. */
static const struct event_row {
	const char *name;
	enum event_topic topic;
	bool durable;
	unsigned has;
} kinds[EV_COUNT] = {
	[EV_NONE] = { "none", TOPIC_NONE, false, 0 },
	[EV_HELLO] = { "hello", TOPIC_NONE, false, HAS_TEXT | HAS_COUNT },
	[EV_RUN_START] = { "run.start", TOPIC_LESSON, true,
		HAS_TEXT | HAS_STATE | HAS_CAUSE },
	[EV_STEP_START] = { "step.start", TOPIC_STEP, false, 0 },
	[EV_STEP_OUTPUT] = { "step.output", TOPIC_STEP, false, HAS_TEXT },
	[EV_STEP_DONE] = { "step.done", TOPIC_STEP, true, HAS_STATE },
	[EV_STEP_FAIL] = { "step.fail", TOPIC_STEP, true,
		HAS_STATE | HAS_FAILURE },
	[EV_STEP_SKIP] = { "step.skip", TOPIC_STEP, false, HAS_FAILURE },
	[EV_STEP_UNDONE] = { "step.undone", TOPIC_STEP, true, HAS_STATE },
	[EV_CHECK_START] = { "check.start", TOPIC_CHECK, false, HAS_COUNT },
	[EV_CHECK_WAIT] = { "check.wait", TOPIC_CHECK, false,
		HAS_TEXT | HAS_TOTAL },
	[EV_CHECK_CONDITION] = { "check.condition", TOPIC_CHECK, false,
		HAS_TEXT | HAS_STATE },
	[EV_CHECK_PASS] = { "check.pass", TOPIC_CHECK, true, HAS_TEXT },
	[EV_CHECK_FAIL] = { "check.fail", TOPIC_CHECK, true, HAS_FAILURE },
	[EV_HINT] = { "check.hint", TOPIC_CHECK, true, HAS_COUNT },
	[EV_CANARY] = { "canary", TOPIC_CHECK, true, HAS_TEXT | HAS_SERVICE },
	[EV_HOP] = { "hop", TOPIC_CHECK, false,
		HAS_TEXT | HAS_STATE | HAS_SERVICE | HAS_COUNT },
	[EV_TRACE_HOP] = { "trace.hop", TOPIC_FLOW, false,
		HAS_NAME | HAS_STATE | HAS_TEXT | HAS_COUNT | HAS_TOTAL },
	[EV_TRACE_STOP] = { "trace.stop", TOPIC_FLOW, false,
		HAS_NAME | HAS_FAILURE },
	[EV_PROOF_PHASE] = { "proof.phase", TOPIC_NONE, true,
		HAS_STATE | HAS_TEXT },
	[EV_PROOF_ASK] = { "proof.ask", TOPIC_CHECK, false,
		HAS_TEXT | HAS_STATE | HAS_FAILURE },
	[EV_PROOF_CHECK] = { "proof.check", TOPIC_CHECK, false,
		HAS_STATE | HAS_COUNT | HAS_FAILURE },
	[EV_RECORD] = { "record", TOPIC_KAFKA, false,
		HAS_TEXT | HAS_COUNT | HAS_TOTAL },
	[EV_DRILL] = { "drill", TOPIC_CHECK, true,
		HAS_STATE | HAS_TEXT | HAS_COUNT | HAS_TOTAL | HAS_FAILURE },
	[EV_ROW_AT] = { "row.at", TOPIC_FLOW, false,
		HAS_NAME | HAS_STATE | HAS_TEXT | HAS_COUNT },
	[EV_ROW_PART] = { "row.part", TOPIC_FLOW, false,
		HAS_NAME | HAS_STATE | HAS_TEXT },
	[EV_ROW_HELD] = { "row.held", TOPIC_FLOW, false,
		HAS_NAME | HAS_STATE | HAS_TEXT | HAS_COUNT },
	[EV_HOLD] = { "hold", TOPIC_FLOW, true,
		HAS_NAME | HAS_STATE | HAS_TEXT | HAS_COUNT },
	[EV_GUESS] = { "prediction.guess", TOPIC_PREDICTION, true,
		HAS_TEXT | HAS_STATE },
	[EV_MEASURED] = { "prediction.measured", TOPIC_PREDICTION, true,
		HAS_TEXT | HAS_STATE | HAS_CAUSE },
	[EV_LAB_RESET] = { "lab.reset", TOPIC_LESSON, true, 0 },
	[EV_SERVICE] = { "service.state", TOPIC_SERVICE, false,
		HAS_TEXT | HAS_STATE | HAS_CAUSE | HAS_PID },
	[EV_JOB] = { "job.state", TOPIC_JOB, false,
		HAS_NAME | HAS_STATE | HAS_WHOSE },
	[EV_CONNECTOR] = { "connector.state", TOPIC_CONNECTOR, false,
		HAS_STATE },
	[EV_DETAIL] = { "detail", TOPIC_NONE, false,
		HAS_TEXT | HAS_STATE | HAS_NAME | HAS_PID | HAS_COUNT |
			HAS_FAILURE },
	[EV_TOPIC] = { "topic.state", TOPIC_KAFKA, true,
		HAS_TEXT | HAS_STATE | HAS_CAUSE },
	[EV_FINDING] = { "finding", TOPIC_FINDING, false,
		HAS_TEXT | HAS_STATE | HAS_HINT },
	[EV_CLASS_ROW] = { "class.row", TOPIC_LEARNER, false, HAS_TEXT },
	[EV_CLASS_FRAME] = { "class.frame", TOPIC_NONE, false, HAS_TEXT },
	[EV_OUTPUT] = { "output", TOPIC_NONE, false, HAS_TEXT },
	[EV_END] = { "end", TOPIC_LESSON, false,
		HAS_TEXT | HAS_CAUSE | HAS_HINT | HAS_EXIT },
};

/* The strings of a payload: their place in struct event, name on the wire. */
static const struct field {
	const char *key;
	size_t at;
	unsigned flag;
} fields[] = {
	{ "state", offsetof(struct event, state), HAS_STATE },
	{ "text", offsetof(struct event, text), HAS_TEXT },
	{ "name", offsetof(struct event, name), HAS_NAME },
	{ "whose", offsetof(struct event, whose), HAS_WHOSE },
	{ "layer", offsetof(struct event, layer), HAS_LAYER },
	{ "at", offsetof(struct event, service), HAS_SERVICE },
	{ "cause", offsetof(struct event, cause), HAS_CAUSE },
	{ "try", offsetof(struct event, hint), HAS_HINT },
	{ "probe", offsetof(struct event, probe), HAS_PROBE },
	{ "explain", offsetof(struct event, explain), HAS_EXPLAIN },
};

const char *
event_name(enum event_kind kind)
{
	return kinds[kind].name;
}

enum event_topic
event_topic(enum event_kind kind)
{
	return kinds[kind].topic;
}

bool
event_is_durable(enum event_kind kind)
{
	return kinds[kind].durable;
}

void
sink_send(const struct sink *sink, const struct event *ev)
{
	if (sink && sink->send)
		sink->send(sink->ctx, ev);
}

bool
sink_is_full(const struct sink *sink)
{
	return sink && sink->is_full && sink->is_full(sink->ctx);
}

static const char **
field_of(struct event *ev, const struct field *f)
{
	return (const char **)(void *)((char *)ev + f->at);
}

static void
set_int(json_t *o, const char *key, long long value)
{
	if (value)
		json_set_int(o, key, value);
}

/* A message of ours crosses as its format and arguments: see msg.h. */
static void
set_str(json_t *o, const char *key, const char *value)
{
	if (value)
		json_object_set_new(o, key, msg_json(value));
}

/* Lent by o, which has the message from here on as the string it is kept in. */
static const char *
get_str(json_t *o, const char *key)
{
	json_t *value = json_object_get(o, key);
	char *msg = json_is_array(value) ? msg_from_json(value) : NULL;

	if (msg)
		json_object_set_new(o, key, json_string(msg));
	free(msg);
	return json_str(o, key, NULL);
}

static void
set_args(json_t *o, const struct event *ev)
{
	json_t *args = ev->args[0].name ? json_object() : NULL;

	for (int i = 0; i < EVENT_ARGS && ev->args[i].name; i++)
		set_str(args, ev->args[i].name, ev->args[i].value);
	if (args)
		json_object_set_new(o, "args", args);
}

static void
get_args(json_t *o, struct event *ev)
{
	const char *name;
	json_t *value, *args = json_object_get(o, "args");
	int n = 0;

	json_object_foreach(args, name, value)
	{
		if (n < EVENT_ARGS &&
			(json_is_string(value) || json_is_array(value)))
			ev->args[n++] =
				(struct event_arg){ name, get_str(args, name) };
	}
}

/* The flags of what is set. */
static unsigned
payload(const struct event *ev)
{
	struct event copy = *ev;
	unsigned has = (ev->pid ? HAS_PID : 0) | (ev->count ? HAS_COUNT : 0) |
		(ev->total ? HAS_TOTAL : 0) | (ev->exit ? HAS_EXIT : 0) |
		(ev->args[0].name ? HAS_EXPLAIN : 0);

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (*field_of(&copy, &fields[i]))
			has |= fields[i].flag;
	return has;
}

bool
event_is_typed(const struct event *ev)
{
	return !(payload(ev) & ~kinds[ev->kind].has);
}

void
event_encode(const struct event *ev, struct buf *out)
{
	struct event copy = *ev;
	json_t *o;
	char *line;

	if (ev->kind == EV_NONE && ev->other) {
		buf_adds(out, ev->other);
		buf_addc(out, '\n');
		return;
	}
	o = json_object();

	json_set_int(o, "v", EVENT_VERSION);
	json_set_int(o, "seq", (long long)ev->seq);
	json_set_int(o, "ms", ev->ms);
	set_int(o, "at_ms", ev->wall_ms);
	json_set_int(o, "id", ev->request);
	set_str(o, "event", kinds[ev->kind].name);
	set_str(o, topics[event_topic(ev->kind)], ev->subject);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		set_str(o, fields[i].key, *field_of(&copy, &fields[i]));
	set_args(o, ev);
	set_int(o, "pid", ev->pid);
	set_int(o, "count", ev->count);
	set_int(o, "total", ev->total);
	if (kinds[ev->kind].has & HAS_EXIT)
		json_set_int(o, "exit", ev->exit);
	line = json_line(o);
	buf_adds(out, line);
	buf_addc(out, '\n');
	free(line);
	json_decref(o);
}

/* EV_NONE: what it means is known to another version only. */
static enum event_kind
event_kind_of(json_t *o)
{
	const char *name = json_str(o, "event", "");
	bool ours = json_int(o, "v", 0) == EVENT_VERSION;

	for (int k = EV_NONE + 1; k < EV_COUNT; k++)
		if (!strcmp(kinds[k].name, name))
			return ours || k == EV_HELLO ? (enum event_kind)k
						     : EV_NONE;
	return EV_NONE;
}

static void
get_payload(json_t *o, struct event *ev, unsigned has)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (has & fields[i].flag)
			*field_of(ev, &fields[i]) = get_str(o, fields[i].key);
	if (has & HAS_EXPLAIN)
		get_args(o, ev);
	if (has & HAS_PID)
		ev->pid = json_int(o, "pid", 0);
	if (has & HAS_COUNT)
		ev->count = json_int(o, "count", 0);
	if (has & HAS_TOTAL)
		ev->total = json_int(o, "total", 0);
	if (has & HAS_EXIT)
		ev->exit = (int)json_int(o, "exit", 0);
}

int
event_decode(
	struct event_line *line, const char *text, size_t len, struct err *err)
{
	json_t *o = json_parse("event", text, len, err);
	struct event *ev = &line->ev;

	*line = (struct event_line){ .json = o };
	if (!o)
		return -1;
	if (!json_is_string(json_object_get(o, "event"))) {
		event_line_release(line);
		return err_set(err, ERR_INTERNAL, "not an event");
	}
	ev->kind = event_kind_of(o);
	if (ev->kind == EV_NONE)
		ev->other = line->other = mem_strndup(text, len);
	ev->seq = (uint64_t)json_int(o, "seq", 0);
	ev->ms = json_int(o, "ms", 0);
	ev->wall_ms = json_int(o, "at_ms", 0);
	ev->request = (int)json_int(o, "id", 0);
	ev->subject = json_str(o, topics[event_topic(ev->kind)], NULL);
	get_payload(o, ev, kinds[ev->kind].has);
	return 0;
}

void
event_line_release(struct event_line *line)
{
	json_decref(line->json);
	free(line->other);
	*line = (struct event_line){ 0 };
}

/* Each string of an event in turn; subject and arguments, too. */
#define STRINGS (2 + ARRAY_LEN(fields) + 2 * EVENT_ARGS)

static const char **
string_of(struct event *ev, size_t i)
{
	if (i < 2)
		return i ? &ev->other : &ev->subject;
	i -= 2;
	if (i < ARRAY_LEN(fields))
		return field_of(ev, &fields[i]);
	i -= ARRAY_LEN(fields);
	return i % 2 ? &ev->args[i / 2].value : &ev->args[i / 2].name;
}

const char *
event_arg_value(const struct event *ev, const char *name, size_t len)
{
	for (int i = 0; i < EVENT_ARGS && ev->args[i].name; i++)
		if (strlen(ev->args[i].name) == len &&
			!memcmp(ev->args[i].name, name, len))
			return ev->args[i].value;
	return NULL;
}

struct event *
event_copy(const struct event *ev)
{
	struct event lent = *ev, *copy;
	size_t room = sizeof(*copy);
	char *to;

	for (size_t i = 0; i < STRINGS; i++)
		if (*string_of(&lent, i))
			room += strlen(*string_of(&lent, i)) + 1;
	copy = mem_alloc(room);
	*copy = lent;
	to = (char *)(copy + 1);
	for (size_t i = 0; i < STRINGS; i++) {
		const char **s = string_of(copy, i);

		if (!*s)
			continue;
		*s = strcpy(to, *s);
		to += strlen(to) + 1;
	}
	return copy;
}
