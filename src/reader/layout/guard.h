/* guard.h - what no Markdown parser should be given. */
#ifndef CDCLAB_LAYOUT_GUARD_H
#define CDCLAB_LAYOUT_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/* Would a parser take long over this text, or much memory? Linear. */
bool guard_is_bomb(const char *s, size_t len);

#endif
