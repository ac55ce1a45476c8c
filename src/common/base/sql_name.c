#include "config.h"

#include "common/base/sql_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

/* Behind the string or quoted name that begins at p. */
static const char *
skip_quoted(const char *p, bool escapes)
{
	char quote = *p++;

	while (*p) {
		if (*p == '\\' && escapes && p[1])
			p++;
		else if (*p == quote && p[1] == quote)
			p++;
		else if (*p == quote)
			return p + 1;
		p++;
	}
	return p;
}

/* Behind the first end after p; at the end of the text without one. */
static const char *
skip_to(const char *p, const char *end)
{
	const char *at = strstr(p, end);

	return at ? at + strlen(end) : p + strlen(p);
}

/* Behind "$tag$ ... $tag$"; NULL: the dollar begins no quote. */
static const char *
skip_dollars(const char *p)
{
	const char *end = p + 1;
	char *tag;

	while (is_word(*end))
		end++;
	if (*end != '$' || isdigit((unsigned char)p[1]))
		return NULL;
	tag = mem_strndup(p, (size_t)(end - p) + 1);
	end = skip_to(end + 1, tag);
	free(tag);
	return end;
}

/* Behind what has no parameters; p itself: it begins nothing of the kind. */
static const char *
skip_plain(const char *p, const char *begin, bool mysql)
{
	const char *end = NULL;
	bool escapes = mysql || (p > begin && (p[-1] | 0x20) == 'e');

	if (*p == '\'' || *p == '`' || *p == '"')
		return skip_quoted(p, *p == '\'' ? escapes : mysql);
	if (!strncmp(p, "--", 2) || (mysql && *p == '#'))
		return skip_to(p, "\n");
	if (!strncmp(p, "/*", 2))
		return skip_to(p + 2, "*/");
	if (*p == '$' && !mysql && (p == begin || !is_word(p[-1])))
		end = skip_dollars(p);
	return end ? end : p;
}

/* A colon that is neither a cast nor the middle of a slice. */
static bool
begins_name(const char *p, const char *begin)
{
	return *p == ':' && (isalpha((unsigned char)p[1]) || p[1] == '_') &&
		(p == begin ||
			(p[-1] != ':' && p[-1] != ']' && !is_word(p[-1])));
}

const char *
sql_name_next(const char **p, bool mysql, size_t *len)
{
	const char *begin = *p, *at = *p;

	while (*at) {
		const char *end = skip_plain(at, begin, mysql);

		if (end == at && begins_name(at, begin)) {
			for (end = at + 1; is_word(*end);)
				end++;
			*p = end;
			*len = (size_t)(end - at);
			return at;
		}
		at = end == at ? at + 1 : end;
	}
	*p = at;
	return NULL;
}

bool
sql_name_has(const char *text)
{
	size_t len;

	return sql_name_next(&text, false, &len) != NULL;
}

bool
sql_name_is(const char *at, size_t len, const char *name)
{
	return strlen(name) + 1 == len && !memcmp(at + 1, name, len - 1);
}

static const char *
skip_blanks(const char *p)
{
	for (;;) {
		p += strspn(p, " \t\r\n");
		if (!strncmp(p, "--", 2))
			p = skip_to(p, "\n");
		else if (!strncmp(p, "/*", 2))
			p = skip_to(p + 2, "*/");
		else
			return p;
	}
}

/* Behind a word and the blanks after it; NULL: another stands there. */
static const char *
skip_word(const char *p, const char *word)
{
	size_t n = strlen(word);

	return !strncasecmp(p, word, n) && !is_word(p[n]) ? skip_blanks(p + n)
							  : NULL;
}

static const char *
skip_identifier(const char *p)
{
	if (*p == '"' || *p == '`')
		return skip_quoted(p, false);
	while (is_word(*p) || *p == '$')
		p++;
	return p;
}

/* Where the name of its table begins; NULL: it is no INSERT. */
static const char *
insert_table(const char *sql, const char **end)
{
	const char *p = skip_word(skip_blanks(sql), "INSERT");

	p = p ? skip_word(p, "INTO") : NULL;
	if (!p)
		return NULL;
	*end = skip_identifier(p);
	if (**end == '.')
		*end = skip_identifier(*end + 1);
	return *end > p ? p : NULL;
}

char *
sql_insert_table(const char *sql)
{
	const char *end, *p = insert_table(sql, &end);

	return p ? mem_strndup(p, (size_t)(end - p)) : NULL;
}

/* The end of the part of a list that begins there: its comma, or the bracket. */
static const char *
part_end(const char *p)
{
	const char *begin = p;
	int depth = 0;

	while (*p && (depth || (*p != ',' && *p != ')'))) {
		const char *end = skip_plain(p, begin, false);

		depth += (*p == '(') - (*p == ')');
		p = end == p ? p + 1 : end;
	}
	return p;
}

/* The nth part of a list, from its bracket on; NULL: it has no more. Owned. */
static char *
list_part(const char *list, int n)
{
	const char *p = list, *end;

	do {
		p = skip_blanks(p + 1);
		end = part_end(p);
		if (n-- == 0) {
			while (end > p && strchr(" \t\r\n", end[-1]))
				end--;
			return mem_strndup(p, (size_t)(end - p));
		}
		p = end;
	} while (*p == ',');
	return NULL;
}

static const char *
list_end(const char *list)
{
	do {
		list = part_end(list + 1);
	} while (*list == ',');
	return *list ? list + 1 : list;
}

char *
sql_insert_column(const char *sql, const char *value)
{
	const char *end, *columns, *values = NULL;

	if (!insert_table(sql, &end))
		return NULL;
	columns = skip_blanks(end);
	if (*columns == '(')
		values = skip_word(skip_blanks(list_end(columns)), "VALUES");
	for (int i = 0; values && *values == '('; i++) {
		char *one = list_part(values, i);
		bool found = one && !strcmp(one, value), over = !one;

		free(one);
		if (found)
			return list_part(columns, i);
		if (over)
			break;
	}
	return NULL;
}

static char *
unquoted(const char *from, const char *end)
{
	struct buf out = { 0 };
	char quote = *from == '"' || *from == '`' ? *from : '\0';

	if (quote && end - from >= 2) {
		from++;
		end--;
	}
	for (; from < end; from++) {
		if (quote && *from == quote && from[1] == quote)
			from++;
		buf_addc(&out, *from);
	}
	return out.len ? buf_take(&out) : mem_strdup("");
}

void
sql_split_table(const char *table, char **schema, char **name)
{
	const char *end = skip_identifier(table);
	const char *second = *end == '.' ? end + 1 : NULL;

	*schema = second ? unquoted(table, end) : mem_strdup("");
	*name = second ? unquoted(second, second + strlen(second))
		       : unquoted(table, end);
}

void
sql_add_literal(struct buf *out, const char *s, size_t len, bool mysql)
{
	buf_addc(out, '\'');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\'' || (s[i] == '\\' && mysql))
			buf_addc(out, s[i]);
		buf_addc(out, s[i]);
	}
	buf_addc(out, '\'');
}
