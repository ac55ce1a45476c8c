/* move.h - commands that move in the text, and say where one is. */
#ifndef CDCLAB_TUI_MOVE_H
#define CDCLAB_TUI_MOVE_H

struct ui;

/* By a row, a screen or half of one; a number before the key: so many rows. */
void move_line_down(struct ui *ui);
void move_line_up(struct ui *ui);
void move_page_down(struct ui *ui);
void move_page_up(struct ui *ui);
void move_half_down(struct ui *ui);
void move_half_up(struct ui *ui);

/* To an end of the text; a number: to that line of the file. */
void move_start(struct ui *ui);
void move_end(struct ui *ui);

/* To so many hundredths. */
void move_percent(struct ui *ui);

/* To a heading by its index: a jump. */
void move_to_heading(struct ui *ui, int heading);

/* Shift rows that are wider than the screen. */
void move_left(struct ui *ui);
void move_right(struct ui *ui);

/* Wide tables as grids, or back as records. */
void move_wide(struct ui *ui);

void move_section_next(struct ui *ui);
void move_section_previous(struct ui *ui);

/* Section, line and percentage, as a note. */
void move_where(struct ui *ui);

#endif
