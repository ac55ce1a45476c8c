/*
 * fold.h - text as a search sees it.
 *
 * Letters are composed, accents that compose with nothing (stress) are left
 * out, and a Russian "yo" is an "ye"; small and capital letters are one unless
 * the search has a capital. Blanks in a row are one.
 */
#ifndef CDCLAB_LAYOUT_FOLD_H
#define CDCLAB_LAYOUT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row;

/* One letter, and the bytes of its row that it came from. */
struct glyph {
	uint32_t cp;
	int row;
	unsigned at, end;
	bool joint; /* a blank that stands for the end of a row */
};

/* All-zero is empty; release with fold_release(). */
struct fold {
	struct glyph *glyphs;
	size_t n, room;
	bool exact; /* capitals count */
};

/* Add text; it is of row. fold_rows(): of n rows, decoration left out. */
void fold_text(struct fold *fold, int row, const char *s, size_t len);
void fold_rows(struct fold *fold, const struct row *rows, int n);
void fold_release(struct fold *fold);

/* Has it a capital letter? Then capitals count. */
bool fold_is_exact(const char *s, size_t len);

/* The letter as it is compared. */
uint32_t fold_cp(uint32_t cp, bool exact);

#endif
