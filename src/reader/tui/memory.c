#include "config.h"

#include "reader/tui/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/place.h"

#define MEMORY_MAX ((size_t)1 << 20) /* bytes; a course has about 10 KB */

void
memory_init(struct memory *memory, const struct place *place)
{
	struct buf text = { 0 };
	struct err ignored = { 0 };

	memory->path = mem_printf("%s/reader.json", place->progress);
	fs_sweep(memory->path);
	if (buf_read_file(&text, memory->path, MEMORY_MAX, &ignored) == 0)
		memory->root = json_parse(
			memory->path, buf_str(&text), text.len, &ignored);
	if (!json_is_object(memory->root)) {
		json_decref(memory->root);
		memory->root = json_object();
	}
	buf_release(&text);
}

void
memory_save(struct memory *memory)
{
	char *slash = strrchr(memory->path, '/');
	char *line = json_line(memory->root);
	char *text = mem_printf("%s\n", line);
	struct err ignored = { 0 };

	*slash = '\0';
	fs_mkdirs(memory->path, 0700, &ignored);
	*slash = '/';
	fs_replace(memory->path, 0600, text, strlen(text), &ignored);
	free(text);
	free(line);
}

void
memory_release(struct memory *memory)
{
	json_decref(memory->root);
	free(memory->path);
	*memory = (struct memory){ 0 };
}

static const json_t *
lesson_of(const struct memory *memory, const char *lesson)
{
	return json_object_get(
		json_object_get(memory->root, "lessons"), lesson);
}

int
memory_line(const struct memory *memory, const char *lesson)
{
	return (int)json_int(lesson_of(memory, lesson), "line", 0);
}

/* What is kept of a lesson, made when it is first needed. */
static json_t *
room_of(json_t *parent, const char *name)
{
	json_t *room = json_object_get(parent, name);

	if (json_is_object(room))
		return room;
	json_object_set_new(parent, name, json_object());
	return json_object_get(parent, name);
}

void
memory_set(struct memory *memory, const char *lesson, int line)
{
	json_t *room = room_of(room_of(memory->root, "lessons"), lesson);

	json_object_set_new(room, "line", json_integer(line));
	json_object_set_new(memory->root, "last", json_string(lesson));
}

/* "##..#...": a sign for each part. A file of somebody else's may say less. */
static void
parts_of(const struct memory *memory, const char *lesson,
	char parts[MEMORY_PARTS + 1])
{
	const char *said = json_str(lesson_of(memory, lesson), "read", "");
	size_t len = strlen(said);

	for (size_t i = 0; i < MEMORY_PARTS; i++)
		parts[i] = i < len && said[i] == '#' ? '#' : '.';
	parts[MEMORY_PARTS] = '\0';
}

void
memory_set_read(struct memory *memory, const char *lesson, int part)
{
	json_t *room = room_of(room_of(memory->root, "lessons"), lesson);
	char parts[MEMORY_PARTS + 1];

	assert(part >= 0 && part < MEMORY_PARTS);
	parts_of(memory, lesson, parts);
	parts[part] = '#';
	json_object_set_new(room, "read", json_string(parts));
}

int
memory_percent(const struct memory *memory, const char *lesson)
{
	char parts[MEMORY_PARTS + 1];
	int n = 0;

	parts_of(memory, lesson, parts);
	for (const char *p = parts; *p; p++)
		n += *p == '#';
	return n * 100 / MEMORY_PARTS;
}

int
memory_mark(const struct memory *memory, const char *lesson, char letter)
{
	const char name[] = { letter, '\0' };

	return (int)json_int(
		json_object_get(lesson_of(memory, lesson), "marks"), name, 0);
}

void
memory_mark_set(
	struct memory *memory, const char *lesson, char letter, int line)
{
	json_t *room = room_of(room_of(memory->root, "lessons"), lesson);
	const char name[] = { letter, '\0' };

	json_object_set_new(room_of(room, "marks"), name, json_integer(line));
}

void
memory_marks(const struct memory *memory, const char *lesson, char letters[64])
{
	static const char all[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n = 0;

	for (const char *p = all; *p; p++)
		if (memory_mark(memory, lesson, *p))
			letters[n++] = *p;
	letters[n] = '\0';
}

const char *
memory_last(const struct memory *memory)
{
	return json_str(memory->root, "last", "");
}

const char *
memory_lang(const struct memory *memory)
{
	return json_str(memory->root, "lang", "");
}

void
memory_set_lang(struct memory *memory, const char *code)
{
	json_object_set_new(memory->root, "lang", json_string(code));
}
