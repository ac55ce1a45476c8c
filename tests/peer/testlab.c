#include "config.h"

#include "tests/peer/testlab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/msg_json.h"
#include "common/base/place.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"
#include "common/course/lab_predict.h"
#include "common/course/scan.h"
#include "common/event/journal.h"
#include "engine/client/http.h"
#include "engine/client/kafka.h"
#include "engine/flow/lens.h"
#include "engine/run/check.h"
#include "engine/run/drill.h"
#include "engine/run/hold.h"
#include "engine/run/inside.h"
#include "engine/run/proof.h"
#include "engine/run/schedule.h"
#include "engine/stack/driver.h"
#include "engine/stack/logs.h"
#include "engine/stack/service.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define LESSON_MAX 100000
#define HANGS_S 180 /* a test that hangs is ended by SIGALRM */
#define BROKER 1

static const char *const topics[] = { "outbox.event.postgres.orders",
	"outbox.event.mysql.orders", "unified.orders" };

/* A database and its lab, for the threads of its connections. */
struct testlab_database {
	struct testlab *lab;
	enum testlab_server which;
};

struct testlab {
	struct stack stack; /* first: the driver gets it */
	struct place place;
	char dir[40];
	struct service services[LAB_SERVERS];
	struct server *servers[LAB_SERVERS];
	struct testlab_database databases[2];
	struct sql_mind sql_minds[2];
	struct http_mind http_minds[2];

	rd_kafka_t *kafka; /* carries the mock, and produces */
	rd_kafka_mock_cluster_t *mock;

	char *lesson;
	struct buf text;
	struct scan scan;
	struct lab lab;
	struct journal *journal;
	char *journal_path;
	struct emitter out;
	struct world world;
	json_t *guesses; /* owned, or NULL */
	atomic_bool cancel;
	atomic_int go;
	struct err err;

	pthread_mutex_t lock; /* of the model */
	struct testlab_model model;

	testlab_fn on_event; /* these two under the emitter's lock */
	json_t *events;
	char *story;
};

struct testlab_model *
testlab_lock(struct testlab *lab)
{
	pthread_mutex_lock(&lab->lock);
	return &lab->model;
}

void
testlab_unlock(struct testlab *lab)
{
	pthread_mutex_unlock(&lab->lock);
}

/* -- the broker ------------------------------------------------------------ */

static void
start_broker(struct testlab *lab)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char why[200];

	rd_kafka_conf_set(conf, "log_level", "0", why, sizeof(why));
	rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", why, sizeof(why));
	rd_kafka_conf_set(conf, "linger.ms", "0", why, sizeof(why));
	rd_kafka_conf_set(
		conf, "reconnect.backoff.max.ms", "100", why, sizeof(why));
	lab->kafka = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	if (!lab->kafka)
		abort();
	lab->mock = rd_kafka_handle_mock_cluster(lab->kafka);
	for (size_t i = 0; i < ARRAY_LEN(topics); i++)
		rd_kafka_mock_topic_create(
			lab->mock, topics[i], i < 2 ? 1 : 4, 1);
}

static int
broker_port(const struct testlab *lab)
{
	const char *at = rd_kafka_mock_cluster_bootstraps(lab->mock);

	return atoi(strrchr(at, ':') + 1);
}

static void
produce(struct testlab *lab, const char *topic, const char *id,
	const char *sender, const char *value)
{
	rd_kafka_headers_t *headers = rd_kafka_headers_new(2);

	if (id)
		rd_kafka_header_add(headers, "id", -1, id, -1);
	if (sender)
		rd_kafka_header_add(headers, "__debezium.context.connectorName",
			-1, sender, -1);
	if (rd_kafka_producev(lab->kafka, RD_KAFKA_V_TOPIC(topic),
		    RD_KAFKA_V_PARTITION(0),
		    RD_KAFKA_V_VALUE(
			    (void *)(size_t)value, value ? strlen(value) : 0),
		    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
		    RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END) != 0)
		rd_kafka_headers_destroy(headers);
}

