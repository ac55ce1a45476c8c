/* copy.h - text for the clipboard, and a word of what became of it. */
#ifndef CDCLAB_TUI_COPY_H
#define CDCLAB_TUI_COPY_H

#include <stddef.h>

struct ui;

/* otherwise: what can be done where the clipboard takes nothing; NULL: nothing. */
void copy_text(struct ui *ui, const char *s, size_t len, const char *otherwise);

#endif
