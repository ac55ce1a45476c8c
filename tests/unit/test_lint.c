#include "config.h"

#include "common/course/lint.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmock.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/msg.h"
#include "tests/unit/scratch.h"

#define CALLOUT "import Callout from '../../../components/Callout.tsx';\n"
#define MERMAID "import { Mermaid } from '../../../components/Mermaid.tsx';\n"

/* A course of its own, and what lint says of it. */
struct fixture {
	char *dir;
	struct lint lint;
	struct lint_set set;
};

static int
set_up(void **state)
{
	static const char dir[] = "/tmp/cdclab-lint-XXXXXX";
	struct fixture *f = mem_alloc(sizeof(*f));
	char *real;

	f->dir = mem_strdup(dir);
	assert_non_null(mkdtemp(f->dir));
	real = realpath(f->dir, NULL);
	free(f->dir);
	f->dir = real;
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	lint_release(&f->lint);
	lint_set_release(&f->set);
	fs_remove_tree(f->dir, &err);
	free(f->dir);
	free(f);
	return 0;
}

static void
lint(struct fixture *f, const char *name)
{
	char *path = mem_printf("%s/%s", f->dir, name);
	struct err err = { 0 };

	if (lint_find(&f->set, path, &err) < 0)
		fail_msg("%s", msg_text(err.msg));
	lint_set_check(&f->lint, &f->set, SRCDIR);
	lint_sort(&f->lint);
	free(path);
}

static char *
all_of(const struct fixture *f)
{
	struct buf out = { 0 };

	buf_adds(&out, "");
	lint_print(&f->lint, f->dir, &out);
	return out.data ? buf_take(&out) : mem_strdup("(nothing)");
}

static bool
says(const struct complaint *one, const char *what)
{
	char *text = msg_text(one->what);
	bool is = strstr(text, what);

	free(text);
	return is;
}

/* Is there "name:line: what..."? */
static bool
is_said(const struct fixture *f, const char *name, int line, const char *what)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < f->lint.n; i++) {
		const struct complaint *one = &f->lint.list[i];
		size_t n = strlen(one->file);

		if (n > len && !strcmp(one->file + n - len, name) &&
			one->line == line && says(one, what))
			return true;
	}
	return false;
}

static void
said(const struct fixture *f, const char *name, int line, const char *what)
{
	char *all;

	if (is_said(f, name, line, what))
		return;
	all = all_of(f);
	fail_msg("not said: %s:%d: %s\n%s", name, line, what, all);
}

static void
said_in_all(const struct fixture *f, size_t n)
{
	if (f->lint.n != n)
		fail_msg("%zu complaints, expected %zu:\n%s", f->lint.n, n,
			all_of(f));
}

/* Lines 1 to 5 of a lesson; its text begins on line 6. */
static char *
with_front(int order, const char *body)
{
	return mem_printf("---\ntitle: T\ndescription: D\norder: %d\n---\n%s",
		order, body);
}

static void
put_lesson(const struct fixture *f, const char *id, int order, const char *ru,
	const char *en)
{
	char *name = mem_printf("lessons/%s.mdx", id);
	char *twin = mem_printf("lessons/%s.en.mdx", id);
	char *text = with_front(order, ru), *other = with_front(order, en);

	scratch_put(f->dir, name, text);
	scratch_put(f->dir, twin, other);
	free(name);
	free(twin);
	free(text);
	free(other);
}

static const char good[] =
	"\n" CALLOUT MERMAID "\n"
	"# One\n\nSee [two](./02-two), [below](#слова-и-_код_) and "
	"[there](./02-two#one).\n[out](https://example.org/x) `[no](link)` "
	"\\[no](link)\n\n"
	"[ref]: ./02-two \"title\"\n\n"
	"<Callout type=\"tip\" title=\"x\">\n\n`sql/a.sql`\n\n</Callout>\n\n"
	"<Mermaid chart={`\nflowchart LR\n`} />\n\n"
	"## Слова и *`_код_`*!\n\n"
	"```sql title=\"sql/a.sql\"\nSELECT 1;\n```\n\n"
	"```json\n{\"a\": \"// no comment, # none\"}\n```\n\n"
	"```yaml title=\"conf/rules.yml\"\na: 1\n```\n\nKeep rules.yml.\n\n"
	"- [ ] {/* check: a-check */} Item\n";

