/*
 * memory.h - what the reader is glad to find again: the place in each lesson.
 *
 * A small file of the reader's own; what was earned by checks lies in the journals.
 */
#ifndef CDCLAB_TUI_MEMORY_H
#define CDCLAB_TUI_MEMORY_H

#include <jansson.h>

struct err;
struct place;

struct memory {
	char *path;
	json_t *root;
};

/*
 * Reads $progress/reader.json; one that cannot be read is kept as reader.json.bad.
 * Release with memory_release().
 */
void memory_init(struct memory *memory, const struct place *place);

/* Write it, with what other readers wrote meanwhile. ERR_SYSTEM. */
int memory_save(struct memory *memory, struct err *err);
void memory_release(struct memory *memory);

/* The source line that was at the top, 0: never open. */
int memory_line(const struct memory *memory, const char *lesson);
void memory_set(struct memory *memory, const char *lesson, int line);

/* A lesson is read in so many parts; what was read once stays so. */
#define MEMORY_PARTS 100
void memory_set_read(struct memory *memory, const char *lesson, int part);

/* How many of them were read. */
int memory_percent(const struct memory *memory, const char *lesson);

/* A mark's source line, 0: it is not set; all letters in use, in order. */
int memory_mark(const struct memory *memory, const char *lesson, char letter);
void memory_mark_set(
	struct memory *memory, const char *lesson, char letter, int line);
void memory_marks(
	const struct memory *memory, const char *lesson, char letters[64]);

/* The language that was chosen on the screen last; "" for none. */
const char *memory_lang(const struct memory *memory);
void memory_set_lang(struct memory *memory, const char *code);

/* The lesson that was open last; "" for none. Lent until memory_set(). */
const char *memory_last(const struct memory *memory);

#endif
