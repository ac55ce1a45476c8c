#include "config.h"

#include "common/course/schema.h"

#include <limits.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"

#define UNIQUE_MOST 1000 /* entries; no list of a lab is that long */
#define PATTERNS_MAX 8   /* different ones in a schema; more are not kept */
#define CHOICES_MOST 40  /* kinds of one value; the others are not told */

/* A pattern of the schema, compiled once: that costs more than its use. */
struct pattern {
	const char *text; /* of the schema, compared by address */
	regex_t re;
};

/* The first keys of the kinds that a value may have; lent from the schema. */
struct schema_choices {
	const char *list[CHOICES_MOST];
	size_t n;
};

/* One walk over the value; path grows and shrinks with it. */
struct schema_walk {
	const json_t *root; /* of the schema, for $ref */
	struct buf path;
	schema_fault_fn fn;
	void *ctx;
	struct pattern patterns[PATTERNS_MAX];
	size_t npattern;
};

static int check(
	struct schema_walk *w, const json_t *schema, const json_t *value);

static void
schema_enter(struct schema_walk *w, const char *key, size_t index)
{
	if (!key)
		buf_addf(&w->path, "[%zu]", index);
	else
		buf_addf(&w->path, "%s%s", w->path.len ? "." : "", key);
}

static void
schema_leave(struct schema_walk *w, size_t len)
{
	w->path.len = len;
	if (w->path.data)
		w->path.data[len] = '\0';
}

/* A fault at the place where the walk is; always -1. */
static int
schema_tell(struct schema_walk *w, struct buf *why)
{
	w->fn(w->ctx, buf_str(&w->path), buf_str(why));
	buf_release(why);
	return -1;
}

static int
schema_bad(struct schema_walk *w, const char *what, const char *expected)
{
	struct buf why = { 0 };

	msg_add(&why, "%s, expected %s", what, expected);
	return schema_tell(w, &why);
}

static const json_t *
resolve(const struct schema_walk *w, const json_t *schema)
{
	static const char prefix[] = "#/$defs/";
	const char *ref = json_str(schema, "$ref", NULL);

	if (!ref || strncmp(ref, prefix, sizeof(prefix) - 1) != 0)
		return schema;
	return resolve(w,
		json_object_get(json_object_get(w->root, "$defs"),
			ref + sizeof(prefix) - 1));
}

static const char *
type_name(const json_t *value)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "object",
		[JSON_ARRAY] = "array",
		[JSON_STRING] = "string",
		[JSON_INTEGER] = "integer",
		[JSON_REAL] = "number",
		[JSON_TRUE] = "boolean",
		[JSON_FALSE] = "boolean",
		[JSON_NULL] = "null",
	};

	return names[json_typeof(value)];
}

/* Make "a, b or c" of n words, of which this is the i-th, between quotes. */
static void
add_choice(struct buf *out, const char *quote, const char *word, size_t i,
	size_t n)
{
	char *before, *quoted = mem_printf("%s%s%s", quote, word, quote);

	if (i && i + 1 == n) {
		before = buf_take(out);
		msg_add(out, "%s or %s", before, quoted);
		free(before);
	} else {
		buf_addf(out, "%s%s", i ? ", " : "", quoted);
	}
	free(quoted);
}

static int
check_enum(struct schema_walk *w, const json_t *choices, const json_t *value)
{
	struct buf all = { 0 }, why = { 0 };
	const json_t *choice;
	size_t i;

	json_array_foreach(choices, i, choice)
	{
		if (json_equal(choice, value)) {
			buf_release(&all);
			return 0;
		}
		add_choice(&all, "\"", json_string_value(choice), i,
			json_array_size(choices));
	}
	msg_add(&why, "\"%s\" is not known, expected %s",
		json_is_string(value) ? json_string_value(value)
				      : type_name(value),
		buf_str(&all));
	buf_release(&all);
	return schema_tell(w, &why);
}

/* Lent; NULL: no pattern that can be compiled. */
static const regex_t *
compiled(struct schema_walk *w, const char *text)
{
	struct pattern *last = &w->patterns[PATTERNS_MAX - 1];

	for (size_t i = 0; i < w->npattern; i++)
		if (w->patterns[i].text == text)
			return &w->patterns[i].re;
	if (w->npattern == PATTERNS_MAX) {
		regfree(&last->re);
		w->npattern--;
	}
	last = &w->patterns[w->npattern];
	if (regcomp(&last->re, text, REG_EXTENDED | REG_NOSUB))
		return NULL;
	last->text = text;
	w->npattern++;
	return &last->re;
}

