#include "config.h"

#include "reader/diagram/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/diagram/html.h"

/* Where the decoding of one label stands. */
struct text_decoder {
	const char *s;
	size_t len, at;
	bool markdown;
	const char *icon; /* the name of the first; NULL: none */
	size_t icon_len;
	struct buf out;
};

/* "#35;", "#quot;", "&lt;", "&#60;" */
static bool
take_html_entity(struct text_decoder *d)
{
	char glyph[4];
	uint32_t cp;
	size_t n = html_entity(d->s + d->at, d->len - d->at, &cp);

	if (n)
		buf_add(&d->out, glyph, utf8_encode(cp, glyph));
	d->at += n;
	return n > 0;
}

static bool
text_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does a row begin where the text has come to? */
static bool
begins_row(const struct text_decoder *d)
{
	size_t n = d->out.len;

	n -= n && d->out.data[n - 1] == ' ';
	return !n || d->out.data[n - 1] == '\n';
}

/* <br/> parts lines; <b>, </b>, <span style="..."> say nothing here. */
static bool
take_html_tag(struct text_decoder *d)
{
	struct html_tag tag;
	size_t n = html_tag(d->s + d->at, d->len - d->at, &tag);

	if (!n)
		return false;
	if (tag.effect == HTML_BREAK ||
		((tag.effect == HTML_ROW || tag.effect == HTML_ITEM) &&
			!begins_row(d)))
		buf_addc(&d->out, '\n');
	if (tag.effect == HTML_ITEM)
		buf_adds(&d->out, "• ");
	if (tag.effect == HTML_CELL)
		buf_addc(&d->out, ' ');
	buf_add(&d->out, tag.text ? tag.text : "", tag.text_len);
	d->at += n;
	return true;
}

/* The two characters \n */
static bool
take_escape(struct text_decoder *d)
{
	if (d->len - d->at < 2 || memcmp(d->s + d->at, "\\n", 2) != 0)
		return false;
	buf_addc(&d->out, '\n');
	d->at += 2;
	return true;
}

/* Is the byte at at one of a word? Then "_" within it is no mark. */
static bool
in_word(const struct text_decoder *d, size_t at)
{
	return at < d->len && !ispunct((unsigned char)d->s[at]) &&
		!isspace((unsigned char)d->s[at]);
}

/* Emphasis of a markdown string: its marks are not shown. */
static bool
take_emphasis(struct text_decoder *d)
{
	char c = d->s[d->at];
	bool inside = d->at && in_word(d, d->at - 1) && in_word(d, d->at + 1);

	if (!d->markdown || (c != '*' && (c != '_' || inside)))
		return false;
	d->at++;
	return true;
}

static void
keep_icon(struct text_decoder *d, const char *s, size_t len)
{
	if (!d->icon) {
		d->icon = s;
		d->icon_len = len;
	}
}

static bool
ends_with_blank(const struct buf *b)
{
	return !b->len || b->data[b->len - 1] == ' ';
}

/* "fa:fa-car", "fab:fa-x": a picture that no terminal has. */
static bool
take_icon(struct text_decoder *d)
{
	static const char *const sets[] = { "fa:fa-", "fab:fa-", "fas:fa-",
		"far:fa-", "fal:fa-", "fad:fa-", "fak:fa-" };
	const char *s = d->s + d->at;
	size_t left = d->len - d->at;

	if (*s != 'f' || (d->at && text_is_letter(s[-1])))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
		size_t n = strlen(sets[i]);

		if (left <= n || memcmp(s, sets[i], n) != 0)
			continue;
		while (n < left &&
			(text_is_letter(s[n]) || s[n] == '-' ||
				(s[n] >= '0' && s[n] <= '9') || s[n] == '_'))
			n++;
		keep_icon(d, s + strlen(sets[i]), n - strlen(sets[i]));
		d->at += n;
		return true;
	}
	return false;
}

static void
decode(struct text_decoder *d)
{
	while (d->at < d->len) {
		char c = d->s[d->at];

		if (take_html_entity(d) || take_html_tag(d) || take_escape(d) ||
			take_emphasis(d) || take_icon(d))
			continue;
		c = c == '\t' || c == '\r' ? ' ' : c;
		if (c != ' ' || !ends_with_blank(&d->out)) /* as in HTML */
			buf_addc(&d->out, c);
		d->at++;
	}
}

static bool
is_label_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
trim_label(const char **s, size_t *len)
{
	while (*len && is_label_space((*s)[*len - 1]))
		--*len;
	while (*len && is_label_space(**s))
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
	trim_label(s, len);
	return true;
}

/* No blanks at the ends of lines, no empty lines at the ends of the text. */
static void
tidy(struct buf *out, const struct buf *in)
{
	const char *s = buf_str(in);
	size_t len = in->len;

	trim_label(&s, &len);
	while (len) {
		const char *end = memchr(s, '\n', len);
		size_t n = end ? (size_t)(end - s) : len;
		const char *line = s;
		size_t line_len = n;

		trim_label(&line, &line_len);
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
	struct text_decoder d = { 0 };
	struct buf clean = { 0 };
	struct text text;

	trim_label(&s, &len);
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
