#include "config.h"

#include "common/course/jsx.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"

/* What is open, innermost last: '{' is code, '`' is a template literal. */
struct nest {
	char open[JSX_DEPTH];
	int depth;
};

static bool
nest_push(struct nest *nest, char c)
{
	if (nest->depth == JSX_DEPTH)
		return false;
	nest->open[nest->depth++] = c;
	return true;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		c == '$';
}

static bool
jsx_is_name(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '.' ||
		c == ':' || c == '-';
}

static size_t
jsx_skip_space(const char *s, size_t len, size_t i)
{
	while (i < len && is_space(s[i]))
		i++;
	return i;
}

static size_t
skip_name(const char *s, size_t len, size_t i)
{
	if (i < len && is_name_start(s[i]))
		while (i < len && jsx_is_name(s[i]))
			i++;
	return i;
}

/* Past a string; a quote without its pair on the line is only a character. */
static size_t
jsx_skip_string(const char *s, size_t len, size_t i)
{
	for (size_t j = i + 1; j < len && s[j] != '\n'; j++) {
		if (s[j] == s[i])
			return j + 1;
		if (s[j] == '\\')
			j++;
	}
	return i + 1;
}

/* Past a comment at i; len: it does not end. i: there is none. */
static size_t
skip_comment(const char *s, size_t len, size_t i)
{
	const char *end;

	if (i + 1 >= len || s[i] != '/')
		return i;
	if (s[i + 1] == '/') {
		end = memchr(s + i, '\n', len - i);
		return end ? (size_t)(end - s) : len;
	}
	if (s[i + 1] != '*')
		return i;
	end = memmem(s + i + 2, len - i - 2, "*/", 2);
	return end ? (size_t)(end - s) + 2 : len;
}

/* One step through code. 0: nested too deeply. */
static size_t
step_code(struct nest *nest, const char *s, size_t len, size_t i)
{
	size_t past;

	switch (s[i]) {
	case '{':
	case '`':
		return nest_push(nest, s[i]) ? i + 1 : 0;
	case '}':
		nest->depth--;
		return i + 1;
	case '"':
	case '\'':
		return jsx_skip_string(s, len, i);
	case '/':
		past = skip_comment(s, len, i);
		return past == i ? i + 1 : past;
	default:
		return i + 1;
	}
}

static size_t
step_template(struct nest *nest, const char *s, size_t len, size_t i)
{
	if (s[i] == '\\')
		return i + 2;
	if (s[i] == '$' && i + 1 < len && s[i + 1] == '{')
		return nest_push(nest, '{') ? i + 2 : 0;
	if (s[i] == '`')
		nest->depth--;
	return i + 1;
}

static size_t
jsx_step(struct nest *nest, const char *s, size_t len, size_t i)
{
	return nest->open[nest->depth - 1] == '`'
		? step_template(nest, s, len, i)
		: step_code(nest, s, len, i);
}

size_t
jsx_expr(const char *s, size_t len)
{
	struct nest nest = { .open = "{", .depth = 1 };
	size_t i = 1;

	while (i < len) {
		i = jsx_step(&nest, s, len, i);
		if (!i)
			return 0;
		if (!nest.depth)
			return i;
	}
	return 0;
}

bool
jsx_is_comment(const char *s, size_t len)
{
	size_t i = jsx_skip_space(s, len, 1), past;

	while ((past = skip_comment(s, len, i)) > i)
		i = jsx_skip_space(s, len, past);
	return i + 1 >= len;
}

/*
 * Past the attribute at i, which is filled in; 0: there is none. *cut: the
 * text ends within it.
 */
static size_t
jsx_take_value(
	const char *s, size_t len, size_t i, struct jsx_attr *attr, bool *cut)
{
	const char *end;
	size_t n, start = i;

	if (i >= len) {
		*cut = true;
		return 0;
	}
	if (s[i] == '"' || s[i] == '\'') {
		end = memchr(s + i + 1, s[i], len - i - 1);
		*cut = !end;
		if (!end)
			return 0;
		attr->value = s + i + 1;
		attr->value_len = (size_t)(end - attr->value);
		return (size_t)(end - s) + 1;
	}
	if (s[i] == '{') {
		n = jsx_expr(s + i, len - i);
		*cut = !n;
		attr->expr = s + i;
		attr->expr_len = n;
		return n ? i + n : 0;
	}
	while (i < len && !is_space(s[i]) && !strchr("\"'=<>`{}", s[i]))
		i++; /* HTML's bare value */
	attr->value = s + start;
	attr->value_len = i - start;
	return i > start ? i : 0;
}

/* {`...`} and {"..."} are as good as strings. */
static void
unwrap_value(const char *s, size_t from, size_t to, struct jsx_attr *attr)
{
	if (s[from] != '{')
		return;
	from = jsx_skip_space(s, to, from + 1);
	for (to--; to > from && is_space(s[to - 1]); to--)
		;
	if (to < from + 2 || s[from] != s[to - 1] || !strchr("`'\"", s[from]))
		return;
	for (size_t i = from + 1; i < to - 1; i++) {
		if (s[i] == '\\')
			i++;
		else if (s[i] == s[from])
			return; /* 'a' + 'b' */
	}
	attr->value = s + from + 1;
	attr->value_len = to - from - 2;
	attr->template = true;
	attr->expr = NULL;
}

