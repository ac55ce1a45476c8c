/* A row that is late while all say RUNNING: what the catalogs and logs know. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "common/explain/trace.h"
#include "engine/client/connect.h"
#include "engine/client/endpoint.h"
#include "engine/client/mysql.h"
#include "engine/client/pg.h"
#include "engine/diagnose/suspect.h"
#include "engine/stack/stack.h"
#include "engine/world/world.h"

#define ASK_MS 3000 /* for one question; a healthy server needs 20 */
#define RECENT_MS 2000
#define LOG_LINES 400 /* of Connect's; a retry writes some 100 */

const char *
suspect_option(const struct suspect *s, const char *key, const char *fallback)
{
	return json_str(s->config, key, fallback);
}

void
suspect_fill(const struct suspect *s, struct failure *failure)
{
	const struct explanation *e = explain_id(failure->explain);

	failure_config(failure, s->source->connector, s->config);
	if (e && explain_takes(e, "table"))
		failure_arg(failure, "table", s->source->table);
}

/* -- can it log in? -------------------------------------------------------- */

/* A password that is in a file of the worker's is not known here. */
static void
ask_login(const struct suspect *s, struct failure *failure)
{
	const char *database = s->source->database;
	struct endpoint at = *world_endpoint(s->world, database);
	struct ctl ask = ctl_within(s->ctl, ASK_MS);
	const struct explanation *e;
	struct err err = { 0 };

	at.user = suspect_option(s, "database.user", NULL);
	at.password = suspect_option(s, "database.password", NULL);
	if (!at.user || !at.password || strstr(at.password, "${"))
		return;
	if ((strcmp(database, "mysql") ? pg_exec : my_exec)(
		    &at, "SELECT 1", NULL, NULL, &ask, &err) == 0)
		return;
	e = explain_text(err.msg);
	if (!e || strcmp(e->layer, "database") != 0)
		return;
	failure_err(failure, "database", database, &err);
	failure->lasting = true;
	suspect_fill(s, failure);
}

/* -- what Connect's log says of it ------------------------------------------ */

struct log_search {
	const struct suspect *suspect;
	struct buf entry; /* the newest one that may tell, with its trace */
	struct buf cause;
	const struct explanation *known;
	bool any;    /* one was found, known or not */
	bool recent; /* the entry: its cause is not over */
};

/*
 * "2026-11-28 16:05:54,694", perhaps after a bracket: in the time of this
 * machine, or UTC as in a container. False: the line goes on the one before.
 */
static bool
log_time(const char *line, int64_t *local_ms, int64_t *utc_ms)
{
	struct tm tm = { .tm_isdst = -1 }, utc;
	const char *end;

	line += *line == '[';
	end = strptime(line, "%Y-%m-%d", &tm);
	end = end && (*end == ' ' || *end == 'T')
		? strptime(end + 1, "%H:%M:%S", &tm)
		: NULL;
	if (!end)
		return false;
	utc = tm;
	*local_ms = (int64_t)mktime(&tm) * 1000;
	*utc_ms = (int64_t)timegm(&utc) * 1000;
	return true;
}

static void
end_entry(struct log_search *search)
{
	struct buf cause = { 0 };
	const char *entry = buf_str(&search->entry);
	const struct explanation *e =
		search->entry.len ? trace_cause(entry, &cause) : NULL;
	/* a warning without an exception may be over, or mean nothing */
	bool tells = strstr(entry, "Exception") || (e && search->recent);

	/* one that the table explains is not displaced by one that it does not */
	if (tells && (e || !search->known)) {
		search->known = e;
		search->any = true;
		buf_reset(&search->cause);
		buf_add(&search->cause, buf_str(&cause), cause.len);
	}
	buf_release(&cause);
	buf_reset(&search->entry);
}

/* The reading that is not true may be hours ahead. */
static bool
is_since(int64_t local_ms, int64_t utc_ms, int64_t since_ms)
{
	int64_t now_ms = clock_wall_ms();

	return (local_ms >= since_ms && local_ms <= now_ms) ||
		(utc_ms >= since_ms && utc_ms <= now_ms);
}

