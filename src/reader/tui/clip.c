#include "config.h"

#include "reader/tui/clip.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/program.h"
#include "reader/tui/term.h"

/* What sets a clipboard, and the variable without which it cannot. */
static const struct helper {
	const char *needs;
	const char *argv[4]; /* and a NULL */
} helpers[] = {
	{ "WAYLAND_DISPLAY", { "wl-copy" } },
	{ "DISPLAY", { "xclip", "-selection", "clipboard" } },
	{ "DISPLAY", { "xsel", "-b", "-i" } },
	{ "HOME", { "pbcopy" } },
};

/* On the far end of ssh a program would set the wrong machine's clipboard. */
static const struct helper *
helper(void)
{
	if (term_env_is_set("SSH_TTY") || term_env_is_set("SSH_CONNECTION"))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(helpers); i++)
		if (term_env_is_set(helpers[i].needs) &&
			fs_on_path(helpers[i].argv[0]))
			return &helpers[i];
	return NULL;
}

enum clip
clip_way(void)
{
	static const char *const deaf[] = { "linux", "dumb", "vt", "ansi" };
	const char *term = getenv("TERM");

	if (helper())
		return CLIP_PROGRAM;
	if (term_env_is_set("TMUX"))
		return CLIP_TMUX;
	for (size_t i = 0; i < ARRAY_LEN(deaf); i++)
		if (!term || !strncmp(term, deaf[i], strlen(deaf[i])))
			return CLIP_NONE;
	return CLIP_TERMINAL;
}

static void
add_base64(struct buf *b, const char *s, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t v = (uint32_t)(unsigned char)s[i] << 16;

		if (left > 1)
			v |= (uint32_t)(unsigned char)s[i + 1] << 8;
		if (left > 2)
			v |= (unsigned char)s[i + 2];
		buf_addc(b, digits[v >> 18]);
		buf_addc(b, digits[v >> 12 & 63]);
		buf_addc(b, left > 1 ? digits[v >> 6 & 63] : '=');
		buf_addc(b, left > 2 ? digits[v & 63] : '=');
	}
}

static void
add_osc(struct buf *b, const char *escape, const char *s, size_t len)
{
	buf_addf(b, "%s]52;c;", escape);
	add_base64(b, s, len);
	buf_addc(b, '\a');
}

void
clip_sequence(struct buf *b, enum clip way, const char *s, size_t len)
{
	if (way == CLIP_TMUX) {
		buf_adds(b, "\033Ptmux;");
		add_osc(b, "\033\033", s, len);
		buf_adds(b, "\033\\");
	}
	add_osc(b, "\033", s, len);
}

int
clip_program(const char *s, size_t len, struct err *err)
{
	const struct helper *h = helper();
	int fd = memfd_create("copy", MFD_CLOEXEC), rc;

	if (!h || fd < 0 || fs_write_all(fd, s, len) < 0 ||
		lseek(fd, 0, SEEK_SET) < 0)
		rc = errno;
	else
		rc = program_detach(&(struct program){
			.argv = h->argv,
			.fds = { fd, PROGRAM_NULL, PROGRAM_NULL },
			.group = PROGRAM_AWAY,
		});
	if (rc)
		err_set(err, ERR_SYSTEM, "%s: %s", h ? h->argv[0] : "copy",
			errno_text(rc));
	if (fd >= 0)
		close(fd);
	return rc ? -1 : 0;
}
