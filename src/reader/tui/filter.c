#include "config.h"

#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "reader/tui/state.h"

static void
change(struct ui *ui, const char *text)
{
	free(ui->filter);
	ui->filter = *text ? mem_strdup(text) : NULL;
	ui->popup_at = 0;
}

void
filter_clear(struct ui *ui)
{
	free(ui->filter);
	ui->filter = NULL;
}

void
filter_open(struct ui *ui)
{
	static const struct prompt_kind kind = {
		.change = change,
		.accept = change,
		.cancel = filter_clear,
	};

	filter_clear(ui);
	prompt_open(ui, &kind, "/", "");
}

/* As for comparing: small letters. */
static char *
folded(const char *s)
{
	struct buf b = { 0 };
	size_t len = strlen(s);

	for (size_t at = 0; at < len;) {
		char out[4];
		uint32_t cp;

		at += utf8_decode(s + at, len - at, &cp);
		buf_add(&b, out, utf8_encode(utf8_lower(cp), out));
	}
	return b.data ? buf_take(&b) : mem_strdup("");
}

bool
filter_fits(const struct ui *ui, const char *text)
{
	char *word, *in;
	bool fits;

	if (!ui->filter)
		return true;
	word = folded(ui->filter);
	in = folded(text);
	fits = strstr(in, word) != NULL;
	free(in);
	free(word);
	return fits;
}
