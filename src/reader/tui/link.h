/* link.h - follow a link: to a section, a lesson, or out with a browser. */
#ifndef CDCLAB_TUI_LINK_H
#define CDCLAB_TUI_LINK_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct ui;

/* target as the document has it. What cannot be followed is said. */
void link_follow(struct ui *ui, const char *target);

/*
 * Append a host of len bytes as it is looked up: in ASCII, where no letter can
 * pose as another. false: it has no such form.
 */
bool link_add_host(struct buf *b, const char *host, size_t len);

/*
 * browser.c - start $BROWSER, or xdg-open, with url as its only argument, in a
 * session of its own and away from our terminal. It is not waited for.
 * ERR_SYSTEM when it cannot be started.
 */
int browser_open(const char *url, struct err *err);

#endif
