#include "config.h"

#include "reader/diagram/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/san.h"
#include "common/base/utf8.h"

/* Where the decoding of one label stands. */
struct decoder {
	const char *s;
	size_t len, at;
	bool markdown;
	const char *icon; /* the name of the first; NULL: none */
	size_t icon_len;
	struct buf out;
};

static const struct {
	const char *name;
	uint32_t cp;
} entities[] = {
	{ "amp", '&' },
	{ "apos", '\'' },
	{ "colon", ':' },
	{ "copy", 0xa9 },
	{ "deg", 0xb0 },
	{ "equals", '=' },
	{ "gt", '>' },
	{ "hellip", 0x2026 },
	{ "hash", '#' },
	{ "infin", 0x221e },
	{ "laquo", 0xab },
	{ "larr", 0x2190 },
	{ "lbrace", '{' },
	{ "lbrack", '[' },
	{ "lpar", '(' },
	{ "lt", '<' },
	{ "mdash", 0x2014 },
	{ "nbsp", ' ' },
	{ "ndash", 0x2013 },
	{ "num", '#' },
	{ "quot", '"' },
	{ "raquo", 0xbb },
	{ "rarr", 0x2192 },
	{ "rbrace", '}' },
	{ "rbrack", ']' },
	{ "rpar", ')' },
	{ "semi", ';' },
	{ "times", 0xd7 },
};

#define ENTITY_MAX 12 /* bytes between the mark and its ';' */

static uint32_t
number(const char *s, size_t len)
{
	bool hex = len && (*s == 'x' || *s == 'X');
	uint32_t cp = 0;

	for (size_t i = hex; i < len; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit = memchr(
			digits, s[i] | 0x20 * (s[i] >= 'A'), hex ? 16 : 10);

		if (!digit || cp > 0x10ffff)
			return 0;
		cp = cp * (hex ? 16 : 10) + (uint32_t)(digit - digits);
	}
	return cp <= 0x10ffff ? cp : UTF8_BAD;
}

/* What the len bytes between the mark and ';' name; 0: nothing. */
static uint32_t
entity(const char *s, size_t len)
{
	uint32_t cp;

	if (len && *s == '#')
		return number(s + 1, len - 1);
	cp = number(s, len);
	for (size_t i = 0; !cp && i < ARRAY_LEN(entities); i++)
		if (strlen(entities[i].name) == len &&
			!memcmp(entities[i].name, s, len))
			cp = entities[i].cp;
	return cp;
}

/* "#35;", "#quot;", "&lt;", "&#60;" */
static bool
take_entity(struct decoder *d)
{
	const char *s = d->s + d->at + 1;
	size_t left = d->len - d->at - 1;
	const char *end;
	char glyph[4];
	uint32_t cp;

	if (s[-1] != '#' && s[-1] != '&')
		return false;
	end = memchr(s, ';', left < ENTITY_MAX ? left : ENTITY_MAX);
	if (!end)
		return false;
	cp = entity(s, (size_t)(end - s));
	if (!cp)
		return false;
	buf_add(&d->out, glyph, utf8_encode(cp, glyph));
	d->at += (size_t)(end - s) + 2;
	return true;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does s begin with word, in any case, and not with a longer one? */
static bool
begins_word(const char *s, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && !strncasecmp(s, word, n) &&
		(len == n || !is_letter(s[n]));
}

/* <br/> parts lines; <b>, </b>, <span style="..."> say nothing here. */
static bool
take_tag(struct decoder *d)
{
	static const char *const tags[] = { "b", "br", "center", "code", "div",
		"em", "font", "i", "img", "kbd", "li", "p", "pre", "small",
		"span", "strong", "sub", "sup", "u", "ul" };
	const char *s = d->s + d->at + 1;
	size_t left = d->len - d->at - 1;
	const char *end = memchr(s, '>', left < 512 ? left : 512);
	bool close = left && *s == '/';

	if (s[-1] != '<' || !end)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		if (!begins_word(s + close, left - close, tags[i]))
			continue;
		if (!strcmp(tags[i], "br") || !strcmp(tags[i], "li") ||
			(close && !strcmp(tags[i], "p")))
			buf_addc(&d->out, '\n');
		d->at += (size_t)(end - s) + 2;
		return true;
	}
	return false;
}

/* The two characters \n */
static bool
take_escape(struct decoder *d)
{
	if (d->len - d->at < 2 || memcmp(d->s + d->at, "\\n", 2) != 0)
		return false;
	buf_addc(&d->out, '\n');
	d->at += 2;
	return true;
}

/* Is the byte at at one of a word? Then "_" within it is no mark. */
static bool
in_word(const struct decoder *d, size_t at)
{
	return at < d->len && !ispunct((unsigned char)d->s[at]) &&
		!isspace((unsigned char)d->s[at]);
}

/* Emphasis of a markdown string: its marks are not shown. */
static bool
take_mark(struct decoder *d)
{
	char c = d->s[d->at];
	bool inside = d->at && in_word(d, d->at - 1) && in_word(d, d->at + 1);

	if (!d->markdown || (c != '*' && (c != '_' || inside)))
		return false;
	d->at++;
	return true;
}

static void
keep_icon(struct decoder *d, const char *s, size_t len)
{
	if (!d->icon) {
		d->icon = s;
		d->icon_len = len;
	}
}