void
testlab_produce(struct testlab *lab, const char *topic, const char *value)
{
	produce(lab, topic, NULL, NULL, value);
}

void
testlab_stream(struct testlab *lab, enum testlab_server database,
	const char *id, const char *order)
{
	static const char *const senders[] = { "postgresql", "mysql" };
	const struct testlab_connector *c = &lab->model.connectors[database];
	char *value = mem_printf("{\"before\":null,\"after\":{\"order_id\":%s},"
				 "\"op\":\"c\"}",
		order);

	if (c->config && !c->deaf && !strcmp(c->task, "RUNNING")) {
		produce(lab, c->topic, id, senders[database], value);
		for (int i = 0; i < lab->model.njob; i++) {
			const struct testlab_job *job = &lab->model.jobs[i];
			char *row = mem_printf("{\"order_id\":%s,"
					       "\"source_database\":\"%s\"}",
				order, job->origin[database]);

			if (!job->deaf && !strcmp(job->state, "RUNNING"))
				produce(lab, "unified.orders", NULL, NULL, row);
			free(row);
		}
	}
	free(value);
}

void
testlab_stream_delete(
	struct testlab *lab, enum testlab_server database, const char *id)
{
	const struct testlab_connector *c = &lab->model.connectors[database];

	if (lab->model.tombstones && c->config && !c->deaf)
		produce(lab, c->topic, id, NULL, NULL);
}

static void
add_record(struct buf *out, const struct record *rec)
{
	const char *id;
	size_t len;

	buf_addf(out, "%.*s %.*s", rec->key ? (int)rec->key_len : 4,
		rec->key ? rec->key : "null",
		rec->value ? (int)rec->value_len : 4,
		rec->value ? rec->value : "null");
	id = record_header(rec, "id", &len);
	if (id)
		buf_addf(out, " id:%.*s", (int)len, id);
	buf_addc(out, '\n');
}

char *
testlab_records(struct testlab *lab, const char *topic)
{
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(&lab->services[LAB_KAFKA].endpoint, &err);
	struct kafka_ends ends;
	struct buf out = { 0 };
	struct record rec;
	int got = kafka_ends(kafka, topic, &ends, &ctl, &err);

	kafka_follow(kafka, topic, true, &ctl, &err);
	while (got >= 0 && !kafka_has_passed(kafka, topic, &ends)) {
		got = kafka_next(kafka, &rec, 1000, &ctl, &err);
		if (got > 0)
			add_record(&out, &rec);
	}
	kafka_ends_release(&ends);
	kafka_free(kafka);
	return buf_take(&out);
}

/* -- the stack ------------------------------------------------------------- */

static void
look(struct stack *stack, const struct service *service,
	struct service_look *out, const struct ctl *ctl)
{
	struct testlab *lab = (struct testlab *)stack;

	(void)ctl;
	out->process = testlab_lock(lab)->process[service - lab->services];
	testlab_unlock(lab);
	out->pid = 4711;
	if (out->process != PROCESS_ALIVE)
		snprintf(out->why, sizeof(out->why), "the testlab says so");
}

static int
refresh(struct stack *stack, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	(void)stack;
	(void)service;
	(void)ctl;
	(void)err;
	return 0;
}

static void
say_lines(const struct sink *sink, int kind, const char *subject,
	const char *lines)
{
	char *copy = mem_strdup(lines), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")))
		sink_send(sink,
			&(struct event){ .kind = (enum event_kind)kind,
				.subject = subject,
				.text = line });
	free(copy);
}

