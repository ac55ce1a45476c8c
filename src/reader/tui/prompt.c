#include "config.h"

#include "reader/tui/prompt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"

#define PAST_MAX 100 /* lines */
#define WORD_GAP 2   /* columns */

void
choices_add(struct choices *words, const char *word)
{
	words->all = mem_more(words->all, words->n, sizeof(*words->all));
	words->all[words->n++] = mem_strdup(word);
}

void
choices_release(struct choices *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->all[i]);
	free(words->all);
	*words = (struct choices){ 0 };
}

/* Everything but the past. */
static void
prompt_forget(struct prompt *prompt)
{
	prompt->kind = NULL;
	prompt->back = 0;
	free(prompt->label);
	free(prompt->fresh);
	prompt->label = prompt->fresh = NULL;
	choices_release(&prompt->words);
	buf_release(&prompt->edit.text);
	prompt->edit.at = 0;
}

void
prompt_release(struct prompt *prompt)
{
	prompt_forget(prompt);
	for (size_t i = 0; i < prompt->npast; i++)
		free(prompt->past[i].text);
	free(prompt->past);
	*prompt = (struct prompt){ 0 };
}

void
prompt_open(struct ui *ui, const struct prompt_kind *kind, const char *label,
	const char *text)
{
	struct prompt *prompt = &ui->prompt;

	prompt_forget(prompt);
	prompt->kind = kind;
	assert(kind);
	prompt->label = mem_strdup(label);
	edit_set(&prompt->edit, text);
}

bool
prompt_is_open(const struct ui *ui)
{
	return ui->prompt.kind != NULL;
}

void
prompt_close(struct ui *ui)
{
	prompt_forget(&ui->prompt);
}

/* The same line twice in a row is kept once. */
static void
keep_past(
	struct prompt *prompt, const struct prompt_kind *kind, const char *text)
{
	const struct past *last =
		prompt->npast ? &prompt->past[prompt->npast - 1] : NULL;

	if (!*text || (last && last->kind == kind && !strcmp(last->text, text)))
		return;
	if (prompt->npast == PAST_MAX) {
		free(prompt->past[0].text);
		memmove(prompt->past, prompt->past + 1,
			--prompt->npast * sizeof(*prompt->past));
	}
	prompt->past =
		mem_more(prompt->past, prompt->npast, sizeof(*prompt->past));
	prompt->past[prompt->npast++] = (struct past){ kind, mem_strdup(text) };
}

static void
prompt_accept(struct ui *ui)
{
	const struct prompt_kind *kind = ui->prompt.kind;
	char *text = mem_strdup(buf_str(&ui->prompt.edit.text));

	prompt_forget(&ui->prompt);
	keep_past(&ui->prompt, kind, text);
	if (kind->accept)
		kind->accept(ui, text);
	free(text);
}

static void
prompt_cancel(struct ui *ui)
{
	const struct prompt_kind *kind = ui->prompt.kind;

	prompt_forget(&ui->prompt);
	if (kind->cancel)
		kind->cancel(ui);
}

static void
prompt_changed(struct ui *ui)
{
	const struct prompt_kind *kind = ui->prompt.kind;

	choices_release(&ui->prompt.words);
	if (kind->change)
		kind->change(ui, buf_str(&ui->prompt.edit.text));
}

/* The line of this kind that was accepted so many steps ago; NULL: none. */
static const char *
prompt_past_line(const struct prompt *prompt, size_t back)
{
	for (size_t i = prompt->npast; i > 0; i--)
		if (prompt->past[i - 1].kind == prompt->kind && --back == 0)
			return prompt->past[i - 1].text;
	return NULL;
}

static void
older(struct ui *ui)
{
	struct prompt *prompt = &ui->prompt;
	const char *line = prompt_past_line(prompt, prompt->back + 1);

	if (!line)
		return;
	if (prompt->back++ == 0) {
		free(prompt->fresh); /* of a search that was given up */
		prompt->fresh = mem_strdup(buf_str(&prompt->edit.text));
	}
	edit_set(&prompt->edit, line);
	prompt_changed(ui);
}

static void
newer(struct ui *ui)
{
	struct prompt *prompt = &ui->prompt;

	if (prompt->back == 0)
		return;
	if (--prompt->back) {
		edit_set(&prompt->edit, prompt_past_line(prompt, prompt->back));
	} else {
		edit_set(&prompt->edit, prompt->fresh);
		free(prompt->fresh);
		prompt->fresh = NULL;
	}
	prompt_changed(ui);
}