static const char good_lab[] =
	"{ \"lesson\": \"01-a/01-one\", \"services\": [\"postgres\"],\n"
	"\"steps\": [{ \"id\": \"a\", \"run\":\n"
	" { \"sql\": \"postgres\", \"block\": \"sql/a.sql\" } }],\n"
	"\"checks\": [{ \"id\": \"a-check\", \"needs\": [\"a\"], "
	"\"within\": \"20s\", \"expect\": "
	"[\n"
	"{ \"sql\": \"postgres\", \"text\": \"SELECT count(*) FROM t\" }] }] "
	"}\n";

static void
a_good_course_has_no_complaints(void **state)
{
	struct fixture *f = *state;

	put_lesson(f, "01-a/01-one", 1, good, good);
	put_lesson(f, "01-a/02-two", 2, "# One\n", "# One\n");
	scratch_put(f->dir, "labs/01-a/01-one/lab.json", good_lab);
	scratch_put(f->dir, "lessons/.hidden/x.mdx", "not a lesson");
	scratch_put(f->dir, "lessons/node_modules/x.mdx", "not a lesson");
	lint(f, ".");
	said_in_all(f, 0);
	assert_int_equal(f->set.nlesson, 2);
	assert_int_equal(f->set.nlab, 1);
}

/* One fault in a lesson, alike in both of its languages. */
static const struct fault {
	const char *body;
	int line;
	const char *what;
} faults[] = {
	{ "[x](./09-none)\n", 6, "link to \"./09-none\" leads nowhere" },
	{ "text\n[x](../02-b/01-x.mdx)\n", 7, "leads nowhere" },
	{ "[x](02-bare)\n", 6, "expected ./NN-name of a lesson" },
	{ "[x](/absolute)\n", 6, "leads nowhere" },
	{ "[x][y]\n\n[y]: ./09-none\n", 8, "leads nowhere" },
	{ "<a href=\"./09-none\">x</a>\n", 6, "leads nowhere" },
	{ "> quoted [x](./09-none)\n", 6, "leads nowhere" },
	{ "| a |\n|---|\n| [x](./09-none) |\n", 8, "leads nowhere" },
	{ "# A\n[x](#b)\n", 7, "no such heading" },
	{ "[x](./00-x#none)\n", 6, "no such heading" },
	{ "[x](./00-x.mdx/)\n[x](./none.mdx)\n", 7, "leads nowhere" },
	{ "[x]()\n", 6, "without a target" },
	{ "![x](./no.png)\n", 6, "image \"./no.png\" is not there" },
	{ "# A\n\n## A\n", 8, "second heading \"A\", expected one (line 6)" },
	{ "```sql title=\"a\"\n1\n```\na\n```sql title=\"a\"\n1\n```\n", 10,
		"second block with the title \"a\", expected one (line 6)" },
	{ "```sql title=\"a.sql\"\n1\n```\nalmost-a.sql a.sqlx b/a.sql\n", 6,
		"block \"a.sql\" is not used" },
	{ "```sql title=a.sql\n1\n```\na.sql\n", 6, "cannot be read" },
	{ "- x\n\n  ```sql title=\"a.sql\"\n  1\n  ```\n", 8,
		"expected it at the start of the line" },
	{ "```json\n{\n  \"a\": 1, // why\n  \"b\": 2\n}\n```\n", 8,
		"comment in a JSON block" },
	{ "```json\n{\n  # why\n  \"b\": 2\n}\n```\n", 8,
		"comment in a JSON block" },
	{ "```json\n{ \"a\": 1,\n  \"b\": 2, }\n```\n", 8,
		"expected strict JSON" },
	{ "```json\n{ \"a\": 1, \"a\": 2 }\n```\n", 7, "expected strict JSON" },
	{ "```json\n{\n```\n", 7, "expected strict JSON" },
	{ "```json\n```\n", 7, "expected strict JSON" },
	{ "<Tabs>\n\nx\n\n</Tabs>\n", 6, "unknown component <Tabs>" },
	{ "<Callout type=\"tip\">\n\nx\n\n</Callout>\n", 6,
		"<Callout> without its import, expected the line \"import" },
	{ CALLOUT "\n", 6, "import of Callout, which is not used" },
	{ CALLOUT CALLOUT "\n<Callout>\n\nx\n\n</Callout>\n", 7,
		"second import of Callout" },
	{ "import { Callout } from '../../../components/Callout.tsx';\n\n"
	  "<Callout>\n\nx\n\n</Callout>\n",
		6, "import of Callout written otherwise, expected \"import" },
	{ "import x from './x';\n\ntext\n", 6, "unknown import, expected" },
	{ CALLOUT "\n<Callout type=\"tipp\">\n\nx\n\n</Callout>\n", 8,
		"<Callout> of the type \"tipp\", expected" },
	{ MERMAID "\n<Mermaid />\n", 8, "<Mermaid> without chart" },
	{ "<Callout>\n", 6, "never closed" },
	{ "```\nx\n", 6, "fence is never closed" },
	{ "- [ ] {/* check: */} x\n", 6, "item without a check's name" },
	{ "- [ ] {/* check: a */} x\n", 6, "no lab, expected a lab.json" },
};