/* flink run -d -Dpipeline.name=NAME -py FILE */
static int
run_flink(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct testlab *lab = (struct testlab *)stack;
	struct testlab_model *model = testlab_lock(lab);
	const char *refuses = model->refuses_job, *name = model->names_job;
	char said[80] = "";

	(void)ctl;
	(void)err;
	for (size_t i = 0; !refuses && argv[i]; i++)
		if (!strncmp(argv[i], "-Dpipeline.name=", 16)) {
			testlab_submit(model, name ? name : argv[i] + 16);
			snprintf(said, sizeof(said),
				"Job has been submitted with JobID %s",
				model->jobs[model->njob - 1].id);
		}
	testlab_unlock(lab);
	say_lines(sink, kind, subject, refuses ? refuses : said);
	return refuses ? 1 : 0;
}

static void
add_log(struct buf *out, const char *text)
{
	char now[32];
	time_t seconds = time(NULL);
	struct tm tm;

	strftime(now, sizeof(now), "[%Y-%m-%d %H:%M:%S,000]",
		localtime_r(&seconds, &tm));
	for (; *text; text++)
		if (*text == '@')
			buf_adds(out, now);
		else
			buf_addc(out, *text);
}

static int
logs(struct stack *stack, const struct service *service, int lines,
	const struct sink *sink, const struct ctl *ctl, struct err *err)
{
	struct testlab *lab = (struct testlab *)stack;
	const char *text = testlab_lock(lab)->log;

	(void)ctl;
	(void)err;
	testlab_unlock(lab);
	if (text && service == &lab->services[LAB_CONNECT]) {
		struct buf log = { 0 };

		add_log(&log, text);
		log_lines(buf_str(&log), log.len, service->name, lines, sink);
		buf_release(&log);
	}
	return 0;
}

static void
be(struct stack *stack, const struct service *service,
	enum service_process process)
{
	struct testlab *lab = (struct testlab *)stack;

	enum testlab_server which =
		(enum testlab_server)(service - lab->services);

	testlab_lock(lab)->process[which] = process;
	testlab_unlock(lab);
	if (which != LAB_TASKMANAGER)
		testlab_be(lab, which,
			process == PROCESS_ALIVE            ? SERVER_SERVES
				: process == PROCESS_FROZEN ? SERVER_HANGS
							    : SERVER_REFUSES);
}

static int
fault(struct stack *stack, const struct service *service, enum fault how,
	const struct ctl *ctl, struct err *err)
{
	static const enum service_process after[] = {
		[FAULT_KILL] = PROCESS_DEAD,
		[FAULT_PAUSE] = PROCESS_FROZEN,
		[FAULT_RESUME] = PROCESS_ALIVE,
	};

	(void)ctl;
	(void)err;
	be(stack, service, after[how]);
	return 0;
}

static int
up(struct stack *stack, unsigned set, int lock, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	(void)lock;
	(void)ctl;
	(void)sink;
	(void)err;
	for (size_t i = 0; i < stack->nservice; i++)
		if (set & stack->services[i].bit)
			be(stack, &stack->services[i], PROCESS_ALIVE);
	return 0;
}

static int
down(struct stack *stack, unsigned set, bool wipe, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	(void)wipe;
	(void)ctl;
	(void)sink;
	(void)err;
	for (size_t i = 0; i < stack->nservice; i++)
		if (set & stack->services[i].bit)
			be(stack, &stack->services[i], PROCESS_NONE);
	return 0;
}

/* The programs of a shell. */
static char *
clients(struct stack *stack, struct err *err)
{
	(void)stack;
	(void)err;
	return mem_strdup("/the/clients");
}

static const struct driver driver = { .name = "testlab",
	.clients = clients,
	.up = up,
	.down = down,
	.fault = fault,
	.look = look,
	.refresh = refresh,
	.logs = logs,
	.run = run_flink };

static void
answer_sql(void *ctx, const char *sql, const char *const *params,
	struct sql_reply *reply)
{
	struct testlab_database *db = ctx;

	testlab_answer_sql(db->lab, db->which, sql, params, reply);
}

static void
answer_connect(void *ctx, const char *method, const char *path,
	const char *body, struct http_reply *reply)
{
	testlab_answer_connect(testlab_lock(ctx), method, path, body, reply);
	testlab_unlock(ctx);
}

