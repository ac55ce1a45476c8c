#include "config.h"

#include "engine/flow/canary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/hash.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define DELETE_MS 2000
#define ORDER_BITS 52 /* a JSON number holds 53 bits exactly */

/* What differs between the two databases; %s id, %lld order id. */
static const struct dialect {
	const char *database, *table, *insert, *sweep;
} dialects[] = {
	{ "postgres", "public.outbox",
		"INSERT INTO public.outbox"
		" (id, aggregatetype, aggregateid, type, payload)\n"
		"VALUES ('%s', 'orders', '%lld', '" CANARY_TYPE "',"
		" jsonb_build_object(\n"
		"    'before', NULL,\n"
		"    'after', jsonb_build_object(\n"
		"        'order_id', %lld,\n"
		"        'customer_id', 0,\n"
		"        'total_amount', 0.00::numeric(10, 2),\n"
		"        'created_at', to_char(now() AT TIME ZONE 'UTC',"
		" 'YYYY-MM-DD HH24:MI:SS.MS')),\n"
		"    'op', 'c'))",
		"DELETE FROM public.outbox WHERE type = '" CANARY_TYPE "'"
		" AND created_at <"
		" (now() AT TIME ZONE 'UTC') - interval '5 minutes'" },
	{ "mysql", "shop.outbox",
		"INSERT INTO shop.outbox"
		" (id, aggregatetype, aggregateid, type, payload)\n"
		"VALUES ('%s', 'orders', '%lld', '" CANARY_TYPE "',"
		" JSON_OBJECT(\n"
		"    'before', NULL,\n"
		"    'after', JSON_OBJECT(\n"
		"        'order_id', %lld,\n"
		"        'customer_id', 0,\n"
		"        'total_amount', CAST(0.00 AS DECIMAL(10, 2)),\n"
		"        'created_at', UTC_TIMESTAMP(3)),\n"
		"    'op', 'c'))",
		"DELETE FROM shop.outbox WHERE type = '" CANARY_TYPE "'"
		" AND created_at < NOW(3) - INTERVAL 5 MINUTE" },
};

static const struct dialect *
dialect_of(const char *database)
{
	return &dialects[!strcmp(database, "mysql")];
}

void
canary_make(struct canary *canary, const char *database)
{
	unsigned char r[16];
	uint64_t bits;

	*canary = (struct canary){ .database = dialect_of(database)->database };
	hash_random(r, sizeof(r));
	hash_random(&bits, sizeof(bits));
	r[6] = (unsigned char)((r[6] & 0x0f) | 0x40); /* RFC 9562: version 4 */
	r[8] = (unsigned char)((r[8] & 0x3f) | 0x80); /* and its variant */
	for (size_t i = 0, at = 0; i < sizeof(r); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			canary->id[at++] = '-';
		snprintf(canary->id + at, 3, "%02x", r[i]);
		at += 2;
	}
	canary->order_id = -1 - (int64_t)(bits >> (64 - ORDER_BITS));
}

/* The statements above hold %s, then %lld twice: filled by hand. */
void
canary_sql(const struct canary *canary, struct buf *out)
{
	for (const char *p = dialect_of(canary->database)->insert; *p; p++) {
		if (!strncmp(p, "%s", 2)) {
			buf_adds(out, canary->id);
			p += 1;
		} else if (!strncmp(p, "%lld", 4)) {
			buf_addf(out, "%lld", (long long)canary->order_id);
			p += 3;
		} else {
			buf_addc(out, *p);
		}
	}
}

int
canary_insert(const struct world *world, struct canary *canary,
	const char *check, const struct ctl *ctl, struct err *err)
{
	struct buf sql = { 0 };
	int rc;

	if (emit(world->out,
		    (struct event){ .kind = EV_CANARY,
			    .subject = check,
			    .text = canary->id,
			    .service = canary->database }) < 0)
		return err_set(err, ERR_PROGRESS, "%s", world->out->broken.msg);
	canary_sql(canary, &sql);
	rc = world_sql(world, canary->database, sql.data, NULL, ctl, err);
	if (rc == 0)
		canary->sent_ms = clock_ms();
	buf_release(&sql);
	return rc;
}

void
canary_delete(const struct world *world, struct canary *canary)
{
	/* A cancel does not keep us from tidying up; the time does. */
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, DELETE_MS);
	struct err ignored = { 0 };
	char *sql;

	if (!canary->sent_ms)
		return;
	sql = mem_printf("DELETE FROM %s WHERE id = '%s'",
		dialect_of(canary->database)->table, canary->id);
	world_sql(world, canary->database, sql, NULL, &ctl, &ignored);
	canary->sent_ms = 0;
	free(sql);
}

int
canary_sweep(const struct world *world, const char *database,
	const struct ctl *ctl, struct err *err)
{
	return world_sql(
		world, database, dialect_of(database)->sweep, NULL, ctl, err);
}

bool
canary_is_payload(const struct canary *canary, const char *value, size_t len)
{
	struct err ignored = { 0 };
	json_t *payload =
		value ? json_parse("value", value, len, &ignored) : NULL;
	bool is = json_int(json_object_get(payload, "after"), "order_id", 0) ==
		canary->order_id;

	json_decref(payload);
	return is;
}

int64_t
canary_order_of(const char *value, size_t len, char *column_value, size_t room,
	const char *column)
{
	struct err ignored = { 0 };
	json_t *row = value ? json_parse("value", value, len, &ignored) : NULL;
	int64_t order = json_int(row, "order_id", 0);

	snprintf(column_value, room, "%s", json_str(row, column, ""));
	json_decref(row);
	return order;
}
