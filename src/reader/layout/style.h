/* style.h - what a piece of text is; how it looks is tui/theme's business. */
#ifndef CDCLAB_LAYOUT_STYLE_H
#define CDCLAB_LAYOUT_STYLE_H

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
	STYLE_WARNING,
	STYLE_DANGER, /* callout bars */
	STYLE_DIM,    /* components and expressions shown as they are */
	STYLE_PASS,
	STYLE_FAIL,
	STYLE_WAIT,   /* marks */
	STYLE_BAR,    /* status line */
	STYLE_CURSOR, /* selected line of a pane */
	STYLE_KEY,    /* a key in a hint */
	STYLE_COUNT
};

#endif