static void
answer_flink(void *ctx, const char *method, const char *path, const char *body,
	struct http_reply *reply)
{
	(void)body;
	testlab_answer_flink(testlab_lock(ctx), method, path, reply);
	testlab_unlock(ctx);
}

static void
start_servers(struct testlab *lab)
{
	static const server_fn speaks[] = { pg_speak, my_speak };

	for (size_t i = 0; i < ARRAY_LEN(speaks); i++) {
		lab->databases[i] = (struct testlab_database){ lab, (int)i };
		lab->sql_minds[i] = (struct sql_mind){ .answer = answer_sql,
			.ctx = &lab->databases[i] };
		lab->servers[i] = server_start(speaks[i], &lab->sql_minds[i]);
	}
	lab->http_minds[0] = (struct http_mind){ answer_connect, lab };
	lab->http_minds[1] = (struct http_mind){ answer_flink, lab };
	for (size_t i = 0; i < ARRAY_LEN(lab->http_minds); i++)
		lab->servers[LAB_CONNECT + i] =
			server_start(http_speak, &lab->http_minds[i]);
	start_broker(lab);
}

static void
make_stack(struct testlab *lab)
{
	static const struct {
		const char *name;
		enum ready ready;
		const char *path;
	} kinds[LAB_SERVERS] = {
		[LAB_POSTGRES] = { "postgres", READY_POSTGRES, NULL },
		[LAB_MYSQL] = { "mysql", READY_MYSQL, NULL },
		[LAB_CONNECT] = { "connect", READY_HTTP, "/health" },
		[LAB_FLINK] = { "flink", READY_FLINK, NULL },
		[LAB_KAFKA] = { "kafka", READY_KAFKA, NULL },
		[LAB_TASKMANAGER] = { "flink-taskmanager", READY_FLINK, NULL },
	};

	for (int i = 0; i < LAB_SERVERS; i++) {
		int from = i == LAB_TASKMANAGER ? LAB_FLINK : i;

		lab->services[i] = (struct service){ .name = kinds[i].name,
			.bit = 1U << i,
			.ready = kinds[i].ready,
			.ready_path = kinds[i].path,
			.elsewhere = true,
			.endpoint = { .service = kinds[i].name,
				.host = "127.0.0.1",
				.user = "lab",
				.password = "lab",
				.database = "shop",
				.port = i == LAB_KAFKA
					? broker_port(lab)
					: server_port(lab->servers[from]) } };
		lab->model.process[i] = PROCESS_ALIVE;
	}
	lab->place = (struct place){ .data = mem_strdup(SRCDIR),
		.stack = mem_strdup(lab->dir) };
	lab->stack = (struct stack){ .driver = &driver,
		.place = &lab->place,
		.services = lab->services,
		.nservice = LAB_SERVERS };
}

/* -- the lab --------------------------------------------------------------- */

static void
die(const struct err *err)
{
	fprintf(stderr, "testlab: %s:%d %s\n", err->file, err->line,
		said(err->msg));
	abort();
}

/* As a person reads them. */
static void
say_messages(json_t *event)
{
	const char *key;
	json_t *value;

	json_object_foreach(event, key, value)
	{
		char *msg = json_is_array(value) ? msg_from_json(value) : NULL;
		char *text = msg_text(msg);

		if (text)
			json_object_set_new(event, key, json_string(text));
		free(text);
		free(msg);
	}
}

static void
take_event(void *ctx, const struct event *ev)
{
	struct testlab *lab = ctx;
	struct buf line = { 0 };
	json_t *event;

	event_encode(ev, &line);
	event = json_loads(buf_str(&line), 0, NULL);
	say_messages(event);
	if (lab->on_event)
		lab->on_event(lab, event);
	json_array_append_new(lab->events, event);
	buf_release(&line);
}

static void
die_of(void *ctx, const char *file, int line, const char *what)
{
	(void)ctx;
	fprintf(stderr, "testlab: %s:%d %s\n", file, line, said(what));
	abort();
}

