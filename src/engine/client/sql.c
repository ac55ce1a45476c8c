#include "config.h"

#include "engine/client/sql.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/sql_name.h"

/* The value that p stands for, and how long p is; NULL: it is plain SQL. */
static const char *
value_at(const char *p, const char *const *params, size_t n, size_t *next,
	size_t *len)
{
	size_t index = *next;
	char *end;

	*len = 1;
	if (*p == '$' && isdigit((unsigned char)p[1])) {
		index = strtoul(p + 1, &end, 10) - 1;
		*len = (size_t)(end - p);
	} else if (*p == '?') {
		++*next;
	} else {
		return NULL;
	}
	return index < n ? params[index] : NULL;
}

void
sql_show(struct buf *out, const char *sql, const char *const *params)
{
	size_t n = 0, next = 0, len;
	bool quoted = false;

	while (params && params[n])
		n++;
	for (const char *p = sql; *p; p += len) {
		const char *value = NULL;

		len = 1;
		quoted ^= *p == '\'';
		if (!quoted)
			value = value_at(p, params, n, &next, &len);
		if (value)
			sql_add_literal(out, value, strlen(value), *p == '?');
		else
			buf_add(out, p, len);
	}
}

static void
add_placeholder(
	struct buf *out, const struct sql_value *value, bool mysql, size_t n)
{
	static const char *const casts[] = {
		[SQL_TEXT] = "::text",
		[SQL_BIGINT] = "::bigint",
		[SQL_UNTYPED] = "",
	};

	if (!mysql)
		buf_addf(out, "$%zu%s", n, casts[value->type]);
	else
		buf_adds(out,
			value->type == SQL_BIGINT ? "CAST(? AS SIGNED)" : "?");
}

static const struct sql_value *
value_named(
	const struct sql_value *values, size_t n, const char *at, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (sql_name_is(at, len, values[i].name))
			return &values[i];
	return NULL;
}

void
sql_bind(struct sql_call *call, const char *text, bool mysql,
	const struct sql_value *values, size_t n)
{
	struct buf sql = { 0 };
	const char *p = text, *from = text, *at;
	size_t len, count = 0;

	*call = (struct sql_call){ 0 };
	while ((at = sql_name_next(&p, mysql, &len))) {
		const struct sql_value *value = value_named(values, n, at, len);

		if (!value)
			continue;
		buf_add(&sql, from, (size_t)(at - from));
		from = at + len;
		call->params =
			mem_more(call->params, count, sizeof(*call->params));
		call->params[count++] = value->text ? value->text : "";
		add_placeholder(&sql, value, mysql, count);
	}
	buf_adds(&sql, from);
	call->sql = sql.len ? buf_take(&sql) : mem_strdup("");
	if (!count)
		return;
	call->params = mem_more(call->params, count, sizeof(*call->params));
	call->params[count] = NULL;
}

void
sql_call_release(struct sql_call *call)
{
	free(call->sql);
	free(call->params);
	*call = (struct sql_call){ 0 };
}
