#include "config.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/lang.h"
#include "common/base/san.h"
#include "reader/main/command.h"
#include "reader/main/say.h"

#define TEMPLATE_MAX ((size_t)64 << 10)
#define NAME_MAX_LEN 24 /* names of the lab's tables and slots begin with it */

/* What is written, and what its templates' "@...@" stand for. */
struct making {
	const struct cli *cli;
	const char *dir;
	const char *const *langs;
	size_t nlang;
	char name[NAME_MAX_LEN + 2]; /* "my_course": a name in SQL */
	char *lesson;                /* "50-my-course/01-first-lesson" */
};

/* "My course!" is my_course; what has no letter is "course". */
static void
name_of(const char *dir, char name[NAME_MAX_LEN + 2])
{
	size_t len = strlen(dir), n = 0;
	const char *p;

	while (len > 1 && dir[len - 1] == '/')
		len--;
	for (p = dir + len; p > dir && p[-1] != '/';)
		p--;
	for (; p < dir + len && n < NAME_MAX_LEN; p++) {
		if (isascii(*p) && (isalpha(*p) || (n && isdigit(*p))))
			name[n++] = (char)tolower(*p);
		else if (n && name[n - 1] != '_')
			name[n++] = '_';
	}
	while (n && name[n - 1] == '_')
		n--;
	name[n] = '\0';
	if (!n)
		memcpy(name, "course", sizeof("course"));
}

static char *
lesson_id(const char *name)
{
	char *id = mem_printf("50-%s/01-first-lesson", name);

	for (char *p = id; *p; p++)
		if (*p == '_')
			*p = '-';
	return id;
}

static void expand(
	const struct making *m, const char *text, size_t len, struct buf *out);

/* "en=Table|ru=Таблица" is {"en": "Table"} where en alone is asked for. */
static void
add_words(
	const struct making *m, const char *words, size_t len, struct buf *out)
{
	bool first = true;

	buf_adds(out, "{ ");
	for (const char *p = words; p < words + len;) {
		size_t n = strcspn(p, "|"), left = (size_t)(words + len - p);
		size_t code = strcspn(p, "=");

		n = n < left ? n : left;
		for (size_t i = 0; i < m->nlang; i++) {
			if (strlen(m->langs[i]) != code ||
				strncmp(p, m->langs[i], code))
				continue;
			buf_addf(out, "%s\"%s\": \"", first ? "" : ", ",
				m->langs[i]);
			expand(m, p + code + 1, n - code - 1, out);
			buf_adds(out, "\"");
			first = false;
		}
		p += n + 1;
	}
	buf_adds(out, " }");
}

/* The end of "@words:...@", whose words may have "@name@" in them. */
static size_t
words_end(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '@' && !strncmp(text + i, "@name@", 6))
			i += 5;
		else if (text[i] == '@')
			return i;
	}
	return len;
}

static void
expand(const struct making *m, const char *text, size_t len, struct buf *out)
{
	size_t n;

	for (size_t i = 0; i < len;) {
		if (!strncmp(text + i, "@name@", 6)) {
			buf_adds(out, m->name);
			i += 6;
		} else if (!strncmp(text + i, "@lesson@", 8)) {
			buf_adds(out, m->lesson);
			i += 8;
		} else if (!strncmp(text + i, "@words:", 7)) {
			n = words_end(text + i + 7, len - i - 7);
			add_words(m, text + i + 7, n, out);
			i += 7 + n + 1;
		} else
			buf_addc(out, text[i++]);
	}
}

/* path below the course, its folders made. */
static int
put(const struct making *m, const char *path, const struct buf *data,
	struct err *err)
{
	char *full = mem_printf("%s/%s", m->dir, path);
	char *slash = strrchr(full, '/');
	int rc;

	*slash = '\0';
	rc = fs_mkdirs(full, 0777, err);
	*slash = '/';
	if (rc == 0)
		rc = fs_replace(full, 0644, buf_str(data), data->len, err);
	free(full);
	return rc;
}

static int
put_template(const struct making *m, const char *template, const char *path,
	struct err *err)
{
	char *from = mem_printf("%s/new/%s", m->cli->place.data, template);
	struct buf text = { 0 }, out = { 0 };
	int rc = buf_read_file(&text, from, TEMPLATE_MAX, err);

	if (rc == 0) {
		expand(m, buf_str(&text), text.len, &out);
		rc = put(m, path, &out, err);
	}
	buf_release(&text);
	buf_release(&out);
	free(from);
	return rc;
}

