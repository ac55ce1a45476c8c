#include "config.h"

#include "common/base/mo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/plural.h"

#define MAGIC 0x950412de
#define FILE_MAX ((size_t)8 << 20)

/* Two tables of pairs (length, offset): originals, sorted, and translations. */
struct mo {
	struct buf file;
	uint32_t count, originals, translations;
	const char *plural; /* the expression of its header, "" for none */
};

static uint32_t
number(const struct mo *mo, size_t at)
{
	uint32_t n = 0;

	if (at + sizeof(n) <= mo->file.len)
		memcpy(&n, mo->file.data + at, sizeof(n));
	return n;
}

/* The i-th string of a table; len without its NUL. NULL: the file is cut. */
static const char *
string(const struct mo *mo, uint32_t table, uint32_t i, size_t *len)
{
	size_t at = number(mo, table + (size_t)i * 8 + 4);

	*len = number(mo, table + (size_t)i * 8);
	if (at + *len >= mo->file.len || mo->file.data[at + *len])
		return NULL;
	return mo->file.data + at;
}

static const char *
find(const struct mo *mo, const char *msgid, size_t *len)
{
	uint32_t from = 0, to = mo->count;

	while (from < to) {
		uint32_t mid = from + (to - from) / 2;
		const char *s = string(mo, mo->originals, mid, len);
		int order = s ? strcmp(msgid, s) : -1;

		if (order == 0)
			return string(mo, mo->translations, mid, len);
		if (order < 0)
			to = mid;
		else
			from = mid + 1;
	}
	return NULL;
}

/* "...; plural=n%10==1 ? 0 : 1;\n" of the header, which is the text of "". */
static const char *
plural_of(const struct mo *mo)
{
	size_t len;
	const char *header = find(mo, "", &len);
	const char *at = header ? strstr(header, "plural=") : NULL;

	/* nplurals= ends with the same letters, and comes before */
	while (at && at > header && at[-1] == 'n')
		at = strstr(at + 1, "plural=");
	return at ? at + strlen("plural=") : "";
}

struct mo *
mo_open(const char *path)
{
	struct mo *mo = mem_alloc(sizeof(*mo));
	struct err ignored = { 0 };

	if (buf_read_file(&mo->file, path, FILE_MAX, &ignored) < 0 ||
		number(mo, 0) != MAGIC) {
		mo_free(mo);
		return NULL;
	}
	mo->count = number(mo, 8);
	mo->originals = number(mo, 12);
	mo->translations = number(mo, 16);
	mo->plural = plural_of(mo);
	return mo;
}

void
mo_free(struct mo *mo)
{
	if (mo)
		buf_release(&mo->file);
	free(mo);
}

const char *
mo_find(const struct mo *mo, const char *msgid)
{
	size_t len;
	const char *s = find(mo, msgid, &len);

	return s && *s ? s : NULL;
}

const char *
mo_find_count(const struct mo *mo, const char *one, long n)
{
	size_t len;
	const char *s = find(mo, one, &len), *end;

	if (!s)
		return NULL;
	end = s + len;
	for (long form = plural_form(mo->plural, n); form > 0; form--) {
		const char *next = s + strlen(s) + 1;

		if (next > end)
			break;
		s = next;
	}
	return *s ? s : NULL;
}
