/* ascii.h - the nearest plain ASCII for a terminal that shows no more. */
#ifndef CDCLAB_TUI_ASCII_H
#define CDCLAB_TUI_ASCII_H

#include <stdint.h>

/* One column for one; '?' where nothing comes near. */
char ascii_near(uint32_t cp);

#endif