/* Complaints that a fault brings beside its own. */
static size_t
others_of(const struct fault *fault)
{
	return !strcmp(fault->body, "<Callout>\n"); /* it has no import */
}

static void
every_fault_is_told_in_one_run(void **state)
{
	struct fixture *f = *state;
	size_t want = 0;

	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		char *id = mem_printf("01-bad/%02zu-x", i);

		put_lesson(f, id, (int)i + 1, faults[i].body, faults[i].body);
		want += 2 * (1 + others_of(&faults[i]));
		free(id);
	}
	lint(f, "lessons");
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		char *ru = mem_printf("/01-bad/%02zu-x.mdx", i);
		char *en = mem_printf("/01-bad/%02zu-x.en.mdx", i);

		said(f, ru, faults[i].line, faults[i].what);
		said(f, en, faults[i].line, faults[i].what);
		free(ru);
		free(en);
	}
	said_in_all(f, want);
}

static void
faults_of_one_file_do_not_hide_each_other(void **state)
{
	static const char text[] =
		"---\ntitle: T\norder: 1\norder: 2\nordr: 3\n"
		"topics: none\n---\n"
		"# A\n\n[x](./09-none)\n\n<Foo />\n\n"
		"```json title=\"a.json\"\n{ /* why */ \"a\": 1 }\n```\n\n"
		"```json title=\"a.json\"\n{ \"a\": 1 # why\n}\n```\n\n"
		"- [ ] {/* check: a */} x\n- [ ] {/* check: a */} x\n\n"
		"# A\n\n```sql\nx\n";
	static const char name[] = "/01-bad/01-all.mdx";
	struct fixture *f = *state;

	scratch_put(f->dir, "lessons/01-bad/01-all.mdx", text);
	lint(f, "lessons/01-bad/01-all.mdx");
	said(f, name, 1, "no English twin, expected 01-all.en.mdx");
	said(f, name, 4, "second \"order\", expected one");
	said(f, name, 5, "unknown key \"ordr\", expected one of title,");
	said(f, name, 6, "value of \"topics\" cannot be read, expected a list");
	said(f, name, 7, "without \"description\"");
	said(f, name, 10, "link to \"./09-none\" leads nowhere");
	said(f, name, 12, "unknown component <Foo>");
	said(f, name, 15, "comment in a JSON block");
	said(f, name, 18, "second block with the title \"a.json\"");
	said(f, name, 19, "comment in a JSON block");
	said(f, name, 23, "no lab, expected");
	said(f, name, 24, "second item of the check \"a\"");
	said(f, name, 26, "second heading \"A\"");
	said(f, name, 28, "fence is never closed");
	said_in_all(f, 15); /* both items lack a lab */
}

