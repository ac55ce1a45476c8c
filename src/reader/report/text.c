#include "config.h"

#include "reader/report/text.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/base/utf8.h"

/* The eight colours every terminal has; words stand beside each of them. */
static const char *const inks[] = {
	[INK_PLAIN] = "",
	[INK_GOOD] = "\033[32m",
	[INK_BAD] = "\033[1;31m",
	[INK_FAINT] = "\033[2m",
	[INK_STRONG] = "\033[1m",
};

void
text_add(struct buf *b, const char *s)
{
	if (s)
		msg_clean(b, SAN_LINE, s);
}

void
text_pad(struct buf *b, const char *s, int cols)
{
	size_t was = b->len;
	int used;

	text_add(b, s);
	used = b->len > was ? utf8_cols(b->data + was, b->len - was) : 0;
	for (; used < cols; used++)
		buf_addc(b, ' ');
}

void
text_ink(struct buf *b, bool colour, enum ink ink, const char *s)
{
	if (colour)
		buf_adds(b, inks[ink]);
	text_add(b, s);
	if (colour && ink != INK_PLAIN)
		buf_adds(b, "\033[0m");
}

void
text_hang(struct buf *b, const char *s, int indent)
{
	struct buf clean = { 0 };
	const char *line, *end;

	msg_clean(&clean, SAN_TEXT, s);
	for (line = buf_str(&clean); *line; line = *end ? end + 1 : end) {
		end = line + strcspn(line, "\n");
		if (line > clean.data && end > line)
			buf_addf(b, "%*s", indent, "");
		buf_add(b, line, (size_t)(end - line));
		buf_addc(b, '\n');
	}
	buf_release(&clean);
}

void
text_field(struct buf *b, int indent, int cols, const char *label,
	const char *value)
{
	if (!value || !*value)
		return;
	buf_addf(b, "%*s", indent, "");
	text_pad(b, label, cols);
	text_hang(b, value, indent + cols);
}

void
text_block(struct buf *b, const char *s, int indent)
{
	if (*s && *s != '\n')
		buf_addf(b, "%*s", indent, "");
	text_hang(b, s, indent);
}

const char *
text_tail(const char *text, int n)
{
	const char *p = text + strlen(text);

	if (p > text && p[-1] == '\n')
		p--;
	for (; p > text; p--)
		if (p[-1] == '\n' && --n == 0)
			break;
	return p;
}

void
text_span(struct buf *out, int64_t ms)
{
	int64_t s = ms / 1000;

	if (s < 120)
		buf_addf(out, _("%lld s"), (long long)s);
	else if (s < 7200)
		buf_addf(out, _("%lld min"), (long long)(s / 60));
	else
		buf_addf(out, _("%lld h"), (long long)(s / 3600));
}
