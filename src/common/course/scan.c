#include "config.h"

#include "common/course/scan.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/mdx.h"
#include "common/course/scan_chunk.h"
#include "common/course/scan_note.h"

#define OPEN_MAX 100 /* components within one another */

/* What a scan knows while it goes on. */
struct pass {
	struct scan *scan;
	struct mdx_part task; /* the last one */
	struct mdx_part open[OPEN_MAX];
	int nopen;
	bool lenient; /* mistakes are passed over */
};

static int
too_many(const struct pass *pass, size_t n, const char *what, int line,
	struct err *err)
{
	if (n < SCAN_MAX)
		return 0;
	return err_at(err, pass->scan->name, line,
		"too many %s, expected at most %d", what, SCAN_MAX);
}

static int
scan_take_heading(
	struct pass *pass, const struct mdx_part *part, struct err *err)
{
	struct scan *scan = pass->scan;

	if (!part->column0)
		return 0;
	if (too_many(pass, scan->nheading, MSG_("headings"), part->line, err))
		return -1;
	scan->headings = mem_more(
		scan->headings, scan->nheading, sizeof(*scan->headings));
	scan->headings[scan->nheading++] = (struct heading){
		.level = part->level,
		.at = part->text,
		.len = part->text_len,
		.line = part->line,
	};
	return 0;
}

/* The value of title="..." or title='...' in an info string, or NULL. */
static char *
info_title(const char *info, size_t len)
{
	const char *p = info, *end = info + len, *close;

	if (!memchr(info, '=', len)) /* most say the language alone */
		return NULL;
	while ((p = memmem(p, (size_t)(end - p), "title=", 6))) {
		bool whole = p == info || p[-1] == ' ' || p[-1] == '\t';

		p += 6;
		if (!whole || p >= end || (*p != '"' && *p != '\''))
			continue;
		close = memchr(p + 1, *p, (size_t)(end - p) - 1);
		if (close)
			return mem_strndup(p + 1, (size_t)(close - p) - 1);
	}
	return NULL;
}

static bool
ends_lang(char c)
{
	return c == ' ' || c == '\t' || c == '{' || c == '=' || !c;
}

static char *
info_lang(const char *info, size_t len)
{
	size_t from = 0, to;

	while (from < len && (info[from] == ' ' || info[from] == '\t'))
		from++;
	to = from;
	while (to < len && !ends_lang(info[to]))
		to++;
	return mem_strndup(
		info + from, to < len && info[to] == '=' ? 0 : to - from);
}

static int
scan_take_fence(struct pass *pass, const struct mdx_part *part, struct err *err)
{
	struct scan *scan = pass->scan;
	const char *info = scan->text + part->info;

	if (!part->column0)
		return 0;
	if (too_many(pass, scan->nblock, MSG_("blocks"), part->line, err))
		return -1;
	scan->blocks =
		mem_more(scan->blocks, scan->nblock, sizeof(*scan->blocks));
	scan->blocks[scan->nblock++] = (struct block){
		.lang = info_lang(info, part->info_len),
		.name = info_title(info, part->info_len),
		.at = part->text,
		.len = part->text_len,
		.line = part->line,
	};
	if (!pass->nopen)
		chunk_offer(scan, part);
	return 0;
}

static int
take_open(struct pass *pass, const struct mdx_part *part, struct err *err)
{
	if (pass->nopen == OPEN_MAX)
		return err_at(err, pass->scan->name, part->line,
			"components too deep, expected at most %d", OPEN_MAX);
	pass->open[pass->nopen++] = *part;
	return 0;
}

/* Of a name in a message. */
static int
scan_shown(size_t len)
{
	return len < 60 ? (int)len : 60;
}

static bool
same_tag(const struct pass *pass, const struct mdx_part *a,
	const struct mdx_part *b)
{
	const char *text = pass->scan->text;

	return a->text_len == b->text_len &&
		!memcmp(text + a->text, text + b->text, a->text_len);
}

/* A tag that closes an outer one closes those within it, for a reader. */
static void
close_outer(struct pass *pass, const struct mdx_part *part)
{
	for (int n = pass->nopen; n > 0; n--)
		if (same_tag(pass, &pass->open[n - 1], part)) {
			pass->nopen = n - 1;
			return;
		}
}

static int
take_close(struct pass *pass, const struct mdx_part *part, struct err *err)
{
	const char *text = pass->scan->text;
	const struct mdx_part *open = pass->open + pass->nopen;
	int len = scan_shown(part->text_len);

	if (!pass->nopen)
		return err_at(err, pass->scan->name, part->line,
			"</%.*s> closes nothing, expected <%.*s> before it",
			len, text + part->text, len, text + part->text);
	open--;
	if (!same_tag(pass, open, part)) {
		err_at(err, pass->scan->name, part->line,
			"</%.*s> in the wrong place, expected </%.*s> for line "
			"%d",
			len, text + part->text, scan_shown(open->text_len),
			text + open->text, open->line);
		close_outer(pass, part);
		return -1;
	}
	pass->nopen--;
	return 0;
}

