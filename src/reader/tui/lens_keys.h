/*
 * lens_keys.h - what the reader does with the records of a lab's topics: they
 * are on the whole screen, or one of them in a pop-up.
 */
#ifndef CDCLAB_TUI_LENS_KEYS_H
#define CDCLAB_TUI_LENS_KEYS_H

struct grid;
struct ui;

void lens_show(struct ui *ui);
void lens_read(struct ui *ui); /* the chosen one */
void lens_next(struct ui *ui); /* that comes behind it, or before */
void lens_previous(struct ui *ui);
void lens_find(struct ui *ui); /* only those with a text, or that are so */
void lens_jump(struct ui *ui); /* to an offset or a time */
void lens_topic(struct ui *ui);
void lens_hold(struct ui *ui);
void lens_canaries(struct ui *ui);
void lens_copy_json(struct ui *ui);
void lens_copy_kcat(struct ui *ui);
void lens_copy_sql(struct ui *ui);

/* Is it what somebody looks at, or has the help of it before? */
void lens_settle(struct ui *ui);

#endif