/* Those of the checks that take their time ask a table instead. */
static void
put_drill(json_t *checks, json_t *drill)
{
	static const char *const slow[] = { "connectors-running", "result",
		"origin" };
	json_t *check;
	size_t i;

	json_array_foreach(checks, i, check)
	{
		for (size_t j = 0; j < ARRAY_LEN(slow); j++)
			if (!strcmp(json_str(check, "id", ""), slow[j]))
				json_object_set_new(check, "expect",
					json_pack("[{ss,ss}]", "sql", "mysql",
						"text",
						"SELECT COUNT(*) FROM "
						"information_schema.tables "
						"WHERE table_schema = 'shop' "
						"AND table_name = 'outbox'"));
	}
	if (json_array_append_new(checks, drill) < 0)
		abort();
}

/* lab.json, and what is to be changed of it. */
struct changes {
	const char *drill; /* one more entry of "checks", or NULL */
	const char *flow;  /* of the canary "postgres-order", or NULL */
	const char *text;  /* all of it, or NULL */
};

static int
load_json(struct testlab *lab, const char *path, const struct changes *changes,
	struct err *err)
{
	json_t *root = json_load_file(path, 0, NULL);
	char *text;
	int rc;

	if (changes->text) {
		json_decref(root);
		return lab_load_text(&lab->lab, path, changes->text, SRCDIR,
			die_of, NULL, err);
	}
	if (!changes->drill && !changes->flow)
		return json_decref(root),
		       lab_load(&lab->lab, path, SRCDIR, err);
	if (changes->drill)
		put_drill(json_object_get(root, "checks"),
			json_loads(changes->drill, 0, NULL));
	if (changes->flow)
		json_object_set_new(json_object_get(root, "flows"), "mine",
			json_loads(changes->flow, 0, NULL));
	text = json_dumps(root, 0);
	rc = lab_load_text(&lab->lab, path, text, SRCDIR, die_of, NULL, err);
	json_decref(root);
	free(text);
	return rc;
}

static void
load_lab(struct testlab *lab, const char *name, const struct changes *changes)
{
	struct sink sink = { .send = take_event, .ctx = lab };
	struct err err = { 0 };
	char path[200];

	lab->lesson = mem_printf(SRCDIR "/tests/peer/%s/lesson.mdx", name);
	snprintf(path, sizeof(path), SRCDIR "/tests/peer/%s/lab.json", name);
	if (buf_read_file(&lab->text, lab->lesson, LESSON_MAX, &err) < 0 ||
		scan_text(&lab->scan, lab->lesson, buf_str(&lab->text),
			lab->text.len, &err) < 0 ||
		load_json(lab, path, changes, &err) < 0 ||
		lab_bind(&lab->lab, &lab->scan, &err) < 0)
		die(&err);
	lab->journal_path = mem_printf("%s/journal", lab->dir);
	lab->journal = journal_open(lab->journal_path, &err);
	if (!lab->journal)
		die(&err);
	lab->events = json_array();
	emit_init(&lab->out, &sink, lab->journal, 1);
	lab->world = (struct world){ .stack = &lab->stack,
		.lab = &lab->lab,
		.scan = &lab->scan,
		.out = &lab->out,
		.journal = lab->journal_path };
}

struct testlab *
testlab_new(void)
{
	return testlab_new_of("lab");
}

static struct testlab *
new_of(const char *name, struct changes changes)
{
	struct testlab *lab = mem_alloc(sizeof(*lab));

	alarm(HANGS_S);
	http_setup();
	snprintf(lab->dir, sizeof(lab->dir), "/tmp/cdclab-testlab.XXXXXX");
	if (!mkdtemp(lab->dir))
		abort();
	pthread_mutex_init(&lab->lock, NULL);
	for (int i = 0; i < 2; i++)
		lab->model.connectors[i].topic = topics[i];
	start_servers(lab);
	make_stack(lab);
	load_lab(lab, name, &changes);
	return lab;
}

