#include "config.h"

#include "reader/diagram/html.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"

#define TAG_MAX 1024  /* bytes; a longer one is text */
#define ENTITY_MAX 12 /* bytes between the mark and its ';' */

/* Between blanks; what is in none of these has no effect. */
static const struct {
	const char *names;
	enum html_effect open, close;
} elements[] = {
	{ " br ", HTML_BREAK, HTML_BREAK },
	{ " li ", HTML_ITEM, HTML_ROW },
	{ " td th ", HTML_NOTHING, HTML_CELL },
	{ " address article aside blockquote caption center dd details div dl"
	  " dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main"
	  " nav ol p pre section summary table tbody tfoot thead tr ul ",
		HTML_ROW, HTML_ROW },
	{ " a abbr acronym area audio b base bdi bdo big body button canvas"
	  " circle cite code col colgroup data datalist del dfn dialog em"
	  " embed fieldset font foreignobject g head html i iframe img input"
	  " ins kbd label legend line link map mark marquee meta meter nobr"
	  " noscript object optgroup option output param path picture polygon"
	  " progress q rect rp rt ruby s samp script select small source span"
	  " strike strong style sub sup svg template text textarea time title"
	  " track tspan tt u use var video wbr ",
		HTML_NOTHING, HTML_NOTHING },
};

/* The names that labels have, of the 2,231 of HTML. */
static const struct {
	const char *name;
	uint32_t cp;
} entities[] = {
	{ "amp", '&' },
	{ "apos", '\'' },
	{ "ast", '*' },
	{ "bsol", '\\' },
	{ "bull", 0x2022 },
	{ "cent", 0xa2 },
	{ "check", 0x2713 },
	{ "clubs", 0x2663 },
	{ "colon", ':' },
	{ "comma", ',' },
	{ "commat", '@' },
	{ "copy", 0xa9 },
	{ "cross", 0x2717 },
	{ "darr", 0x2193 },
	{ "deg", 0xb0 },
	{ "diams", 0x2666 },
	{ "divide", 0xf7 },
	{ "dollar", '$' },
	{ "emsp", ' ' },
	{ "ensp", ' ' },
	{ "equals", '=' },
	{ "euro", 0x20ac },
	{ "excl", '!' },
	{ "frac12", 0xbd },
	{ "ge", 0x2265 },
	{ "grave", '`' },
	{ "gt", '>' },
	{ "hArr", 0x21d4 },
	{ "harr", 0x2194 },
	{ "hash", '#' },
	{ "hearts", 0x2665 },
	{ "hellip", 0x2026 },
	{ "infin", 0x221e },
	{ "lArr", 0x21d0 },
	{ "laquo", 0xab },
	{ "larr", 0x2190 },
	{ "lbrace", '{' },
	{ "lbrack", '[' },
	{ "lcub", '{' },
	{ "ldquo", 0x201c },
	{ "le", 0x2264 },
	{ "lowbar", '_' },
	{ "lpar", '(' },
	{ "lsqb", '[' },
	{ "lsquo", 0x2018 },
	{ "lt", '<' },
	{ "mdash", 0x2014 },
	{ "micro", 0xb5 },
	{ "middot", 0xb7 },
	{ "minus", 0x2212 },
	{ "nbsp", ' ' },
	{ "ndash", 0x2013 },
	{ "ne", 0x2260 },
	{ "num", '#' },
	{ "para", 0xb6 },
	{ "percnt", '%' },
	{ "period", '.' },
	{ "plus", '+' },
	{ "plusmn", 0xb1 },
	{ "pound", 0xa3 },
	{ "quest", '?' },
	{ "quot", '"' },
	{ "rArr", 0x21d2 },
	{ "raquo", 0xbb },
	{ "rarr", 0x2192 },
	{ "rbrace", '}' },
	{ "rbrack", ']' },
	{ "rcub", '}' },
	{ "rdquo", 0x201d },
	{ "reg", 0xae },
	{ "rpar", ')' },
	{ "rsqb", ']' },
	{ "rsquo", 0x2019 },
	{ "sect", 0xa7 },
	{ "semi", ';' },
	{ "shy", 0xad },
	{ "sol", '/' },
	{ "spades", 0x2660 },
	{ "sum", 0x2211 },
	{ "thinsp", ' ' },
	{ "times", 0xd7 },
	{ "trade", 0x2122 },
	{ "uarr", 0x2191 },
	{ "verbar", '|' },
	{ "vert", '|' },
	{ "yen", 0xa5 },
	{ "zwnj", 0x200c },
};

