/* What helps with a check: hints that were opened, and what comes next. */
#include "config.h"

#include "reader/views/views.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/place.h"
#include "common/course/catalog.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "reader/grid/textview.h"
#include "reader/views/lab_view.h"
#include "tests/unit/cmock.h"

#define FIVE "07-module-7/05-multi-database-configuration"
#define SIX "07-module-7/06-multi-database-checklist"

struct scene {
	char data[sizeof(SRCDIR)], progress[32];
	struct place place;
	struct lab_view *view;
};

static struct scene *
scene_new(const char *id)
{
	struct scene *s = mem_alloc(sizeof(*s));
	struct lesson_ref lesson = { .id = mem_strdup(id),
		.lab = mem_printf("%s/labs/%s/lab.json", SRCDIR, id) };

	strcpy(s->data, SRCDIR);
	strcpy(s->progress, "/nonexistent");
	s->place = (struct place){ .data = s->data, .progress = s->progress };
	s->view = lab_view_new(&s->place, &lesson);
	assert_true(s->view->has_lab);
	free(lesson.id);
	free(lesson.lab);
	return s;
}

static void
scene_free(struct scene *s)
{
	lab_view_free(s->view);
	free(s);
}

static void
open_hints(struct scene *s, const char *check, int n)
{
	for (int i = 1; i <= n; i++)
		lab_state_event(&s->view->state,
			&(struct event){ .kind = EV_HINT,
				.subject = check,
				.count = i });
}

static void
is_done(struct scene *s, const char *step)
{
	lab_state_event(&s->view->state,
		&(struct event){ .kind = EV_STEP_DONE, .subject = step });
}

static void
add_lines(const struct textview *textview, struct buf *out)
{
	for (int i = 0; i < textview->nline; i++) {
		size_t end = i + 1 < textview->nline ? textview->lines[i + 1]
						     : textview->nspan;

		for (size_t k = textview->lines[i]; k < end; k++)
			buf_add(out,
				textview->text.data + textview->spans[k].at,
				textview->spans[k].len);
		buf_addc(out, '\n');
	}
}

/* The details of a check as lines, owned; select: the one that is selected. */
static char *
details(const struct scene *s, const char *check, int *select)
{
	struct textview textview = { .cols = 200 };
	const struct lab_item *item = lab_view_find(s->view, true, check);
	struct scan scan = { 0 };
	struct hints hints = { .view = s->view,
		.item = item,
		.scan = &scan,
		.lang = "en",
		.section = "The section",
		.next = "h",
		.run = "r",
		.ascii = true };
	struct buf out = { 0 };

	why_write(&textview, item, "Title", &hints, true);
	add_lines(&textview, &out);
	if (select)
		*select = textview.select_first;
	textview_release(&textview);
	return buf_take(&out);
}

static void
assert_has(const struct scene *s, const char *check, const char *part)
{
	char *text = details(s, check, NULL);

	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
	free(text);
}

static void
assert_lacks(const struct scene *s, const char *check, const char *part)
{
	char *text = details(s, check, NULL);

	if (strstr(text, part))
		fail_msg("\"%s\" is in:\n%s", part, text);
	free(text);
}

/* Line n of the details. */
static void
assert_line(const struct scene *s, const char *check, const char *want)
{
	int n;
	char *text = details(s, check, &n), *line = text;

	while (n--)
		line = strchr(line, '\n') + 1;
	line[strcspn(line, "\n")] = '\0';
	assert_string_equal(line, want);
	free(text);
}

