#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/fs.h"
#include "common/course/lint_page.h"

static const char *const difficulties[] = { "beginner", "intermediate",
	"advanced" };

static void
check_difficulty(struct lint *lint, const struct lint_page *page)
{
	const char *said = page->front.difficulty;

	for (size_t i = 0; said && i < ARRAY_LEN(difficulties); i++)
		if (!strcmp(difficulties[i], said))
			return;
	if (said)
		lint_say(lint, page->path,
			lint_page_key_line(page, "difficulty"),
			"difficulty \"%s\", expected beginner, intermediate or "
			"advanced",
			said);
}

/* "module-7/04-x" means NN-module-7/04-x in the folder of the modules. */
static bool
lint_front_is_lesson(const char *modules, const char *folder, const char *rest)
{
	char *path = mem_printf("%s/%s/%s.mdx", modules, folder, rest);
	bool there = fs_exists(path);

	free(path);
	return there;
}

static bool
is_module(const char *folder, const char *name, size_t len)
{
	return strspn(folder, "0123456789") == 2 && folder[2] == '-' &&
		strlen(folder + 3) == len && !memcmp(folder + 3, name, len);
}

static bool
resolves(const char *modules, const char *what)
{
	const char *slash = strchr(what, '/');
	DIR *dir = slash ? opendir(modules) : NULL;
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = is_module(
				entry->d_name, what, (size_t)(slash - what)) &&
			lint_front_is_lesson(modules, entry->d_name, slash + 1);
	if (dir)
		closedir(dir);
	return found;
}

static void
check_prerequisites(struct lint *lint, const struct lint_page *page)
{
	const char *slash = strrchr(page->path, '/');
	char *modules =
		mem_printf("%.*s/..", slash ? (int)(slash - page->path) : 1,
			slash ? page->path : ".");

	for (size_t i = 0; i < page->front.nprerequisite; i++) {
		const char *what = page->front.prerequisites[i];

		if (!resolves(modules, what))
			lint_say(lint, page->path,
				lint_page_key_line(page, "prerequisites"),
				"prerequisite \"%s\" is no lesson, expected "
				"one such as module-7/04-name",
				what);
	}
	free(modules);
}

/* Is the key there, with or without a value that can be read? */
static bool
has_key(const struct lint_page *page, const char *key)
{
	return lint_page_key_line(page, key) > 1;
}

static void
check_text(struct lint *lint, const struct lint_page *page, const char *key,
	const char *value)
{
	if (value && !value[strspn(value, " ")])
		lint_say(lint, page->path, lint_page_key_line(page, key),
			"%s is empty, expected a string", key);
}

/* Numbers that cannot be read are 0 too, and have been complained of. */
static bool
says_zero(const struct lint_page *page, const char *key)
{
	char *zero = mem_printf("\n%s: 0", key);
	const char *at = strstr(buf_str(&page->text), zero);
	size_t len = strlen(zero);

	free(zero);
	return at && (size_t)(at - buf_str(&page->text)) < page->front.len &&
		strspn(at + len, " \t\r\n");
}

static void
check_number(struct lint *lint, const struct lint_page *page, const char *key,
	int value)
{
	if (!value && says_zero(page, key))
		lint_say(lint, page->path, lint_page_key_line(page, key),
			"%s is not positive, expected a whole number from 1",
			key);
}

void
lint_front(struct lint *lint, const struct lint_page *page)
{
	const struct front *front = &page->front;

	if (!page->has_front)
		return;
	if (!has_key(page, "description"))
		lint_say(lint, page->path, front->lines,
			"front matter without \"description\", expected a "
			"string");
	check_text(lint, page, "title", front->title);
	check_text(lint, page, "description", front->description);
	check_number(lint, page, "order", front->order);
	check_number(lint, page, "estimatedTime", front->minutes);
	check_difficulty(lint, page);
	check_prerequisites(lint, page);
}
