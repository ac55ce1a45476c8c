#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/course/jsx.h"
#include "common/course/lint_page.h"

/* A component that lessons may use, and what it takes. */
struct component {
	const char *name, *import;
	const char *attr;          /* that says what it is */
	const char *const *values; /* of the attribute; NULL: anything */
	bool needed;
	const char *expected;
};

static const char *const types[] = { "note", "tip", "warning", "danger", NULL };

static const struct component components[] = {
	{
		.name = "Mermaid",
		.import = "import { Mermaid } from "
			  "'../../../components/Mermaid.tsx';",
		.attr = "chart",
		.needed = true,
		.expected = "chart={`...`}",
	},
	{
		.name = "Callout",
		.import = "import Callout from "
			  "'../../../components/Callout.tsx';",
		.attr = "type",
		.values = types,
		.expected = "type=\"note\", \"tip\", \"warning\" or "
			    "\"danger\"",
	},
};

#define NCOMPONENT ARRAY_LEN(components)

#define UNKNOWN_MAX 50 /* names that are complained of once */

/* What a page does with them: lines, 0 for not at all. */
struct use {
	int used[NCOMPONENT], imported[NCOMPONENT];
	const struct mdx_part *unknown[UNKNOWN_MAX];
	size_t nunknown;
};

static size_t
component_of(const char *name, size_t len)
{
	for (size_t i = 0; i < NCOMPONENT; i++)
		if (strlen(components[i].name) == len &&
			!memcmp(components[i].name, name, len))
			return i;
	return NCOMPONENT;
}

static bool
is_value(const struct component *c, const char *value)
{
	for (size_t i = 0; c->values && c->values[i]; i++)
		if (!strcmp(c->values[i], value))
			return true;
	return !c->values;
}

static void
check_attr(struct lint *lint, const struct lint_page *page,
	const struct mdx_part *p, const struct component *c)
{
	char *value = jsx_attr(buf_str(&page->body) + p->at, p->len, c->attr);

	if (value && !is_value(c, value))
		lint_say(lint, page->path, p->line,
			"<%s> of the %s \"%s\", expected %s", c->name, c->attr,
			value, c->expected);
	else if (c->needed && (!value || !value[strspn(value, " \t\r\n")]))
		lint_say(lint, page->path, p->line,
			"<%s> without %s, "
			"expected %s",
			c->name, c->attr, c->expected);
	free(value);
}

/* One line for a name is enough. */
static void
take_unknown(struct lint *lint, const struct lint_page *page,
	const struct mdx_part *p, struct use *use)
{
	const char *s = buf_str(&page->body), *name = s + p->text;

	for (size_t i = 0; i < use->nunknown; i++)
		if (use->unknown[i]->text_len == p->text_len &&
			!memcmp(s + use->unknown[i]->text, name, p->text_len))
			return;
	if (use->nunknown < UNKNOWN_MAX)
		use->unknown[use->nunknown++] = p;
	lint_say(lint, page->path, p->line,
		"unknown component <%.*s>, expected Callout or Mermaid",
		p->text_len < 60 ? (int)p->text_len : 60, name);
}

static void
lint_jsx_take_tag(struct lint *lint, const struct lint_page *page,
	const struct mdx_part *p, struct use *use)
{
	const char *name = buf_str(&page->body) + p->text;
	size_t i = component_of(name, p->text_len);

	if (i < NCOMPONENT) {
		if (!use->used[i])
			use->used[i] = p->line;
		check_attr(lint, page, p, &components[i]);
	} else {
		take_unknown(lint, page, p, use);
	}
}

/* The component that an import line is about; NCOMPONENT: none of them. */
static size_t
imported_by(const char *s, size_t len)
{
	for (size_t i = 0; i < NCOMPONENT; i++)
		if (memmem(s, len, components[i].name,
			    strlen(components[i].name)))
			return i;
	return NCOMPONENT;
}

/* One line of the imports. */
static void
take_import(struct lint *lint, const struct lint_page *page, const char *s,
	size_t len, int line, struct use *use)
{
	size_t i = imported_by(s, len);
	const struct component *c = &components[i];

	if (len < 7 || memcmp(s, "import ", 7))
		return;
	if (i == NCOMPONENT)
		lint_say(lint, page->path, line,
			"unknown import, expected none but of Callout and "
			"Mermaid");
	else if (use->imported[i])
		lint_say(lint, page->path, line,
			"second import of %s, expected one (line %d)", c->name,
			use->imported[i]);
	else if (strlen(c->import) != len || memcmp(c->import, s, len))
		lint_say(lint, page->path, line,
			"import of %s written otherwise, expected \"%s\"",
			c->name, c->import);
	if (i < NCOMPONENT && !use->imported[i])
		use->imported[i] = line;
}

static void
lint_jsx_take_esm(struct lint *lint, const struct lint_page *page,
	const struct mdx_part *p, struct use *use)
{
	const char *s = buf_str(&page->body) + p->at, *end = s + p->len, *nl;

	for (int line = p->line; s < end; line++, s = nl + 1) {
		size_t len;

		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl ? nl : end;
		len = (size_t)(nl - s);
		while (len && strchr(" \t\r", s[len - 1]))
			len--;
		take_import(lint, page, s, len, line, use);
	}
}

/* What is used is imported, and nothing else. */
static void
check_use(struct lint *lint, const char *path, const struct use *use)
{
	for (size_t i = 0; i < NCOMPONENT; i++) {
		const struct component *c = &components[i];

		if (use->used[i] && !use->imported[i])
			lint_say(lint, path, use->used[i],
				"<%s> without its import, expected the line "
				"\"%s\"",
				c->name, c->import);
		if (use->imported[i] && !use->used[i])
			lint_say(lint, path, use->imported[i],
				"import of %s, which is not used, expected "
				"none",
				c->name);
	}
}

void
lint_jsx(struct lint *lint, const struct lint_page *page)
{
	struct use use = { .nunknown = 0 };

	for (size_t i = 0; i < page->npart; i++) {
		const struct mdx_part *p = &page->parts[i];

		if (p->kind == MDX_ESM)
			lint_jsx_take_esm(lint, page, p, &use);
		else if ((p->kind == MDX_OPEN || p->kind == MDX_VOID) &&
			p->component && p->text_len)
			lint_jsx_take_tag(lint, page, p, &use);
	}
	check_use(lint, page->path, &use);
}
