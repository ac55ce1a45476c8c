#include "config.h"

#include "reader/diagram/flow_parse.h"

#include <string.h>

#define SPAN_MAX 8 /* ranks; a longer line says nothing more */

/* How often c stands at the cursor. */
static int
run_length(const struct cursor *c, char what)
{
	const char *s = c->s;

	while (s < c->end && *s == what)
		s++;
	return (int)(s - c->s);
}

static enum head
head_of(char c)
{
	switch (c) {
	case '<':
	case '>':
		return HEAD_ARROW;
	case 'o':
		return HEAD_CIRCLE;
	case 'x':
		return HEAD_CROSS;
	default:
		return HEAD_NONE;
	}
}

static bool
starts_body(const struct cursor *c, int at)
{
	const char *s = c->s + at;

	return c->end - s >= 2 &&
		((s[0] == '-' && (s[1] == '-' || s[1] == '.')) ||
			(s[0] == '=' && s[1] == '=') ||
			(s[0] == '.' && (s[1] == '-' || s[1] == '.')));
}

/* "o--", "x==", "<-." */
static enum head
take_first_head(struct cursor *c)
{
	enum head head =
		c->s < c->end && *c->s != '>' ? head_of(*c->s) : HEAD_NONE;

	if (!head || !starts_body(c, 1))
		return HEAD_NONE;
	c->s++;
	return head;
}

static enum head
take_last_head(struct cursor *c)
{
	enum head head =
		c->s < c->end && *c->s != '<' ? head_of(*c->s) : HEAD_NONE;

	if (head)
		c->s++;
	return head;
}

static int
link_span(int n)
{
	return n < 1 ? 1 : n > SPAN_MAX ? SPAN_MAX : n;
}

/*
 * The end of a line that has no text or whose text is over: "-->", "---",
 * "==>", "===". Nothing is taken unless it is one.
 */
static bool
take_solid_end(struct cursor *c, char stroke, struct flow_link *link)
{
	struct cursor at = *c;
	int n = run_length(&at, stroke);

	at.s += n;
	link->to_head = take_last_head(&at);
	if (n < 2 || (!link->to_head && n < 3))
		return false;
	link->span = link_span(link->to_head ? n - 1 : n - 2);
	*c = at;
	return true;
}

/* "-.->", ".->", "-..-": dots are the length. */
static bool
take_dotted_end(struct cursor *c, struct flow_link *link)
{
	struct cursor at = *c;
	int dots;

	if (at.s < at.end && *at.s == '-')
		at.s++;
	dots = run_length(&at, '.');
	at.s += dots;
	if (!dots || at.s == at.end || *at.s != '-')
		return false;
	at.s++;
	link->to_head = take_last_head(&at);
	link->span = link_span(dots);
	*c = at;
	return true;
}

static void
set_link_text(struct flow_link *link, const char *s, const char *end)
{
	link->text = s;
	link->text_len = (size_t)(end - s);
}

/* "-- text -->": from behind the opening to what ends the line. */
static bool
take_link_text(struct cursor *c, char stroke, struct flow_link *link)
{
	struct cursor at = cursor_label(c);
	bool quoted = false;

	for (; at.s < at.end; at.s++) {
		struct cursor end = { at.s, c->end };

		quoted ^= *at.s == '"';
		if (quoted || *at.s != stroke)
			continue;
		if (stroke == '.' ? take_dotted_end(&end, link)
				  : take_solid_end(&end, stroke, link)) {
			at.s -= stroke == '.' && at.s > c->s && at.s[-1] == '-';
			set_link_text(link, c->s, at.s);
			*c = end;
			return true;
		}
		at.s += run_length(&at, stroke) - 1;
	}
	return false;
}

static bool
take_link_body(struct cursor *c, struct flow_link *link)
{
	char stroke = *c->s;
	int tildes = run_length(c, '~');

	if (tildes >= 3) {
		link->hidden = true;
		link->span = link_span(tildes - 2);
		c->s += tildes;
		return true;
	}
	if (!starts_body(c, 0))
		return false;
	if (stroke == '.' || c->s[1] == '.') {
		link->kind = LINE_DOTTED;
		if (take_dotted_end(c, link))
			return true;
		c->s += 2;
		return take_link_text(c, '.', link);
	}
	link->kind = stroke == '=' ? LINE_THICK : LINE_THIN;
	if (take_solid_end(c, stroke, link))
		return true;
	c->s += 2;
	return take_link_text(c, stroke, link);
}

/* "|text|" behind the line */
static void
take_bars(struct cursor *c, struct flow_link *link)
{
	struct cursor at = *c;
	const char *end;
	bool quoted = false;

	cursor_space(&at);
	if (!cursor_take(&at, "|"))
		return;
	at = cursor_label(&at);
	for (end = at.s; end < at.end && (*end != '|' || quoted); end++)
		quoted ^= *end == '"';
	if (end == at.end || *end != '|')
		return;
	set_link_text(link, at.s, end);
	c->s = end + 1;
}

/* "e1@" before a link names it, for styles that are not shown. */
static void
take_name(struct cursor *c, struct flow_link *link)
{
	const char *s = c->s;

	while (s < c->end && !strchr("@ \t\n\";", *s))
		s++;
	if (s == c->s || c->end - s < 2 || *s != '@' || strchr("{\" \n", s[1]))
		return;
	link->name = c->s;
	link->name_len = (size_t)(s - c->s);
	c->s = s + 1;
}

bool
flow_link(struct cursor *c, struct flow_link *link)
{
	struct cursor at = *c;

	*link = (struct flow_link){ .span = 1 };
	cursor_space(&at);
	take_name(&at, link);
	if (at.s == at.end)
		return false;
	link->from_head = take_first_head(&at);
	if (!take_link_body(&at, link))
		return false;
	if (!link->text)
		take_bars(&at, link);
	/* as in Mermaid, a circle or cross counts only at both ends */
	if (link->from_head != link->to_head && link->from_head != HEAD_ARROW)
		link->from_head = HEAD_NONE;
	*c = at;
	return true;
}
