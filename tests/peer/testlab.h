/*
 * testlab.h - a lab in one process: tests/peer/lab on servers that answer from
 * a small model of what real ones would have in them.
 *
 * PostgreSQL, MySQL, Kafka Connect and Flink are threads of the test that speak
 * their protocols; the broker is librdkafka's mock. An INSERT into an outbox
 * makes the model's Debezium produce the record and its job the row of the
 * result. What a statement or a request means is in testlab_sql.c and
 * testlab_http.c; one that they do not know is an error, so that a new question
 * of the engine is added there.
 */
#ifndef CDCLAB_TESTS_TESTLAB_H
#define CDCLAB_TESTS_TESTLAB_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <jansson.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/event/verb.h"
#include "engine/stack/stack.h"
#include "tests/peer/http_server.h"
#include "tests/peer/server.h"
#include "tests/peer/sql_server.h"

enum testlab_server {
	LAB_POSTGRES = 0,
	LAB_MYSQL,
	LAB_CONNECT,
	LAB_FLINK,
	LAB_KAFKA, /* its server is the mock, not of server.h */
	LAB_TASKMANAGER,
	LAB_SERVERS
};

/* A connector as the worker tells of it, and what it really does. */
struct testlab_connector {
	json_t *config; /* NULL: not deployed */
	char state[16], task[16];
	const char *trace; /* of the task; static */
	bool offsets;      /* stored, also after its config is deleted */
	bool deaf;         /* says RUNNING and reads nothing */
	bool stubborn;     /* takes what it is told, and stays as it is */
	const char *topic; /* where its rows go */
};

#define TESTLAB_JOBS 8
struct testlab_job {
	char id[40], name[200], state[16];
	int64_t started_ms;    /* wall time */
	int waiting;           /* tasks without a slot */
	const char *sink;      /* the table that it writes to; static */
	bool deaf;             /* RUNNING, and writes nothing */
	const char *origin[2]; /* what it calls the two databases; static */
};

/* An answer of a database in the place of the model's. */
#define TESTLAB_SAYS 8
struct testlab_saying {
	enum testlab_server database;
	const char *in_sql; /* a part of the statement */
	struct sql_reply reply;
};

#define TESTLAB_ROWS 64

/* What tests may change, under the lock (testlab_lock()). */
struct testlab_model {
	bool outbox[2]; /* the tables, by enum testlab_server */
	/* a condition of the databases that does not hold: a part of it */
	const char *broken_setting;
	const char *reader;         /* application_name of the slot's; static */
	const char *wal_status;     /* of the slot; static */
	const char *broken_catalog; /* of PostgreSQL, as broken_setting */
	const char *exception;      /* of jobs, as JSON has it; static */
	/* Lines of Connect's, static, each '@' the time now; NULL: none. */
	const char *log;
	struct testlab_row {
		char id[40];
		enum testlab_server database;
	} rows[TESTLAB_ROWS]; /* that are in the tables; "": room */
	struct testlab_connector connectors[2];
	struct testlab_job jobs[TESTLAB_JOBS];
	int njob;
	struct testlab_saying says[TESTLAB_SAYS];
	int nsay;
	bool tombstones; /* a DELETE makes one */
	enum service_process process[LAB_SERVERS];
	const char
		*refuses_job; /* what flink's client prints, a line each; NULL:
				 takes it */
	const char
		*names_job; /* what its script calls the job; NULL: nothing */
};

/* How many rows are in its tables. */
int testlab_rows(const struct testlab_model *model);

struct testlab;
struct testlab *testlab_new(void);
void testlab_free(struct testlab *lab);

/* The same servers with tests/peer/NAME. */
struct testlab *testlab_new_of(const char *name);

/* The same with all steps done by hand. */
struct testlab *testlab_new_deployed(void);

/* The same with a drill, as lab.json would say it, and quick checks. */
struct testlab *testlab_new_drill(const char *drill);

/* The same with one more flow, "mine", as lab.json would say it. */
struct testlab *testlab_new_flow(const char *flow);

/* The same servers with another lab.json, which has to be right. */
struct testlab *testlab_new_text(const char *text);

/* Every step and every check has so long from now on. */
void testlab_all_within(struct testlab *lab, int ms);
/* From now on its flows end in a table of MySQL, asked by a SELECT of "copy". */
void testlab_end_in_table(struct testlab *lab);

/* Somebody else's record. */
void testlab_produce(struct testlab *lab, const char *topic, const char *value);

struct testlab_model *testlab_lock(struct testlab *lab);
void testlab_unlock(struct testlab *lab);

/*
 * How a server is from now on. LAB_KAFKA refuses or serves; LAB_TASKMANAGER is
 * a process only.
 */
void testlab_be(
	struct testlab *lab, enum testlab_server server, enum server_mode mode);
