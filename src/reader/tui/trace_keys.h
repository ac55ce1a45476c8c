/* trace_keys.h - a row along each flow, and one that is held at each place. */
#ifndef CDCLAB_TUI_TRACE_KEYS_H
#define CDCLAB_TUI_TRACE_KEYS_H

struct ui;

void trace_show(struct ui *ui);
void row_step(struct ui *ui);

#endif