static size_t
take_attr(const char *s, size_t len, size_t i, struct jsx_attr *attr, bool *cut)
{
	size_t from = i, at, n;

	*attr = (struct jsx_attr){ .name = s + i };
	if (i < len && s[i] == '{') { /* {...spread} */
		n = jsx_expr(s + i, len - i);
		*cut = !n;
		return n ? i + n : 0;
	}
	if (i < len && s[i] == '@')
		i++;
	i = skip_name(s, len, i);
	attr->name_len = i - from;
	if (i == from)
		return 0;
	at = jsx_skip_space(s, len, i);
	if (at >= len || s[at] != '=')
		return i;
	at = jsx_skip_space(s, len, at + 1);
	i = jsx_take_value(s, len, at, attr, cut);
	if (i)
		unwrap_value(s, at, i, attr);
	return i;
}

/* Is i the end of a tag: ">" or "/>"? Bytes of it, else 0. */
static size_t
tag_end(const char *s, size_t len, size_t i)
{
	size_t at;

	if (i < len && s[i] == '>')
		return 1;
	if (i >= len || s[i] != '/')
		return 0;
	at = jsx_skip_space(s, len, i + 1);
	return at < len && s[at] == '>' ? at + 1 - i : 0;
}

size_t
jsx_tag(const char *s, size_t len, struct jsx_tag *tag, bool *cut)
{
	struct jsx_attr attr;
	size_t i = 1, from, n;

	*cut = false;
	*tag = (struct jsx_tag){ .close = len > 1 && s[1] == '/' };
	i += tag->close;
	from = i;
	tag->name = s + i;
	i = skip_name(s, len, i);
	tag->name_len = i - from;
	if (i == from)
		return i < len && s[i] == '>' ? i + 1 : 0;
	for (;;) {
		size_t at = jsx_skip_space(s, len, i);

		n = tag_end(s, len, at);
		if (n) {
			tag->self = s[at] == '/';
			return at + n;
		}
		*cut = at >= len;
		if (*cut || (at == i && jsx_is_name(s[i - 1])))
			return 0;
		i = take_attr(s, len, at, &attr, cut);
		if (!i)
			return 0;
	}
}

bool
jsx_next_attr(const char *tag, size_t len, size_t *pos, struct jsx_attr *attr)
{
	bool cut;
	size_t i = *pos ? *pos : 1;

	while (!*pos && i < len && *tag != '<' && strchr(":{%<- ", tag[i]))
		i++; /* ":::name" or "{% name", and no tag */
	if (!*pos)
		i = skip_name(tag, len, i);
	i = jsx_skip_space(tag, len, i);
	i = take_attr(tag, len, i, attr, &cut);
	*pos = i;
	return i != 0;
}

const char *
jsx_next_string(const char *s, size_t n, size_t *pos, size_t *len)
{
	size_t i = *pos, from, past;

	while (i < n && !strchr("\"'`", s[i])) {
		past = skip_comment(s, n, i);
		i = past > i ? past : i + 1;
	}
	if (i >= n)
		return NULL;
	for (from = i++; i < n && s[i] != s[from]; i++)
		i += s[i] == '\\';
	i = i < n ? i + 1 : n;
	*pos = i;
	*len = i - from;
	return s + from;
}

/* Is the line that begins at i blank, or is there none? */
static bool
is_blank_line(const char *s, size_t len, size_t i)
{
	while (i < len && s[i] != '\n' && is_space(s[i]))
		i++;
	return i >= len || s[i] == '\n';
}

static bool
begins(const char *s, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len > n && !memcmp(s, word, n);
}

/* "import the data" is a sentence, "import x from 'y'" is not. */
static bool
is_statement(const char *s, size_t len)
{
	static const char *const exports[] = { "const ", "let ", "var ",
		"function ", "function* ", "default ", "class ", "async ",
		"type ", "interface ", "enum ", "abstract ", "declare ", "{",
		"*" };
	const char *rest = s + 7;

	if (begins(s, len, "import "))
		return *rest == '"' || *rest == '\'' ||
			memmem(s, len, " from '", 7) ||
			memmem(s, len, " from \"", 7);
	if (!begins(s, len, "export "))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(exports); i++)
		if (begins(rest, len - 7, exports[i]))
			return true;
	return false;
}

size_t
jsx_esm(const char *s, size_t len)
{
	struct nest nest = { .open = "{", .depth = 1 };
	size_t i = 0;

	if (!begins(s, len, "import ") && !begins(s, len, "export "))
		return 0;
	while (i < len) {
		bool nl = s[i] == '\n' && nest.depth == 1;

		if (nl && is_blank_line(s, len, i + 1)) {
			i++;
			break;
		}
		i = jsx_step(&nest, s, len, i);
		if (!i || !nest.depth)
			return 0;
	}
	i = i < len ? i : len;
	return is_statement(s, i) ? i : 0;
}

bool
jsx_is_component(const struct jsx_tag *tag)
{
	return !tag->name_len || (tag->name[0] >= 'A' && tag->name[0] <= 'Z') ||
		memchr(tag->name, '.', tag->name_len);
}