static uint32_t
entity_number(const char *s, size_t len)
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
entity_named(const char *s, size_t len)
{
	uint32_t cp;

	if (len && *s == '#')
		return entity_number(s + 1, len - 1);
	cp = entity_number(s, len);
	for (size_t i = 0; !cp && i < ARRAY_LEN(entities); i++)
		if (strlen(entities[i].name) == len &&
			!memcmp(entities[i].name, s, len))
			cp = entities[i].cp;
	return cp;
}

size_t
html_entity(const char *s, size_t len, uint32_t *cp)
{
	size_t left = len - 1;
	const char *end;

	if (*s != '#' && *s != '&')
		return 0;
	end = memchr(s + 1, ';', left < ENTITY_MAX ? left : ENTITY_MAX);
	*cp = end ? entity_named(s + 1, (size_t)(end - s) - 1) : 0;
	return *cp ? (size_t)(end - s) + 1 : 0;
}

/* A tag in its parts: <name rest> or </name rest>. */
struct html_parts {
	const char *name, *rest;
	size_t name_len, rest_len, len; /* len: of all of it */
	bool close;
};

static bool
split_tag(const char *s, size_t len, struct html_parts *p)
{
	const char *end = memchr(s, '>', len < TAG_MAX ? len : TAG_MAX);
	size_t n = 0;

	if (!end)
		return false;
	p->len = (size_t)(end - s) + 1;
	p->close = s[1] == '/';
	p->name = s + 1 + p->close;
	while (isalnum((unsigned char)p->name[n]) || (n && p->name[n] == '-'))
		n++;
	p->name_len = n;
	p->rest = p->name + n;
	p->rest_len = (size_t)(end - p->rest);
	return n && isalpha((unsigned char)*p->name) &&
		strchr(" \t\n/>=", *p->rest);
}

/* Does s begin with that name, between what names do not have? */
static bool
is_named(const char *s, const struct html_parts *p)
{
	return !strncasecmp(s, p->name, p->name_len) && s[p->name_len] == ' ';
}

static bool
find_element(const struct html_parts *p, enum html_effect *effect)
{
	for (size_t i = 0; i < ARRAY_LEN(elements); i++)
		for (const char *s = elements[i].names; s[1];
			s += strcspn(s + 1, " ") + 1)
			if (is_named(s + 1, p)) {
				*effect = p->close ? elements[i].close
						   : elements[i].open;
				return true;
			}
	return false;
}

/* Where "</name" stands in the next bytes; NULL: nowhere. */
static const char *
find_end(const char *s, size_t len, const struct html_parts *p)
{
	len = len < TAG_MAX ? len : TAG_MAX;
	for (size_t i = 0; i + 2 + p->name_len <= len; i++)
		if (s[i] == '<' && s[i + 1] == '/' &&
			!strncasecmp(s + i + 2, p->name, p->name_len))
			return s + i;
	return NULL;
}

/* alt="what it shows" */
static void
find_alt(const struct html_parts *p, struct html_tag *tag)
{
	const char *s = memmem(p->rest, p->rest_len, "alt=", 4);
	const char *end = p->rest + p->rest_len, *close;

	if (!s || end - s < 6 || !strchr("\"'", s[4]))
		return;
	close = memchr(s + 5, s[4], (size_t)(end - s - 5));
	if (!close)
		return;
	tag->effect = HTML_TEXT;
	tag->text = s + 5;
	tag->text_len = (size_t)(close - tag->text);
}

static bool
is_element(const struct html_parts *p, const char *name)
{
	return strlen(name) == p->name_len &&
		!strncasecmp(p->name, name, p->name_len);
}

size_t
html_tag(const char *s, size_t len, struct html_tag *tag)
{
	struct html_parts p;
	const char *end;

	*tag = (struct html_tag){ 0 };
	if (len < 3 || *s != '<')
		return 0;
	if (!memcmp(s, "</>", 3)) /* browsers drop it */
		return 3;
	if (len > 6 && !memcmp(s, "<!--", 4)) {
		end = memmem(s, len < TAG_MAX ? len : TAG_MAX, "-->", 3);
		return end ? (size_t)(end - s) + 3 : 0;
	}
	if (!split_tag(s, len, &p))
		return 0;
	if (!find_element(&p, &tag->effect))
		return p.close || memchr(p.rest, '=', p.rest_len) ||
				(p.rest_len && p.rest[p.rest_len - 1] == '/') ||
				find_end(s + p.len, len - p.len, &p)
			? p.len
			: 0;
	if (is_element(&p, "img"))
		find_alt(&p, tag);
	if (p.close || !(is_element(&p, "style") || is_element(&p, "script")))
		return p.len;
	end = find_end(s + p.len, len - p.len, &p);
	return end ? (size_t)(end - s) : p.len;
}
