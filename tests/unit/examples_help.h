/* examples_help.h - a text, and the rows that it must become. */
#ifndef CDCLAB_TESTS_EXAMPLES_HELP_H
#define CDCLAB_TESTS_EXAMPLES_HELP_H

#include <stddef.h>

struct doc;

struct example {
	const char *text;
	int cols;
	const char *rows; /* a newline after each */
};

/* As MDX, as Markdown: the test fails at the first that becomes another. */
void examples_check(const struct example *examples, size_t n);
void examples_check_markdown(const struct example *examples, size_t n);

/* The rows of a text, which must be readable; owned. */
char *example_rows(const char *text, int cols);

/* The text as a document, which must be readable; owned. */
struct doc *example_doc(const char *text);

#endif
