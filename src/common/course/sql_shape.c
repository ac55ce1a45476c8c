#include "config.h"

#include "common/course/sql_shape.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"

/* What is read next: a word, a text in single quotes, or one sign. */
struct token {
	char kind; /* 'w', 's', the sign; 0: the end */
	const char *at;
	size_t len;
};

struct reader {
	const char *text;
	size_t len, at;
};

/* -- words -------------------------------------------------------------------- */

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '"' ||
		c == '`' || c & 0x80;
}

static bool
starts(const struct reader *r, const char *with)
{
	size_t n = strlen(with);

	return r->len - r->at >= n && !memcmp(r->text + r->at, with, n);
}

/* Up to and with the end of it, or to the end of all. */
static void
skip_to(struct reader *r, const char *end)
{
	while (r->at < r->len && !starts(r, end))
		r->at++;
	if (r->at < r->len)
		r->at += strlen(end);
}

/* MySQL's comment; "#>" and "#-" are PostgreSQL's operators. */
static bool
is_hash(const struct reader *r)
{
	return starts(r, "#") && !starts(r, "#>") && !starts(r, "#-");
}

static void
skip_blanks(struct reader *r)
{
	while (r->at < r->len)
		if (starts(r, "--") || is_hash(r))
			skip_to(r, "\n");
		else if (starts(r, "/*"))
			skip_to(r, "*/");
		else if (isspace((unsigned char)r->text[r->at]))
			r->at++;
		else
			return;
}

/* Behind the first quote; a doubled one is a part of it. */
static void
skip_text(struct reader *r)
{
	do
		skip_to(r, "'");
	while (r->at < r->len && r->text[r->at] == '\'' && r->at++);
}

/* What stands in its quotes may be anything. */
static void
skip_word(struct reader *r)
{
	while (r->at < r->len && is_word(r->text[r->at])) {
		const char quote[] = { r->text[r->at++], '\0' };

		if (*quote == '"' || *quote == '`')
			skip_to(r, quote);
	}
}

static struct token
next(struct reader *r)
{
	struct token t = { 0 };

	skip_blanks(r);
	if (r->at >= r->len)
		return t;
	t.at = r->text + r->at;
	if (is_word(*t.at)) {
		t.kind = 'w';
		skip_word(r);
	} else if (r->text[r->at++] == '\'') {
		t.kind = 's';
		skip_text(r);
	} else {
		t.kind = *t.at;
	}
	t.len = (size_t)(r->text + r->at - t.at);
	return t;
}

static bool
is(const struct token *t, const char *word)
{
	return t->kind == 'w' && t->len == strlen(word) &&
		!strncasecmp(t->at, word, t->len);
}

static bool
is_any(const struct token *t, const char *const *words)
{
	while (*words && !is(t, *words))
		words++;
	return *words != NULL;
}

/* -- names -------------------------------------------------------------------- */

static char *
unquoted(const struct token *t)
{
	char *name = mem_alloc(t->len + 1);
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		if (!strchr("\"`'", t->at[i]))
			name[n++] = t->at[i];
	name[n] = '\0';
	return name;
}

static void
add_name(struct sql_names *names, const struct token *t)
{
	names->list = mem_more(names->list, names->n, sizeof(*names->list));
	names->list[names->n++] = unquoted(t);
}

void
sql_names_release(struct sql_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
	*names = (struct sql_names){ 0 };
}

bool
sql_names_have(const struct sql_names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcasecmp(names->list[i], name))
			return true;
	return false;
}

bool
sql_same_table(const char *a, const char *b)
{
	const char *da = strrchr(a, '.'), *db = strrchr(b, '.');

	if (da && db)
		return !strcasecmp(a, b);
	return !strcasecmp(da ? da + 1 : a, db ? db + 1 : b);
}

/* -- columns of a table --------------------------------------------------------- */

/* What begins a line of CREATE TABLE without a column. */
static const char *const no_columns[] = { "constraint", "primary", "foreign",
	"unique", "check", "key", "index", "exclude", "like", "fulltext",
	"spatial", "period", NULL };
/* What gives a column a value that nobody writes; of an ENUM its first one. */
static const char *const filled[] = { "default", "generated", "as", "identity",
	"auto_increment", "serial", "bigserial", "smallserial", "serial2",
	"serial4", "serial8", "enum", NULL };
/* What gives a table columns that its list lacks. */
static const char *const open_ends[] = { "inherits", "as", "select", "table",
	"values", NULL };

/* What was read of one line of it. */
struct column {
	struct token name;
	bool is_not, not_null, has_value;
};

static void
end_column(struct sql_shape *shape, const struct column *c)
{
	shape->open |= is(&c->name, "like");
	if (!c->name.kind || is_any(&c->name, no_columns))
		return;
	add_name(&shape->columns, &c->name);
	if (c->not_null && !c->has_value)
		add_name(&shape->needed, &c->name);
}

static void
take_word(struct column *c, const struct token *t)
{
	if (!c->name.kind) {
		c->name = *t;
		return;
	}
	c->has_value |= is_any(t, filled);
	c->not_null |= (c->is_not && is(t, "null")) || is(t, "primary");
	c->is_not = is(t, "not");
}

/* Behind the first bracket. */
static void
read_table(struct reader *r, struct sql_shape *shape)
{
	struct column c = { 0 };
	int depth = 1;
	struct token t;

	while (depth && (t = next(r)).kind) {
		depth += (t.kind == '(') - (t.kind == ')');
		if (depth == 1 && t.kind == ',') {
			end_column(shape, &c);
			c = (struct column){ 0 };
		} else if (depth == 1 && t.kind == 'w') {
			take_word(&c, &t);
		}
	}
	end_column(shape, &c);
}

