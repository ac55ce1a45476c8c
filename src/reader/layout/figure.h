/*
 * figure.h - one diagram of a document, alone, at any width: what is opened
 * to be looked at more closely.
 */
#ifndef CDCLAB_LAYOUT_FIGURE_H
#define CDCLAB_LAYOUT_FIGURE_H

struct doc;
struct figure;
struct row;

/*
 * The diagram that begins at that line of the source (struct row's diagram),
 * drawn at most cols wide if that can be; 0: as wide as it wants to be. Owned
 * by the caller, figure_free(). NULL: there is none on that line.
 */
struct figure *figure_new(struct doc *doc, int line, int cols);
void figure_free(struct figure *figure);

/* Row n from 0, NULL past the end; lent until figure_free(). */
const struct row *figure_row(const struct figure *figure, int n);

/* How many rows; columns of the widest. */
int figure_rows(const struct figure *figure);
int figure_cols(const struct figure *figure);

#endif
