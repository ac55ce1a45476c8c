#include "config.h"

#include "reader/layout/sieve.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/san.h"
#include "common/base/utf8.h"
#include "common/course/catalog.h"
#include "reader/layout/fold.h"
#include "reader/layout/words.h"

static bool
sieve_is_letter(uint32_t cp)
{
	return cp != '_' && utf8_is_word(cp);
}

static bool
is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

/* Digits alone are no word: a list's numbers are not those of its source. */
static size_t
word_at(const struct fold *want, size_t from, bool *useful)
{
	size_t i = from;

	*useful = false;
	for (; i < want->n && sieve_is_letter(want->glyphs[i].cp); i++)
		if (!is_digit(want->glyphs[i].cp))
			*useful = true;
	return i - from;
}

static void
sieve_add_word(
	struct sieve *sieve, const struct fold *want, size_t from, size_t n)
{
	char utf8[4];

	buf_reset(&sieve->word);
	for (size_t i = 0; i < n; i++)
		buf_add(&sieve->word, utf8,
			utf8_encode(want->glyphs[from + i].cp, utf8));
}

/* What a byte of ASCII does to the letters around it. */
enum part {
	PART_TEXT = 0,
	PART_MARK,  /* it is not shown */
	PART_BEGIN, /* it may begin a string that is shown as its text */
	PART_END,   /* what it closes may stand within a word */
	PART_HIDES  /* it, or what it begins, is shown as something else */
};

static const unsigned char parts[127] = {
	['*'] = PART_MARK,
	['_'] = PART_MARK,
	['`'] = PART_MARK,
	['~'] = PART_MARK,
	['\\'] = PART_MARK,
	['['] = PART_MARK,
	[']'] = PART_MARK,
	['{'] = PART_BEGIN,
	['>'] = PART_END,
	[')'] = PART_END,
	['}'] = PART_END,
	['&'] = PART_HIDES,
};

/* sieve_is_letter() without its tables */
static bool
is_latin(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

static enum part
part_of(unsigned char c)
{
	if (c < ' ' && c != '\t' && c != '\n' && c != '\r')
		return PART_HIDES;
	return c < sizeof(parts) ? parts[c] : PART_HIDES;
}

/* A source that is folded. */
struct folding {
	char *out; /* where the next letter goes; NULL: it may hide something */
	bool exact;
	bool ended; /* only marks since a PART_END */
	bool glued; /* only marks since a letter */
	bool label; /* in the second pair of a link's brackets */
};

/*
 * Accents are composed where rows are searched; what is not plain is shown by
 * its number.
 */
static bool
is_odd(uint32_t cp)
{
	return (cp >= 0x300 && cp < 0x370) || !san_is_plain(cp);
}

/* A letter beyond ASCII; returns its bytes. */
static size_t
fold_letter(struct folding *f, const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	bool short_one =
		(p[0] & 0xfe) == 0xd0 && len > 1 && (p[1] & 0xc0) == 0x80;
	uint32_t cp;
	size_t used;

	if (short_one) { /* most letters of the course: Cyrillic */
		cp = ((uint32_t)p[0] & 0x1f) << 6 | (p[1] & 0x3f);
		cp = fold_cp(cp, f->exact);
		*f->out++ = (char)(0xc0 | cp >> 6);
		*f->out++ = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	used = utf8_decode(s, len, &cp);
	f->out = is_odd(cp)
		? NULL
		: f->out + utf8_encode(fold_cp(cp, f->exact), f->out);
	return used;
}

/* "{" and a string: it may be shown as its text alone. */
static bool
is_string(const char *s, const char *end)
{
	do
		s++;
	while (s < end && *s == ' ');
	return s < end && (*s == '"' || *s == '\'' || *s == '`');
}

/* s: where it stands in the source, which has all and end. */
static void
fold_ascii(struct folding *f, const char *s, const char *all, const char *end)
{
	unsigned char c = (unsigned char)*s;
	enum part part = part_of(c);
	bool letter = is_latin(c);

	if (c == '[')
		f->label = s > all && s[-1] == ']';
	if (c == ']' && f->label)
		part = PART_END;
	if (part == PART_HIDES || (f->ended && letter) ||
		(part == PART_BEGIN && (f->ended || f->glued) &&
			is_string(s, end))) {
		f->out = NULL;
		return;
	}
	if (part == PART_MARK)
		return;
	f->ended = part == PART_END;
	f->glued = letter;
	*f->out++ =
		!f->exact && c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
}

/*
 * The source folded; out has four times its room. NULL: it has what may hide
 * something from us.
 */
static char *
fold_source(char *out, const char *s, size_t len, bool exact)
{
	struct folding f = { .out = out, .exact = exact };
	size_t n;

	for (size_t i = 0; f.out && i < len; i += n) {
		n = 1;
		if ((unsigned char)s[i] < 0x80) {
			fold_ascii(&f, s + i, s, s + len);
			continue;
		}
		if (f.ended)
			return NULL;
		n = fold_letter(&f, s + i, len - i);
		f.glued = true;
	}
	return f.out;
}

/* May the layout add words of its own to it? */
static bool
is_adorned(const char *source, size_t len)
{
	return memchr(source, '<', len) || memmem(source, len, "[!", 2) ||
		memmem(source, len, "mermaid", 7) ||
		memmem(source, len, ":::", 3);
}

bool
sieve_lets(struct sieve *sieve, const char *source, size_t len)
{
	char *end;

	if (!sieve->word.len || (sieve->ours && is_adorned(source, len)))
		return true;
	if (sieve->room < len * 4 + 4) {
		sieve->room = len * 4 + 4;
		sieve->folded = mem_grow(sieve->folded, sieve->room);
	}
	end = fold_source(sieve->folded, source, len, sieve->exact);
	return !end ||
		memmem(sieve->folded, (size_t)(end - sieve->folded),
			sieve->word.data, sieve->word.len);
}

/* Is it in a word that no source has, because the layout adds it? */
static bool
is_ours(struct sieve *sieve, const char *lang)
{
	const char *word;

	for (size_t i = 0; sieve->word.len && (word = words_nth(i, lang)); i++)
		if (sieve_lets(sieve, word, strlen(word)))
			return true;
	return false;
}

void
sieve_init(struct sieve *sieve, const struct fold *want, const char *lang)
{
	size_t best = 0, n;
	bool useful;

	sieve->exact = want->exact;
	for (size_t i = 0; i < want->n; i += n ? n : 1) {
		n = word_at(want, i, &useful);
		if (useful && n > best) {
			best = n;
			sieve_add_word(sieve, want, i, n);
		}
	}
	sieve->ours = is_ours(sieve, lang);
}

void
sieve_release(struct sieve *sieve)
{
	buf_release(&sieve->word);
	free(sieve->folded);
	sieve->folded = NULL;
	sieve->room = 0;
}