static void
front_matter_is_told_of_key_by_key(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *what;
	} cases[] = {
		{ "text\n", 1, "no front matter" },
		{ "---\ntitle: x\norder: 4\n", 1, "never closed" },
		{ "---\norder: 40\ndescription: D\n---\n", 4,
			"without \"title\"" },
		{ "---\ntitle: x\ndescription: D\n---\n", 4,
			"without \"order\"" },
		{ "---\ntitle: x\norder: 5\n---\n", 4,
			"without \"description\"" },
		{ "---\ntitle: x\norder: 6\ndescription: \"\"\n---\n", 4,
			"description is empty" },
		{ "---\ntitle: x\norder: 0\ndescription: D\n---\n", 3,
			"order is not positive" },
		{ "---\ntitle: x\norder: \"7\"\ndescription: D\n---\n", 3,
			"expected a whole number" },
		{ "---\ntitle: x\norder: 8\ndescription: D\n"
		  "difficulty: hard\n---\n",
			5, "difficulty \"hard\", expected beginner" },
		{ "---\ntitle: x\norder: 9\ndescription: D\n"
		  "prerequisites: [\"bad/00-x\", \"bad/99-x\"]\n---\n",
			5, "prerequisite \"bad/99-x\" is no lesson" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *ru = mem_printf("lessons/01-bad/%02zu-x.mdx", i);
		char *en = mem_printf("lessons/01-bad/%02zu-x.en.mdx", i);

		scratch_put(f->dir, ru, cases[i].text);
		scratch_put(f->dir, en, cases[i].text);
		free(ru);
		free(en);
	}
	lint(f, "lessons");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *ru = mem_printf("/01-bad/%02zu-x.mdx", i);

		said(f, ru, cases[i].line, cases[i].what);
		free(ru);
	}
	said_in_all(f, 2 * ARRAY_LEN(cases));
}

static void
two_lessons_of_a_module_have_not_one_order(void **state)
{
	struct fixture *f = *state;

	put_lesson(f, "01-a/01-x", 3, "", "");
	put_lesson(f, "01-a/02-y", 3, "", "");
	put_lesson(f, "02-b/01-x", 3, "", "");
	lint(f, "lessons/01-a/01-x.en.mdx");
	said(f, "/01-a/01-x.mdx", 4, "order 3 is that of 02-y.mdx too");
	said_in_all(f, 1);
	lint_release(&f->lint);
	lint(f, "lessons");
	said(f, "/01-a/02-y.mdx", 4, "order 3 is that of 01-x.mdx too");
	said_in_all(f, 1);
}

static void
lines_of_code_are_measured_in_columns(void **state)
{
	struct fixture *f = *state;
	struct buf text = { 0 };

	buf_adds(&text, "```text\n");
	for (int i = 0; i < 100; i++)
		buf_adds(&text, "я");
	buf_adds(&text, "\n");
	for (int i = 0; i < 101; i++)
		buf_adds(&text, "x");
	buf_adds(&text, "\n");
	for (int i = 0; i < 51; i++)
		buf_adds(&text, "漢");
	buf_adds(&text, "\n");
	for (int i = 0; i < 13; i++)
		buf_adds(&text, "\t");
	buf_adds(&text, "\n```\n");
	put_lesson(f, "01-a/01-x", 1, text.data, text.data);
	lint(f, "lessons");
	said(f, "01-x.mdx", 8, "of 101 columns, expected at most 100");
	said(f, "01-x.mdx", 9, "of 102 columns");
	said(f, "01-x.mdx", 10, "of 104 columns");
	said_in_all(f, 6);
	buf_release(&text);
}

/* In both languages, at word's borders, with any ending; code is no prose. */
static void
the_glossary_decides_what_a_thing_is_called(void **state)
{
	struct fixture *f = *state;

	scratch_put(f->dir, "lessons/GLOSSARY.md",
		"# G\n\n| English | Russian | Not |\n|---|---|---|\n"
		"| worker log | лог воркера | журнал* воркера, log of the "
		"worker |\n"
		"| slot | слот | |\n");
	put_lesson(f, "01-a/01-x", 1,
		"Лог воркера.\nЖурналы воркера и `журнал воркера`.\n"
		"```text\nжурнал воркера\n```\nПережурнал воркера.\n",
		"The worker log.\nThe Log of the worker; `log of the worker`.\n"
		"```text\nжурнал воркера\n```\nA blog of the workers.\n");
	lint(f, "lessons");
	said(f, "01-x.mdx", 7, "expected a word of GLOSSARY.md: лог воркера");
	said(f, "01-x.en.mdx", 7, "expected a word of GLOSSARY.md: worker log");
	said_in_all(f, 2);
}

#define A "```sql title=\"a.sql\"\n1;\n2;\n```\n\n"
#define B "```sql title=\"b.sql\"\n3;\n```\n\n"
#define WORDS "a.sql b.sql\n\n"

