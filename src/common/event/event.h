/*
 * event.h - one thing that happened in a lab or a stack.
 *
 * Events are all that the engine says and all that a screen or a report knows
 * of it. On the wire an event is one JSON object a line:
 * {"v":1,"seq":7,"ms":1843,"id":3,"event":"check.pass","check":"mysql-topic"}
 */
#ifndef CDCLAB_EVENT_EVENT_H
#define CDCLAB_EVENT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

#define EVENT_VERSION 1

enum event_kind {
	EV_NONE = 0,        /* of a kind that this version does not know */
	EV_HELLO,           /* the engine is there; text: its build */
	EV_RUN_START,       /* a request began; text: the verb, state: driver;
			       cause: why that one, when people are told */
	EV_STEP_START,      /* step */
	EV_STEP_OUTPUT,     /* step, text: one line it printed */
	EV_STEP_DONE,       /* step; state: "done" or "already" (was there) */
	EV_STEP_FAIL,       /* step; cause, layer, try, probe */
	EV_STEP_SKIP,       /* step; cause: which need did not hold */
	EV_STEP_UNDONE,     /* step; the lab's effects of it are gone, proved */
	EV_CHECK_START,     /* check; count: its conditions */
	EV_CHECK_WAIT,      /* check, text: what it waits for; total: ms left */
	EV_CHECK_CONDITION, /* check, text; state: "pass" or "fail" */
	EV_CHECK_PASS, /* check; on disk before it is sent; text: evidence */
	EV_CHECK_FAIL, /* check; layer, service, cause, try, probe */
	EV_HINT,       /* check; count: which of its hints was opened, up to
			  LAB_HINTS */
	EV_CANARY,     /* check, text: id of a row about to be inserted */
	EV_HOP,        /* check, state: hop's name, text: where, count: ms */
	EV_TRACE_HOP,  /* flow; name: the hop, state: whose clock, text: where,
			  count: ms after the commit, total: which row, from 1 */
	EV_TRACE_STOP, /* flow; name: the hop it does not reach, and why */
	EV_PROOF_PHASE, /* what the next answers are about; state: "before",
			  "steps", "undo", "again", "fault", "mended" (of a
			  check) or "drill", text: which step or check */
	EV_PROOF_ASK,   /* check; state: "red" or "green", text: "expected" or
			  "wrong"; of a red one why */
	EV_PROOF_CHECK, /* check; state: "proved", "failed" or "unproved", and
			  why; count: ms that it was asked */
	EV_DRILL,      /* check, a drill; state: "broken" (about to be),
			  "symptom" and why, text: which check, "heal" (text:
			  the same, count: 1: until go, total: ms for it),
			  "lacks" (what no check asks) and why, total: ms left,
			  "solve", "healed", "restore", "restored"; count: ms */
	EV_RECORD,     /* a topic; text: a record as JSON, or a part of that,
			  total: how many parts are still to come,
			  count: how many were left out before it */
	EV_ROW_AT,     /* flow; name: a place, state: "committed", "record" or
			  "table", text: where in it, count: ms */
	EV_ROW_PART,   /* flow; name: of it, state: "row" "log" "key" "header"
			  "value" "change", text: as that system sees it */
	EV_ROW_HELD,   /* flow; name: the place, state: "connector" or "job",
			  text: its name; count: 1: until it is let go */
	EV_HOLD,       /* a flow's "connector" or "job" (state), name; text: of
			  a job its id, then its savepoint; count: 1: it is
			  about to be held, 0: it goes on */
	EV_GUESS,      /* a prediction; text: what the learner says, or state:
			  "skipped" */
	EV_MEASURED,   /* a prediction; state: "right", "wrong" or "unmeasured"
			  and cause: why; text: what was measured */
	EV_LAB_RESET,  /* all of the lab was undone: ticks are taken back */
	EV_SERVICE,    /* service; state, pid, text: where, or how far;
			       cause: why it does not answer */
	EV_JOB,        /* a job's id; name, state or "gone", whose */
	EV_CONNECTOR,  /* its name; state or "gone"; without: all were told */
	EV_DETAIL,     /* a part of what is looked at: "connector", "task",
			  "config", "slot", "binlog", "job"; name: of it;
			  state, and why. config: name a key, state: "changed",
			  "missing", "added", "same", "none" (the lesson does
			  not deploy it); args: the values, text: "hidden".
			  slot: count: bytes of WAL kept, pid: of its reader.
			  job: count: s in that state */
	EV_TOPIC,      /* its name; state: "there", "again" (deleted and made
			       since), "gone"; text: its id; cause: for people */
	EV_FINDING,    /* what was looked at of this machine; state: "good",
			  "note" or "bad", text; hint: what to do */
	EV_CLASS_ROW,   /* a learner's key; text: how far he is, as JSON */
	EV_CLASS_FRAME, /* text: what is to be said of the whole class, as
			   JSON; all rows that changed were told before it */
	EV_OUTPUT,     /* a line for people: logs, env, notes */
	EV_END,        /* the request is over; exit, cause */
	EV_COUNT
};

