#include "config.h"

#include "common/event/servers.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/lang.h"
#include "common/event/event.h"

#define ROWS_MAX 64 /* servers, jobs, connectors each */
#define DETAILS_MAX 400
#define LINES_MAX ((size_t)32 << 10) /* bytes of output kept */
#define TURN_MS 1000

static const struct server_state states[] = {
	{ "ready", HEALTH_UP, false, NC_("server", "ready") },
	{ "running", HEALTH_UP, false, NC_("server", "running") },
	{ "pulling", HEALTH_MOVING, true, NC_("server", "pulling") },
	{ "pulled", HEALTH_PENDING, false, NC_("server", "pulled") },
	{ "building", HEALTH_MOVING, true, NC_("server", "building") },
	{ "built", HEALTH_PENDING, false, NC_("server", "built") },
	{ "creating", HEALTH_MOVING, false, NC_("server", "creating") },
	{ "starting", HEALTH_MOVING, false, NC_("server", "starting") },
	{ "stopping", HEALTH_MOVING, false, NC_("server", "stopping") },
	{ "stopped", HEALTH_DOWN, false, NC_("server", "stopped") },
	{ "dead", HEALTH_BROKEN, false, NC_("server", "dead") },
	{ "frozen", HEALTH_BROKEN, false, NC_("server", "frozen") },
	{ "unknown", HEALTH_BROKEN, false, NC_("server", "unknown") },
	{ "failed", HEALTH_BROKEN, false, NC_("server", "failed") },
	/* jobs and connectors, in the words of their servers */
	{ "RUNNING", HEALTH_UP, false, NULL },
	{ "FAILED", HEALTH_BROKEN, false, NULL },
	{ "FAILING", HEALTH_BROKEN, false, NULL },
	{ "RESTARTING", HEALTH_BROKEN, false, NULL },
	{ "CREATED", HEALTH_MOVING, false, NULL },
	{ "INITIALIZING", HEALTH_MOVING, false, NULL },
	{ "RECONCILING", HEALTH_MOVING, false, NULL },
	{ "CANCELLING", HEALTH_MOVING, false, NULL },
	{ "CANCELED", HEALTH_DOWN, false, NULL },
	{ "FINISHED", HEALTH_DOWN, false, NULL },
	{ "SUSPENDED", HEALTH_DOWN, false, NULL },
	{ "UNASSIGNED", HEALTH_MOVING, false, NULL },
	{ "PAUSED", HEALTH_DOWN, false, NULL },
	{ "STOPPED", HEALTH_DOWN, false, NULL },
	{ "gone", HEALTH_DOWN, false, NC_("server", "gone") },
};

const struct server_state *
server_state(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].name, name))
			return &states[i];
	return NULL;
}

enum health
state_health(const char *name)
{
	const struct server_state *state = server_state(name);

	return state ? state->health : name ? HEALTH_BROKEN : HEALTH_DOWN;
}

bool
state_is_long(const char *name)
{
	const struct server_state *state = server_state(name);

	return state && state->is_long;
}

const char *
state_word(const char *name)
{
	const struct server_state *state = server_state(name);

	return state && state->word ? _(state->word) : name;
}

static void
servers_set(char **at, const char *s)
{
	free(*at);
	*at = s ? mem_strdup(s) : NULL;
}

static void
told_set(struct told *told, const char *state, const char *text, long long pid)
{
	servers_set(&told->state, state);
	servers_set(&told->text, text);
	told->pid = pid;
}

static struct server *
find(const struct servers *servers, const char *name)
{
	for (size_t i = 0; i < servers->nserver; i++)
		if (!strcmp(servers->servers[i].name, name))
			return &servers->servers[i];
	return NULL;
}

static struct server *
server_of(struct servers *servers, const char *name)
{
	struct server *s = find(servers, name);

	if (s || servers->nserver == ROWS_MAX)
		return s;
	servers->servers = mem_more(
		servers->servers, servers->nserver, sizeof(*servers->servers));
	s = &servers->servers[servers->nserver++];
	*s = (struct server){ .name = mem_strdup(name) };
	return s;
}

static void
servers_add_line(struct buf *lines, const struct event *ev)
{
	if (ev->subject)
		buf_addf(lines, "%s | ", ev->subject);
	buf_adds(lines, ev->text ? ev->text : "");
	buf_addc(lines, '\n');
	if (lines->len > LINES_MAX) {
		const char *cut =
			strchr(lines->data + lines->len - LINES_MAX / 2, '\n');

		buf_drop(lines,
			cut ? (size_t)(cut - lines->data) + 1 : lines->len);
	}
}

static void
job_release(struct server_job *job)
{
	free(job->id);
	free(job->name);
	free(job->state);
	free(job->whose);
}

