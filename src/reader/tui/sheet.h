/* sheet.h - pop-ups: keys, table of contents, servers, why it is red. */
#ifndef CDCLAB_TUI_SHEET_H
#define CDCLAB_TUI_SHEET_H

struct grid;
struct ui;

void sheet_paint(const struct ui *ui, struct grid *grid);

/* Lines of it that are seen at once; the first line of its last page. */
int sheet_rows(const struct ui *ui);
int sheet_last_top(const struct ui *ui);

#endif
