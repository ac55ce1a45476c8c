#include "config.h"

#include "reader/main/language.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/place.h"
#include "reader/main/option.h"
#include "reader/tui/memory.h"

void
language_begin(const struct place *place)
{
	struct memory memory = { 0 };
	char code[LANG_CODE];

	lang_init(place->po);
	memory_init(&memory, place);
	lang_choose(code, getenv("CDCLAB_LANG"), memory_lang(&memory));
	lang_use(code);
	memory_release(&memory);
}

static void
list(void *ctx, const char *code, const char *name)
{
	struct buf *b = ctx;

	(void)name;
	buf_addf(b, "%s%s", b->len ? ", " : "", code);
}

int
language_take(const struct options *o, struct err *err)
{
	const char *asked = o->value[OPT_LANG];
	struct buf all = { 0 };
	char code[LANG_CODE];

	if (!asked)
		return 0;
	if (lang_choose(code, asked, NULL)) {
		lang_use(code);
		return 0;
	}
	lang_each(list, &all);
	err_set(err, ERR_USAGE, "--lang: \"%s\", expected one of: %s", asked,
		buf_str(&all));
	buf_release(&all);
	return -1;
}

const char *
language_of_lessons(const struct options *o)
{
	return o->value[OPT_TEXT_LANG] ? o->value[OPT_TEXT_LANG] : lang_code();
}