static void
twins_have_the_same_code(void **state)
{
	static const struct {
		const char *ru, *en;
		int line;
		bool in_ru;
		const char *what;
	} cases[] = {
		{ A WORDS, "```sql title=\"a.sql\"\n1;\n2; \n```\n\n" WORDS, 8,
			false,
			"code differs from line 8 of 00-x.mdx: \"2; \"" },
		{ A WORDS, "```sql title=\"a.sql\"\n1;\n```\n" WORDS, 8, false,
			"code differs from line 8" },
		{ A WORDS, WORDS A B, 13, false,
			"block \"b.sql\" is not in 02-x.mdx" },
		{ A B WORDS, A WORDS, 11, true,
			"block \"b.sql\" is not in 03-x.en.mdx" },
		{ A B WORDS, B A WORDS, 6, false,
			"block \"b.sql\" where 04-x.mdx has \"a.sql\"" },
		{ A WORDS, "```text title=\"a.sql\"\n1;\n2;\n```\n" WORDS, 6,
			false,
			"block \"a.sql\" in \"text\", expected \"sql\"" },
		{ "```\nx\n```\n", "```\ny\n```\n", 7, false, "code differs" },
		{ "```\nx\n```\n", "x\n", 6, true, "is not in 07-x.en.mdx" },
		{ "```\nx\n```\n", "```sh\nx\n```\n", 6, false,
			"block in \"sh\" where" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *id = mem_printf("01-a/%02zu-x", i);

		put_lesson(f, id, (int)i + 1, cases[i].ru, cases[i].en);
		free(id);
	}
	lint(f, "lessons");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *name = mem_printf(
			"%02zu-x.%s", i, cases[i].in_ru ? "mdx" : "en.mdx");

		said(f, name, cases[i].line, cases[i].what);
		free(name);
	}
	said_in_all(f, ARRAY_LEN(cases));
}

/* A lab of one step and one check. */
static void
put_lab(const struct fixture *f, const char *id, const char *step,
	const char *check)
{
	char *name = mem_printf("labs/%s/lab.json", id);
	char *text =
		mem_printf("{ \"lesson\": \"01-a/01-x\",\n"
			   "\"services\": [\"postgres\"], \"steps\": [\n"
			   "{ \"id\": \"a\", %s } ], \"checks\": [\n"
			   "{ \"id\": \"a-check\", %s\"within\": \"20s\",\n"
			   "\"needs\": [\"a\"], "
			   "\"expect\": [{ \"sql\": \"postgres\", "
			   "\"text\": \"SELECT count(*) FROM pg_class\" }] }"
			   "] }\n",
			step, check);

	scratch_put(f->dir, name, text);
	free(name);
	free(text);
}

#define STEP "\"run\": { \"sql\": \"postgres\", \"block\": \"a.sql\" }"

static void
a_lab_fits_its_lesson(void **state)
{
	static const char items[] = "- [ ] {/* check: other */} x\n"
				    "- [ ] bare\n";
	struct fixture *f = *state;

	put_lesson(f, "01-a/01-x", 1, items, items);
	put_lab(f, "01-a/01-x", STEP, "");
	lint(f, "lessons/01-a/01-x.mdx");
	assert_int_equal(f->set.nlab, 1);
	said(f, "01-x.mdx", 6, "\"other\" is no check of the lab");
	said(f, "01-x.mdx", 7, "item without a check, expected {/* check:");
	said(f, "lab.json", 3, "\"a.sql\" is not in 01-x.mdx");
	said(f, "lab.json", 3, "\"a.sql\" is not in 01-x.en.mdx");
	said(f, "lab.json", 4, "no item of 01-x.mdx is bound to \"a-check\"");
	said(f, "lab.json", 4, "no item of 01-x.en.mdx is bound");
	said_in_all(f, 8);
}

