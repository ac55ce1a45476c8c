#include "config.h"

#include "reader/tui/memory.h"

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

int
memory_percent(const struct memory *memory, const char *lesson)
{
	return (int)json_int(lesson_of(memory, lesson), "percent", 0);
}

void
memory_set(struct memory *memory, const char *lesson, int line, int percent)
{
	json_t *lessons = json_object_get(memory->root, "lessons");
	int most = memory_percent(memory, lesson);

	if (!json_is_object(lessons)) {
		lessons = json_object();
		json_object_set_new(memory->root, "lessons", lessons);
	}
	json_object_set_new(lessons, lesson,
		json_pack("{s:i, s:i}", "line", line, "percent",
			percent > most ? percent : most));
	json_object_set_new(memory->root, "last", json_string(lesson));
}

const char *
memory_last(const struct memory *memory)
{
	return json_str(memory->root, "last", "");
}
