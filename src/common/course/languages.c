#include "config.h"

#include "common/course/languages.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"

#define ENDING ".mdx"
#define FILE_MAX ((size_t)4096)
#define OURS "ru en"

static void
take(struct languages *languages, const char *text)
{
	static const char blanks[] = " \t\r\n";

	for (const char *p = text + strspn(text, blanks);
		*p && languages->n < LANGUAGES_MAX; p += strspn(p, blanks)) {
		size_t len = strcspn(p, blanks);

		snprintf(languages->code[languages->n++], LANG_CODE, "%.*s",
			(int)(len < LANG_CODE ? len : LANG_CODE - 1), p);
		p += len;
	}
}

void
languages_load(struct languages *languages, const char *dir)
{
	char *path = mem_printf("%s/LANGUAGES", dir);
	struct buf text = { 0 };
	struct err ignored = { 0 };

	*languages = (struct languages){ 0 };
	if (buf_read_file(&text, path, FILE_MAX, &ignored) == 0)
		take(languages, buf_str(&text));
	if (!languages->n)
		take(languages, OURS);
	languages->required = languages->n;
	buf_release(&text);
	free(path);
}

static bool
is_letter(char c, char from)
{
	return c >= from && c <= from + 25;
}

/* "en", "pt_BR": what else stands between dots belongs to the name. */
static bool
is_code(const char *s, size_t len)
{
	if (len != 2 && len != 5)
		return false;
	if (!is_letter(s[0], 'a') || !is_letter(s[1], 'a'))
		return false;
	return len == 2 ||
		((s[2] == '_' || s[2] == '-') && is_letter(s[3], 'A') &&
			is_letter(s[4], 'A'));
}

size_t
languages_stem(const char *name, char code[LANG_CODE])
{
	size_t len = strlen(name), n = strlen(ENDING), dot;

	*code = '\0';
	if (len <= n || strcmp(name + len - n, ENDING) != 0)
		return 0;
	len -= n;
	for (dot = len; dot && name[dot - 1] != '.' && name[dot - 1] != '/';)
		dot--;
	if (dot < 2 || name[dot - 1] != '.' || !is_code(name + dot, len - dot))
		return len;
	snprintf(code, LANG_CODE, "%.*s", (int)(len - dot), name + dot);
	return dot - 1;
}

/* Where the n-th slash from the end stands; 0: there are fewer. */
static size_t
folder_len(const char *path, int n)
{
	size_t len = strlen(path);

	while (n && len)
		n -= path[--len] == '/';
	return len;
}

static bool
knows(const struct languages *languages, const char *code)
{
	for (size_t i = 0; i < languages->n; i++)
		if (!strcmp(languages->code[i], code))
			return true;
	return false;
}

/* Of files called base, which lie in dir. */
static void
take_others(struct languages *languages, const char *dir, const char *base)
{
	struct dirent **names;
	int n = scandir(dir, &names, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		char code[LANG_CODE];
		size_t len = languages_stem(names[i]->d_name, code);

		if (len == strlen(base) && *code &&
			!strncmp(names[i]->d_name, base, len) &&
			!knows(languages, code))
			take(languages, code);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

void
languages_of(struct languages *languages, const char *stem)
{
	size_t folder = folder_len(stem, 1), course = folder_len(stem, 2);
	char *dir = mem_strndup(stem, folder),
	     *root = mem_strndup(stem, course);

	languages_load(languages, course ? root : "..");
	take_others(languages, folder ? dir : ".",
		stem + folder + (stem[folder] == '/'));
	free(dir);
	free(root);
}

char *
languages_path(const struct languages *languages, size_t i, const char *stem)
{
	return i ? mem_printf("%s.%s" ENDING, stem, languages->code[i])
		 : mem_printf("%s" ENDING, stem);
}
