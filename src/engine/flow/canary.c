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
#include "engine/client/sql.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define DELETE_MS 2000
#define ORDER_BITS 52 /* a JSON number holds 53 bits exactly */

/*
 * What differs between the two databases. The values of an INSERT are the id
 * and the order's number, the one of a DELETE is the id.
 */
static const struct dialect {
	const char *database, *insert, *remove, *sweep;
} dialects[] = {
	{ "postgres",
		"INSERT INTO public.outbox"
		" (id, aggregatetype, aggregateid, type, payload)\n"
		"SELECT $1::uuid, 'orders', o, '" CANARY_TYPE "',"
		" jsonb_build_object(\n"
		"    'before', NULL,\n"
		"    'after', jsonb_build_object(\n"
		"        'order_id', o,\n"
		"        'customer_id', 0,\n"
		"        'total_amount', 0.00::numeric(10, 2),\n"
		"        'created_at', to_char(now() AT TIME ZONE 'UTC',"
		" 'YYYY-MM-DD HH24:MI:SS.MS')),\n"
		"    'op', 'c')\n"
		"FROM (SELECT $2::bigint AS o) AS canary",
		"DELETE FROM public.outbox WHERE id = $1",
		"DELETE FROM public.outbox WHERE type = '" CANARY_TYPE "'"
		" AND created_at <"
		" (now() AT TIME ZONE 'UTC') - interval '5 minutes'" },
	{ "mysql",
		"INSERT INTO shop.outbox"
		" (id, aggregatetype, aggregateid, type, payload)\n"
		"SELECT ?, 'orders', o, '" CANARY_TYPE "',"
		" JSON_OBJECT(\n"
		"    'before', NULL,\n"
		"    'after', JSON_OBJECT(\n"
		"        'order_id', o,\n"
		"        'customer_id', 0,\n"
		"        'total_amount', CAST(0.00 AS DECIMAL(10, 2)),\n"
		"        'created_at', UTC_TIMESTAMP(3)),\n"
		"    'op', 'c')\n"
		"FROM (SELECT CAST(? AS SIGNED) AS o) AS canary",
		"DELETE FROM shop.outbox WHERE id = ?",
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

/* Room for the text of an order's number. */
struct order_text {
	char digits[24];
};

static const char *
order_text(const struct canary *canary, struct order_text *text)
{
	snprintf(text->digits, sizeof(text->digits), "%lld",
		(long long)canary->order_id);
	return text->digits;
}

void
canary_sql(const struct canary *canary, struct buf *out)
{
	struct order_text order;
	const char *const values[] = { canary->id, order_text(canary, &order),
		NULL };

	sql_show(out, dialect_of(canary->database)->insert, values);
}

int
canary_insert(const struct world *world, struct canary *canary,
	const char *check, const struct ctl *ctl, struct err *err)
{
	struct order_text order;
	const char *const values[] = { canary->id, order_text(canary, &order),
		NULL };
	int rc;

	if (emit(world->out,
		    (struct event){ .kind = EV_CANARY,
			    .subject = check,
			    .text = canary->id,
			    .service = canary->database }) < 0)
		return err_set(err, ERR_PROGRESS, "%s", world->out->broken.msg);
	rc = world_sql(world, canary->database,
		dialect_of(canary->database)->insert, values, NULL, ctl, err);
	if (rc == 0)
		canary->sent_ms = clock_ms();
	return rc;
}

void
canary_delete(const struct world *world, struct canary *canary)
{
	/* A cancel does not keep us from tidying up; the time does. */
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, DELETE_MS);
	const char *const values[] = { canary->id, NULL };
	struct err ignored = { 0 };

	if (!canary->sent_ms)
		return;
	world_sql(world, canary->database, dialect_of(canary->database)->remove,
		values, NULL, &ctl, &ignored);
	canary->sent_ms = 0;
}

int
canary_sweep(const struct world *world, const char *database,
	const struct ctl *ctl, struct err *err)
{
	return world_sql(world, database, dialect_of(database)->sweep, NULL,
		NULL, ctl, err);
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

bool
canary_is_in(const struct canary *canary, const char *value, size_t len)
{
	return value &&
		memmem(value, len, canary->id, strlen(canary->id)) != NULL;
}

/* Only canaries have negative order ids. */
bool
canary_is_key(const char *key, size_t len)
{
	if (!key || !len)
		return false;
	return *key == '-' || canary_order_of(key, len, NULL, 0, "") < 0;
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
