/* colon.h - the line of commands: each one of the table by its name. */
#ifndef CDCLAB_TUI_COLON_H
#define CDCLAB_TUI_COLON_H

#include <stddef.h>

struct ui;
struct choices;

/* What a command of the table makes of the words after its name. */
struct taking {
	const char *command;
	void (*run)(struct ui *ui, const char *what); /* what is not empty */
	/* add what may stand there; NULL: that cannot be listed */
	void (*list)(const struct ui *ui, struct choices *words);
};

void colon_open(struct ui *ui);

/* Do what a line says: "lesson 05", "quit", a section's number. */
void colon_run(struct ui *ui, const char *line);

const struct taking *colon_takings(size_t *n);

#endif