static bool
ends_blank(const struct buf *b)
{
	return !b->len || b->data[b->len - 1] == ' ';
}

/* "fa:fa-car", "fab:fa-x": a picture that no terminal has. */
static bool
take_icon(struct decoder *d)
{
	static const char *const sets[] = { "fa:fa-", "fab:fa-", "fas:fa-",
		"far:fa-", "fal:fa-", "fad:fa-", "fak:fa-" };
	const char *s = d->s + d->at;
	size_t left = d->len - d->at;

	if (*s != 'f' || (d->at && is_letter(s[-1])))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
		size_t n = strlen(sets[i]);

		if (left <= n || memcmp(s, sets[i], n) != 0)
			continue;
		while (n < left &&
			(is_letter(s[n]) || s[n] == '-' ||
				(s[n] >= '0' && s[n] <= '9')))
			n++;
		keep_icon(d, s + strlen(sets[i]), n - strlen(sets[i]));
		n += n < left && s[n] == ' ' && ends_blank(&d->out);
		d->at += n;
		return true;
	}
	return false;
}

static void
decode(struct decoder *d)
{
	while (d->at < d->len) {
		char c = d->s[d->at];

		if (take_entity(d) || take_tag(d) || take_escape(d) ||
			take_mark(d) || take_icon(d))
			continue;
		buf_addc(&d->out, c == '\t' || c == '\r' ? ' ' : c);
		d->at++;
	}
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
trim(const char **s, size_t *len)
{
	while (*len && is_space((*s)[*len - 1]))
		--*len;
	while (*len && is_space(**s))
		++*s, --*len;
}

/* Take one pair of quotes off. */
static bool
unquote(const char **s, size_t *len, char quote)
{
	if (*len < 2 || **s != quote || (*s)[*len - 1] != quote)
		return false;
	++*s;
	*len -= 2;
	trim(s, len);
	return true;
}

/* No blanks at the ends of lines, no empty lines at the ends of the text. */
static void
tidy(struct buf *out, const struct buf *in)
{
	const char *s = buf_str(in);
	size_t len = in->len;

	trim(&s, &len);
	while (len) {
		const char *end = memchr(s, '\n', len);
		size_t n = end ? (size_t)(end - s) : len;
		const char *line = s;
		size_t line_len = n;

		trim(&line, &line_len);
		san_add(out, SAN_LINE, line, line_len);
		if (end)
			buf_addc(out, '\n');
		n += end ? 1 : 0;
		s += n;
		len -= n;
	}
}

struct text
text_decode(struct arena *arena, const char *s, size_t len)
{
	struct decoder d = { 0 };
	struct buf clean = { 0 };
	struct text text;

	trim(&s, &len);
	if (unquote(&s, &len, '"'))
		d.markdown = unquote(&s, &len, '`');
	d.s = s;
	d.len = len;
	decode(&d);
	tidy(&clean, &d.out);
	if (!clean.len && d.icon) /* what is only a picture has its name */
		buf_add(&clean, d.icon, d.icon_len);
	text.s = arena_dup(arena, buf_str(&clean), clean.len);
	text.len = clean.len;
	buf_release(&clean);
	buf_release(&d.out);
	return text;
}

/* May a word be parted before s[at]? outbox.event, snake_case, CamelCase */
static bool
is_seam(const char *s, size_t at)
{
	char before = s[at - 1], after = s[at];

	return strchr("._-/,:;=&?)]", before) ||
		(before >= 'a' && before <= 'z' && after >= 'A' &&
			after <= 'Z');
}

/* The last place in the first n bytes where a line may end; 0: none. */
static size_t
break_before(const char *s, size_t n)
{
	size_t at = n;

	while (at && s[at - 1] != ' ')
		at--;
	while (at && s[at - 1] == ' ')
		at--;
	if (at)
		return at;
	for (at = n; at > 1 && !is_seam(s, at);)
		at--;
	return at > 1 ? at : 0;
}

/* Bytes of s that make a line of at most cols; at least one glyph. */
static size_t
line_fit(const char *s, size_t len, int cols)
{
	size_t n = cols > 0 ? utf8_fit(s, len, cols) : len, at;
	uint32_t cp;

	if (n == len || s[n] == ' ')
		return n;
	at = break_before(s, n);
	if (at)
		return at;
	return n ? n : utf8_decode(s, len, &cp);
}

static void
add_line(struct buf *lines, int *widest, const char *s, size_t len)
{
	struct text_line line = { s, len, utf8_cols(s, len) };

	if (line.cols > *widest)
		*widest = line.cols;
	buf_add(lines, &line, sizeof(line));
}

struct text_lines
text_wrap(struct arena *arena, struct text text, int cols)
{
	struct text_lines lines = { 0 };
	struct buf b = { 0 };
	const char *s = text.s;
	size_t left = text.len;

	while (left) {
		const char *end = memchr(s, '\n', left);
		size_t whole = end ? (size_t)(end - s) : left;
		size_t n = line_fit(s, whole, cols), skip = n;

		add_line(&b, &lines.cols, s, n);
		while (skip < whole && s[skip] == ' ')
			skip++;
		if (skip == whole && end)
			skip++;
		s += skip;
		left -= skip;
	}
	lines.n = (int)(b.len / sizeof(struct text_line));
	lines.line = (const void *)arena_dup(arena, buf_str(&b), b.len);
	buf_release(&b);
	return lines;
}
