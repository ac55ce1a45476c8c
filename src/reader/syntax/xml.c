/* XML and HTML. */
#include "config.h"

#include <string.h>

#include "reader/syntax/lex.h"

enum xml_mode {
	MODE_COMMENT = 1,
	MODE_CDATA,
	MODE_TAG,
	MODE_DOUBLE, /* values of attributes go on over lines */
	MODE_SINGLE
};

/* Names of tags and attributes have colons, dots and hyphens. */
static size_t
xml_name_len(const struct lex *lex)
{
	size_t n = 0;

	while (lex_is_word(lex_ch(lex, n)) ||
		(lex_ch(lex, n) && strchr(":.-", lex_ch(lex, n))))
		n++;
	return n;
}

/* Bytes of "&amp;", 0: it is none. */
static size_t
entity_len(const struct lex *lex)
{
	size_t n = 1 + (lex_ch(lex, 1) == '#');

	while (n < 32 && lex_is_word(lex_ch(lex, n)))
		n++;
	return n > 1 && lex_ch(lex, n) == ';' ? n + 1 : 0;
}

static void
take_entity(struct lex *lex, enum style around)
{
	size_t n = entity_len(lex);

	lex_take(lex, n ? STYLE_ESCAPE : around, n ? n : 1);
}

static void
open_tag(struct lex *lex)
{
	char next = lex_ch(lex, 1);
	size_t mark = next == '/' || next == '?' || next == '!' ? 2 : 1;

	if (!lex_is_letter(lex_ch(lex, mark))) {
		lex_skip(lex);
		return;
	}
	lex_take(lex, STYLE_BLOCK, mark);
	lex_take(lex, STYLE_KEYWORD, xml_name_len(lex));
	lex_push(lex, MODE_TAG);
}

static void
xml_take_text(struct lex *lex)
{
	const char *s = lex->s + lex->at;
	size_t n = 0, left = lex->len - lex->at;

	while (n < left && s[n] != '<' && s[n] != '&')
		n++;
	lex_take(lex, STYLE_BLOCK, n);
	if (n)
		return;
	if (*s == '&') {
		take_entity(lex, STYLE_BLOCK);
	} else if (lex_starts(lex, "<!--")) {
		lex_take(lex, STYLE_COMMENT, 4);
		lex_push(lex, MODE_COMMENT);
	} else if (lex_starts(lex, "<![CDATA[")) {
		lex_take(lex, STYLE_KEYWORD, 9);
		lex_push(lex, MODE_CDATA);
	} else {
		open_tag(lex);
	}
}

static void
take_in_tag(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (c == '>' || c == '<') {
		lex_pop(lex);
		if (c == '>')
			lex_skip(lex);
	} else if (c == '"' || c == '\'') {
		lex_take(lex, STYLE_STRING, 1);
		lex_push(lex, c == '"' ? MODE_DOUBLE : MODE_SINGLE);
	} else if (lex_is_letter(c)) {
		lex_take(lex, STYLE_NAME, xml_name_len(lex));
	} else {
		lex_skip(lex);
	}
}

static void
xml_take_in_string(struct lex *lex, char quote)
{
	const char *s = lex->s + lex->at;
	size_t n = 0, left = lex->len - lex->at;

	while (n < left && s[n] != quote && s[n] != '&')
		n++;
	lex_take(lex, STYLE_STRING, n);
	if (n)
		return;
	if (*s == '&') {
		take_entity(lex, STYLE_STRING);
	} else {
		lex_take(lex, STYLE_STRING, 1);
		lex_pop(lex);
	}
}

void
lex_xml(struct lex *lex)
{
	while (lex_more(lex)) {
		switch (lex_top(lex)) {
		case MODE_COMMENT:
			if (lex_until(lex, STYLE_COMMENT, "-->"))
				lex_pop(lex);
			break;
		case MODE_CDATA:
			if (lex_until(lex, STYLE_STRING, "]]>"))
				lex_pop(lex);
			break;
		case MODE_DOUBLE:
			xml_take_in_string(lex, '"');
			break;
		case MODE_SINGLE:
			xml_take_in_string(lex, '\'');
			break;
		case MODE_TAG:
			take_in_tag(lex);
			break;
		default:
			xml_take_text(lex);
			break;
		}
	}
}
