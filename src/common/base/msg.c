#include "config.h"

#include "common/base/msg.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/msg_parts.h"
#include "common/base/utf8.h"

/* One conversion of printf: "%-5.2lf". */
struct conversion {
	size_t len; /* bytes, with the % */
	int place;  /* of "%2$s"; 0: the next one */
	bool left, zero, wide_star, exact_star;
	int wide, exact; /* -1: not said */
	char size;       /* of h l L(l) z j t; 0: int */
	char kind;       /* d u x f s c %; 0: none of ours */
};

static int
digits(const char **p)
{
	char *end;
	long n = strtol(*p, &end, 10);

	*p = end;
	return (int)n;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *
read_flags(struct conversion *spec, const char *p)
{
	size_t n = strspn(p, "0123456789");

	if (n && p[n] == '$') {
		spec->place = digits(&p);
		p++;
	}
	for (; *p && strchr("-0 +#", *p); p++) {
		spec->left = spec->left || *p == '-';
		spec->zero = spec->zero || *p == '0';
	}
	return p;
}

/* What stands behind the point; nothing there means 0. */
static const char *
read_precision(struct conversion *spec, const char *p)
{
	if (*p == '*') {
		spec->exact_star = true;
		return p + 1;
	}
	spec->exact = is_digit(*p) ? digits(&p) : 0;
	return p;
}

static struct conversion
read_spec(const char *fmt)
{
	struct conversion spec = { .wide = -1, .exact = -1 };
	const char *p = read_flags(&spec, fmt + 1);

	if (*p == '*') {
		spec.wide_star = true;
		p++;
	} else if (is_digit(*p)) {
		spec.wide = digits(&p);
	}
	if (*p == '.')
		p = read_precision(&spec, p + 1);
	for (; *p && strchr("hlLzjt", *p); p++)
		spec.size = spec.size == 'l' ? 'L' : *p;
	spec.kind = strchr("diuxXfgsc%", *p) ? *p : '\0';
	spec.len = (size_t)(p - fmt) + (*p != '\0');
	return spec;
}

static intmax_t
signed_of(const struct conversion *spec, va_list *ap)
{
	switch (spec->size) {
	case 'l':
		return va_arg(*ap, long);
	case 'L':
		return va_arg(*ap, long long);
	case 'z':
		return (intmax_t)va_arg(*ap, size_t);
	case 'j':
		return va_arg(*ap, intmax_t);
	case 't':
		return va_arg(*ap, ptrdiff_t);
	default:
		return va_arg(*ap, int);
	}
}

static uintmax_t
unsigned_of(const struct conversion *spec, va_list *ap)
{
	switch (spec->size) {
	case 'l':
		return va_arg(*ap, unsigned long);
	case 'L':
		return va_arg(*ap, unsigned long long);
	case 'z':
		return va_arg(*ap, size_t);
	case 'j':
		return va_arg(*ap, uintmax_t);
	default:
		return va_arg(*ap, unsigned);
	}
}

/*
 * A message may be an argument; else the marks would be a stranger's. Unlike
 * printf's, a precision cuts no character.
 */
static void
add_string(struct buf *b, const struct conversion *spec, const char *s)
{
	size_t len;

	s = s ? s : "(null)";
	len = spec->exact < 0 ? strlen(s)
			      : utf8_whole(s, strnlen(s, (size_t)spec->exact));
	buf_addf(
		b, "%*.*s", spec->left ? -spec->wide : spec->wide, (int)len, s);
}

static void
add_value(struct buf *b, struct conversion *spec, va_list *ap)
{
	int wide;

	if (spec->wide_star)
		spec->wide = va_arg(*ap, int);
	if (spec->exact_star)
		spec->exact = va_arg(*ap, int);
	if (spec->wide < 0)
		spec->wide = 0;
	if (spec->zero && spec->exact < 0 && spec->kind != 'f')
		spec->exact = spec->wide; /* "%03d" is "%.3d" */
	wide = spec->left ? -spec->wide : spec->wide;
	switch (spec->kind) {
	case 's':
		add_string(b, spec, va_arg(*ap, const char *));
		break;
	case 'c':
		buf_addc(b, (char)va_arg(*ap, int));
		break;
	case 'f':
		buf_addf(b, "%*.*f", wide, spec->exact, va_arg(*ap, double));
		break;
	case 'g':
		buf_addf(b, "%*.*g", wide, spec->exact, va_arg(*ap, double));
		break;
	case 'u':
		buf_addf(b, "%*.*ju", wide, spec->exact, unsigned_of(spec, ap));
		break;
	case 'x':
		buf_addf(b, "%*.*jx", wide, spec->exact, unsigned_of(spec, ap));
		break;
	default:
		buf_addf(b, "%*.*jd", wide, spec->exact, signed_of(spec, ap));
	}
}

/* Every argument in turn, each as its conversion writes it. */
static void
add_args(struct buf *b, const char *fmt, va_list *ap)
{
	while ((fmt = strchr(fmt, '%'))) {
		struct conversion spec = read_spec(fmt);

		fmt += spec.len;
		if (spec.kind == '%' || !spec.kind)
			continue;
		buf_addc(b, MSG_ARG);
		add_value(b, &spec, ap);
	}
}

void
msg_vadd(struct buf *b, const char *fmt, va_list ap)
{
	va_list args;

	if (!strcmp(fmt, "%s")) {
		buf_vaddf(b, fmt, ap);
		return;
	}
	va_copy(args, ap);
	buf_addc(b, MSG_BEGIN);
	buf_adds(b, fmt);
	add_args(b, fmt, &args);
	buf_addc(b, MSG_END);
	va_end(args);
}

void
msg_add(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(b, fmt, ap);
	va_end(ap);
}

void
msg_add_count(struct buf *b, const char *one, const char *many, long n)
{
	buf_addf(b, "%c%s%c%s%c%ld%c", MSG_BEGIN, one, MSG_OR, many, MSG_ARG, n,
		MSG_END);
}

char *
msg_new(const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&b, fmt, ap);
	va_end(ap);
	return buf_take(&b);
}

