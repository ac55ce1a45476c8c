#include "config.h"

#include "engine/flow/canary.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/sql_name.h"
#include "common/course/lab.h"
#include "engine/client/hash.h"
#include "engine/client/kafka.h"
#include "engine/client/rows.h"
#include "engine/client/sql.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define DELETE_MS 2000
#define SWEEP_MS 1000
#define REMEMBERED 64 /* canaries of this process; more do not wait at once */

/*
 * Those of all checks, which may wait at the same time: a record of another one
 * is no progress of a queue.
 */
static struct {
	pthread_mutex_t lock;
	struct canary last[REMEMBERED];
	size_t n; /* ever made */
} sent = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void
remember(const struct canary *canary)
{
	pthread_mutex_lock(&sent.lock);
	sent.last[sent.n++ % REMEMBERED] = *canary;
	pthread_mutex_unlock(&sent.lock);
}

static void
make_id(struct canary *canary)
{
	unsigned char r[16];

	hash_random(r, sizeof(r));
	r[6] = (unsigned char)((r[6] & 0x0f) | 0x40); /* RFC 9562: version 4 */
	r[8] = (unsigned char)((r[8] & 0x3f) | 0x80); /* and its variant */
	for (size_t i = 0, at = 0; i < sizeof(r); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			canary->id[at++] = '-';
		snprintf(canary->id + at, 3, "%02x", r[i]);
		at += 2;
	}
}

void
canary_make(struct canary *canary, const struct lab_canary *of)
{
	uint64_t bits, token;

	*canary = (struct canary){ .of = of };
	make_id(canary);
	hash_random(&bits, sizeof(bits));
	hash_random(&token, sizeof(token));
	snprintf(canary->number, sizeof(canary->number), "%lld",
		-1 - (long long)(bits >> (64 - of->bits)));
	snprintf(canary->token, sizeof(canary->token), "%016llx",
		(unsigned long long)token);
	remember(canary);
}

#define VALUES 3

static void
values_of(const struct canary *canary, struct sql_value values[VALUES])
{
	values[0] = (struct sql_value){ "id", canary->id, SQL_UNTYPED };
	values[1] = (struct sql_value){ "number", canary->number, SQL_BIGINT };
	values[2] = (struct sql_value){ "token", canary->token, SQL_TEXT };
}

void
canary_fill(const struct canary *canary, const char *text, struct buf *out)
{
	struct sql_value values[VALUES];
	const char *from = text, *at;
	size_t len;

	values_of(canary, values);
	while ((at = sql_name_next(&text, false, &len))) {
		buf_add(out, from, (size_t)(at - from));
		from = at + len;
		for (size_t i = 0; i < VALUES; i++)
			if (sql_name_is(at, len, values[i].name))
				buf_adds(out, values[i].text);
	}
	buf_adds(out, from);
}

static void
bind(const struct canary *canary, const char *database, const char *text,
	struct sql_call *call)
{
	struct sql_value values[VALUES];

	values_of(canary, values);
	sql_bind(call, text, !strcmp(database, "mysql"), values, VALUES);
}

void
canary_sql(const struct canary *canary, enum lab_change change, struct buf *out)
{
	struct sql_call call;

	bind(canary, canary->of->database, canary->of->sql[change], &call);
	sql_show(out, call.sql, call.params);
	sql_call_release(&call);
}

static int
execute(const struct world *world, const struct canary *canary,
	enum lab_change change, long long *touched, const struct ctl *ctl,
	struct err *err)
{
	struct sql_call call;
	struct rows rows = { 0 };
	int rc;

	bind(canary, canary->of->database, canary->of->sql[change], &call);
	rc = world_sql(world, canary->of->database, call.sql, call.params,
		&rows, ctl, err);
	*touched = rows_touched(&rows);
	rows_release(&rows);
	sql_call_release(&call);
	return rc;
}

/* A statement that does not do its work would make any check a lie. */
static int
execute_one(const struct world *world, const struct canary *canary,
	enum lab_change change, const struct ctl *ctl, struct err *err)
{
	static const char *const verbs[CHANGES] = { "INSERT", "UPDATE",
		"DELETE" };
	long long touched;

	if (execute(world, canary, change, &touched, ctl, err) < 0)
		return -1;
	if (touched == 1)
		return 0;
	return err_set(err, ERR_CHECK,
		"the %s of the canary \"%s\" has touched %lld rows, expected "
		"one",
		verbs[change], canary->of->id, touched);
}

