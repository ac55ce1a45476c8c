/* link.h - follow a link: to a section, a lesson, or out with a browser. */
#ifndef CDCLAB_TUI_LINK_H
#define CDCLAB_TUI_LINK_H

struct ui;

/* target as the document has it. What cannot be followed is said. */
void link_follow(struct ui *ui, const char *target);

#endif