static void
a_lab_is_wrong_by_itself(void **state)
{
	static const char item[] = "- [ ] {/* check: a-check */} x\n\n" A;
	struct fixture *f = *state;

	put_lesson(f, "01-a/01-x", 1, item, item);
	put_lesson(f, "01-a/02-x", 2, item, item);
	put_lab(f, "01-a/01-x", "\"runs\": {}", "");
	put_lab(f, "01-a/02-x", STEP, "");
	put_lab(f, "01-a/03-x", STEP, "");
	scratch_put(f->dir, "labs/01-a/04-x/lab.json", "{ // no\n}\n");
	lint(f, "labs");
	said(f, "01-x/lab.json", 3, "unknown key \"runs\", expected");
	said(f, "02-x/lab.json", 1,
		"expected that of its folder, \"01-a/02-x\"");
	said(f, "03-x/lab.json", 1, "lab without a lesson");
	said(f, "04-x/lab.json", 1, "expected strict JSON");
	said(f, "04-x/lab.json", 1, "lab without a lesson");
	said(f, "01-x/lab.json", 3, "no \"run\", expected that key");
	said_in_all(f, 7); /* 03's folder is wrong too */
}

/* What checks and flows want of a connector, and what its block makes of it. */
static void
a_lab_fits_its_connectors(void **state)
{
	static const char text[] =
		"- [ ] {/* check: a */} x\n\n"
		"```json title=\"c.json\"\n{\"connector.class\": "
		"\"io.debezium.connector.postgresql.PostgresConnector\", "
		"\"slot.name\": \"s\"}\n```\n";
	static const char wrapped[] =
		"- [ ] {/* check: a */} x\n\n"
		"```json title=\"c.json\"\n{\"name\": \"c\", \"config\": "
		"{\"slot.name\": \"s\"}}\n```\n";
	static const char lab[] =
		"{ \"lesson\": \"01-a/01-x\", \"services\": [\"mysql\", "
		"\"postgres\", \"kafka\", \"connect\"],\n"
		"\"steps\": [{ \"id\": \"c\", \"run\": {\n"
		"\"connector\": \"c\", \"block\": \"c.json\" } }],\n"
		"\"checks\": [{ \"id\": \"a\", \"needs\": [\"c\"], \"within\": "
		"\"20s\",\n"
		"\"expect\": [%s{ \"flow\": \"f\" }] }],\n"
		"\"flows\": { \"f\": { \"canary\": \"k\", \"hops\": [\n"
		"{ \"connector\": \"c\" }, { \"topic\": \"t\", \"where\": "
		"{ \"key\": \":id\" } }] } },\n"
		"\"canaries\": { \"k\": { \"database\": \"%s\",\n"
		"\"insert\": { \"text\": \"INSERT INTO t VALUES (:id)\" },\n"
		"\"delete\": { \"text\": \"DELETE FROM t WHERE i = :id\" } } "
		"} }\n";
	struct fixture *f = *state;
	char *wrong = mem_printf(lab,
		"{ \"connector\": \"c\", \"reads\": { \"slot\": "
		"\"other\" } }, ",
		"postgres");
	char *other = mem_printf(lab, "", "mysql");

	put_lesson(f, "01-a/01-x", 1, text, text);
	scratch_put(f->dir, "labs/01-a/01-x/lab.json", wrong);
	lint(f, "labs/01-a/01-x/lab.json");
	said(f, "lab.json", 5,
		"checks[0].expect[0].reads.slot: \"other\", expected \"s\": "
		"that is the block's \"slot.name\"");
	said_in_all(f, 1);
	scratch_put(f->dir, "labs/01-a/01-x/lab.json", other);
	lint(f, "labs/01-a/01-x/lab.json");
	said(f, "lab.json", 7,
		"flows.f.hops[0]: \"c\" reads postgres, expected a connector "
		"that "
		"reads mysql, where the canary \"k\" is written");
	put_lesson(f, "01-a/01-x", 1, wrapped, wrapped);
	lint(f, "labs/01-a/01-x/lab.json");
	said(f, "lab.json", 3,
		"steps[0].run.block: \"c.json\" has the config within "
		"\"config\", expected the config alone");
	free(wrong);
	free(other);
}

