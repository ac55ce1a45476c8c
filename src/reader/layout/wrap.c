#include "config.h"

#include <stdint.h>
#include <string.h>

#include "common/base/utf8.h"
#include "reader/layout/para.h"

/*
 * Where a row may end, by the byte before which it would: for the reader's
 * eye, after Russian and English custom.
 *
 *   BREAK_END   it must
 *   BREAK_WORD  between words; the blank is left out
 *   BREAK_LONE  likewise, but a one-letter word would end the row
 *   BREAK_PART  within a word, after "-" or "/", or between wide characters
 *   BREAK_CODE  after punctuation of code or an address, if nothing else fits
 */
enum {
	BREAK_NONE = 0,
	BREAK_CODE,
	BREAK_LONE,
	BREAK_PART,
	BREAK_WORD,
	BREAK_END
};

#define EN_DASH 0x2013u
#define EM_DASH 0x2014u
#define WIDE_MIN 0x1100u /* below it no character takes two columns */

/* A code point and its neighbours. */
struct wrap_near {
	uint32_t two_before, before, here, after;
};

static bool
wrap_is_letter(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
		(cp >= '0' && cp <= '9') || (cp >= 0xc0 && cp < 0x2000);
}

static bool
is_cyrillic(uint32_t cp)
{
	return cp >= 0x400 && cp < 0x530;
}

static bool
is_closing(uint32_t cp)
{
	static const uint32_t closing[] = { '.', ',', ';', ':', '!', '?', ')',
		']', '}', '%', 0xbb, 0x2026, 0x201d, 0x2019, 0x3001, 0x3002,
		0x300d, 0x300f, 0xff01, 0xff09, 0xff0c, 0xff1f };

	for (size_t i = 0; i < ARRAY_LEN(closing); i++)
		if (closing[i] == cp)
			return true;
	return false;
}

static bool
is_opening(uint32_t cp)
{
	return cp == '(' || cp == '[' || cp == 0xab || cp == 0x201e ||
		cp == 0x300c || cp == 0xff08;
}

static int
break_at_blank(const struct wrap_near *n)
{
	if (n->after == EM_DASH || n->after == EN_DASH ||
		is_closing(n->after) || is_opening(n->before))
		return BREAK_NONE;
	if (is_cyrillic(n->before) && !wrap_is_letter(n->two_before))
		return BREAK_LONE;
	return BREAK_WORD;
}

/* May a row end after n->here, which is not blank? */
static int
break_after(const struct wrap_near *n, bool code)
{
	if (!n->after || n->after == ' ' || n->after == '\n' ||
		is_closing(n->after))
		return BREAK_NONE;
	if (code)
		return n->here < 0x80 && n->here &&
				strchr("._-/,:;=&?)}]|", (int)n->here)
			? BREAK_CODE
			: BREAK_NONE;
	if (n->here == '-' && wrap_is_letter(n->before) &&
		wrap_is_letter(n->after))
		return BREAK_PART;
	if (n->here == '/' && n->before != '/' && n->after != '/' &&
		n->before && n->before != ' ')
		return BREAK_PART;
	if (n->here == EM_DASH)
		return BREAK_PART;
	if (utf8_cp_cols(n->here) == 2 && utf8_cp_cols(n->after) > 0)
		return BREAK_PART;
	return n->here < 0x80 && n->here && strchr("._:=&?#", (int)n->here)
		? BREAK_CODE
		: BREAK_NONE;
}

static bool
is_code(enum style style)
{
	return style == STYLE_CODE || style == STYLE_DIM;
}

/*
 * A break before at; for blanks at is the blank itself. The end of the text
 * counts as the end of a row.
 */
static void
mark(struct para *para, size_t at, int kind)
{
	if (at < para->breaks.len && para->breaks.data[at] < kind)
		para->breaks.data[at] = (char)kind;
}

/* What was left out after a blank leaves it at the end. */
static void
trim_end(struct para *para)
{
	struct buf *text = &para->text;

	while (text->len && text->data[text->len - 1] == ' ')
		text->len--;
	while (para->nrun && para->runs[para->nrun - 1].at >= text->len)
		para->nrun--;
	if (para->nrun) {
		struct run *last = &para->runs[para->nrun - 1];

		last->len = text->len - last->at;
	}
}