static bool
is_id(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Where the item's text ends: its line, and those that go on with it. */
static size_t
item_end(const struct scan *scan, size_t at)
{
	const char *s = scan->text, *nl;

	for (;;) {
		nl = memchr(s + at, '\n', scan->len - at);
		if (!nl)
			return scan->len;
		at = (size_t)(nl - s) + 1;
		while (at < scan->len && (s[at] == ' ' || s[at] == '\t'))
			at++;
		if (at >= scan->len || strchr("\r\n-*+#<`~>|", s[at]) ||
			(s[at] >= '0' && s[at] <= '9'))
			return (size_t)(nl - s);
	}
}

static int
add_item(struct pass *pass, char *check, size_t at, int line, struct err *err)
{
	struct scan *scan = pass->scan;
	size_t end = item_end(scan, at);

	if (too_many(pass, scan->nitem, MSG_("items"), line, err)) {
		free(check);
		return -1;
	}
	while (at < end && (scan->text[at] == ' ' || scan->text[at] == '\t'))
		at++;
	while (end > at && strchr(" \t\r", scan->text[end - 1]))
		end--;
	scan->items = mem_more(scan->items, scan->nitem, sizeof(*scan->items));
	scan->items[scan->nitem++] = (struct item){
		.check = check, .at = at, .len = end - at, .line = line
	};
	return 0;
}

/*
 * The id behind a word of a comment, owned. NULL: the word is not there, or, with
 * bad, what follows is no id.
 */
static char *
comment_id(const struct pass *pass, const struct mdx_part *part,
	const char *word, bool *bad)
{
	const char *s = pass->scan->text + part->at, *end = s + part->len, *id;

	s = memmem(s, part->len, word, strlen(word));
	if (!s)
		return NULL;
	for (s += strlen(word); *s == ' ' || *s == '\t'; s++)
		;
	for (id = s; s < end && is_id(*s); s++)
		;
	for (end = s; *end == ' ' || *end == '\t'; end++)
		;
	*bad = s == id || *end != '*';
	return *bad ? NULL : mem_strndup(id, (size_t)(s - id));
}

static bool
stands_alone(const struct pass *pass, const struct mdx_part *part)
{
	const char *text = pass->scan->text;
	size_t at = part->at, end = part->at + part->len;

	return (!at || text[at - 1] == '\n') &&
		(end == pass->scan->len || text[end] == '\n' ||
			text[end] == '\r');
}

/* On a line of its own: "predict: id" shows a question. */
static int
take_asking(struct pass *pass, const struct mdx_part *part, struct err *err)
{
	struct scan *scan = pass->scan;
	bool bad = false;
	char *id = stands_alone(pass, part)
		? comment_id(pass, part, "predict:", &bad)
		: NULL;

	if (bad)
		return err_at(err, scan->name, part->line,
			"question without a name, expected {/* predict: name "
			"*/} of letters, digits, \"-\", \"_\" and \".\"");
	if (!id)
		return 0;
	if (too_many(pass, scan->nasking, MSG_("questions"), part->line, err)) {
		free(id);
		return -1;
	}
	scan->askings =
		mem_more(scan->askings, scan->nasking, sizeof(*scan->askings));
	scan->askings[scan->nasking++] = (struct asking){
		.id = id, .at = part->at, .len = part->len, .line = part->line
	};
	return 0;
}

/* Right after an item's mark: "check: id" binds it. */
static int
take_comment(struct pass *pass, const struct mdx_part *part, struct err *err)
{
	bool bad = false;
	char *id;

	if (!pass->task.len || part->at != pass->task.text)
		return take_asking(pass, part, err);
	id = comment_id(pass, part, "check:", &bad);
	if (bad)
		return err_at(err, pass->scan->name, part->line,
			"item without a check's name, expected {/* check: "
			"name */} of letters, digits, \"-\", \"_\" and \".\"");
	return id
		? add_item(pass, id, part->at + part->len, pass->task.line, err)
		: 0;
}

static int
scan_take_linkdef(
	struct pass *pass, const struct mdx_part *part, struct err *err)
{
	struct scan *scan = pass->scan;

	if (too_many(pass, scan->nlinkdef, MSG_("link definitions"), part->line,
		    err))
		return -1;
	scan->linkdefs = mem_more(
		scan->linkdefs, scan->nlinkdef, sizeof(*scan->linkdefs));
	scan->linkdefs[scan->nlinkdef++] = (struct linkdef){
		.at = part->at,
		.len = part->len,
		.label = part->text,
		.label_len = part->text_len,
	};
	return 0;
}

static int
scan_take_tag(struct pass *pass, const struct mdx_part *part, struct err *err)
{
	if (!part->component || (pass->lenient && part->loose))
		return 0;
	return part->kind == MDX_OPEN ? take_open(pass, part, err)
				      : take_close(pass, part, err);
}

static int
scan_take_part(struct pass *pass, const struct mdx_part *part, struct err *err)
{
	switch (part->kind) {
	case MDX_HEADING:
		return scan_take_heading(pass, part, err);
	case MDX_FENCE:
		return scan_take_fence(pass, part, err);
	case MDX_OPEN:
	case MDX_CLOSE:
		return scan_take_tag(pass, part, err);
	case MDX_COMMENT:
		return take_comment(pass, part, err);
	case MDX_TASK:
		pass->task = *part;
		return 0;
	case MDX_LINKDEF:
		return scan_take_linkdef(pass, part, err);
	case MDX_CUT:
		chunk_offer(pass->scan, part);
		return 0;
	case MDX_VOID:
	case MDX_PRE:
	case MDX_EXPR:
	case MDX_ESM:
		return 0;
	case MDX_FOOTNOTE:
		if (!pass->nopen)
			note_begin(pass->scan, part);
		return 0;
	}
	return 0;
}

static int
scan_take(void *ctx, const struct mdx_part *part, struct err *err)
{
	struct pass *pass = ctx;
	int rc = scan_take_part(pass, part, err);

	return pass->lenient ? 0 : rc;
}

static int
all_closed(const struct pass *pass, struct err *err)
{
	const struct mdx_part *open = pass->open + pass->nopen;
	int len;

	if (!pass->nopen)
		return 0;
	open--;
	len = scan_shown(open->text_len);
	return err_at(err, pass->scan->name, open->line,
		"<%.*s> is never closed, expected </%.*s>", len,
		pass->scan->text + open->text, len,
		pass->scan->text + open->text);
}

/* BOM and front matter: where Markdown begins. */
static size_t
scan_head(struct scan *scan)
{
	bool bom = scan->len >= 3 && !memcmp(scan->text, "\xef\xbb\xbf", 3);
	size_t from = bom ? 3 : 0;

	return from +
		front_read(&scan->front, scan->text + from, scan->len - from);
}

static int
scan_all(struct pass *pass, const char *name, const char *text, size_t len,
	struct err *err)
{
	struct scan *scan = pass->scan;
	struct mdx mdx = {
		.name = name, .text = text, .to = len, .lenient = pass->lenient
	};

	scan->name = name;
	scan->text = text;
	scan->len = len;
	mdx.from = scan_head(scan);
	mdx.line = scan->front.lines + 1;
	chunk_begin(scan, mdx.from, mdx.line);
	if (mdx_walk(&mdx, scan_take, pass, err))
		return -1;
	chunk_end(scan);
	note_end(scan);
	return pass->lenient ? 0 : all_closed(pass, err);
}

int
scan_parts(struct scan *scan, const char *name, const char *text, size_t len,
	struct err *err)
{
	struct pass pass = { .scan = scan };

	return scan_all(&pass, name, text, len, err);
}

void
scan_read(struct scan *scan, const char *name, const char *text, size_t len)
{
	struct pass pass = { .scan = scan, .lenient = true };
	struct err err = { 0 };

	scan_all(&pass, name, text, len, &err);
}

void
scan_release(struct scan *scan)
{
	for (size_t i = 0; i < scan->nblock; i++) {
		free(scan->blocks[i].lang);
		free(scan->blocks[i].name);
	}
	for (size_t i = 0; i < scan->nitem; i++)
		free(scan->items[i].check);
	for (size_t i = 0; i < scan->nasking; i++)
		free(scan->askings[i].id);
	free(scan->askings);
	free(scan->headings);
	free(scan->blocks);
	free(scan->items);
	free(scan->linkdefs);
	free(scan->chunks);
	free(scan->notes);
	free(scan->by_number);
	free(scan->by_label);
	front_release(&scan->front);
	*scan = (struct scan){ 0 };
}

void
scan_join(struct scan *scan)
{
	size_t n = scan->nchunk;

	while (scan->chunks[n - 1].note)
		n--;
	scan->chunks[0].len = scan->len - scan->chunks[0].at;
	memmove(scan->chunks + 1, scan->chunks + n,
		(scan->nchunk - n) * sizeof(*scan->chunks));
	scan->nchunk -= n - 1;
}

const struct block *
scan_block(const struct scan *scan, const char *name)
{
	for (size_t i = 0; i < scan->nblock; i++)
		if (scan->blocks[i].name && !strcmp(scan->blocks[i].name, name))
			return &scan->blocks[i];
	return NULL;
}

const struct item *
scan_item(const struct scan *scan, const char *check)
{
	for (size_t i = 0; i < scan->nitem; i++)
		if (!strcmp(scan->items[i].check, check))
			return &scan->items[i];
	return NULL;
}

const struct asking *
scan_asking(const struct scan *scan, const char *id)
{
	for (size_t i = 0; i < scan->nasking; i++)
		if (!strcmp(scan->askings[i].id, id))
			return &scan->askings[i];
	return NULL;
}
