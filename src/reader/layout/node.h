/*
 * node.h - a chunk's tree: our own, in an arena, whoever parsed it.
 *
 * Text is as the parser decoded it and not yet fit for a terminal: it goes
 * through the sanitiser where rows are made, see para.h.
 */
#ifndef CDCLAB_LAYOUT_NODE_H
#define CDCLAB_LAYOUT_NODE_H

#include <stdbool.h>
#include <stddef.h>

#define NODE_DEPTH 100 /* deeper ones are children of the deepest */

enum node_kind {
	/* blocks */
	NODE_DOC,
	NODE_PARA,
	NODE_HEADING, /* level */
	NODE_LIST,    /* number: of the first item, -1: bullets; tight */
	NODE_ITEM,    /* task */
	NODE_QUOTE,   /* info: of an alert, its type */
	NODE_CODE,    /* text, info: all after the fence's marks */
	NODE_RULE,
	NODE_TABLE,     /* number: columns */
	NODE_ROW,       /* head */
	NODE_CELL,      /* align */
	NODE_COMPONENT, /* text: its opening tag */
	NODE_SUMMARY,   /* what stands for a component that may be closed */
	NODE_HIDDEN,    /* nothing of it is shown */
	NODE_SOURCE,    /* text: lines that are shown as they are */
	/* within a paragraph, heading or cell */
	NODE_TEXT,
	NODE_SOFT, /* the source's line ends */
	NODE_HARD, /* the row ends */
	NODE_CODE_SPAN,
	NODE_EMPH,
	NODE_STRONG,
	NODE_STRIKE,
	NODE_LINK,  /* target, title */
	NODE_IMAGE, /* target, title; info: what it is, if no image; children */
	NODE_KEY,   /* of a keyboard */
	NODE_SUB,
	NODE_SUP,
	NODE_ABBR, /* title: the long form */
	NODE_NOTE, /* text: a footnote's number in brackets */
	NODE_DIM   /* text: an expression, a tag */
};

enum task {
	TASK_NONE = 0,
	TASK_OPEN,
	TASK_DONE
};

/* Strings are lent from the arena or the document. Zero where meaningless. */
struct node {
	enum node_kind kind;
	int line; /* of the file */
	int depth;
	struct node *parent, *child, *last, *next;
	const char *text, *info, *target, *title;
	size_t len;      /* of text */
	const char *tag; /* its name, where a tag began it; lent, no NUL */
	size_t tag_len;
	int level, number;
	int across, down; /* columns and rows that a cell takes; 0: one */
	bool covered;     /* there is no such cell: another one reaches here */
	char align; /* 'l' 'c' 'r', 0: none given */
	bool tight, head;
	bool page; /* of a target: see doc_is_page() */
	enum task task;
};

#endif
