/* browser.h - hand an address to the reader's browser. */
#ifndef CDCLAB_TUI_BROWSER_H
#define CDCLAB_TUI_BROWSER_H

struct err;

/*
 * Start $BROWSER, or xdg-open, with url as its only argument, in a view of
 * its own and away from our terminal. It is not waited for. ERR_SYSTEM when it
 * cannot be started.
 */
int browser_open(const char *url, struct err *err);

#endif
