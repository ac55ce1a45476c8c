#include "config.h"

#include "reader/tui/take.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/san.h"
#include "common/base/utf8.h"
#include "common/course/scan.h"
#include "reader/tui/copy.h"
#include "reader/tui/state.h"

static void
copy_now(struct ui *ui, const struct block *block)
{
	copy_text(ui, take_bytes(ui, block), block->len,
		_("S saves it to a file"));
}

/* The first sign that a screen cannot show as itself; 0: none. */
static size_t
hidden(const char *s, size_t len, size_t *at)
{
	for (size_t i = 0; i < len;) {
		uint32_t cp;
		size_t n = utf8_decode(s + i, len - i, &cp);

		if (!san_is_plain(cp) && cp != '\n' && cp != '\t') {
			*at = i;
			return n;
		}
		i += n;
	}
	return 0;
}

static void
copy_confirmed(struct ui *ui, int key)
{
	if (question_is_yes(key))
		copy_now(ui, take_chosen(ui));
	else
		ui_note(ui, STYLE_TEXT, "%s", _("Not copied"));
}

static void
copy(struct ui *ui, const struct block *block)
{
	const char *s = take_bytes(ui, block);
	size_t at = 0, n = hidden(s, block->len, &at);
	struct buf sign = { 0 };
	char *text;

	if (!n) {
		copy_now(ui, block);
		return;
	}
	san_add(&sign, SAN_LINE, s + at, n);
	text = mem_printf("%s %s. %s",
		_("The block has signs that cannot be seen, the first:"),
		buf_str(&sign), _("Copy it? y: yes"));
	question_put(ui, text, copy_confirmed);
	free(text);
	buf_release(&sign);
}

void
take_copy(struct ui *ui)
{
	take_one(ui, copy);
}