struct testlab *
testlab_new_of(const char *name)
{
	return new_of(name, (struct changes){ 0 });
}

struct testlab *
testlab_new_text(const char *text)
{
	return new_of("lab", (struct changes){ .text = text });
}

static struct testlab *
deployed(struct testlab *lab)
{
	for (size_t i = 0; i < lab->lab.nstep; i++)
		if (testlab_run(lab, lab->lab.steps[i].id) != 0)
			die(&lab->err);
	return lab;
}

struct testlab *
testlab_new_deployed(void)
{
	return deployed(testlab_new());
}

struct testlab *
testlab_new_drill(const char *drill)
{
	return deployed(new_of("lab", (struct changes){ .drill = drill }));
}

struct testlab *
testlab_new_flow(const char *flow)
{
	return deployed(new_of("lab", (struct changes){ .flow = flow }));
}

void
testlab_all_within(struct testlab *lab, int ms)
{
	for (size_t i = 0; i < lab->lab.nstep; i++)
		lab->lab.steps[i].within_ms = ms;
	for (size_t i = 0; i < lab->lab.ncheck; i++)
		lab->lab.checks[i].within_ms = ms;
}

void
testlab_end_in_table(struct testlab *lab)
{
	for (size_t i = 0; i < lab->lab.nflow; i++) {
		struct lab_flow *flow = &lab->lab.flows[i];
		struct lab_hop *last = &flow->hops[flow->nhop - 1];

		last->kind = HOP_SQL;
		last->name = "mysql";
		last->text = "SELECT COUNT(*) FROM copy WHERE id = :number";
	}
}

static void
release_lab(struct testlab *lab)
{
	emit_release(&lab->out);
	journal_free(lab->journal);
	lab_release(&lab->lab);
	scan_release(&lab->scan);
	buf_release(&lab->text);
	json_decref(lab->events);
	json_decref(lab->guesses);
	free(lab->journal_path);
	free(lab->story);
	free(lab->lesson);
}

void
testlab_free(struct testlab *lab)
{
	struct err err = { 0 };

	for (int i = 0; i < LAB_SERVERS; i++)
		if (lab->servers[i])
			server_stop(lab->servers[i]);
	rd_kafka_purge(lab->kafka, RD_KAFKA_PURGE_F_QUEUE);
	rd_kafka_destroy(lab->kafka);
	release_lab(lab);
	for (int i = 0; i < 2; i++)
		json_decref(lab->model.connectors[i].config);
	pthread_mutex_destroy(&lab->lock);
	fs_remove_tree(lab->dir, &err);
	place_release(&lab->place);
	free(lab);
	alarm(0);
}

void
testlab_be(
	struct testlab *lab, enum testlab_server server, enum server_mode mode)
{
	if (server != LAB_KAFKA)
		server_be(lab->servers[server], mode);
	else if (mode == SERVER_SERVES)
		rd_kafka_mock_broker_set_up(lab->mock, BROKER);
	else
		rd_kafka_mock_broker_set_down(lab->mock, BROKER);
}

struct server *
testlab_server(struct testlab *lab, enum testlab_server server)
{
	return lab->servers[server];
}

void
testlab_within(struct testlab *lab, int ms)
{
	for (size_t i = 0; i < lab->lab.ncheck; i++)
		if (!lab->lab.checks[i].drill)
			lab->lab.checks[i].within_ms = ms;
}

void
testlab_step_within(struct testlab *lab, const char *step, int ms)
{
	lab->lab.steps[lab_step_index(&lab->lab, step)].within_ms = ms;
}

typedef int (*schedule_fn)(const struct world *, const char *const *, size_t,
	const struct ctl *, struct err *);

static int
go(struct testlab *lab, schedule_fn fn, const char *name)
{
	struct ctl ctl = { .cancel = &lab->cancel };

	lab->err = (struct err){ 0 };
	return fn(&lab->world, &name, name != NULL, &ctl, &lab->err);
}

