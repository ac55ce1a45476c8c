/* Rows of a table and records of Kafka. */
#include "config.h"

#include "engine/run/row_show.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/utf8.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "engine/client/kafka.h"
#include "engine/client/rows.h"
#include "engine/flow/canary.h"
#include "engine/run/row_part.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define ASK_MS 3000
#define HEX_MAX 64 /* bytes that are shown of what is no text */

void
row_part(const struct row_view *view, const char *kind, const char *name,
	const char *text)
{
	emit(view->world->out,
		(struct event){ .kind = EV_ROW_PART,
			.subject = view->flow->id,
			.state = kind,
			.name = name,
			.text = text });
}

/* -- a table ------------------------------------------------------------------ */

static void
add_row(struct buf *out, const struct rows *rows)
{
	size_t most = 0;

	for (size_t c = 0; c < rows->ncol; c++)
		if (strlen(rows->names[c]) > most)
			most = strlen(rows->names[c]);
	for (size_t c = 0; c < rows->ncol; c++) {
		const char *cell = rows_cell(rows, 0, c);

		buf_addf(out, "%s%-*s  %s", c ? "\n" : "", (int)most,
			rows->names[c], cell ? cell : "NULL");
	}
}

void
row_show_table(const struct row_view *view, const struct canary *canary,
	const struct ctl *ctl)
{
	struct ctl brief = ctl_within(ctl, ASK_MS);
	struct rows rows = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };

	if (canary_select(view->world, canary, &rows, &brief, &err) < 0)
		buf_adds(&text, err.msg);
	else if (rows.nrow)
		add_row(&text, &rows);
	else
		msg_add(&text, "the row is not in the table");
	row_part(view, "row", canary->of->table, buf_str(&text));
	buf_release(&text);
	rows_release(&rows);
}

/* -- a record ----------------------------------------------------------------- */

static void
add_hex(struct buf *out, const char *bytes, size_t len)
{
	msg_add(out, "%lu bytes, no text:", (unsigned long)len);
	for (size_t i = 0; i < len && i < HEX_MAX; i++)
		buf_addf(out, " %02x", (unsigned char)bytes[i]);
}

static bool
is_text(const char *bytes, size_t len)
{
	return !memchr(bytes, '\0', len) && utf8_is_valid(bytes, len);
}

/* As it is, byte for byte; what is long is cut. Owned. */
static char *
part_of(const char *bytes, size_t len)
{
	struct buf hex = { 0 };

	if (!bytes)
		return mem_strdup("null");
	if (is_text(bytes, len))
		return rows_cut(bytes, len);
	add_hex(&hex, bytes, len);
	return buf_take(&hex);
}

static void
show_bytes(const struct row_view *view, const char *kind, const char *name,
	const char *bytes, size_t len)
{
	char *text = part_of(bytes, len);

	row_part(view, kind, name, text);
	free(text);
}

/* "+I", "+U" or "-D", as Flink calls the change that a record is. */
static const char *
change_of(const struct lab_flow *flow, const json_t *value)
{
	static const char *const kinds[CHANGES] = { "+I", "+U", "-D" };
	const char *op = json_str(value, "op", "");

	if (!value || json_is_null(value) || !strcmp(op, "d"))
		return "-D";
	if (!strcmp(op, "u"))
		return "+U";
	return kinds[flow->change];
}

/* Of an envelope the row in it, else the value as it is. */
static void
show_change(const struct row_view *view, const struct record *rec)
{
	json_t *value = rec->value
		? json_loadb(rec->value, rec->value_len, 0, NULL)
		: NULL;
	const char *kind = change_of(view->flow, value);
	const json_t *row = json_object_get(
		value, strcmp(kind, "-D") != 0 ? "after" : "before");
	char *row_text = json_is_object(row)
		? json_dumps(row, JSON_COMPACT)
		: part_of(rec->value ? rec->value : rec->key,
			  rec->value ? rec->value_len : rec->key_len);
	char *text = mem_printf("%s %s", kind, row_text);

	row_part(view, "change", NULL, text);
	free(text);
	free(row_text);
	json_decref(value);
}

void
row_show_record(
	const struct row_view *view, size_t hop, const struct record *rec)
{
	const char *name, *bytes;
	size_t len;

	if (lab_flow_maker(view->flow, hop)->kind == HOP_JOB)
		show_change(view, rec);
	show_bytes(view, "key", NULL, rec->key, rec->key_len);
	for (size_t i = 0; record_header_at(rec, i, &name, &bytes, &len); i++)
		show_bytes(view, "header", name, bytes, len);
	show_bytes(view, "value", NULL, rec->value, rec->value_len);
}