static int
put_lesson(const struct making *m, size_t i, struct err *err)
{
	char *template = mem_printf("%s.mdx", m->langs[i]);
	char *path = mem_printf("lessons/%s%s%s.mdx", m->lesson, i ? "." : "",
		i ? m->langs[i] : "");
	int rc = put_template(m, template, path, err);

	free(template);
	free(path);
	return rc;
}

static int
put_languages(const struct making *m, struct err *err)
{
	struct buf line = { 0 };
	int rc;

	for (size_t i = 0; i < m->nlang; i++)
		buf_addf(&line, "%s%s", i ? " " : "", m->langs[i]);
	buf_addc(&line, '\n');
	rc = put(m, "lessons/LANGUAGES", &line, err);
	buf_release(&line);
	return rc;
}

static int
put_all(const struct making *m, struct err *err)
{
	char *lab = mem_printf("labs/%s/lab.json", m->lesson);
	int rc = put_languages(m, err);

	for (size_t i = 0; rc == 0 && i < m->nlang; i++)
		rc = put_lesson(m, i, err);
	if (rc == 0)
		rc = put_template(m, "lab.json", lab, err);
	free(lab);
	return rc;
}

/* Only languages that the example is in, each once. */
static int
check_languages(const struct making *m, struct err *err)
{
	for (size_t i = 0; i < m->nlang; i++) {
		char *path = mem_printf(
			"%s/new/%s.mdx", m->cli->place.data, m->langs[i]);
		bool known = !strchr(m->langs[i], '/') && fs_exists(path);

		free(path);
		for (size_t k = 0; k < i; k++)
			known = known && strcmp(m->langs[i], m->langs[k]);
		if (!known)
			return err_set(err, ERR_USAGE,
				"\"%s\", expected en or ru, each once",
				m->langs[i]);
	}
	return 0;
}

static bool
is_empty(const char *dir)
{
	struct dirent **names = NULL;
	int n = scandir(dir, &names, NULL, NULL);

	for (int i = 0; i < n; i++)
		free(names[i]);
	free(names);
	return n == 2; /* "." and ".." */
}

/* An empty folder, or none yet: nothing of a person's is written over. */
static int
check_free(const char *dir, struct err *err)
{
	if (is_empty(dir) || (*dir && access(dir, F_OK) < 0 && errno == ENOENT))
		return 0;
	return err_set(err, ERR_USAGE,
		"%s is there already, expected a new or empty folder", dir);
}

/* Half a course is none, and would be in the way of the next try. */
static void
take_back(const struct making *m, bool was_there)
{
	static const char *const parts[] = { "lessons", "labs" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		char *path = mem_printf("%s/%s", m->dir, parts[i]);
		struct err ignored = { 0 };

		fs_remove_tree(path, &ignored);
		free(path);
	}
	if (!was_there)
		rmdir(m->dir);
}

static int
tell(const struct making *m, struct err *err)
{
	struct buf raw = { 0 }, out = { 0 };
	int rc;

	buf_addf(&raw,
		_("A course with one lesson and its lab is in %s.\n"
		  "  cdclab --course %s           read it, beside the others\n"
		  "  cdclab run --course %s %s    run its lab\n"
		  "  cdclab lint %s               say what is wrong with it\n"
		  "How a lab is written and proved: %s/labs/README.md\n"),
		m->dir, m->dir, m->dir, m->lesson, m->dir, m->cli->place.data);
	san_add(&out, SAN_TEXT, buf_str(&raw), raw.len);
	rc = say(STDOUT_FILENO, &out, err);
	buf_release(&raw);
	buf_release(&out);
	return rc < 0 ? EXIT_PIPE : 0;
}

int
cmd_new(struct cli *cli, struct err *err)
{
	const char *lang = cli->lang;
	struct making m = { .cli = cli,
		.dir = cli->options.names[0],
		.langs = cli->options.names + 1,
		.nlang = cli->options.nname - 1 };
	bool was_there = fs_exists(m.dir);
	int status;

	if (!m.nlang) {
		m.langs = &lang;
		m.nlang = 1;
	}
	if (check_languages(&m, err) < 0 || check_free(m.dir, err) < 0)
		return -1;
	name_of(m.dir, m.name);
	m.lesson = lesson_id(m.name);
	status = put_all(&m, err);
	if (status == 0)
		status = tell(&m, err);
	else
		take_back(&m, was_there);
	free(m.lesson);
	return status;
}
