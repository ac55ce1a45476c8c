#include "config.h"

#include "reader/layout/block.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/jsx.h"
#include "reader/layout/node.h"
#include "reader/layout/said.h"

/* The expression of that attribute, in its braces; NULL: there is none. */
static const char *
tabs_expr(const struct node *tabs, const char *name, size_t *len)
{
	struct jsx_attr attr;
	size_t pos = 0;

	if (!tabs || !tabs->text || *tabs->text != '<')
		return NULL;
	while (jsx_next_attr(tabs->text, tabs->len, &pos, &attr))
		if (attr.expr && strlen(name) == attr.name_len &&
			!memcmp(attr.name, name, attr.name_len)) {
			*len = attr.expr_len;
			return attr.expr;
		}
	return NULL;
}

/* Of a string in its quotes; NULL: it does not end. */
static char *
string_text(const char *s, size_t len)
{
	struct jsx_attr attr = { .value = s + 1,
		.value_len = len > 2 ? len - 2 : 0,
		.template = true };

	return len > 1 && s[len - 1] == *s ? jsx_value(&attr) : NULL;
}

/* String n of a list, from 1; owned. */
static char *
string_at(const char *s, size_t len, int n)
{
	const char *string;
	size_t pos = 0, string_len;

	while ((string = jsx_next_string(s, len, &pos, &string_len)))
		if (!--n)
			return string_text(string, string_len);
	return NULL;
}

/* Do these bytes end with a key and its colon? */
static bool
ends_with_key(const char *s, size_t len, const char *key)
{
	size_t n = strlen(key);

	while (len && strchr(" \t\n:\"'", s[len - 1]))
		len--;
	return len > n && !memcmp(s + len - n, key, n) &&
		strchr(" \t\n{,\"'", s[len - n - 1]);
}

/* The string of that key in { key: 'string' }; owned. */
static char *
member(const char *s, size_t len, const char *key)
{
	const char *string;
	size_t pos = 0, string_len;

	while ((string = jsx_next_string(s, len, &pos, &string_len)))
		if (ends_with_key(s, (size_t)(string - s), key))
			return string_text(string, string_len);
	return NULL;
}

/* The label of the object whose value is that; owned. */
static char *
label_of_value(const char *s, size_t len, const char *value)
{
	size_t n;

	for (size_t i = 1; i < len; i += n ? n : 1) {
		char *its, *label = NULL;

		n = s[i] == '{' ? jsx_expr(s + i, len - i) : 0;
		if (!n)
			continue;
		its = member(s + i, n, "value");
		if (its && !strcmp(its, value))
			label = member(s + i, n, "label");
		free(its);
		if (label)
			return label;
	}
	return NULL;
}

char *
tabs_label(const struct node *tab, int nth)
{
	static const char *const names[] = { "label", "title", "name", NULL };
	char *label = said_attr(tab->text, tab->len, names);
	char *value = jsx_attr(tab->text, tab->len, "value");
	const char *list;
	size_t len;

	list = tabs_expr(tab->parent, "values", &len);
	if (!label && value && list)
		label = label_of_value(list, len, value);
	list = tabs_expr(tab->parent, "items", &len);
	if (!label && list)
		label = string_at(list, len, nth);
	if (!label) {
		label = value;
		value = NULL;
	}
	free(value);
	return label;
}