int
testlab_run(struct testlab *lab, const char *name)
{
	return go(lab, schedule_run, name);
}

int
testlab_inside(struct testlab *lab, enum verb verb, const char *target)
{
	struct ctl ctl = { .cancel = &lab->cancel };

	lab->err = (struct err){ 0 };
	return inside_do(&lab->world, verb, &target, 1, &ctl, &lab->err);
}

int
testlab_check(struct testlab *lab, const char *name)
{
	return go(lab, schedule_check, name);
}

int
testlab_ask(struct testlab *lab, const char *expect, int ms)
{
	struct ctl ctl = { .cancel = &lab->cancel };
	char *text = mem_printf("[%s]", expect);
	json_t *list = json_loads(text, 0, NULL);
	const struct lab_check check = {
		.id = "asked", .within_ms = ms, .expect = list
	};
	int rc = list ? check_ask(&lab->world, &check, &ctl) : 1;

	free(text);
	json_decref(list);
	return rc;
}

void
testlab_predict(struct testlab *lab, const char *answer, const char *measure,
	const char *guess)
{
	struct lab_faults faults = { 0 };
	const struct lab_look look = { .lab = &lab->lab, .faults = &faults };
	json_t *one = json_pack("[{s:s,s:s,s:s,s:o}]", "id", "guessed",
		"before", "deploy-postgres", "answer", answer, "measure",
		json_loads(measure, 0, NULL));

	json_object_set_new(lab->lab.root, "predictions", one);
	free(lab->lab.predictions); /* of the lab without them */
	lab_predictions_take(&look, &lab->lab);
	assert_int_equal(faults.n, 0);
	lab_faults_release(&faults);
	lab->world.guesses = lab->guesses = guess
		? json_pack("{s:s}", "guessed", guess)
		: json_pack("{s:n}", "guessed");
}

int
testlab_lens(struct testlab *lab, const struct lens_ask *ask)
{
	struct ctl ctl = { .cancel = &lab->cancel };

	lab->err = (struct err){ 0 };
	lab->world.journal = lab->journal_path;
	return lens_read(&lab->world, ask, &ctl, &lab->err);
}

int
testlab_count(struct testlab *lab, const char *kind)
{
	const json_t *event;
	size_t i;
	int n = 0;

	json_array_foreach(lab->events, i, event)
	{
		n += testlab_is(event, kind, NULL);
	}
	return n;
}

void
testlab_put(struct testlab *lab, const char *topic, int partition,
	const char *key, const char *value)
{
	if (rd_kafka_producev(lab->kafka, RD_KAFKA_V_TOPIC(topic),
		    RD_KAFKA_V_PARTITION(partition),
		    RD_KAFKA_V_KEY(key, key ? strlen(key) : 0),
		    RD_KAFKA_V_VALUE(
			    (void *)(size_t)value, value ? strlen(value) : 0),
		    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
		    RD_KAFKA_V_END) != 0 ||
		rd_kafka_flush(lab->kafka, 10000) != 0)
		abort();
}

int
testlab_reset(struct testlab *lab, const char *name)
{
	return go(lab, schedule_reset, name);
}

int
testlab_prove(struct testlab *lab, const char *check)
{
	return go(lab, proof_run, check);
}

int
testlab_drill(struct testlab *lab, bool solve)
{
	struct ctl ctl = { .cancel = &lab->cancel };
	struct drill_ask ask = { .solve = solve, .go = &lab->go };

	lab->err = (struct err){ 0 };
	return drill_run(&lab->world, NULL, 0, &ask, &ctl, &lab->err);
}

void
testlab_go(struct testlab *lab)
{
	atomic_fetch_add(&lab->go, 1);
}

int
testlab_put_back(struct testlab *lab)
{
	struct ctl ctl = { .cancel = &lab->cancel };

	lab->err = (struct err){ 0 };
	return holds_left(&lab->world)
		? holds_put_back(&lab->world, &ctl, &lab->err)
		: 1;
}