static int
check_string(struct schema_walk *w, const json_t *schema, const json_t *value)
{
	const char *pattern = json_str(schema, "pattern", NULL);
	const char *text = json_string_value(value);
	long long most = json_int(schema, "maxLength", 0);
	const regex_t *re = pattern ? compiled(w, pattern) : NULL;
	char what[100], expected[60];

	msg_put(what, sizeof(what), "\"%.60s\" does not fit", text);
	msg_put(expected, sizeof(expected), "at most %lld bytes", most);
	if (!*text && json_int(schema, "minLength", 0) > 0)
		return schema_bad(w, MSG_("an empty string"), MSG_("a text"));
	if (most && strlen(text) > (size_t)most)
		return schema_bad(w, what, expected);
	if (re && regexec(re, text, 0, NULL, 0))
		return schema_bad(w, what, pattern);
	return 0;
}

static int
check_integer(struct schema_walk *w, const json_t *schema, const json_t *value)
{
	long long n = json_integer_value(value);
	long long least = json_int(schema, "minimum", LLONG_MIN);
	long long most = json_int(schema, "maximum", LLONG_MAX);
	char what[40], expected[80];

	snprintf(what, sizeof(what), "%lld", n);
	msg_put(expected, sizeof(expected), "%lld to %lld", least, most);
	return n < least || n > most ? schema_bad(w, what, expected) : 0;
}

/* An entry that stands before i, too. */
static bool
stands_before(const json_t *list, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (json_equal(
			    json_array_get(list, j), json_array_get(list, i)))
			return true;
	return false;
}

static int
check_length(struct schema_walk *w, const json_t *schema, const json_t *value)
{
	long long n = (long long)json_array_size(value);
	long long least = json_int(schema, "minItems", 0);
	long long most = json_int(schema, "maxItems", LLONG_MAX);
	char what[40], expected[40];

	if (n < least && !n)
		return schema_bad(
			w, MSG_("an empty list"), MSG_("at least one entry"));
	msg_put(what, sizeof(what), "%lld entries", n);
	if (n < least)
		msg_put(expected, sizeof(expected), "at least %lld", least);
	else
		msg_put(expected, sizeof(expected), "at most %lld", most);
	return n < least || n > most ? schema_bad(w, what, expected) : 0;
}

static int
check_array(struct schema_walk *w, const json_t *schema, const json_t *value)
{
	const json_t *items = json_object_get(schema, "items"), *item;
	bool unique = json_is_true(json_object_get(schema, "uniqueItems"));
	size_t i, len = w->path.len;

	int rc = check_length(w, schema, value);

	if (rc < 0)
		return rc;
	json_array_foreach(value, i, item)
	{
		schema_enter(w, NULL, i);
		if (items && check(w, items, item) < 0)
			rc = -1;
		else if (unique && i < UNIQUE_MOST && stands_before(value, i))
			rc = schema_bad(
				w, MSG_("the same again"), MSG_("another"));
		schema_leave(w, len);
	}
	return rc;
}

static int
unknown_key(struct schema_walk *w, const char *key, const json_t *properties)
{
	size_t i = 0, n = json_object_size(properties);
	struct buf all = { 0 }, why = { 0 };
	const char *name;
	json_t *p;

	json_object_foreach((json_t *)(size_t)properties, name, p)
	{
		add_choice(&all, "\"", name, i++, n);
	}
	msg_add(&why, "unknown key \"%s\", expected %s", key, buf_str(&all));
	buf_release(&all);
	return schema_tell(w, &why);
}

static int
check_size(struct schema_walk *w, const json_t *schema, const json_t *value)
{
	long long n = (long long)json_object_size(value);
	long long most = json_int(schema, "maxProperties", LLONG_MAX);
	char what[40], expected[40];

	if (n < json_int(schema, "minProperties", 0))
		return schema_bad(
			w, MSG_("an empty object"), MSG_("at least one key"));
	msg_put(what, sizeof(what), "%lld keys", n);
	msg_put(expected, sizeof(expected), "at most %lld", most);
	return n > most ? schema_bad(w, what, expected) : 0;
}

static int
check_member(struct schema_walk *w, const json_t *schema, const char *key,
	const json_t *member)
{
	const json_t *properties = json_object_get(schema, "properties");
	const json_t *sub = json_object_get(properties, key);
	size_t len = w->path.len;
	int rc = 0;

	if (!sub)
		sub = json_object_get(schema, "additionalProperties");
	schema_enter(w, key, 0);
	if (!sub || json_is_false(sub))
		rc = unknown_key(w, key, properties);
	else if (json_is_object(sub))
		rc = check(w, sub, member);
	schema_leave(w, len);
	return rc;
}

