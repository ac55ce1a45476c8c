#include "config.h"

#include "common/base/lang.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/mo.h"

#define CONTEXT_END '\004'

/* A catalogue that was looked for; mo NULL: there is none. Kept to the end. */
struct catalogue {
	char code[LANG_CODE];
	struct mo *mo;
	struct catalogue *next;
};

/* The one language of the process, like setlocale(3)'s. */
static struct {
	char *dir;
	struct catalogue *all;
	const struct catalogue *now; /* NULL: English */
} lang;

void
lang_init(const char *dir)
{
	char *real = realpath(dir, NULL); /* whoever changes the directory */

	free(lang.dir);
	lang.dir = real ? real : mem_strdup(dir);
}

/* A code becomes part of a file's name. */
static bool
is_code(const char *code)
{
	size_t n = strspn(code,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_@"
		"0123456789-");

	return n > 1 && n < LANG_CODE && !code[n];
}

static const struct catalogue *
catalogue_of(const char *code)
{
	struct catalogue *c = lang.all;
	char *path;

	while (c && strcmp(c->code, code) != 0)
		c = c->next;
	if (c || !lang.dir || !is_code(code))
		return c;
	c = mem_alloc(sizeof(*c));
	path = mem_printf("%s/%s.mo", lang.dir, code);
	snprintf(c->code, sizeof(c->code), "%s", code);
	c->mo = mo_open(path);
	c->next = lang.all;
	lang.all = c;
	free(path);
	return c;
}

bool
lang_exists(const char *code)
{
	const struct catalogue *c;

	if (!strcmp(code, LANG_SOURCE))
		return true;
	c = catalogue_of(code);
	return c && c->mo;
}

bool
lang_use(const char *code)
{
	if (!lang_exists(code))
		return false;
	lang.now = strcmp(code, LANG_SOURCE) ? catalogue_of(code) : NULL;
	return true;
}

const char *
lang_code(void)
{
	return lang.now ? lang.now->code : LANG_SOURCE;
}

/* What follows a context, which is for translators alone. */
static const char *
plain(const char *msgid)
{
	const char *end = strchr(msgid, CONTEXT_END);

	return end ? end + 1 : msgid;
}

static const char *
find(const struct catalogue *c, const char *msgid)
{
	const char *found = c && c->mo && *msgid ? mo_find(c->mo, msgid) : NULL;

	return found ? found : plain(msgid);
}

const char *
tr(const char *msgid)
{
	return find(lang.now, msgid);
}

const char *
tr_in(const char *code, const char *msgid)
{
	return find(
		strcmp(code, LANG_SOURCE) ? catalogue_of(code) : NULL, msgid);
}

const char *
tr_count(const char *one, const char *many, long n)
{
	const char *found =
		lang.now ? mo_find_count(lang.now->mo, one, n) : NULL;

	return found ? found : plain(n == 1 ? one : many);
}

const char *
lang_name(const char *code)
{
	/* translators: what your language calls itself, like "русский" */
	const char *name = tr_in(code, N_("English"));

	return strcmp(code, LANG_SOURCE) && !strcmp(name, "English") ? code
								     : name;
}

static int
is_catalogue(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 3 && !strcmp(entry->d_name + len - 3, ".mo");
}

void
lang_each(
	void (*each)(void *ctx, const char *code, const char *name), void *ctx)
{
	struct dirent **files;
	int n = lang.dir ? scandir(lang.dir, &files, is_catalogue, alphasort)
			 : -1;

	each(ctx, LANG_SOURCE, lang_name(LANG_SOURCE));
	for (int i = 0; i < n; i++) {
		char *name = files[i]->d_name;

		name[strlen(name) - 3] = '\0';
		if (lang_exists(name))
			each(ctx, name, lang_name(name));
		free(files[i]);
	}
	if (n >= 0)
		free(files);
}

/* Of "ru_RU.UTF-8", len bytes: "ru_RU" or "ru", whichever there is. */
static bool
choose(char code[LANG_CODE], const char *said, size_t len)
{
	static const char *const none[] = { "C", "POSIX" };

	len = len < LANG_CODE ? len : LANG_CODE - 1;
	snprintf(code, LANG_CODE, "%.*s", (int)len, said);
	code[strcspn(code, ".")] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		if (!strcmp(code, none[i]))
			return snprintf(code, LANG_CODE, LANG_SOURCE) > 0;
	if (lang_exists(code))
		return true;
	code[strcspn(code, "_-@")] = '\0';
	return lang_exists(code);
}

/* LANGUAGE is a list, "ru:en"; so may be the others, which does no harm. */
static bool
choose_list(char code[LANG_CODE], const char *list)
{
	while (list && *list) {
		size_t n = strcspn(list, ":");

		if (n && choose(code, list, n))
			return true;
		list += n + (list[n] == ':');
	}
	return false;
}

bool
lang_choose(char code[LANG_CODE], const char *asked, const char *kept)
{
	static const char *const names[] = { "LANGUAGE", "LC_ALL",
		"LC_MESSAGES", "LANG" };

	if (asked && choose_list(code, asked))
		return true;
	if (kept && choose_list(code, kept))
		return !asked;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *said = getenv(names[i]);

		if (!said || !*said)
			continue;
		if (choose_list(code, said))
			return !asked;
		if (i)
			break; /* as setlocale(3): the next one is not asked */
	}
	snprintf(code, LANG_CODE, LANG_SOURCE);
	return !asked;
}
