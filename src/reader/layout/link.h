/* link.h - the links of rows while these are made. */
#ifndef CDCLAB_LAYOUT_LINK_H
#define CDCLAB_LAYOUT_LINK_H

struct out;
struct rows;

/* out->link is the row's too: 1 + its index there; 0: there is none. */
int link_keep(struct out *out);

/* After the last row: links point at their targets now. */
void link_finish(struct rows *rows);

#endif
