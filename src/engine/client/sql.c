#include "config.h"

#include "engine/client/sql.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

static void
add_literal(struct buf *out, const char *value)
{
	buf_addc(out, '\'');
	for (; *value; value++) {
		if (*value == '\'')
			buf_addc(out, '\'');
		buf_addc(out, *value);
	}
	buf_addc(out, '\'');
}

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
			add_literal(out, value);
		else
			buf_add(out, p, len);
	}
}
