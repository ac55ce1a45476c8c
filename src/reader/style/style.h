/*
 * style.h - what a piece of text is; how it looks is tui/theme's business.
 *
 * It lies below all that makes rows: layout, highlighting, diagrams.
 */
#ifndef CDCLAB_STYLE_STYLE_H
#define CDCLAB_STYLE_STYLE_H

#include <stddef.h>

enum style {
	STYLE_TEXT = 0,
	STYLE_HEADING1,
	STYLE_HEADING2,
	STYLE_HEADING3,
	STYLE_EMPH,
	STYLE_STRONG,
	STYLE_STRIKE,
	STYLE_CODE,       /* inline */
	STYLE_BLOCK,      /* a line of a code block */
	STYLE_BLOCK_NAME, /* its title bar */
	STYLE_LINK,
	STYLE_RULE, /* lines, table borders, list marks */
	STYLE_QUOTE,
	STYLE_NOTE,
	STYLE_TIP,
	STYLE_IMPORTANT,
	STYLE_WARNING,
	STYLE_DANGER, /* callout bars */
	STYLE_DIM,    /* components and expressions shown as they are */
	STYLE_PASS,
	STYLE_FAIL,
	STYLE_WAIT,   /* marks */
	STYLE_BAR,    /* status line */
	STYLE_CURSOR, /* selected line of a pane, link that is chosen */
	STYLE_KEY,    /* a key in a hint */
	/* words of code */
	STYLE_KEYWORD,
	STYLE_TYPE,
	STYLE_NAME, /* a key, a variable */
	STYLE_STRING,
	STYLE_ESCAPE,
	STYLE_NUMBER,
	STYLE_COMMENT,
	STYLE_BAD, /* what the language does not know */
	/* diagrams */
	STYLE_BOX,   /* borders of nodes, participants, notes */
	STYLE_EDGE,  /* lines, heads, lifelines */
	STYLE_LABEL, /* what stands at an edge, a message */
	STYLE_FRAME, /* subgraphs, loop and alt, with their titles */
	/* search */
	STYLE_FOUND,
	STYLE_FOUND_HERE, /* the one that was gone to */
	STYLE_COUNT
};

/*
 * Bytes [at, at + len) of a row's text have this style; link: 1 + index of
 * the row's link that they belong to, 0: none.
 */
struct run {
	size_t at, len;
	enum style style;
	int link;
};

#endif
