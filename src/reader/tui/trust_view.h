/* trust_view.h - the question before a lab from elsewhere runs. */
#ifndef CDCLAB_TUI_TRUST_VIEW_H
#define CDCLAB_TUI_TRUST_VIEW_H

#include <stdbool.h>

struct trust_asked;
struct ui;

/* May the lab on the screen run? false: that is asked, or was refused, now. */
bool trust_settled(struct ui *ui);

/* NULL is fine. */
void trust_asked_free(struct trust_asked *asked);

#endif