void
testlab_say(struct testlab *lab, const struct event *ev)
{
	emit(&lab->out, *ev);
}

int
testlab_prove_two(struct testlab *lab, const char *one, const char *other)
{
	struct ctl ctl = { .cancel = &lab->cancel };
	const char *const names[] = { one, other };

	lab->err = (struct err){ 0 };
	return proof_run(&lab->world, names, ARRAY_LEN(names), &ctl, &lab->err);
}

void
testlab_expect(struct testlab *lab, const char *check, const char *expect)
{
	json_t *list = json_loads(expect, 0, NULL);
	json_t *one = json_array_get(json_object_get(lab->lab.root, "checks"),
		(size_t)lab_check_index(&lab->lab, check));

	if (!list)
		abort();
	json_object_set_new(one, "expect", list);
	lab->lab.checks[lab_check_index(&lab->lab, check)].expect = list;
}

void
testlab_expect_always(struct testlab *lab, const char *check)
{
	struct testlab_model *model = testlab_lock(lab);

	model->says[model->nsay++] = (struct testlab_saying){
		LAB_POSTGRES, "always",
		{ .ncol = 1, .names = { "yes" }, .cells = { "t" }, .nrow = 1 }
	};
	testlab_unlock(lab);
	testlab_expect(lab, check,
		"[{ \"sql\": \"postgres\", \"text\": \"SELECT always\" }]");
}

void
testlab_no_undo(struct testlab *lab, const char *step)
{
	lab->lab.steps[lab_step_index(&lab->lab, step)].undo = NULL;
}

const struct err *
testlab_err(const struct testlab *lab)
{
	return &lab->err;
}

void
testlab_cancel(struct testlab *lab)
{
	atomic_store(&lab->cancel, true);
}

/* -- what was said --------------------------------------------------------- */

void
testlab_on_event(struct testlab *lab, testlab_fn fn)
{
	lab->on_event = fn;
}

const char *
testlab_text(const json_t *event, const char *key)
{
	const json_t *value = json_object_get(event, key);
	char *msg = json_is_array(value) ? msg_from_json(value) : NULL;
	const char *text = msg ? said(msg) : json_str(event, key, "");

	free(msg);
	return text;
}

bool
testlab_is(const json_t *event, const char *kind, const char *subject)
{
	return !strcmp(testlab_text(event, "event"), kind) &&
		(!subject || !strcmp(testlab_text(event, "step"), subject) ||
			!strcmp(testlab_text(event, "check"), subject) ||
			!strcmp(testlab_text(event, "subject"), subject));
}

const json_t *
testlab_event(struct testlab *lab, const char *kind, const char *subject)
{
	for (size_t i = json_array_size(lab->events); i--;) {
		const json_t *event = json_array_get(lab->events, i);

		if (testlab_is(event, kind, subject))
			return event;
	}
	return NULL;
}

const json_t *
testlab_phase(struct testlab *lab, const char *kind, const char *state)
{
	const json_t *event;
	size_t i;

	json_array_foreach(lab->events, i, event)
	{
		if (testlab_is(event, kind, NULL) &&
			!strcmp(testlab_text(event, "state"), state))
			return event;
	}
	return NULL;
}

const char *
testlab_story(struct testlab *lab)
{
	struct buf out = { 0 };
	json_t *event;
	size_t i;

	json_array_foreach(lab->events, i, event)
	{
		char *line = json_line(event);

		buf_addf(&out, "%s\n", line);
		free(line);
	}
	free(lab->story);
	lab->story = buf_take(&out);
	return lab->story;
}

const char *
testlab_journal(const struct testlab *lab)
{
	return lab->journal_path;
}

void
testlab_must_return(struct testlab *lab, int rc, int want)
{
	if (rc != want)
		fail_msg("%d, expected %d: %s\n%s", rc, want,
			said(testlab_err(lab)->msg), testlab_story(lab));
}