static void
a_check_that_needs_nothing_is_told(void **state)
{
	static const char lab[] =
		"{ \"lesson\": \"01-a/01-x\", \"services\": [\"postgres\"],\n"
		"\"steps\": [{ \"id\": \"a\", " STEP " }],\n\"checks\": [\n"
		"{ \"id\": \"a-check\", \"within\": \"20s\", \"expect\": [%s] "
		"}] }\n";
	static const char item[] = "- [ ] {/* check: a-check */} x\n\n" A;
	struct fixture *f = *state;
	char *asked = mem_printf(lab,
		"{ \"sql\": \"postgres\", \"text\": \"SELECT x FROM t\" }");
	char *written =
		mem_printf(lab, "{ \"file\": \"~/x\", \"contains\": \"y\" }");

	put_lesson(f, "01-a/01-x", 1, item, item);
	scratch_put(f->dir, "labs/01-a/01-x/lab.json", asked);
	lint(f, "labs/01-a/01-x/lab.json");
	said(f, "lab.json", 4, "checks[0]: it needs no step and no other lab");
	said_in_all(f, 1);
	lint_release(&f->lint);
	scratch_put(f->dir, "labs/01-a/01-x/lab.json", written);
	lint(f, "labs/01-a/01-x/lab.json");
	said_in_all(f, 0);
	free(asked);
	free(written);
}

static void
an_optional_check_needs_no_item(void **state)
{
	struct fixture *f = *state;

	put_lesson(f, "01-a/01-x", 1, A, A);
	put_lab(f, "01-a/01-x", STEP, "\"optional\": true,");
	lint(f, "labs/01-a/01-x/lab.json");
	said_in_all(f, 0);
}

static void
what_is_no_lesson_and_no_lab_is_refused(void **state)
{
	static const char *const names[] = { "none.mdx", "x.md", "empty" };
	struct fixture *f = *state;

	scratch_put(f->dir, "x.md", "text");
	scratch_put(f->dir, "empty/x.txt", "text");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path = mem_printf("%s/%s", f->dir, names[i]);
		struct err err = { 0 };

		assert_int_equal(lint_find(&f->set, path, &err), -1);
		assert_int_equal(err.code, ERR_USAGE);
		assert_non_null(strstr(err.msg, names[i]));
		free(path);
	}
	assert_int_equal(f->set.nlesson + f->set.nlab, 0);
}

static void
complaints_are_sorted_safe_and_short(void **state)
{
	struct fixture *f = *state;
	struct buf out = { 0 };

	lint_say(&f->lint, "/far/away/y.mdx", 2, "esc \033[31m\nline");
	lint_say(&f->lint, "/far/away/y.mdx", 10, "z");
	lint_say(&f->lint, "/far/x.mdx", 9, "z");
	lint_say(&f->lint, "/far/x.mdx", 9, "z");
	lint_say(&f->lint, "/quite/elsewhere.mdx", 0, "z");
	lint_sort(&f->lint);
	lint_print(&f->lint, "/far/away", &out);
	assert_string_equal(buf_str(&out),
		"y.mdx:2: esc ^[[31m line\ny.mdx:10: z\n../x.mdx:9: z\n"
		"/quite/elsewhere.mdx:1: z\n");
	buf_release(&out);
}

/* Nobody waits for ever for a file that somebody made to be waited for. */
static void
hostile_text_is_done_with_in_time(void **state)
{
	static const char *const parts[] = { "](", "[", "`", "``[](", "<a ",
		"<X>", "{", "- [ ] ", "|", "```json title=\"a\n", "# a\n",
		"[x](#a) ", "/* ", "\"", "import x\n\n" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct buf text = { 0 };

		while (text.len < 200000)
			buf_adds(&text, parts[i]);
		put_lesson(f, "01-a/01-x", 1, text.data, "```json\n");
		alarm(60);
		lint(f, "lessons/01-a/01-x.mdx");
		alarm(0);
		assert_true(f->lint.n > 0);
		lint_release(&f->lint);
		buf_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_good_course_has_no_complaints),
		TEST(every_fault_is_told_in_one_run),
		TEST(faults_of_one_file_do_not_hide_each_other),
		TEST(front_matter_is_told_of_key_by_key),
		TEST(two_lessons_of_a_module_have_not_one_order),
		TEST(lines_of_code_are_measured_in_columns),
		TEST(the_glossary_decides_what_a_thing_is_called),
		TEST(twins_have_the_same_code),
		TEST(a_lab_fits_its_lesson),
		TEST(a_lab_is_wrong_by_itself),
		TEST(a_lab_fits_its_connectors),
		TEST(an_optional_check_needs_no_item),
		TEST(a_check_that_needs_nothing_is_told),
		TEST(what_is_no_lesson_and_no_lab_is_refused),
		TEST(complaints_are_sorted_safe_and_short),
		TEST(hostile_text_is_done_with_in_time),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