/* A warning or an error of the connector since the row is waited for. */
static bool
is_telling(const struct suspect *s, const char *line, int64_t local_ms,
	int64_t utc_ms)
{
	int64_t since = s->before->wall_ms / 1000 * 1000;
	const char *prefix = suspect_option(s, "topic.prefix", NULL);

	return is_since(local_ms, utc_ms, since) &&
		(strstr(line, " ERROR ") || strstr(line, " WARN ")) &&
		(strstr(line, s->source->connector) ||
			(prefix && strstr(line, prefix)));
}

static void
take_log_line(void *ctx, const struct event *ev)
{
	struct log_search *search = ctx;
	const char *line = ev->text ? ev->text : "";
	int64_t local_ms, utc_ms;

	if (log_time(line, &local_ms, &utc_ms)) {
		end_entry(search);
		if (!is_telling(search->suspect, line, local_ms, utc_ms))
			return;
		search->recent =
			is_since(local_ms, utc_ms, clock_wall_ms() - RECENT_MS);
	} else if (!search->entry.len) {
		return;
	}
	buf_addf(&search->entry, "%s\n", line);
}

static void
ask_log(const struct suspect *s, struct failure *failure)
{
	static const char *const connect[] = { "connect" };
	struct log_search search = { .suspect = s };
	struct sink sink = { .send = take_log_line, .ctx = &search };
	struct ctl ask = ctl_within(s->ctl, ASK_MS);
	struct err ignored = { 0 };

	stack_logs(
		s->world->stack, connect, 1, LOG_LINES, &ask, &sink, &ignored);
	end_entry(&search);
	if (search.any) {
		failure_set(failure,
			search.known ? search.known->id : "log-says", "connect",
			"%s says in the worker log: %s", s->source->connector,
			buf_str(&search.cause));
		suspect_fill(s, failure);
		failure_probe(failure, "cdclab stack logs connect");
		/* what its config says is not healed by a retry */
		failure->lasting = search.known &&
			!strcmp(search.known->layer, "connector");
	}
	buf_release(&search.entry);
	buf_release(&search.cause);
}

/* -------------------------------------------------------------------------- */

bool
diagnose_unlike(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure)
{
	struct connector c = { 0 };
	struct err ignored = { 0 };
	struct suspect s = { .world = world, .source = source, .ctl = ctl };

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    ctl, &ignored) == 0 &&
		c.exists) {
		s.config = c.config;
		names_take(&s.names, world, source, c.config);
		suspect_catalog(&s, failure);
	}
	names_release(&s.names);
	connector_release(&c);
	return failure_is(failure);
}

void
diagnose_form(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure)
{
	struct connector c = { 0 };
	struct err ignored = { 0 };

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    ctl, &ignored) == 0 &&
		c.exists) {
		failure_arg(failure, "converter",
			json_str(c.config, "value.converter", NULL));
		failure_arg(failure, "transforms",
			json_str(c.config, "transforms", NULL));
	}
	connector_release(&c);
}

bool
diagnose_late(const struct world *world, const struct source *source,
	const struct before *before, const struct ctl *ctl,
	struct failure *failure)
{
	static void (*const questions[])(const struct suspect *s,
		struct failure *failure) = { suspect_role, ask_login,
		suspect_catalog, suspect_options, ask_log, suspect_counter };
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct connector c = { 0 };
	struct err ignored = { 0 };
	struct suspect s = {
		.world = world, .source = source, .before = before, .ctl = ctl
	};

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    &ask, &ignored) == 0 &&
		c.exists) {
		s.config = c.config;
		names_take(&s.names, world, source, c.config);
		for (size_t i = 0;
			i < ARRAY_LEN(questions) && !failure_is(failure); i++)
			questions[i](&s, failure);
	}
	names_release(&s.names);
	connector_release(&c);
	return failure_is(failure);
}