struct server *testlab_server(struct testlab *lab, enum testlab_server server);

/* A step has so long from now on. */
void testlab_step_within(struct testlab *lab, const char *step, int ms);

/* The whole of a topic, a record a line: "key value header:value". */
char *testlab_records(struct testlab *lab, const char *topic);

/* Every check that is no drill has so long from now on. */
void testlab_within(struct testlab *lab, int ms);

/*
 * Run, check or reset, all parts (name NULL) or one. The exit status, or -1 with
 * testlab_err(). Never longer than HANGS_S: then the process ends.
 */
int testlab_run(struct testlab *lab, const char *name);
int testlab_check(struct testlab *lab, const char *name);
int testlab_reset(struct testlab *lab, const char *name);
int testlab_prove(struct testlab *lab, const char *check);
int testlab_prove_two(struct testlab *lab, const char *one, const char *other);

/* "connector/NAME" or "job/ID": looked at, or changed. */
int testlab_inside(struct testlab *lab, enum verb verb, const char *target);

/* All drills of the lab. */
int testlab_drill(struct testlab *lab, bool solve);

/* What somebody who waits asks for: a drill's solution. */
void testlab_go(struct testlab *lab);

/* Put back what the journal says is not; 1: it says nothing of that. */
int testlab_put_back(struct testlab *lab);

/* As if another process had said it. */
struct event;
void testlab_say(struct testlab *lab, const struct event *ev);

const struct err *testlab_err(const struct testlab *lab);

/* The test fails, with the story, if what one of them returned is not want. */
void testlab_must_return(struct testlab *lab, int rc, int want);
void testlab_cancel(struct testlab *lab);

/*
 * Ask expectations, as lab.json would list them, for at most ms: 0, or -1 with
 * an event "check.fail" of "asked".
 */
int testlab_ask(struct testlab *lab, const char *expect, int ms);

/* A check expects this from now on, as lab.json would say it. */
void testlab_expect(struct testlab *lab, const char *check, const char *expect);

/* It expects what no step makes: a question whose answer is always yes. */
void testlab_expect_always(struct testlab *lab, const char *check);

/*
 * One prediction, "guessed", before deploy-postgres, as lab.json would say its
 * answer and what is measured; guess NULL: it is skipped.
 */
void testlab_predict(struct testlab *lab, const char *answer,
	const char *measure, const char *guess);

/* A step has no undo from now on. */
void testlab_no_undo(struct testlab *lab, const char *step);

/* Read records. The lens ends by itself, or by testlab_cancel(). */
struct lens_ask;
int testlab_lens(struct testlab *lab, const struct lens_ask *ask);

/* Write a record; key and value NULL: none, a tombstone. */
void testlab_put(struct testlab *lab, const char *topic, int partition,
	const char *key, const char *value);

/*
 * Called for each event as it is sent, by the engine's threads one after the
 * other: to break something at a moment. Before it is in the list.
 */
typedef void (*testlab_fn)(struct testlab *lab, const json_t *event);
void testlab_on_event(struct testlab *lab, testlab_fn fn);
bool testlab_is(const json_t *event, const char *kind, const char *subject);

/*
 * The last event of a kind ("check.fail") on a subject (its step or check;
 * NULL: any) as JSON; lent until testlab_free(). NULL: there was none.
 */
const json_t *testlab_event(
	struct testlab *lab, const char *kind, const char *subject);

/* The first of a kind with that state. */
const json_t *testlab_phase(
	struct testlab *lab, const char *kind, const char *state);

/* How many events of a kind there were. */
int testlab_count(struct testlab *lab, const char *kind);

/* Its text, "" when there is none; a message as a person reads it. */
const char *testlab_text(const json_t *event, const char *key);

/* Every event, a line each, for a test that failed. */
const char *testlab_story(struct testlab *lab);

/* The path of the journal. */
const char *testlab_journal(const struct testlab *lab);

/* -- between the files of the testlab -------------------------------------- */

/* Statements and requests that reach the servers; called with the lock held. */
void testlab_answer_sql(struct testlab *lab, enum testlab_server database,
	const char *sql, const char *const *params, struct sql_reply *reply);
void testlab_answer_connect(struct testlab_model *model, const char *method,
	const char *path, const char *body, struct http_reply *reply);
void testlab_answer_flink(struct testlab_model *model, const char *method,
	const char *path, struct http_reply *reply);

/* A committed row of an outbox goes its way. */
void testlab_stream(struct testlab *lab, enum testlab_server database,
	const char *id, const char *order);

/* A row was deleted from an outbox. */
void testlab_stream_delete(
	struct testlab *lab, enum testlab_server database, const char *id);

/* A job of that name begins to run. */
void testlab_submit(struct testlab_model *model, const char *name);

#endif
