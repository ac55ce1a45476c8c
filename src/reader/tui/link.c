#include "config.h"

#include "reader/tui/link.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <idn2.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/course/slug.h"
#include "common/course/target.h"
#include "reader/tui/places.h"
#include "reader/tui/state.h"

static void
say_of_link(struct ui *ui, const char *text, const char *what)
{
	ui_note(ui, STYLE_FAIL, "%s: %s", _(text), what);
}

/* "[1]" is no heading's name: the mark of a footnote leads there. */
static bool
to_note(struct ui *ui, const char *section)
{
	struct spot spot;

	if (*section != '[' ||
		!flow_of_note(ui->page.flow, (int)strtol(section + 1, NULL, 10),
			&spot))
		return false;
	page_to_spot(&ui->page, spot);
	return true;
}

/* To a place of the lesson that is open; NULL: to where it was left. */
static void
follow_to_section(struct ui *ui, const char *section)
{
	int heading;

	if (!section || !*section || to_note(ui, section))
		return;
	heading = slug_find(page_scan(&ui->page), section);
	if (heading < 0)
		say_of_link(ui, N_("There is no such section"), section);
	else
		page_to_heading(&ui->page, (size_t)heading);
}

/* A page from elsewhere leads to the files around it. */
static const struct lesson_ref *
lesson_at(struct ui *ui, const struct target *target)
{
	const struct lesson_ref *from = ui->page.lesson, *lesson;
	struct err err = { 0 };
	char *path;

	if (!from->foreign || *target->path == '/')
		return target_lesson(target, &ui->catalog, from);
	path = target_beside(target, lesson_path(from, ui->page.lang));
	lesson = path ? ui_find_lesson(ui, path, &err) : NULL;
	free(path);
	return lesson;
}

static void
follow_to_lesson(struct ui *ui, const struct target *target)
{
	const struct lesson_ref *lesson = lesson_at(ui, target);
	struct err err = { 0 };

	if (!lesson) {
		say_of_link(ui, N_("There is no such lesson in the course"),
			target->path);
		return;
	}
	places_leave(ui);
	if (ui_open_lesson(ui, lesson, &err) < 0)
		ui_complain(ui, &err);
	else
		follow_to_section(ui, target->section);
}

static void
browse(struct ui *ui, int key)
{
	struct err err = { 0 };

	if (key == KEY_RETURN && browser_open(ui->address, &err) < 0)
		ui_complain(ui, &err);
	else if (key == KEY_RETURN)
		ui_note(ui, STYLE_TEXT, "%s", _("Handed to the browser"));
	free(ui->address);
	ui->address = NULL;
}

static bool
is_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

/* Older rules know names that the newer ones do not, as browsers have it. */
bool
link_add_host(struct buf *b, const char *host, size_t len)
{
	char *name = mem_strndup(host, len), *ascii = NULL;
	int rc = IDN2_OK;

	if (is_ascii(host, len)) {
		buf_add(b, host, len);
	} else {
		rc = idn2_to_ascii_8z(
			name, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
		if (rc != IDN2_OK)
			rc = idn2_to_ascii_8z(name, &ascii,
				IDN2_NFC_INPUT | IDN2_TRANSITIONAL);
		buf_adds(b, ascii ? ascii : "");
	}
	idn2_free(ascii);
	free(name);
	return rc == IDN2_OK;
}

/*
 * The host that an address leads to: behind "user@", before a port. Nothing
 * where the address shows it as it is. false: it leads nowhere.
 */
static bool
add_true_host(struct buf *b, const char *url)
{
	const char *host = strstr(url, "://"), *at, *end;
	size_t len, name;

	if (!host)
		return true;
	host += 3;
	end = host + strcspn(host, "/?#\\");
	for (at = end; at > host && at[-1] != '@'; at--)
		;
	len = (size_t)(end - at);
	name = is_ascii(at, len) ? len : strcspn(at, ":");
	name = name < len ? name : len;
	if (!link_add_host(b, at, name))
		return false;
	buf_add(b, at + name, len - name);
	if (at == host && b->len == len && !memcmp(b->data, at, len))
		buf_reset(b);
	return true;
}

static bool
has_odd_sign(const char *url)
{
	for (const char *p = url; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 127)
			return true;
	return false;
}

/* The true target first, and Enter once more. */
static void
ask_to_browse(struct ui *ui, const char *url)
{
	struct buf host = { 0 }, text = { 0 };

	if (has_odd_sign(url)) {
		say_of_link(ui,
			N_("A space or a control character in the address"),
			url);
		return;
	}
	if (!add_true_host(&host, url)) {
		say_of_link(ui, N_("DNS cannot look up such a host name"), url);
		buf_release(&host);
		return;
	}
	buf_addf(&text, "%s %s", _("Enter opens in the browser:"), url);
	if (host.len)
		buf_addf(&text, "  (%s: %s)", _("in truth"), host.data);
	ui->address = mem_strdup(url);
	question_put(ui, buf_str(&text), browse);
	buf_release(&host);
	buf_release(&text);
}

void
link_follow(struct ui *ui, const char *raw)
{
	struct target target;

	target_parse(&target, raw, strlen(raw));
	switch (target.kind) {
	case TARGET_SECTION:
		places_leave(ui);
		follow_to_section(ui, target.section);
		break;
	case TARGET_FILE:
		follow_to_lesson(ui, &target);
		break;
	case TARGET_WEB:
		ask_to_browse(ui, target.path);
		break;
	case TARGET_OTHER:
		say_of_link(ui, N_("A link of this kind is not followed"), raw);
		break;
	case TARGET_NOWHERE:
		say_of_link(
			ui, N_("There is no such lesson in the course"), raw);
		break;
	}
	target_release(&target);
}
