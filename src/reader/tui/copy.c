#include "config.h"

#include "reader/tui/copy.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "reader/tui/clip.h"
#include "reader/tui/state.h"

static void
copy_failed(struct ui *ui, const char *text, const char *otherwise)
{
	ui_note(ui, STYLE_FAIL, "%s%s%s", text, otherwise ? "; " : "",
		otherwise ? otherwise : "");
}

static void
send_to_terminal(struct ui *ui, enum clip way, const char *s, size_t len)
{
	struct buf b = { 0 };

	clip_sequence(&b, way, s, len);
	ui->port.send(ui->port.ctx, b.data, b.len);
	buf_release(&b);
	ui_note(ui, STYLE_PASS,
		way == CLIP_TMUX
			? _("Sent through tmux (set-clipboard on or "
			    "allow-passthrough on), bytes: %zu")
			: _("Sent to the terminal's clipboard, bytes: %zu"),
		len);
}

static void
too_large(struct ui *ui, size_t len, const char *otherwise)
{
	char *text = mem_printf(_("It has %zu bytes, the terminal takes %zu"),
		len, (size_t)CLIP_MAX);

	copy_failed(ui, text, otherwise);
	free(text);
}

void
copy_text(struct ui *ui, const char *s, size_t len, const char *otherwise)
{
	enum clip way = clip_way();
	struct err err = { 0 };

	if (way == CLIP_NONE)
		copy_failed(ui, _("This terminal takes no copies"), otherwise);
	else if (way != CLIP_PROGRAM && len > CLIP_MAX)
		too_large(ui, len, otherwise);
	else if (way != CLIP_PROGRAM)
		send_to_terminal(ui, way, s, len);
	else if (clip_program(s, len, &err) < 0)
		ui_complain(ui, &err);
	else
		ui_note(ui, STYLE_PASS, _("Copied, bytes: %zu"), len);
}