/* -- what an INSERT writes -------------------------------------------------------- */

static const char *const no_names[] = { "select", "with", "values", "table",
	NULL };

/* "a[1]", "a.b" and "t.a" say no column by themselves. */
static bool
is_plain_name(const struct token *t)
{
	return t->kind == 'w' && !isdigit((unsigned char)*t->at) &&
		!memchr(t->at, '.', t->len);
}

/* The list of names; values come behind it. */
static void
read_names(struct reader *r, struct sql_shape *shape)
{
	struct token t = next(r);
	bool names = !is_any(&t, no_names);

	for (; t.kind && t.kind != ')' && t.kind != ';'; t = next(r))
		if (names && is_plain_name(&t))
			add_name(&shape->columns, &t);
}

/* What is left of the statement. */
static void
read_rest(struct reader *r, struct sql_shape *shape)
{
	struct token t;

	while ((t = next(r)).kind && t.kind != ';')
		shape->open |= is_any(&t, open_ends);
}

/* -- a statement ------------------------------------------------------------------ */

static const char *const between[] = { "if", "not", "exists", "into", "table",
	"only", NULL };

/* The table's name, and the bracket behind it if there is one. */
static struct token
read_name(struct reader *r, struct sql_shape *shape)
{
	struct token t = next(r);

	while (is_any(&t, between))
		t = next(r);
	if (t.kind == 'w') {
		shape->table = unquoted(&t);
		t = next(r);
	}
	return t;
}

static void
read_statement(struct reader *r, struct sql_shape *shape, const struct token *t)
{
	struct token behind = { 0 };
	struct reader ahead = *r;
	struct token second = next(&ahead);
	bool table = is(&second, "table");

	shape->kind = is(t, "insert")      ? SQL_SHAPE_INSERT
		: is(t, "create") && table ? SQL_SHAPE_CREATE
		: is(t, "alter") && table  ? SQL_SHAPE_ALTER
					   : SQL_SHAPE_NONE;
	if (shape->kind != SQL_SHAPE_NONE)
		behind = read_name(r, shape);
	if (!shape->table)
		shape->kind = SQL_SHAPE_NONE;
	if (shape->kind == SQL_SHAPE_CREATE && behind.kind == '(')
		read_table(r, shape);
	if (shape->kind == SQL_SHAPE_INSERT && behind.kind == '(')
		read_names(r, shape);
	if (behind.kind != ';')
		read_rest(r, shape);
}

bool
sql_shape_next(
	struct sql_shape *shape, const char *text, size_t len, size_t *at)
{
	struct reader r = { text, len, *at };
	struct token t = next(&r);

	*shape = (struct sql_shape){ 0 };
	if (!t.kind)
		return false;
	if (t.kind != ';')
		read_statement(&r, shape, &t);
	*at = r.at;
	return true;
}

void
sql_shape_release(struct sql_shape *shape)
{
	free(shape->table);
	sql_names_release(&shape->columns);
	sql_names_release(&shape->needed);
	*shape = (struct sql_shape){ 0 };
}

/* -- what a question reads ---------------------------------------------------------- */

static const char *const catalogs[] = { "pg_", "information_schema.",
	"performance_schema.", "mysql.", "sys.", "pg_catalog." };
static const char *const no_tables[] = { "select", "null", "true", "false",
	"unnest", "lateral", "dual", "where", "values", NULL };

static bool
is_own_table(const struct token *t)
{
	char *name;
	bool own = t->kind == 'w' && !isdigit((unsigned char)*t->at) &&
		!is_any(t, no_tables);

	if (!own)
		return false;
	name = unquoted(t);
	for (size_t i = 0; i < ARRAY_LEN(catalogs); i++)
		own &= strncasecmp(name, catalogs[i], strlen(catalogs[i])) != 0;
	free(name);
	return own;
}

/* Behind the bracket that is next, if one is. */
static void
skip_bracket(struct reader *r)
{
	struct reader ahead = *r;
	struct token t = next(&ahead);
	int depth = t.kind == '(';

	while (depth && (t = next(&ahead)).kind) {
		depth += (t.kind == '(') - (t.kind == ')');
		*r = ahead;
	}
}

/* "AS (", "AS NOT MATERIALIZED (": a query with a name. */
static bool
names_query(struct reader r)
{
	struct token t;

	skip_bracket(&r);
	t = next(&r);
	if (!is(&t, "as"))
		return false;
	do
		t = next(&r);
	while (is(&t, "not") || is(&t, "materialized"));
	return t.kind == '(';
}

/* "WITH name (a, b) AS (": it is no table. */
static bool
names_itself(const char *text, const struct token *table)
{
	struct reader r = { text, strlen(text), 0 };
	struct token t;

	while ((t = next(&r)).kind)
		if (t.len == table->len && !memcmp(t.at, table->at, t.len) &&
			names_query(r))
			return true;
	return false;
}

void
sql_tables(struct sql_names *tables, const char *text)
{
	struct reader r = { text, strlen(text), 0 };
	bool reads = false, distinct = false;
	struct token t;

	while ((t = next(&r)).kind) {
		struct reader ahead = r;

		if (reads && is(&t, "only"))
			continue;
		if (reads && is_own_table(&t) && next(&ahead).kind != '(' &&
			!names_itself(text, &t))
			add_name(tables, &t);
		reads = (is(&t, "from") && !distinct) || is(&t, "join");
		distinct = is(&t, "distinct");
	}
}
