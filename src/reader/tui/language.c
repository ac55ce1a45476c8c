#include "config.h"

#include "reader/tui/language.h"

#include <stdio.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "reader/tui/prompt.h"
#include "reader/tui/state.h"

/* Codes, in the order in which the key goes through them. */
struct codes {
	char code[2 * LANGUAGES_MAX][LANG_CODE];
	size_t n;
};

static bool
is_in(const struct codes *codes, const char *code)
{
	for (size_t i = 0; i < codes->n; i++)
		if (!strcmp(codes->code[i], code))
			return true;
	return false;
}

static void
add(void *ctx, const char *code, const char *name)
{
	struct codes *codes = ctx;

	(void)name;
	if (codes->n < 2 * LANGUAGES_MAX && !is_in(codes, code))
		snprintf(codes->code[codes->n++], LANG_CODE, "%s", code);
}

/* Those of the program, and what the course has besides. */
static struct codes
all_codes(const struct ui *ui)
{
	const struct lesson_ref *lesson = ui->page.lesson;
	struct codes codes = { 0 };

	lang_each(add, &codes);
	for (size_t i = 0; i < ui->catalog.languages.n; i++)
		add(&codes, ui->catalog.languages.code[i], NULL);
	for (size_t i = 0; lesson && i < lesson->nfile; i++)
		add(&codes, lesson->files[i].lang, NULL);
	return codes;
}

int
language_use_lesson(struct ui *ui, const char *code, struct err *err)
{
	char lang[LANG_CODE];

	snprintf(lang, sizeof(lang), "%s", code);
	if (ui->page.doc && page_translate(&ui->page, lang, err) < 0)
		return -1;
	snprintf(ui->lang, sizeof(ui->lang), "%s", lang);
	return 0;
}

int
language_use(struct ui *ui, const char *code, struct err *err)
{
	if (language_use_lesson(ui, code, err) < 0)
		return -1;
	lang_use(ui->lang);
	memory_set_lang(&ui->memory, ui->lang);
	ui_save(ui);
	return 0;
}

const char *
language_next(const struct ui *ui)
{
	static struct codes codes;
	size_t at = 0;

	codes = all_codes(ui);
	while (at < codes.n && strcmp(codes.code[at], ui->lang) != 0)
		at++;
	return codes.code[at + 1 < codes.n ? at + 1 : 0];
}

void
language_note(struct ui *ui)
{
	if (ui->in_lesson && !lesson_speaks(ui->page.lesson, ui->lang))
		ui_note(ui, STYLE_WAIT,
			/* translators: two names of languages */
			_("This lesson is not available in %s; shown in %s"),
			lang_name(ui->lang), lang_name(ui->page.lang));
}

static void
use(struct ui *ui, const char *code,
	int (*change)(struct ui *ui, const char *code, struct err *err))
{
	struct err err = { 0 };

	if (change(ui, code, &err) < 0)
		ui_complain(ui, &err);
	else
		language_note(ui);
}

void
language_key(struct ui *ui)
{
	use(ui, language_next(ui), language_use);
}

static void
say_codes(struct ui *ui, const struct codes *codes)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < codes->n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", codes->code[i]);
	ui_note(ui, STYLE_FAIL, "%s: %s", _("Say which one"), buf_str(&b));
	buf_release(&b);
}

static void
run(struct ui *ui, const char *what,
	int (*change)(struct ui *ui, const char *code, struct err *err))
{
	struct codes codes = all_codes(ui);

	if (is_in(&codes, what))
		use(ui, what, change);
	else
		say_codes(ui, &codes);
}

void
language_run(struct ui *ui, const char *what)
{
	run(ui, what, language_use);
}

void
language_run_lesson(struct ui *ui, const char *what)
{
	run(ui, what, language_use_lesson);
}

void
language_list(const struct ui *ui, struct choices *words)
{
	struct codes codes = all_codes(ui);

	for (size_t i = 0; i < codes.n; i++)
		choices_add(words, codes.code[i]);
}
