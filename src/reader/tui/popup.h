/* popup.h - pop-ups: keys, table of contents, servers, why it is red. */
#ifndef CDCLAB_TUI_POPUP_H
#define CDCLAB_TUI_POPUP_H

struct grid;
struct ui;

void popup_paint(const struct ui *ui, struct grid *grid);

/* Lines of it that are seen at once; the first line of its last page. */
int popup_rows(const struct ui *ui);
int popup_last_top(const struct ui *ui);

#endif
