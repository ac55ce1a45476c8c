/*
 * choose.h - commands that move what is chosen: a lesson of the course, an
 * entry of the pane, a line of a pop-up. In what is only read they scroll.
 */
#ifndef CDCLAB_TUI_CHOOSE_H
#define CDCLAB_TUI_CHOOSE_H

struct ui;

/* By one; a number before the key: by so many. */
void choose_up(struct ui *ui);
void choose_down(struct ui *ui);

void choose_first(struct ui *ui);
void choose_last(struct ui *ui);

/* In a pop-up, by what is seen of it at once. */
void choose_page_up(struct ui *ui);
void choose_page_down(struct ui *ui);

#endif
