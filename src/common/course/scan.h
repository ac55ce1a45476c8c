/*
 * scan.h - one pass over a lesson's MDX: what a reader and a lab must know of
 * it before any Markdown is parsed.
 *
 * A named block is a top-level fence at column 0, so it is a byte range of the
 * file; nothing here needs a Markdown parser, and the engine links none.
 * All offsets are bytes from the start of the text, lines count from 1.
 */
#ifndef CDCLAB_COURSE_SCAN_H
#define CDCLAB_COURSE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/course/front.h"

struct err;

/* A heading at column 0 outside fences, JSX and raw HTML. */
struct heading {
	int level;      /* 1 to 6 */
	size_t at, len; /* its text, without the marks */
	int line;
};

/*
 * A fence at column 0; the content is what runs, byte for byte. Tags are not
 * kept: who needs them walks a chunk again, see mdx.h.
 */
struct block {
	char *lang;     /* first word of the info string, "" for none */
	char *name;     /* title="...", NULL: not named */
	size_t at, len; /* content, last newline included */
	int line;       /* of the opening fence */
	bool edited;    /* content is a learner's: see workspace.h */
};

/* A line "- [ ] {... check: id ...} text" of the checklist. */
struct item {
	char *check;
	size_t at, len; /* its text, Markdown */
	int line;
};

/* A line "{... predict: id ...}": a question of the lab stands here. */
struct asking {
	char *id;
	size_t at, len; /* the comment */
	int line;
};

/* A link definition "[id]: target", needed by every chunk that uses it. */
struct linkdef {
	size_t at, len;
	size_t label, label_len;
};

/*
 * A footnote's definition, whole lines; it is shown at the end. Numbers are by
 * first use. text: where it begins after the label.
 */
struct footnote {
	size_t at, len;
	size_t label, label_len;
	size_t text;
	int line, number;
};

/*
 * A part of the document that is parsed alone: cut before headings, and where
 * there are none for long before paragraphs, but never inside a list, fence or
 * component. What is still too large for a parser is raw: lines to be shown
 * as they are.
 */
struct chunk {
	size_t at, len;
	int line;
	bool raw;
	int note,
		nnote; /* it shows these notes, from that number on, no text */
};

/* All-zero is empty; release with scan_release(). text is lent. */
struct scan {
	const char *name, *text;
	size_t len;
	struct front front;
	struct heading *headings;
	struct block *blocks;
	struct item *items;
	struct asking *askings;
	struct linkdef *linkdefs;
	struct chunk *chunks;
	struct footnote *notes; /* in order of the file */
	const struct footnote **by_number;
	struct named_note *by_label; /* see note_of() */
	size_t nheading, nblock, nitem, nasking, nlinkdef, nchunk, nnote;
	int lines; /* newlines, and one */
};

/*
 * Scan len bytes of MDX; name labels errors; both are lent until release.
 * ERR_SYNTAX with the line: a fence or component that is never closed or closes
 * nothing, two blocks or two items of one name, more than SCAN_MAX of a kind.
 * Front matter may say anything here, or be missing.
 */
#define SCAN_MAX 100000
int scan_text(struct scan *scan, const char *name, const char *text, size_t len,
	struct err *err);
void scan_release(struct scan *scan);

/*
 * The same, but names may come twice. After an error it holds what stands
 * before that line.
 */
int scan_parts(struct scan *scan, const char *name, const char *text,
	size_t len, struct err *err);

/* The same for a reader: mistakes are passed over. */
void scan_read(
	struct scan *scan, const char *name, const char *text, size_t len);

/* One chunk of all text: what tests compare with. */
void scan_join(struct scan *scan);

/* Lent; NULL: no block of that name. */
const struct block *scan_block(const struct scan *scan, const char *name);

/* Lent; NULL: that question stands nowhere. */
const struct asking *scan_asking(const struct scan *scan, const char *id);

/* Lent; NULL: no item bound to that check. */
const struct item *scan_item(const struct scan *scan, const char *check);

#endif
