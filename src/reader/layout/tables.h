/* tables.h - how much room the tables of a document need. */
#ifndef CDCLAB_LAYOUT_TABLES_H
#define CDCLAB_LAYOUT_TABLES_H

struct doc;

/* A table on that line of the source; below cols columns it becomes a list. */
typedef void (*table_fn)(void *ctx, int line, int cols);

/* Call take for each table, in order of the file. Parses all of it. */
void doc_tables(struct doc *doc, table_fn take, void *ctx);

#endif