static void
take_job(struct servers *servers, const struct event *ev)
{
	struct server_job *job = servers->jobs, *end = job + servers->njob;

	servers->jobs_known = true;
	while (job < end && strcmp(job->id, ev->subject) != 0)
		job++;
	if (ev->state && !strcmp(ev->state, "gone")) {
		if (job == end)
			return;
		job_release(job);
		memmove(job, job + 1, (size_t)(end - job - 1) * sizeof(*job));
		servers->njob--;
		return;
	}
	if (job == end) {
		if (servers->njob == ROWS_MAX)
			return;
		servers->jobs = mem_more(
			servers->jobs, servers->njob, sizeof(*servers->jobs));
		job = &servers->jobs[servers->njob++];
		*job = (struct server_job){ .id = mem_strdup(ev->subject) };
	}
	servers_set(&job->name, ev->name ? ev->name : ev->subject);
	servers_set(&job->state, ev->state ? ev->state : "?");
	servers_set(&job->whose, ev->whose);
}

static void
connector_release(struct server_connector *c)
{
	free(c->name);
	free(c->state);
}

/* One without a name: the list of them is complete. */
static void
take_connector(struct servers *servers, const struct event *ev)
{
	struct server_connector *c = servers->connectors,
				*end = c + servers->nconnector;

	servers->connectors_known = true;
	if (!ev->subject)
		return;
	while (c < end && strcmp(c->name, ev->subject) != 0)
		c++;
	if (ev->state && !strcmp(ev->state, "gone")) {
		if (c == end)
			return;
		connector_release(c);
		memmove(c, c + 1, (size_t)(end - c - 1) * sizeof(*c));
		servers->nconnector--;
		return;
	}
	if (c == end) {
		if (servers->nconnector == ROWS_MAX)
			return;
		servers->connectors = mem_more(servers->connectors,
			servers->nconnector, sizeof(*servers->connectors));
		c = &servers->connectors[servers->nconnector++];
		*c = (struct server_connector){ .name = mem_strdup(
							ev->subject) };
	}
	servers_set(&c->state, ev->state ? ev->state : "?");
}

/* A server that a request brings up is "stopped" until it runs. */
static bool
is_being_made(const struct server *s, const struct event *ev)
{
	return ev->state && !strcmp(ev->state, "stopped") &&
		server_health(s) == HEALTH_MOVING;
}

/* Of those that move; who speaks on keeps the turn until another one does. */
static void
take_turn(struct servers *servers, struct server *s, int64_t now_ms)
{
	const struct server *other = servers_moving(servers);
	bool held = other && other->turn && other->turn == servers->turns;

	if (server_health(s) != HEALTH_MOVING)
		return;
	if (held && (other == s || now_ms - servers->turn_ms < TURN_MS))
		return;
	s->turn = ++servers->turns;
	servers->turn_ms = now_ms;
}

static void
take_server(struct servers *servers, const struct event *ev, enum teller teller,
	int64_t now_ms)
{
	struct server *s = server_of(servers, ev->subject);
	const char *text = ev->cause ? ev->cause : ev->text;

	if (!s)
		return;
	if (teller != TELLER_WATCH_ASIDE || !is_being_made(s, ev))
		told_set(&s->now, ev->state, text, ev->pid);
	if (teller != TELLER_REQUEST)
		told_set(&s->live, ev->state, text, ev->pid);
	take_turn(servers, s, now_ms);
}

void
servers_forget_details(struct servers *servers)
{
	for (size_t i = 0; i < servers->ndetail; i++)
		free(servers->details[i]);
	free(servers->details);
	servers->details = NULL;
	servers->ndetail = 0;
}

/* Of each look the first is about the connector or the job itself. */
static void
take_detail(struct servers *servers, const struct event *ev)
{
	if (!strcmp(ev->subject, "connector") || !strcmp(ev->subject, "job"))
		servers_forget_details(servers);
	if (servers->ndetail == DETAILS_MAX)
		return;
	servers->details = mem_more(
		servers->details, servers->ndetail, sizeof(*servers->details));
	servers->details[servers->ndetail++] = event_copy(ev);
}

void
servers_event(struct servers *servers, const struct event *ev,
	enum teller teller, int64_t now_ms)
{
	if (ev->kind == EV_OUTPUT)
		servers_add_line(&servers->lines, ev);
	else if (ev->kind == EV_TOPIC && ev->cause)
		servers_add_line(&servers->lines,
			&(struct event){
				.subject = "kafka", .text = ev->cause });
	else if (ev->kind == EV_CONNECTOR)
		take_connector(servers, ev);
	else if (ev->kind == EV_DETAIL && ev->subject)
		take_detail(servers, ev);
	else if (ev->kind == EV_JOB && ev->subject)
		take_job(servers, ev);
	else if (ev->kind == EV_SERVICE && ev->subject)
		take_server(servers, ev, teller, now_ms);
}

void
servers_settle(struct servers *servers)
{
	for (size_t i = 0; i < servers->nserver; i++) {
		struct server *s = &servers->servers[i];

		if (s->live.state || server_health(s) == HEALTH_MOVING)
			told_set(&s->now, s->live.state, s->live.text,
				s->live.pid);
	}
}

