#include "config.h"

#include "reader/tui/colon.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/course/scan.h"
#include "reader/tui/language.h"
#include "reader/tui/move.h"
#include "reader/tui/state.h"

/* Names that people bring from elsewhere. */
static const struct {
	const char *name, *command;
} aliases[] = {
	{ "help", "keys" },
	{ "lang", "language" },
	{ "q", "quit" },
	{ "toc", "contents" },
};

static void
lesson_run(struct ui *ui, const char *what)
{
	struct err err = { 0 };
	const struct lesson_ref *lesson;

	lesson = ui_find_lesson(ui, what, &err);
	if (lesson)
		places_leave(ui);
	if (!lesson || ui_open_lesson(ui, lesson, &err) < 0)
		ui_complain(ui, &err);
}

static void
lesson_list(const struct ui *ui, struct choices *words)
{
	for (size_t i = 0; i < ui->catalog.nlesson; i++)
		choices_add(words, ui->catalog.lessons[i].id);
}

static void
section_run(struct ui *ui, const char *what)
{
	size_t n = ui->in_lesson ? page_scan(&ui->page)->nheading : 0;
	char *end;
	long number = strtol(what, &end, 10);

	if (!n)
		ui_note(ui, STYLE_TEXT, "%s", _("This means nothing here"));
	else if (*end || number < 1 || number > (long)n)
		ui_note(ui, STYLE_FAIL, "%s: 1 - %zu", _("Say which one"), n);
	else
		move_to_heading(ui, (int)number - 1);
}

static void
theme_run(struct ui *ui, const char *what)
{
	enum theme theme;

	if (theme_named(what, &theme))
		ui_set_theme(ui, theme);
	else
		ui_note(ui, STYLE_FAIL, "%s?", what);
}

static void
theme_list(const struct ui *ui, struct choices *words)
{
	(void)ui;
	for (int i = 0; i < THEME_COUNT; i++)
		choices_add(words, theme_name((enum theme)i));
}

/* "mouse on"; what can be set is given by name. */
static void
mouse_run(struct ui *ui, const char *what)
{
	bool on = !strcmp(what, "on");

	if (!on && strcmp(what, "off"))
		ui_note(ui, STYLE_FAIL, "%s: on, off", _("Say which one"));
	else if (on != ui->mouse)
		keys_command("mouse")->run(ui);
}

static void
mouse_list(const struct ui *ui, struct choices *words)
{
	(void)ui;
	choices_add(words, "on");
	choices_add(words, "off");
}

static const struct taking takings[] = {
	{ "language", language_run, language_list },
	{ "lesson-language", language_run_lesson, language_list },
	{ "lesson", lesson_run, lesson_list },
	{ "mouse", mouse_run, mouse_list },
	{ "section", section_run, NULL },
	{ "theme", theme_run, theme_list },
};

const struct taking *
colon_takings(size_t *n)
{
	*n = ARRAY_LEN(takings);
	return takings;
}

static const struct taking *
taking_of(const char *command)
{
	for (size_t i = 0; i < ARRAY_LEN(takings); i++)
		if (!strcmp(takings[i].command, command))
			return &takings[i];
	return NULL;
}

/* A command has a meaning where a key for it has one, or if it is told more. */
static bool
colon_is_here(const struct ui *ui, const struct command *command)
{
	return taking_of(command->name) ||
		keys_has(ui_scope(ui), command->name);
}

static const char *
unalias(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (!strcmp(aliases[i].name, name))
			return aliases[i].command;
	return name;
}

/* The command of that name, or the only one here that begins so. */
static const struct command *
colon_find_command(struct ui *ui, const char *typed)
{
	const char *name = unalias(typed);
	const struct command *found = keys_command(name);
	size_t n, fits = 0;
	const struct command *all = keys_commands(&n);

	if (found)
		return found;
	for (size_t i = 0; i < n; i++)
		if (colon_is_here(ui, &all[i]) &&
			!strncmp(all[i].name, name, strlen(name))) {
			found = &all[i];
			fits++;
		}
	if (fits != 1)
		ui_note(ui, STYLE_FAIL, "%s: %s",
			_(fits ? N_("Several fit")
			       : N_("There is no such command")),
			typed);
	return fits == 1 ? found : NULL;
}

static void
obey_command(struct ui *ui, const struct command *command, const char *what)
{
	const struct taking *taking = taking_of(command->name);

	if (*what && taking)
		taking->run(ui, what);
	else if (*what)
		ui_note(ui, STYLE_FAIL, "%s: %s", command->name,
			_("Nothing is to be said after this command"));
	else if (!command->run)
		ui_note(ui, STYLE_FAIL, "%s: %s", command->name,
			_("Say which one"));
	else if (!keys_has(ui_scope(ui), command->name))
		ui_note(ui, STYLE_FAIL, "%s: %s", command->name,
			_("This means nothing here"));
	else
		command->run(ui);
}

void
colon_run(struct ui *ui, const char *line)
{
	const struct command *command;
	const char *what;
	char *name;

	line += strspn(line, " ");
	if (*line >= '0' && *line <= '9') {
		section_run(ui, line);
		return;
	}
	if (!*line)
		return;
	what = line + strcspn(line, " ");
	name = mem_strndup(line, (size_t)(what - line));
	what += strspn(what, " ");
	command = colon_find_command(ui, name);
	if (command)
		obey_command(ui, command, what);
	free(name);
}

static void
list_commands(const struct ui *ui, struct choices *words)
{
	size_t n;
	const struct command *all = keys_commands(&n);

	for (size_t i = 0; i < n; i++)
		if (colon_is_here(ui, &all[i]))
			choices_add(words, all[i].name);
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (colon_is_here(ui, keys_command(aliases[i].command)))
			choices_add(words, aliases[i].name);
}

/* Of a lesson's id any part will do, as catalog_find() has it. */
static bool
fits(const char *word, const char *typed, bool anywhere)
{
	return anywhere ? strstr(word, typed) != NULL
			: !strncmp(word, typed, strlen(typed));
}

static int
colon_by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
keep_fitting(struct choices *words, const char *typed, bool anywhere)
{
	size_t kept = 0;

	for (size_t i = 0; i < words->n; i++)
		if (fits(words->all[i], typed, anywhere))
			words->all[kept++] = words->all[i];
		else
			free(words->all[i]);
	words->n = kept;
	if (kept)
		qsort(words->all, kept, sizeof(*words->all), colon_by_name);
}

static void
complete_line(const struct ui *ui, const char *text, struct choices *words)
{
	size_t name = strcspn(text, " ");
	const struct taking *taking;
	char *command;

	if (!text[name]) {
		list_commands(ui, words);
		keep_fitting(words, text, false);
		return;
	}
	command = mem_strndup(text, name);
	taking = taking_of(unalias(command));
	free(command);
	words->from = name + strspn(text + name, " ");
	if (!taking || !taking->list)
		return;
	taking->list(ui, words);
	keep_fitting(words, text + words->from, taking->run == lesson_run);
}

void
colon_open(struct ui *ui)
{
	static const struct prompt_kind kind = {
		.accept = colon_run,
		.complete = complete_line,
	};

	prompt_open(ui, &kind, ":", "");
}