void
para_finish(struct para *para)
{
	const char *s = buf_str(&para->text);
	size_t len, run = 0;
	struct wrap_near n = { 0 };
	size_t size, ahead;

	trim_end(para);
	len = para->text.len;
	size = len ? utf8_decode(s, len, &n.here) : 0;
	buf_reset(&para->breaks);
	buf_add(&para->breaks, s, len);
	if (len)
		memset(para->breaks.data, BREAK_NONE, len);
	for (size_t at = 0; at < len; at += size, size = ahead) {
		n.after = 0;
		ahead = at + size < len
			? utf8_decode(s + at + size, len - at - size, &n.after)
			: 0;
		while (run + 1 < para->nrun && para->runs[run + 1].at <= at)
			run++;
		if (wrap_is_letter(n.here) && n.here < WIDE_MIN)
			; /* never the end of a row */
		else if (n.here == '\n')
			mark(para, at, BREAK_END);
		else if (n.here == ' ')
			mark(para, at, break_at_blank(&n));
		else
			mark(para, at + size,
				break_after(&n,
					para->nrun &&
						is_code(para->runs[run]
								.style)));
		n.two_before = n.before;
		n.before = n.here;
		n.here = n.after;
	}
}

/* The best places to end a row that were seen, and the columns up to them. */
struct best {
	size_t word, lone, code;
	int word_cols;
};

static void
see_break(struct best *best, int kind, size_t at, int cols)
{
	if (kind == BREAK_WORD || kind == BREAK_PART) {
		best->word = at;
		best->word_cols = cols;
	} else if (kind == BREAK_LONE) {
		best->lone = at;
	} else if (kind == BREAK_CODE) {
		best->code = at;
	}
}

static size_t
wrap_skip_blanks(const struct para *para, size_t at)
{
	while (at < para->text.len && para->text.data[at] == ' ')
		at++;
	return at;
}

/* The row is full at `full`: where to end it. */
static size_t
wrap_choose(const struct best *best, size_t from, size_t full, int cols)
{
	/* a lone word at the end is better than a row half empty */
	if (best->lone > best->word && best->word_cols < cols * 2 / 3)
		return best->lone;
	if (best->word > from)
		return best->word;
	if (best->lone > from)
		return best->lone;
	return best->code > from ? best->code : full;
}

size_t
para_wrap(const struct para *para, size_t from, int cols, size_t *next)
{
	const char *s = para->text.data, *breaks = para->breaks.data;
	struct best best = { from, from, from, 0 };
	int used = 0;
	size_t at = from, end;

	while (at < para->text.len && breaks[at] != BREAK_END) {
		uint32_t cp;
		size_t n = utf8_decode(s + at, para->text.len - at, &cp);
		int wide = utf8_cp_cols(cp);

		if (breaks[at])
			see_break(&best, breaks[at], at, used);
		if (used + wide > cols && at > from) {
			end = wrap_choose(&best, from, at, cols);
			*next = wrap_skip_blanks(para, end);
			return end;
		}
		used += wide;
		at += n;
	}
	*next = at < para->text.len ? at + 1 : at; /* blanks are code's */
	return at;
}

int
para_cols(const struct para *para)
{
	const char *s = buf_str(&para->text), *end = s + para->text.len, *nl;
	int cols = 0, most = 0;

	for (; s < end; s = nl + 1) {
		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl ? nl : end;
		cols = utf8_cols(s, (size_t)(nl - s));
		most = cols > most ? cols : most;
	}
	return most;
}

int
para_word_cols(const struct para *para)
{
	const char *s = buf_str(&para->text);
	int cols = 0, most = 0;

	for (size_t at = 0, n; at < para->text.len; at += n) {
		uint32_t cp;

		n = utf8_decode(s + at, para->text.len - at, &cp);
		if (para->breaks.data[at])
			cols = 0;
		if (cp != ' ' && cp != '\n')
			cols += utf8_cp_cols(cp);
		most = cols > most ? cols : most;
	}
	return most;
}