static void
each_hint_is_shown_once_it_is_opened(void **state)
{
	struct scene *s = scene_new(FIVE);
	const struct lab *lab = &s->view->lab;
	const char *says =
		lab_word(lab->checks[lab_check_index(lab, "mysql-topic")].hint,
			"en", NULL);

	(void)state;
	assert_non_null(says);
	assert_has(s, "mysql-topic", "h: a hint, 1 of 2\n");
	assert_lacks(s, "mysql-topic", "Hint\n");
	open_hints(s, "mysql-topic", 1);
	assert_has(s, "mysql-topic", "Hint\n");
	assert_has(s, "mysql-topic", says);
	assert_has(s, "mysql-topic", "h: the solution, 2 of 2\n");
	assert_lacks(s, "mysql-topic", "Solution\n");
	assert_line(s, "mysql-topic", "Hint");
	open_hints(s, "mysql-topic", 2);
	assert_has(s, "mysql-topic", says);
	assert_has(s, "mysql-topic", "Solution\n");
	assert_lacks(s, "mysql-topic", "of 2\n");
	assert_line(s, "mysql-topic", "Solution");
	assert_has(s, "postgres-topic", "h: a hint, 1 of 2\n");
	scene_free(s);
}

/* Steps that needed steps need come first. */
static void
the_solution_is_all_that_is_needed_in_its_order(void **state)
{
	struct scene *s = scene_new(FIVE);

	(void)state;
	open_hints(s, "mysql-topic", 2);
	is_done(s, "topics");
	is_done(s, "mysql-outbox");
	assert_has(s, "mysql-topic",
		"Solution\n"
		"[x] Outbox table in MySQL  sql/mysql-outbox.sql\n"
		"[ ] User debezium in MySQL  sql/mysql-roles.sql\n"
		"[x] Topics for the Flink job\n"
		"[ ] Connector mysql-outbox-connector  "
		"connectors/mysql-outbox-connector.json\n"
		"r runs the steps that are not done.\n");
	is_done(s, "mysql-roles");
	is_done(s, "deploy-mysql");
	assert_has(s, "mysql-topic", "\nAll of these steps are done.\n");
	scene_free(s);
}

static void
block_is(const struct scene *s, const char *check, const char *want)
{
	const char *block =
		hints_block(s->view, lab_view_find(s->view, true, check));

	assert_string_equal(block ? block : "", want);
}

static void
what_is_not_done_is_what_is_taught(void **state)
{
	struct scene *s = scene_new(FIVE);

	(void)state;
	block_is(s, "mysql-topic", "sql/mysql-outbox.sql");
	is_done(s, "mysql-outbox");
	block_is(s, "mysql-topic", "sql/mysql-roles.sql");
	is_done(s, "mysql-roles");
	is_done(s, "deploy-mysql"); /* topics have no block */
	block_is(s, "mysql-topic", "connectors/mysql-outbox-connector.json");
	scene_free(s);
	s = scene_new(SIX);
	block_is(s, "drill-server-id-twice", "bash/rogue-away.sh");
	block_is(s, "drill-mysql-killed", "");
	scene_free(s);
}

static void
a_lab_that_says_nothing_leads_to_the_section(void **state)
{
	struct scene *s = scene_new(FIVE);
	struct lab *lab = &s->view->lab;

	(void)state;
	lab->checks[lab_check_index(lab, "mysql-topic")].hint = NULL;
	open_hints(s, "mysql-topic", 1);
	assert_has(s, "mysql-topic",
		"Hint\nSee the section \"The section\" of the lesson.\n");
	scene_free(s);
}

static void
the_solution_of_a_drill_is_its_own(void **state)
{
	struct scene *s = scene_new(SIX);

	(void)state;
	open_hints(s, "drill-mysql-killed", 2);
	assert_has(s, "drill-mysql-killed",
		"Solution\n"
		"control a server: mysql: start\n"
		"r runs this while the drill goes on.\n");
	scene_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_hint_is_shown_once_it_is_opened),
		cmocka_unit_test(
			the_solution_is_all_that_is_needed_in_its_order),
		cmocka_unit_test(what_is_not_done_is_what_is_taught),
		cmocka_unit_test(a_lab_that_says_nothing_leads_to_the_section),
		cmocka_unit_test(the_solution_of_a_drill_is_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
