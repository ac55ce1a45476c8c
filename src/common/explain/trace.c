#include "config.h"

#include "common/explain/trace.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/log_line.h"
#include "common/explain/explain.h"

#define LINKS_MAX 32  /* of a chain; deeper ones are left out */
#define LONG_DUMP 100 /* bytes in brackets; less is worth reading */

static const char cause_mark[] = "Caused by: ";
#define CAUSE_MARK_LEN (sizeof(cause_mark) - 1)

/* One exception of the chain: its class and what it says. Lent. */
struct cause_link {
	const char *text;
	size_t len;
};

struct cause_chain {
	struct cause_link links[LINKS_MAX]; /* the outermost first */
	size_t n;
};

/* "org.apache.kafka.errors.Timeout: late": without the packages. */
static struct cause_link
without_packages(const char *text, size_t len)
{
	size_t start = 0;

	for (size_t i = 0; i < len &&
		(isalnum((unsigned char)text[i]) || strchr("._$", text[i]));
		i++)
		if (text[i] == '.' && i + 1 < len && text[i + 1] != ' ')
			start = i + 1;
	return (struct cause_link){ text + start, len - start };
}

/* A frame, or the count of those left out; logs are told without tabs. */
static bool
trace_is_frame(const char *line)
{
	size_t blank = strspn(line, " \t");

	return blank &&
		(!strncmp(line + blank, "at ", 3) ||
			!strncmp(line + blank, "... ", 4));
}

/* The text of an exception goes on until its first frame. */
static size_t
text_len(const char *text)
{
	const char *p = text;
	size_t n;

	for (;;) {
		p += strcspn(p, "\n");
		if (!*p || trace_is_frame(p + 1) ||
			!strncmp(p + 1, cause_mark, CAUSE_MARK_LEN))
			break;
		p++;
	}
	n = (size_t)(p - text);
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	return n;
}

static void
split(const char *trace, struct cause_chain *chain)
{
	const char *p = log_line_body(trace);

	if (!strncmp(p, cause_mark, CAUSE_MARK_LEN))
		p += CAUSE_MARK_LEN;
	while (p && chain->n < LINKS_MAX) {
		chain->links[chain->n++] = without_packages(p, text_len(p));
		p = strstr(p, cause_mark);
		if (p)
			p += CAUSE_MARK_LEN;
	}
}

static bool
link_has(const struct cause_link *link, const char *text)
{
	return memmem(link->text, link->len, text, strlen(text)) != NULL;
}

static bool
link_ends(const struct cause_link *link, const char *tail)
{
	size_t n = strlen(tail);

	return link->len >= n && !memcmp(link->text + link->len - n, tail, n);
}

/* Does it leave its reason to the next one? */
static bool
is_open(const struct cause_link *link)
{
	return link_ends(link, ":") || link_ends(link, "due to");
}

/* What no reader can act on: a class without a word, and slips of the code. */
static bool
is_mute(const struct cause_link *link)
{
	static const char *const slips[] = { "NullPointerException",
		"ClassCastException", "EOFException" };

	for (size_t i = 0; i < ARRAY_LEN(slips); i++)
		if (!strncmp(link->text, slips[i], strlen(slips[i])))
			return true;
	return !link_has(link, ": ") || is_open(link);
}

/* The innermost link with the pattern, else the innermost that says something. */
static size_t
choose(const struct cause_chain *chain, const struct explanation *e)
{
	for (size_t i = chain->n; e && i-- > 0;)
		if (explain_matches(
			    e, chain->links[i].text, chain->links[i].len))
			return i;
	for (size_t i = chain->n; i-- > 0;)
		if (!is_mute(&chain->links[i]))
			return i;
	return 0;
}

/* The bytes from an opening bracket to its end; 0: it has none. */
static size_t
dump_len(const char *p, const char *end)
{
	int depth = 0;

	for (const char *q = p; q < end; q++) {
		depth += *q == '[' || *q == '{';
		depth -= *q == ']' || *q == '}';
		if (!depth)
			return (size_t)(q - p) + 1;
	}
	return 0;
}

static void
add_link(struct buf *out, const struct cause_link *link)
{
	const char *end = link->text + link->len;

	for (const char *p = link->text; p < end; p++) {
		size_t dump = *p == '[' || *p == '{' ? dump_len(p, end) : 0;

		if (dump > LONG_DUMP) {
			buf_addf(out, "%c...%c", *p, p[dump - 1]);
			p += dump - 1;
		} else {
			buf_addc(out, isspace((unsigned char)*p) ? ' ' : *p);
		}
	}
}

const struct explanation *
trace_cause(const char *trace, struct buf *out)
{
	const struct explanation *e = explain_text(trace);
	struct cause_chain chain = { 0 };
	size_t i;

	split(trace, &chain);
	i = choose(&chain, e);
	add_link(out, &chain.links[i]);
	while (is_open(&chain.links[i]) && i + 1 < chain.n) {
		buf_addc(out, ' ');
		add_link(out, &chain.links[++i]);
	}
	return e;
}
