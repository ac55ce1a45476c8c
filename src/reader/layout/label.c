#include "config.h"

#include "reader/layout/label.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"

/* A piece of the line: a word, name=value, or something in brackets. */
struct label_piece {
	const char *s, *end;
	const char *value, *value_end; /* NULL: it has none */
};

static const char *
label_past_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Where a string or brackets that open at s end; s: they do not. */
static const char *
past_pair(const char *s)
{
	static const char open[] = "\"'{[(", close[] = "\"'}])";
	const char *kind = *s ? strchr(open, *s) : NULL;
	const char *end = kind ? strchr(s + 1, close[kind - open]) : NULL;

	return end ? end + 1 : s;
}

static bool
next_piece(const char **at, struct label_piece *piece)
{
	const char *s = label_past_blanks(*at), *end = s, *past;

	*piece = (struct label_piece){ .s = s };
	while (*end && *end != ' ' && *end != '\t') {
		past = past_pair(end);
		if (*end == '=' && !piece->value)
			piece->value = end + 1;
		end = past > end ? past : end + 1;
	}
	piece->end = piece->value_end = end;
	*at = end;
	return end > s;
}

static bool
label_is_name(const struct label_piece *piece, const char *name)
{
	size_t n = strlen(name);

	return (size_t)(piece->value - piece->s) == n + 1 &&
		!strncasecmp(piece->s, name, n);
}

static bool
is_title(const struct label_piece *piece)
{
	static const char *const names[] = { "title", "filename", "file",
		"label", "name", "caption" };

	for (size_t i = 0; piece->value && i < ARRAY_LEN(names); i++)
		if (label_is_name(piece, names[i]))
			return true;
	return false;
}

/* Words of sites that say how the code looks, or what may be done with it. */
static bool
is_look(const struct label_piece *piece)
{
	static const char *const words[] = { "showLineNumbers", "lineNumbers",
		"noLineNumbers", "linenos", "line-numbers", "no-line-numbers",
		"lines", "wrap", "nowrap", "copy", "nocopy", "live", "editable",
		"runnable", "playground", "static", "twoslash", "expandable",
		"collapse", "collapsed", "collapsible", "preview", "console",
		"focus", "npm2yarn", "noInline", "interactive", "render",
		"ignore", "no_run", "should_panic", "compile_fail", "tab" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strlen(words[i]) == (size_t)(piece->end - piece->s) &&
			!strncasecmp(piece->s, words[i], strlen(words[i])))
			return true;
	return false;
}

/* A word of a title that stands there alone; /these/, "these" are marked. */
static bool
label_is_word(const struct label_piece *piece)
{
	return !piece->value && !is_look(piece) && *piece->s &&
		!strchr("{/\"'", *piece->s);
}

static char *
unquoted(const char *s, const char *end)
{
	if (end - s > 1 && past_pair(s) == end) {
		s++;
		end--;
	}
	if (end - s > 1 && past_pair(s) == end) { /* {"title"} */
		s++;
		end--;
	}
	return mem_strndup(s, (size_t)(end - s));
}

static char *
title_in(const char *s)
{
	struct label_piece piece;
	struct buf words = { 0 };
	char *title = NULL;

	while (next_piece(&s, &piece)) {
		if (is_title(&piece) && !title)
			title = unquoted(piece.value, piece.value_end);
		if (*piece.s == '[' && !title)
			title = unquoted(piece.s, piece.end);
		else if (label_is_word(&piece))
			buf_addf(&words, "%s%.*s", words.len ? " " : "",
				(int)(piece.end - piece.s), piece.s);
	}
	if (!title && words.len)
		title = buf_take(&words);
	buf_release(&words);
	return title;
}

/* "{.sh a=b}", as some parsers have it, or "sh ...". */
static const char *
past_lang(const char *info, const char **lang, size_t *n)
{
	*lang = info + strspn(info, "{.");
	*n = strcspn(*lang, " \t{}=:,[");
	if ((*lang)[*n] == '=')
		*n = 0;
	info = *lang + *n;
	return *info == ':' || *info == ',' || *info == '}' ? info + 1 : info;
}

struct label
label_of(const char *info)
{
	struct label label = { 0 };
	const char *lang, *rest;
	size_t n;

	rest = past_lang(label_past_blanks(info), &lang, &n);
	label.lang = n ? mem_strndup(lang, n) : NULL;
	if (n && lang[n] == ',') /* "rust,ignore" */
		rest += strcspn(rest, " \t");
	label.title = title_in(rest);
	return label;
}

void
label_release(struct label *label)
{
	free(label->lang);
	free(label->title);
	*label = (struct label){ 0 };
}