void
servers_release(struct servers *servers)
{
	for (size_t i = 0; i < servers->nserver; i++) {
		struct server *s = &servers->servers[i];

		free(s->name);
		told_set(&s->now, NULL, NULL, 0);
		told_set(&s->live, NULL, NULL, 0);
	}
	for (size_t i = 0; i < servers->njob; i++)
		job_release(&servers->jobs[i]);
	for (size_t i = 0; i < servers->nconnector; i++)
		connector_release(&servers->connectors[i]);
	servers_forget_details(servers);
	free(servers->servers);
	free(servers->jobs);
	free(servers->connectors);
	buf_release(&servers->lines);
	*servers = (struct servers){ 0 };
}

enum health
server_health(const struct server *server)
{
	return state_health(server->now.state);
}

const char *
server_word(const struct server *server)
{
	return server->now.state ? state_word(server->now.state) : "?";
}

static bool
may_be_up(const struct servers *servers, const char *name)
{
	const struct server *s = find(servers, name);

	return !s || server_health(s) == HEALTH_UP;
}

size_t
servers_jobs(const struct servers *servers)
{
	return may_be_up(servers, "flink") ? servers->njob : 0;
}

size_t
servers_connectors(const struct servers *servers)
{
	return may_be_up(servers, "connect") ? servers->nconnector : 0;
}

size_t
servers_rows(const struct servers *servers)
{
	return servers->nserver + servers_connectors(servers) +
		servers_jobs(servers);
}

bool
servers_row(const struct servers *servers, size_t at, struct servers_row *out)
{
	size_t connectors = servers_connectors(servers);
	size_t n = servers_rows(servers);

	*out = (struct servers_row){ 0 };
	if (!n)
		return false;
	if (at >= n)
		at = n - 1;
	if (at < servers->nserver) {
		out->server = &servers->servers[at];
		out->name = out->server->name;
		out->state = out->server->now.state;
		return true;
	}
	at -= servers->nserver;
	if (at < connectors) {
		out->connector = &servers->connectors[at];
		out->name = out->connector->name;
		out->state = out->connector->state;
		return true;
	}
	out->job = &servers->jobs[at - connectors];
	out->name = out->job->name;
	out->state = out->job->state;
	return true;
}

#define CONNECTOR "connector/"
#define JOB "job/"

char *
servers_target(const struct servers_row *row)
{
	return row->connector ? mem_printf(CONNECTOR "%s", row->name)
		: row->job    ? mem_printf(JOB "%s", row->job->id)
			      : mem_strdup(row->name);
}

static bool
is_named(const char *target, const char *root, size_t len)
{
	return !strncmp(target, root, len) && target[len];
}

const char *
servers_inside(const char *target)
{
	if (is_named(target, CONNECTOR, sizeof(CONNECTOR) - 1))
		return "connect";
	return is_named(target, JOB, sizeof(JOB) - 1) ? "flink" : NULL;
}

size_t
servers_row_of(const struct servers *servers, const char *target)
{
	size_t n = servers_rows(servers);

	for (size_t i = 0; i < n; i++) {
		struct servers_row row;
		char *name;
		bool is;

		servers_row(servers, i, &row);
		name = servers_target(&row);
		is = !strcmp(name, target);
		free(name);
		if (is)
			return i;
	}
	return n;
}

int
servers_count(const struct servers *servers)
{
	return (int)servers->nserver;
}

int
servers_up(const struct servers *servers)
{
	int n = 0;

	for (size_t i = 0; i < servers->nserver; i++)
		n += server_health(&servers->servers[i]) == HEALTH_UP;
	return n;
}

const struct server *
servers_find(const struct servers *servers, const char *name)
{
	return find(servers, name);
}

const struct server_connector *
servers_connector(const struct servers *servers, const char *name)
{
	for (size_t i = 0; i < servers_connectors(servers); i++)
		if (!strcmp(servers->connectors[i].name, name))
			return &servers->connectors[i];
	return NULL;
}

const struct server *
servers_moving(const struct servers *servers)
{
	const struct server *last = NULL;

	for (size_t i = 0; i < servers->nserver; i++) {
		const struct server *s = &servers->servers[i];

		if (server_health(s) == HEALTH_MOVING &&
			(!last || s->turn > last->turn))
			last = s;
	}
	return last;
}

bool
servers_broken(
	const struct servers *servers, const char **name, const char **state)
{
	for (size_t i = 0; i < servers->nserver; i++)
		if (server_health(&servers->servers[i]) == HEALTH_BROKEN) {
			*name = servers->servers[i].name;
			*state = servers->servers[i].now.state;
			return true;
		}
	for (size_t i = 0; i < servers_jobs(servers); i++)
		if (state_health(servers->jobs[i].state) == HEALTH_BROKEN) {
			*name = servers->jobs[i].name;
			*state = servers->jobs[i].state;
			return true;
		}
	return false;
}
