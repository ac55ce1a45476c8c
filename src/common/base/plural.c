#include "config.h"

#include "common/base/plural.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

#define DEPTH_MAX 50

struct plural_reader {
	const char *at;
	long n;
	int depth; /* of brackets and of ?: */
};

/* Binary operators, from the loosest; a longer one before its beginning. */
static const struct operator
{
	char sign[3];
	int level;
}
operators[] = {
	{ "||", 0 },
	{ "&&", 1 },
	{ "==", 2 },
	{ "!=", 2 },
	{ "<=", 3 },
	{ ">=", 3 },
	{ "<", 3 },
	{ ">", 3 },
	{ "+", 4 },
	{ "-", 4 },
	{ "*", 5 },
	{ "/", 5 },
	{ "%", 5 },
};
#define LEVELS 6

static bool
take(struct plural_reader *r, const char *sign)
{
	r->at += strspn(r->at, " \t");
	if (strncmp(r->at, sign, strlen(sign)) != 0)
		return false;
	r->at += strlen(sign);
	return true;
}

static long
apply(const char *sign, long a, long b)
{
	switch (sign[0]) {
	case '|':
		return a || b;
	case '&':
		return a && b;
	case '=':
		return a == b;
	case '!':
		return a != b;
	case '<':
		return sign[1] ? a <= b : a < b;
	case '>':
		return sign[1] ? a >= b : a > b;
	case '+':
		return a + b;
	case '-':
		return a - b;
	case '*':
		return a * b;
	case '/':
		return b ? a / b : 0;
	default:
		return b ? a % b : 0;
	}
}

static long choice(struct plural_reader *r);

static long
operand(struct plural_reader *r)
{
	char *end;
	long value;

	if (take(r, "(")) {
		value = choice(r);
		take(r, ")");
		return value;
	}
	if (take(r, "!"))
		return r->depth++ < DEPTH_MAX && !operand(r);
	if (take(r, "n"))
		return r->n;
	value = strtol(r->at, &end, 10);
	r->at = end;
	return value;
}

static long
binary(struct plural_reader *r, int level)
{
	long value = level == LEVELS ? operand(r) : binary(r, level + 1);

	for (size_t i = 0; i < ARRAY_LEN(operators); i++)
		if (operators[i].level == level && take(r, operators[i].sign)) {
			value = apply(
				operators[i].sign, value, binary(r, level + 1));
			i = (size_t)-1; /* another one may follow */
		}
	return value;
}

static long
choice(struct plural_reader *r)
{
	long value, yes, no;

	if (r->depth++ > DEPTH_MAX)
		return 0;
	value = binary(r, 0);
	if (!take(r, "?"))
		return value;
	yes = choice(r);
	take(r, ":");
	no = choice(r);
	return value ? yes : no;
}

long
plural_form(const char *expression, long n)
{
	struct plural_reader r = { .at = expression,
		.n = n == LONG_MIN ? LONG_MAX : labs(n) };

	return choice(&r);
}