/* The bytes that all words begin with, whole characters. */
static size_t
common(const struct choices *words)
{
	const char *first = words->all[0];
	size_t n = strlen(first);

	for (size_t i = 1; i < words->n; i++) {
		size_t same = 0;

		while (same < n && first[same] == words->all[i][same])
			same++;
		n = same;
	}
	while (n && ((unsigned char)first[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void
next_word(struct prompt *prompt, int by)
{
	struct choices *words = &prompt->words;

	if (prompt->word >= words->n)
		prompt->word = by > 0 ? 0 : words->n - 1;
	else
		prompt->word =
			(prompt->word + words->n + (size_t)by) % words->n;
	edit_replace(&prompt->edit, words->from, words->all[prompt->word]);
}

/* What is sure at the first Tab; at each further one the next word. */
static void
prompt_complete(struct ui *ui, int by)
{
	struct prompt *prompt = &ui->prompt;
	struct choices *words = &prompt->words;
	size_t typed, sure;
	char *text, *word;

	if (words->n) {
		next_word(prompt, by);
		return;
	}
	text = mem_strndup(buf_str(&prompt->edit.text), prompt->edit.at);
	if (prompt->kind->complete)
		prompt->kind->complete(ui, text, words);
	typed = strlen(text) - words->from;
	sure = words->n ? common(words) : 0;
	if (sure && sure >= typed) {
		word = mem_strndup(words->all[0], sure);
		edit_replace(&prompt->edit, words->from, word);
		free(word);
	}
	free(text);
	prompt->word = words->n;
	if (words->n == 1)
		prompt_changed(ui);
}

void
prompt_key(struct ui *ui, int key)
{
	struct edit *edit = &ui->prompt.edit;

	if (key != KEY_TAB && key != KEY_TAB_BACK)
		choices_release(&ui->prompt.words);
	if (key == KEY_RETURN) {
		prompt_accept(ui);
	} else if (key == KEY_ESCAPE || key == KEY_CTRL('G') ||
		(key == KEY_BACK && !edit->text.len)) {
		prompt_cancel(ui);
	} else if (key == KEY_GO_UP || key == KEY_CTRL('P')) {
		older(ui);
	} else if (key == KEY_GO_DOWN || key == KEY_CTRL('N')) {
		newer(ui);
	} else if (key == KEY_TAB || key == KEY_TAB_BACK) {
		prompt_complete(ui, key == KEY_TAB ? 1 : -1);
	} else if (edit_key(edit, key) == EDIT_CHANGED) {
		ui->prompt.back = 0;
		prompt_changed(ui);
	}
}

/* The first word to show, so that the one in the line is seen. */
static size_t
first_word(const struct prompt *prompt, int cols)
{
	size_t first = prompt->word < prompt->words.n ? prompt->word : 0;
	int used = 0;

	while (first) {
		const char *word = prompt->words.all[first - 1];

		used += utf8_cols(word, strlen(word)) + WORD_GAP;
		if (used > cols / 2)
			break;
		first--;
	}
	return first;
}

/* What Tab offers, in one row. */
static void
paint_words(const struct prompt *prompt, struct grid *grid, int row)
{
	const struct choices *words = &prompt->words;
	int col = 1;

	grid_fill(grid, (struct rect){ row, 0, 1, grid->cols }, STYLE_TEXT);
	for (size_t i = first_word(prompt, grid->cols); i < words->n; i++) {
		enum style style = i == prompt->word ? STYLE_KEY : STYLE_DIM;

		if (col >= grid->cols - 1)
			break;
		col += grid_puts_cut(grid, row, col, grid->cols - 1 - col,
			style, words->all[i]);
		col += WORD_GAP;
	}
}

/* Columns of the line to leave out at its left, so that the cursor is seen. */
static int
shift(int cursor, int room)
{
	int step = room > 2 ? room / 2 : 1;

	return cursor < room ? 0 : (cursor - room + step) / step * step;
}

/* At the right; returns the columns that are left of the line. */
static int
paint_status(const struct ui *ui, struct grid *grid, int row, int col)
{
	const struct prompt_kind *kind = ui->prompt.kind;
	struct buf b = { 0 };
	int cols, room = grid->cols - col;

	if (kind->status)
		kind->status(ui, &b);
	cols = utf8_cols(buf_str(&b), b.len);
	if (b.len && cols + 1 < room / 2) {
		grid_puts(
			grid, row, grid->cols - cols, cols, STYLE_DIM, b.data);
		room -= cols + 1;
	}
	buf_release(&b);
	return room;
}

void
prompt_paint(const struct ui *ui, struct grid *grid, const struct frame *frame)
{
	const struct prompt *prompt = &ui->prompt;
	const struct edit *edit = &prompt->edit;
	struct buf line = { 0 }, left = { 0 };
	const char *text = buf_str(&edit->text);
	int col, room, from, cursor;
	size_t skip;

	if (prompt->words.n > 1 && frame->hint >= 0)
		paint_words(prompt, grid, frame->hint);
	grid_fill(grid, (struct rect){ frame->bar, 0, 1, grid->cols },
		STYLE_TEXT);
	col = grid_puts(
		grid, frame->bar, 0, grid->cols / 2, STYLE_KEY, prompt->label);
	room = paint_status(ui, grid, frame->bar, col);
	san_add(&left, SAN_LINE, text, edit->at);
	san_add(&line, SAN_LINE, text, edit->text.len);
	cursor = utf8_cols(buf_str(&left), left.len);
	from = shift(cursor, room);
	skip = utf8_fit(buf_str(&line), line.len, from);
	from = utf8_cols(buf_str(&line), skip);
	grid_puts(
		grid, frame->bar, col, room, STYLE_TEXT, buf_str(&line) + skip);
	if (from > 0)
		grid_puts(grid, frame->bar, col, 1, STYLE_KEY, "\u2039");
	if (utf8_cols(buf_str(&line), line.len) - from > room &&
		cursor - from < room - 1)
		grid_puts(grid, frame->bar, col + room - 1, 1, STYLE_KEY,
			"\u203a");
	grid->cursor_row = frame->bar;
	grid->cursor_col = col + cursor - from;
	buf_release(&line);
	buf_release(&left);
}
