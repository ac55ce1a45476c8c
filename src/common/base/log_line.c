#include "config.h"

#include "common/base/log_line.h"

#include <string.h>

/* Bytes of a word that stands before the text of a log line; 0: none does. */
static size_t
head_word_len(const char *p)
{
	static const char *const levels[] = { "TRACE", "DEBUG", "INFO", "NOTE",
		"WARN", "WARNING", "ERROR", "FATAL", "PANIC", "LOG" };
	size_t n = strcspn(p, " "), upper, name;

	if (*p == '[')
		return strcspn(p, "]") + (strchr(p, ']') != NULL);
	if (strspn(p, "0123456789") == n || (n == 1 && *p == '-'))
		return n;
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (!strncmp(p, levels[i], strlen(levels[i])) &&
			(n == strlen(levels[i]) ||
				(p[n - 1] == ':' &&
					n == strlen(levels[i]) + 1)))
			return n;
	/* a time zone, a logger: before a bracket only */
	upper = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ+-0123456789");
	name = strspn(p,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789._$");
	return (upper == n || name == n) && !strncmp(p + n, " [", 2) ? n : 0;
}

/*
 * Behind "ts=... caller=... level=error msg=", as Prometheus writes them; NULL:
 * it is no such line.
 */
static const char *
logfmt_body(const char *line)
{
	static const char *const heads[] = { "ts=", "time=", "caller=",
		"level=", "source=", "component=" };
	const char *p = line;
	size_t i = 0;

	if (strncmp(p, heads[0], 3) != 0 && strncmp(p, heads[1], 5) != 0)
		return NULL;
	while (i < sizeof(heads) / sizeof(*heads))
		if (!strncmp(p, heads[i], strlen(heads[i])) && strchr(p, ' ')) {
			p = strchr(p, ' ');
			p += strspn(p, " ");
			i = 0;
		} else {
			i++;
		}
	if (!strncmp(p, "msg=", 4))
		p += 4;
	return *p ? p : NULL;
}

const char *
log_line_body(const char *line)
{
	const char *logfmt = logfmt_body(line);
	const char *p = line + (*line == '[');
	size_t n;

	if (logfmt)
		return logfmt;
	if (strspn(p, "0123456789-") != 10 || !(p[10] == ' ' || p[10] == 'T'))
		return line;
	p += 11;
	n = strspn(p, "0123456789:.,+Z");
	if (n < sizeof("16:05:54") - 1)
		return line;
	p += n;
	p += *p == ']';
	p += strspn(p, " ");
	while (*p && (n = head_word_len(p)) > 0) {
		p += n;
		p += strspn(p, " ");
	}
	return *p ? p : line;
}