char *
msg_row(const char *text, const char *arg)
{
	struct buf b = { 0 };

	buf_addc(&b, MSG_BEGIN);
	buf_adds(&b, text);
	if (arg)
		buf_addf(&b, "%c%s", MSG_ARG, arg);
	buf_addc(&b, MSG_END);
	return buf_take(&b);
}

void
msg_vput(char *to, size_t room, const char *fmt, va_list ap)
{
	struct buf b = { 0 };
	size_t len;

	msg_vadd(&b, fmt, ap);
	len = utf8_cut(buf_str(&b), b.len, room - 1);
	memcpy(to, buf_str(&b), len);
	to[len] = '\0';
	buf_release(&b);
}

void
msg_put(char *to, size_t room, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	msg_vput(to, room, fmt, ap);
	va_end(ap);
}

const char *
msg_take_apart(struct msg_parts *parts, const char *p)
{
	int depth = 1;

	*parts = (struct msg_parts){ .part[0].at = ++p, .n = 1 };
	for (; *p && depth; p++) {
		struct msg_part *part = &parts->part[parts->n - 1];

		depth += (*p == MSG_BEGIN) - (*p == MSG_END);
		if (depth == 1 && *p == MSG_ARG && parts->n <= MSG_ARGS) {
			parts->part[parts->n++].at = p + 1;
			continue;
		}
		if (depth)
			part->len++;
	}
	return p;
}

char *
msg_inside(const char *msg, const char *fmt)
{
	struct msg_parts parts;

	if (*msg != MSG_BEGIN)
		return NULL;
	msg_take_apart(&parts, msg);
	if (parts.n != 2 || parts.part[0].len != strlen(fmt) ||
		strncmp(parts.part[0].at, fmt, strlen(fmt)))
		return NULL;
	return mem_strndup(parts.part[1].at, parts.part[1].len);
}

/* The format as it is to be said; owned. */
static char *
format_of(const struct msg_parts *parts)
{
	char *one = mem_strndup(parts->part[0].at, parts->part[0].len);
	char *many = strchr(one, MSG_OR), *found;
	long n = parts->n > 1 ? strtol(parts->part[1].at, NULL, 10) : 0;

	if (many)
		*many++ = '\0';
	found = mem_strdup(many ? tr_count(one, many, n) : tr(one));
	free(one);
	return found;
}

static void show(struct buf *b, const char *s, size_t len, int depth);

static void
show_message(struct buf *b, const struct msg_parts *parts, int depth)
{
	char *fmt = parts->n > 1 || *parts->part[0].at ? format_of(parts)
						       : mem_strdup("");
	size_t next = 1;

	for (const char *p = fmt; *p;) {
		struct conversion spec = { .len = 1 };
		size_t i;

		if (*p == '%')
			spec = read_spec(p);
		if (!spec.kind)
			buf_add(b, p, spec.len);
		else if (spec.kind == '%')
			buf_addc(b, '%');
		p += spec.len;
		if (!spec.kind || spec.kind == '%')
			continue;
		i = spec.place ? (size_t)spec.place : next++;
		if (i < parts->n)
			show(b, parts->part[i].at, parts->part[i].len,
				depth + 1);
	}
	free(fmt);
}

static void
show(struct buf *b, const char *s, size_t len, int depth)
{
	const char *end = s + len;

	while (s < end) {
		size_t n = 0;
		struct msg_parts parts;

		while (s + n < end && !strchr(MSG_MARKS, s[n]))
			n++;
		buf_add(b, s, n);
		s += n;
		if (s < end && *s == MSG_BEGIN && depth < MSG_DEPTH) {
			s = msg_take_apart(&parts, s);
			show_message(b, &parts, depth);
		} else if (s < end) {
			s++;
		}
	}
}

void
msg_show(struct buf *b, const char *msg)
{
	show(b, msg, strlen(msg), 0);
}

char *
msg_text(const char *msg)
{
	struct buf b = { 0 };

	if (!msg)
		return NULL;
	msg_show(&b, msg);
	return b.data ? buf_take(&b) : mem_strdup("");
}

void
msg_clean(struct buf *b, enum san_mode mode, const char *msg)
{
	struct buf text = { 0 };

	msg_show(&text, msg);
	san_add(b, mode, buf_str(&text), text.len);
	buf_release(&text);
}
