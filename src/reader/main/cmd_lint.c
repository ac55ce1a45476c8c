#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/lang.h"
#include "common/course/languages.h"
#include "common/course/lint.h"
#include "reader/layout/doc.h"
#include "reader/main/command.h"
#include "reader/main/say.h"

#define TABLE_COLS 80
#define EXIT_LINT 5 /* as for any file that is invalid */

static int
cmd_lint_find(struct lint_set *set, const struct cli *cli, struct err *err)
{
	static const char *const folders[] = { "lessons", "labs" };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < cli->options.nname; i++)
		rc = lint_find(set, cli->options.names[i], err);
	if (cli->options.nname)
		return rc;
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(folders); i++) {
		char *path = mem_printf("%s/%s", cli->place.data, folders[i]);

		if (!i || fs_exists(path))
			rc = lint_find(set, path, err);
		free(path);
	}
	return rc;
}

/* Whose tables are looked at. */
struct tables {
	struct lint *lint;
	const char *path;
};

static void
take_table(void *ctx, int line, int cols)
{
	const struct tables *tables = ctx;

	if (cols > TABLE_COLS)
		lint_say(tables->lint, tables->path, line,
			"table of %d columns even where all words wrap, "
			"expected at most %d",
			cols, TABLE_COLS);
}

/* A lesson that cannot be read has been complained of already. */
static void
check_tables(struct lint *lint, const char *path)
{
	struct tables tables = { lint, path };
	struct err err = { 0 };
	struct doc *doc = fs_exists(path) ? doc_load(path, &err) : NULL;

	if (doc)
		doc_tables(doc, take_table, &tables);
	doc_free(doc);
}

static void
check_lesson(struct lint *lint, const char *stem)
{
	struct languages languages;

	languages_of(&languages, stem);
	for (size_t i = 0; i < languages.n; i++) {
		char *path = languages_path(&languages, i, stem);

		check_tables(lint, path);
		free(path);
	}
}

static void
cmd_lint_check(
	struct lint *lint, const struct lint_set *set, const struct cli *cli)
{
	lint_set_check(lint, set, cli->place.data);
	for (size_t i = 0; i < set->nlesson; i++)
		check_lesson(lint, set->lessons[i]);
	lint_sort(lint);
}

/* "3 lessons, 2 labs: no complaints" */
static void
add_praise(struct buf *out, const struct lint_set *set)
{
	buf_addf(out, P_("%zu lesson", "%zu lessons", (long)set->nlesson),
		set->nlesson);
	buf_adds(out, ", ");
	buf_addf(out, P_("%zu lab", "%zu labs", (long)set->nlab), set->nlab);
	buf_addf(out, ": %s\n", _("no complaints"));
}

static int
report(const struct lint *lint, const struct lint_set *set, struct err *err)
{
	struct buf out = { 0 }, count = { 0 };
	char *cwd = realpath(".", NULL);
	int rc;

	lint_print(lint, cwd, &out);
	if (lint->n)
		buf_addf(&count,
			P_("%zu complaint\n", "%zu complaints\n",
				(long)lint->n),
			lint->n);
	else
		add_praise(&out, set);
	rc = say(STDOUT_FILENO, &out, err);
	if (rc == 0)
		rc = say(STDERR_FILENO, &count, err);
	buf_release(&out);
	buf_release(&count);
	free(cwd);
	return rc < 0 ? EXIT_PIPE : lint->n ? EXIT_LINT : 0;
}

int
cmd_lint(struct cli *cli, struct err *err)
{
	struct lint lint = { 0 };
	struct lint_set set = { 0 };
	int status = -1;

	if (cmd_lint_find(&set, cli, err) == 0) {
		cmd_lint_check(&lint, &set, cli);
		status = report(&lint, &set, err);
	}
	lint_release(&lint);
	lint_set_release(&set);
	return status;
}
