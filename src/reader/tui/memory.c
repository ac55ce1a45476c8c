#include "config.h"

#include "reader/tui/memory.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/place.h"

#define MEMORY_MAX ((size_t)1 << 20) /* bytes; a course has about 10 KB */

/* "##..#...": a sign for each part. A file of somebody else's may say less. */
static void
parts_in(const json_t *lesson, char parts[MEMORY_PARTS + 1])
{
	const char *said = json_str(lesson, "read", "");
	size_t len = strlen(said);

	for (size_t i = 0; i < MEMORY_PARTS; i++)
		parts[i] = i < len && said[i] == '#' ? '#' : '.';
	parts[MEMORY_PARTS] = '\0';
}

/* What the file says; owned. NULL: nothing that can be read. */
static json_t *
load(const struct memory *memory)
{
	struct buf text = { 0 };
	struct err ignored = { 0 };
	json_t *root = NULL;

	if (buf_read_file(&text, memory->path, MEMORY_MAX, &ignored) == 0)
		root = json_parse(
			memory->path, buf_str(&text), text.len, &ignored);
	if (root && !json_is_object(root)) {
		json_decref(root);
		root = NULL;
	}
	buf_release(&text);
	return root;
}

/* What cannot be read may be mended by hand: the first of it is kept. */
static void
keep_damaged(const struct memory *memory)
{
	char *bad = mem_printf("%s.bad", memory->path);

	if (fs_exists(memory->path) && !fs_exists(bad))
		rename(memory->path, bad);
	free(bad);
}

void
memory_init(struct memory *memory, const struct place *place)
{
	memory->path = mem_printf("%s/reader.json", place->progress);
	fs_sweep(memory->path);
	memory->root = load(memory);
	if (memory->root)
		return;
	keep_damaged(memory);
	memory->root = json_object();
}

/* What was read in either was read. */
static void
add_parts(json_t *ours, const json_t *theirs)
{
	char parts[MEMORY_PARTS + 1], others[MEMORY_PARTS + 1];

	parts_in(ours, parts);
	parts_in(theirs, others);
	for (size_t i = 0; i < MEMORY_PARTS; i++)
		if (others[i] == '#')
			parts[i] = '#';
	if (strchr(parts, '#'))
		json_object_set_new(ours, "read", json_string(parts));
}

static void
add_lesson(json_t *lessons, const char *id, json_t *theirs)
{
	json_t *ours = json_object_get(lessons, id), *marks, *others;

	if (!json_is_object(ours)) {
		json_object_set(lessons, id, theirs);
		return;
	}
	add_parts(ours, theirs);
	marks = json_object_get(ours, "marks");
	others = json_object_get(theirs, "marks");
	if (json_is_object(marks) && json_is_object(others))
		json_object_update_missing(marks, others);
	json_object_update_missing(ours, theirs);
}

/* Another reader, perhaps of a later version, may have written since. */
static void
add_others(const struct memory *memory)
{
	json_t *theirs = load(memory), *one;
	json_t *ours = json_object_get(memory->root, "lessons");
	const char *id;

	if (!theirs)
		return;
	if (json_is_object(ours))
		json_object_foreach(json_object_get(theirs, "lessons"), id,
			one) if (json_is_object(one)) add_lesson(ours, id, one);
	json_object_update_missing(memory->root, theirs);
	json_decref(theirs);
}

int
memory_save(struct memory *memory, struct err *err)
{
	char *slash = strrchr(memory->path, '/');
	char *line, *text;
	int rc;

	add_others(memory);
	line = json_line(memory->root);
	text = mem_printf("%s\n", line);
	*slash = '\0';
	rc = fs_mkdirs(memory->path, 0700, err);
	*slash = '/';
	if (rc == 0)
		rc = fs_replace(memory->path, 0600, text, strlen(text), err);
	free(text);
	free(line);
	return rc;
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

	json_set_int(room, "line", line);
	json_object_set_new(memory->root, "last", json_string(lesson));
}

void
memory_set_read(struct memory *memory, const char *lesson, int part)
{
	json_t *room = room_of(room_of(memory->root, "lessons"), lesson);
	char parts[MEMORY_PARTS + 1];

	assert(part >= 0 && part < MEMORY_PARTS);
	parts_in(lesson_of(memory, lesson), parts);
	parts[part] = '#';
	json_object_set_new(room, "read", json_string(parts));
}

int
memory_percent(const struct memory *memory, const char *lesson)
{
	char parts[MEMORY_PARTS + 1];
	int n = 0;

	parts_in(lesson_of(memory, lesson), parts);
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

	json_set_int(room_of(room, "marks"), name, line);
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
