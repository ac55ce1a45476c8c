#include "config.h"

#include "engine/class/code.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define HOST_CHARS NAME_CHARS "._ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789abcdef"
#define CODE_MAX 400
#define SUM_PRIME 251 /* two digits; more than any two characters differ by */

int
class_name_check(const char *name, struct err *err)
{
	size_t len = strspn(name, NAME_CHARS);

	if (len && !name[len] && len < CLASS_NAME && *name != '-')
		return 0;
	return err_set(err, ERR_USAGE,
		"class name \"%s\": expected up to 24 of a-z, 0-9 and -", name);
}

int
class_broker_parse(struct class_code *code, const char *text, struct err *err)
{
	size_t len = strspn(text, HOST_CHARS);
	const char *port = text + len + 1;
	long n = 0;

	if (len && len < CLASS_HOST && text[len] == ':' &&
		strspn(port, "0123456789") == strlen(port) && strlen(port) < 6)
		n = strtol(port, NULL, 10);
	if (n < 1 || n > 65535)
		return err_set(err, ERR_USAGE,
			"broker \"%s\": expected HOST:PORT", text);
	for (size_t i = 0; i < len; i++)
		code->host[i] = (char)tolower((unsigned char)text[i]);
	code->host[len] = '\0';
	code->port = (int)n;
	return 0;
}

/* What stands before the two digits that check it. */
static char *
checked_part(const struct class_code *code)
{
	return mem_printf(
		"%s@%s:%d/%s", code->name, code->host, code->port, code->mark);
}

static unsigned
check_sum(const char *text)
{
	unsigned sum = 0;

	for (; *text; text++)
		sum = (sum * 37 + (unsigned char)*text) % SUM_PRIME;
	return sum;
}

char *
class_code_text(const struct class_code *code)
{
	char *part = checked_part(code);
	char *text = mem_printf("%s@%s:%d/%.4s-%.4s-%.4s-%02x", code->name,
		code->host, code->port, code->mark, code->mark + 4,
		code->mark + 8, check_sum(part));

	free(part);
	return text;
}

/* Lower case, without the blanks, and without the dashes of the last part. */
static void
normalise(char out[CODE_MAX], const char *text)
{
	bool last = false;
	size_t n = 0;

	for (; *text && n + 1 < CODE_MAX; text++) {
		char c = (char)tolower((unsigned char)*text);

		last |= c == '/';
		if (!isspace((unsigned char)c) && !(last && c == '-'))
			out[n++] = c;
	}
	out[n] = '\0';
}

/* Cut at c: what is behind it; NULL: there is no c. */
static char *
cut(char *text, char c)
{
	char *at = strchr(text, c);

	if (at)
		*at++ = '\0';
	return at;
}

static bool
take_mark(struct class_code *code, const char *digits)
{
	char *part;
	bool holds;

	if (strlen(digits) != CLASS_MARK + 1 ||
		strspn(digits, DIGITS) != CLASS_MARK + 1)
		return false;
	memcpy(code->mark, digits, CLASS_MARK - 1);
	code->mark[CLASS_MARK - 1] = '\0';
	part = checked_part(code);
	holds = strtoul(digits + CLASS_MARK - 1, NULL, 16) == check_sum(part);
	free(part);
	return holds;
}

int
class_code_parse(struct class_code *code, const char *text, struct err *err)
{
	char all[CODE_MAX], *broker, *digits;
	struct err unclear = { 0 };

	normalise(all, text);
	digits = cut(all, '/');
	broker = cut(all, '@');
	*code = (struct class_code){ 0 };
	if (!digits || !broker || class_name_check(all, &unclear) < 0 ||
		class_broker_parse(code, broker, &unclear) < 0)
		return err_set(err, ERR_USAGE,
			"join code \"%s\": expected NAME@HOST:PORT/DIGITS",
			text);
	memcpy(code->name, all, strlen(all) + 1);
	if (!take_mark(code, digits))
		return err_set(err, ERR_USAGE,
			"join code \"%s\": a character of it is wrong", text);
	return 0;
}