/* What fills a placeholder of explain's row: "slot" is "my_slot". */
struct event_arg {
	const char *name, *value;
};
#define EVENT_ARGS 4

/*
 * The payload: which of these a kind has is in the table in event.c. Setting
 * another one is a mistake that event_encode() asserts; what a line has besides
 * is not read. All strings are lent for as long as the event is looked at; NULL when
 * absent. Numbers are 0 when absent.
 */
struct event {
	enum event_kind kind;
	uint64_t seq;        /* grows by 1 within one engine */
	int64_t ms;          /* since the request began */
	int64_t wall_ms;     /* since 1970, journal only */
	int request;         /* the request's id */
	const char *subject; /* step, check or service: see the kind */
	const char *other;   /* EV_NONE: the line as it came, without its end */
	const char *text;
	const char *state;
	const char *name;    /* of a job, for people */
	const char *whose;   /* the lesson whose lab made it; NULL: another's */
	const char *layer;   /* of a red one: process port database slot binlog
				worker connector task topic consumer lab */
	const char *service; /* the service of that layer, as in a stack */
	const char *cause;   /* one line */
	const char *hint;    /* "try": of an end, what to try in its words */
	const char *probe;   /* the exact SQL, request or consumer call */
	const char *explain; /* id in explain's table, which says what to try */
	struct event_arg args[EVENT_ARGS]; /* of that row; NULL name: no more */
	long long pid;
	long long count, total;
	int exit; /* EV_END */
};

/* What the subject of a kind is. */
enum event_topic {
	TOPIC_NONE = 0,
	TOPIC_LESSON,
	TOPIC_STEP,
	TOPIC_CHECK,
	TOPIC_FLOW,
	TOPIC_SERVICE,
	TOPIC_JOB,
	TOPIC_CONNECTOR,
	TOPIC_KAFKA, /* a topic of Kafka */
	TOPIC_PREDICTION,
	TOPIC_FINDING,
	TOPIC_LEARNER
};
enum event_topic event_topic(enum event_kind kind);

/* "check.pass"; lent for ever. */
const char *event_name(enum event_kind kind);

/* Must survive: written to the journal before it is sent. */
bool event_is_durable(enum event_kind kind);

/* Takes an event for the length of the call. May be called by any thread. */
typedef void (*event_fn)(void *ctx, const struct event *ev);

/* Where a piece of work sends its events. */
struct sink {
	event_fn send;
	void *ctx;
	bool (*is_full)(void *ctx); /* who can wait, waits; NULL: never */
};

void sink_send(const struct sink *sink, const struct event *ev);
bool sink_is_full(const struct sink *sink);

/* Has it nothing but what its kind may have? */
bool event_is_typed(const struct event *ev);

/* Append ev as one JSON line, newline included; EV_NONE as it came. */
void event_encode(const struct event *ev, struct buf *out);

/*
 * A decoded event and the memory of its strings. Zero is valid; release with
 * event_line_release().
 */
struct event_line {
	struct event ev;
	void *json; /* json_t */
	char *other;
};

/*
 * An event of another EVENT_VERSION, or of a kind that is not known, is carried
 * as EV_NONE: old and new programs share journals. Only a hello is read whatever
 * its version, which it tells. ERR_INTERNAL when the line is no event at all.
 */
int event_decode(
	struct event_line *line, const char *text, size_t len, struct err *err);
void event_line_release(struct event_line *line);

/* What fills the placeholder of such a name; NULL: nothing. Lent. */
const char *event_arg_value(
	const struct event *ev, const char *name, size_t len);

/* A deep copy in one piece of memory; owned by the caller (free()). */
struct event *event_copy(const struct event *ev);

#endif
