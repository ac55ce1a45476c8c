/* Does a question of SQL have the same answer, whatever the stack does? */
#include "config.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/course/lab_check.h"

/* What follows from no table and no setting of a server. */
static const char *const constant_words[] = { "select", "true", "false", "null",
	"not", "and", "or", "is", "as", "union", "all", "dual", "from", "where",
	"exists", "in", "like", "between", "case", "when", "then", "else",
	"end", "cast", "int", "integer", "bigint", "text", "boolean", "bool",
	"date", "timestamp", "interval", "limit", "values", "with", "coalesce",
	"nullif", "greatest", "least", "abs", "length", "lower", "upper",
	"count", "sum", "min", "max", "now", "current_timestamp",
	"current_date", "current_time", "localtime", "localtimestamp",
	"clock_timestamp", "sysdate", "curdate", "curtime", "utc_timestamp",
	"unix_timestamp", "version", "current_user", "session_user", "user",
	"current_database", "current_schema", "database", "connection_id",
	"pg_backend_pid", "random", "rand", "uuid", "gen_random_uuid", "pi",
	"sleep", "pg_sleep", "extract", "epoch", "id", "number", "token" };

static bool
is_constant_word(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(constant_words); i++)
		if (strlen(constant_words[i]) == len &&
			!strncasecmp(constant_words[i], word, len))
			return true;
	return false;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c & 0x80;
}

/* A text in SQL's quotes, a doubled quote included; its bytes. */
static size_t
quoted(const char *text)
{
	size_t n = 1;

	while (text[n] && (text[n] != '\'' || text[n + 1] == '\''))
		n += text[n] == '\'' ? 2 : 1;
	return n + (text[n] == '\'');
}

/* Whose rows are read, whatever it is called: what is no function after FROM. */
static bool
is_table(const char *before, size_t len, const char *behind)
{
	return ((len == 4 && !strncasecmp(before, "from", 4)) ||
		       (len == 4 && !strncasecmp(before, "join", 4))) &&
		*behind != '(';
}

/* "SELECT true", "select 1 = 1", "SELECT now() > '2000-01-01'". */
static bool
is_constant(const char *text)
{
	const char *before = text;
	size_t len = 0; /* of the word before */

	while (*text) {
		size_t n = 0;

		if (*text == '"' || *text == '`' || *text == '@')
			return false; /* a name */
		while (is_word(text[n]))
			n++;
		if (n && !isdigit((unsigned char)*text) &&
			(!is_constant_word(text, n) ||
				(strncasecmp(text, "dual", 4) != 0 &&
					is_table(before, len, text + n))))
			return false;
		if (n) {
			before = text;
			len = n;
		}
		if (*text == '\'')
			n = quoted(text);
		text += n ? n : 1;
	}
	return true;
}

/*
 * As tautologies are looked for: lower case, no comment, no blank but between
 * words. Owned.
 */
static char *
squeezed(const char *text)
{
	struct buf out = { 0 };

	while (*text) {
		size_t n = *text == '\'' ? quoted(text) : 1;
		char last = out.len ? out.data[out.len - 1] : ' ';

		if (!strncmp(text, "--", 2)) {
			n = strcspn(text, "\n");
		} else if (!strncmp(text, "/*", 2)) {
			const char *end = strstr(text + 2, "*/");

			n = end ? (size_t)(end - text) + 2 : strlen(text);
		} else if (isspace((unsigned char)*text)) {
			n = strspn(text, " \t\r\n\v\f");
			if (is_word(last) && is_word(text[n]))
				buf_addc(&out, ' ');
		} else if (*text == '\'') {
			/* what stands in a longer one is no SQL */
			buf_add(&out, n > 3 ? "'x'" : text, n > 3 ? 3 : n);
		} else {
			buf_addc(&out, (char)tolower((unsigned char)*text));
		}
		text += n;
	}
	return out.len ? buf_take(&out) : mem_strdup("");
}

/* Does it end as a number would not go on: ">=0" is not ">=0.5"? */
static bool
ends_there(const char *at)
{
	return !is_word(*at) && *at != '.' && !strchr("+-*/", *at ? *at : ' ');
}

/* After what count(...) gives: at the bracket that closes it. */
static const char *
after_brackets(const char *p)
{
	int depth = 0;

	for (; *p; p++) {
		depth += (*p == '(') - (*p == ')');
		if (!depth)
			return p + 1;
	}
	return p;
}

/* "count(*)>=0", "count(*) is not null": no count is anything else. */
static bool
has_any_count(const char *text)
{
	static const char *const ends[] = { ">=0", ">-1", "is not null", "<>-1",
		"!=-1" };
	const char *p = text;

	while ((p = strstr(p, "count("))) {
		p = after_brackets(p + strlen("count"));
		for (size_t i = 0; i < ARRAY_LEN(ends); i++)
			if (!strncmp(p, ends[i], strlen(ends[i])) &&
				ends_there(p + strlen(ends[i])))
				return true;
	}
	return false;
}

/* "... or true", "or 1=1", "like '%'". */
static bool
has_tautology(const char *text)
{
	static const char *const words[] = { "or true", "or 1=1",
		"or not false", "or 1", "or'1'='1'", "like'%'", "or(true)",
		"or(1=1)", "true or ", "limit 0" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *p = strstr(text, words[i]);
		size_t len = strlen(words[i]);

		for (; p; p = strstr(p + 1, words[i]))
			if ((p == text || !is_word(p[-1]) ||
				    !is_word(words[i][0])) &&
				(!is_word(words[i][len - 1]) ||
					(ends_there(p + len) &&
						!strchr("=<>",
							p[len] ? p[len]
							       : ' '))))
				return true;
	}
	return false;
}

bool
lab_answer_is_fixed(const char *text)
{
	char *flat = squeezed(text);
	bool is =
		is_constant(flat) || has_any_count(flat) || has_tautology(flat);

	free(flat);
	return is;
}