/* What could not be deleted must not be written. */
static int
try_delete(const struct world *world, const struct canary *canary,
	const struct ctl *ctl, struct err *err)
{
	long long none;

	if (execute(world, canary, CHANGE_DELETE, &none, ctl, err) == 0)
		return 0;
	return err_wrap(err, "the canary's DELETE");
}

int
canary_send(const struct world *world, struct canary *canary,
	enum lab_change change, const char *check, const struct ctl *ctl,
	struct err *err)
{
	int rc;

	if (emit(world->out,
		    (struct event){ .kind = EV_CANARY,
			    .subject = check,
			    .text = canary->id,
			    .service = canary->of->database }) < 0)
		return err_set(err, ERR_PROGRESS, "%s", world->out->broken.msg);
	rc = try_delete(world, canary, ctl, err);
	canary->there = rc == 0;
	if (rc == 0)
		rc = execute_one(world, canary, CHANGE_INSERT, ctl, err);
	if (rc == 0 && change != CHANGE_INSERT)
		return canary_change(world, canary, change, ctl, err);
	if (rc == 0)
		canary->sent_ms = clock_ms();
	canary->wall_ms = clock_wall_ms();
	return rc;
}

int
canary_change(const struct world *world, struct canary *canary,
	enum lab_change change, const struct ctl *ctl, struct err *err)
{
	int rc = execute_one(world, canary, change, ctl, err);

	if (rc == 0)
		canary->sent_ms = clock_ms();
	canary->wall_ms = clock_wall_ms();
	return rc;
}

int
canary_ask(const struct world *world, const struct canary *canary,
	const struct lab_hop *hop, bool *yes, const struct ctl *ctl,
	struct err *err)
{
	struct sql_call call;
	int rc;

	bind(canary, hop->name, hop->text, &call);
	rc = world_ask(world, hop->name, call.sql, call.params, yes, ctl, err);
	sql_call_release(&call);
	return rc;
}

int
canary_select(const struct world *world, const struct canary *canary,
	struct rows *rows, const struct ctl *ctl, struct err *err)
{
	static const char word[] = "DELETE";
	const char *text = canary->of->sql[CHANGE_DELETE];
	struct sql_call call;
	char *select;
	int rc;

	text += strspn(text, " \t\r\n\f");
	if (strncasecmp(text, word, strlen(word)) != 0)
		return err_set(err, ERR_CHECK,
			"the canary's DELETE does not say where the row is");
	select = mem_printf("SELECT *%s", text + strlen(word));
	bind(canary, canary->of->database, select, &call);
	rc = world_sql(world, canary->of->database, call.sql, call.params, rows,
		ctl, err);
	sql_call_release(&call);
	free(select);
	return rc;
}

void
canary_delete(const struct world *world, struct canary *canary)
{
	/* A cancel does not keep us from tidying up; the time does. */
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, DELETE_MS);
	struct err ignored = { 0 };
	long long touched;

	if (canary->there)
		execute(world, canary, CHANGE_DELETE, &touched, &ctl, &ignored);
	canary->there = false;
}

void
canary_sweep(const struct world *world, const struct ctl *ctl)
{
	for (size_t i = 0; i < world->lab->ncanary; i++) {
		const struct lab_canary *canary = &world->lab->canaries[i];
		struct ctl one = ctl_within(ctl, SWEEP_MS);
		struct err ignored = { 0 };

		if (canary->sweep)
			world_sql(world, canary->database, canary->sweep, NULL,
				NULL, &one, &ignored);
	}
}

bool
canary_is_among(const struct canary *canary, const char *bytes, size_t len)
{
	return bytes_have(bytes, len, canary->id) ||
		bytes_have(bytes, len, canary->number) ||
		bytes_have(bytes, len, canary->token);
}

bool
canary_is_in(const struct canary *canary, const struct record *rec)
{
	return canary_is_among(canary, rec->key, rec->key_len) ||
		canary_is_among(canary, rec->value, rec->value_len);
}

bool
canary_is_any(const struct record *rec)
{
	bool is = false;

	pthread_mutex_lock(&sent.lock);
	for (size_t i = 0; i < REMEMBERED && i < sent.n && !is; i++)
		is = canary_is_in(&sent.last[i], rec);
	pthread_mutex_unlock(&sent.lock);
	return is;
}