static int
check_object(struct schema_walk *w, const json_t *schema, const json_t *value)
{
	const json_t *key_name;
	const char *key;
	json_t *member;
	size_t i;
	int rc = check_size(w, schema, value);

	json_object_foreach((json_t *)(size_t)value, key, member)
	{
		if (check_member(w, schema, key, member) < 0)
			rc = -1;
	}
	json_array_foreach(json_object_get(schema, "required"), i, key_name)
	{
		const char *name = json_string_value(key_name);
		char what[80];

		msg_put(what, sizeof(what), "no \"%s\"", name);
		if (!json_object_get(value, name))
			rc = schema_bad(w, what, MSG_("that key"));
	}
	return rc;
}

static const char *
first_key(const json_t *schema)
{
	return json_string_value(
		json_array_get(json_object_get(schema, "required"), 0));
}

static bool
has_required(const json_t *schema, const json_t *value)
{
	const json_t *key;
	size_t i;

	json_array_foreach(json_object_get(schema, "required"), i, key)
	{
		if (!json_object_get(value, json_string_value(key)))
			return false;
	}
	return true;
}

/* Of two with the same first key: is b what the value is, and a not? */
static bool
fits_better(const json_t *b, const json_t *a, const json_t *value)
{
	return !strcmp(first_key(a), first_key(b)) && !has_required(a, value) &&
		has_required(b, value);
}

static void
add_key(struct schema_choices *keys, const char *key)
{
	for (size_t i = 0; i < keys->n; i++)
		if (!strcmp(keys->list[i], key))
			return;
	if (keys->n < CHOICES_MOST)
		keys->list[keys->n++] = key;
}

/*
 * The branch whose first required key the value has, in branches of branches as
 * well; of those with the same first key, the one of which it has all. NULL:
 * none, and keys says which there are.
 */
static const json_t *
branch_of(struct schema_walk *w, const json_t *branches, const json_t *value,
	struct schema_choices *keys)
{
	const json_t *branch, *best = NULL;
	size_t i;

	json_array_foreach(branches, i, branch)
	{
		const json_t *real = resolve(w, branch), *found;
		const json_t *inner = json_object_get(real, "oneOf");
		const char *key = first_key(real);

		found = inner ? branch_of(w, inner, value, keys) : NULL;
		if (key && json_object_get(value, key))
			found = real;
		if (found && (!best || fits_better(found, best, value)))
			best = found;
		if (key && !found)
			add_key(keys, key);
	}
	return best;
}

static int
check_one_of(struct schema_walk *w, const json_t *branches, const json_t *value)
{
	struct schema_choices choices = { 0 };
	const json_t *branch = branch_of(w, branches, value, &choices);
	struct buf keys = { 0 };
	int rc;

	if (branch)
		return check(w, branch, value);
	for (size_t i = 0; i < choices.n; i++)
		add_choice(&keys, "\"", choices.list[i], i, choices.n);
	rc = schema_bad(w, MSG_("no key that says its kind"), buf_str(&keys));
	buf_release(&keys);
	return rc;
}

/* "type": one, or a list of which one will do. */
static int
check_type(struct schema_walk *w, const json_t *type, const json_t *value)
{
	const char *is = type_name(value);
	struct buf expected = { 0 };
	const json_t *one;
	bool good =
		json_is_string(type) && !strcmp(json_string_value(type), is);
	size_t i;

	if (json_is_string(type))
		buf_adds(&expected, json_string_value(type));
	json_array_foreach(type, i, one)
	{
		good |= !strcmp(json_string_value(one), is);
		add_choice(&expected, "", json_string_value(one), i,
			json_array_size(type));
	}
	if (type && !good)
		schema_bad(w, is, buf_str(&expected));
	buf_release(&expected);
	return type && !good ? -1 : 0;
}

static int
check(struct schema_walk *w, const json_t *schema, const json_t *value)
{
	const json_t *choices, *branches;

	schema = resolve(w, schema);
	choices = json_object_get(schema, "enum");
	branches = json_object_get(schema, "oneOf");
	if (check_type(w, json_object_get(schema, "type"), value) < 0)
		return -1;
	if (choices)
		return check_enum(w, choices, value);
	if (branches)
		return check_one_of(w, branches, value);
	if (json_is_string(value))
		return check_string(w, schema, value);
	if (json_is_integer(value))
		return check_integer(w, schema, value);
	if (json_is_array(value))
		return check_array(w, schema, value);
	return json_is_object(value) ? check_object(w, schema, value) : 0;
}

int
schema_check(const json_t *schema, const json_t *value, schema_fault_fn fn,
	void *ctx)
{
	struct schema_walk w = { .root = schema, .fn = fn, .ctx = ctx };
	int rc = check(&w, schema, value);

	for (size_t i = 0; i < w.npattern; i++)
		regfree(&w.patterns[i].re);
	buf_release(&w.path);
	return rc;
}
