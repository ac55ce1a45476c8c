#include "config.h"

#include "reader/diagram/seq_parse.h"

#include <string.h>
#include <strings.h>

#include "common/base/buf.h"

struct slice
slice_trim(struct slice slice)
{
	while (slice.len && strchr(" \t\r", slice.s[0])) {
		slice.s++;
		slice.len--;
	}
	while (slice.len && strchr(" \t\r", slice.s[slice.len - 1]))
		slice.len--;
	return slice;
}

bool
slice_is(struct slice slice, const char *word)
{
	return slice.len == strlen(word) &&
		!strncasecmp(slice.s, word, slice.len);
}

struct slice
slice_past(struct slice slice, size_t n)
{
	return slice_trim((struct slice){ slice.s + n, slice.len - n });
}

const char *
slice_find(struct slice slice, const char *what)
{
	return mem_find_nocase(slice.s, slice.len, what);
}

struct slice
slice_word(struct slice line)
{
	size_t n = 0;

	while (n < line.len && !strchr(" \t:", line.s[n]))
		n++;
	return (struct slice){ line.s, n };
}

bool
slice_number(struct slice *slice, int *number)
{
	int n = 0, left = 6, digits = 0;
	bool point = false;

	for (; slice->len; slice->s++, slice->len--) {
		if (*slice->s == '.' && !point) {
			point = true;
			left = 2;
		} else if (*slice->s < '0' || *slice->s > '9') {
			break;
		} else if (left > 0) {
			n = n * 10 + (*slice->s - '0');
			left--;
			digits++;
		}
	}
	for (left = point ? left : 2; left > 0; left--)
		n *= 10;
	*slice = slice_trim(*slice);
	if (digits)
		*number = n;
	return digits > 0;
}

struct slice
slice_unwrapped(struct slice text)
{
	static const char *const marks[] = {
		"wrap:", "nowrap:", ":wrap:", ":nowrap:"
	};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		size_t n = strlen(marks[i]);

		if (n <= text.len && !memcmp(text.s, marks[i], n))
			return slice_past(text, n);
	}
	return text;
}
