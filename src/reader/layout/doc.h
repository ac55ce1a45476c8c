/* doc.h - a lesson in memory: its file, its scan, its parsed chunks. */
#ifndef CDCLAB_LAYOUT_DOC_H
#define CDCLAB_LAYOUT_DOC_H

#include <stddef.h>

struct asking_words;
struct err;
struct scan;
struct doc;

/* bytes; larger files are refused with a sentence */
#define LESSON_MAX ((size_t)32 << 20)

/* Owned by the caller, doc_free(). NULL: ERR_SYSTEM, ERR_USAGE. */
struct doc *doc_load(const char *path, struct err *err);
/* The same with the questions of its lab: see asking.h. words is not kept. */
struct doc *doc_load_asking(
	const char *path, const struct asking_words *words, struct err *err);
struct doc *doc_parse(
	const char *name, const char *text, size_t len, struct err *err);
/* What is read from there to its end, as Markdown. */
struct doc *doc_read(int fd, const char *name, struct err *err);
void doc_free(struct doc *doc);

/*
 * From now on its rows are for ears: no frames, no lines drawn of signs; what
 * they would have shown is said, tables cell by cell, diagrams by their edges.
 */
void doc_speak(struct doc *doc);

/* From now on its rows are for a page that nobody can pan: none is wider. */
void doc_print(struct doc *doc);

/* Lent until doc_free(). Chunks are parsed when a flow first needs them. */
const struct scan *doc_scan(const struct doc *doc);

/*
 * tables.c: a table on that line of the source; below cols columns it becomes a
 * list.
 */
typedef void (*table_fn)(void *ctx, int line, int cols);

/* Call take for each table, in order of the file. Parses all of it. */
void doc_tables(struct doc *doc, table_fn take, void *ctx);

#endif
