#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/utf8.h"
#include "common/course/lab.h"
#include "common/event/lab_state.h"
#include "reader/main/command.h"
#include "reader/main/say.h"
#include "reader/report/text.h"

/* How far a lesson's lab is; known: false where it has none. */
struct score {
	bool known;
	struct lab_count n;
};

/* A lab that cannot be read is a matter for who runs it, not for a list. */
static struct score
score_of(const struct cli *cli, const struct lesson_ref *ref)
{
	struct score score = { 0 };
	struct lab_state state = { 0 };
	struct lab lab = { 0 };
	struct err err = { 0 };
	char *journal;

	if (!ref->lab)
		return score;
	journal = place_lab(&cli->place, ref->id, "journal");
	if (lab_load(&lab, ref->lab, cli->place.data, &err) == 0) {
		for (size_t i = 0; i < lab.ncheck; i++) {
			struct lab_item *item =
				lab_state_add(&state, true, lab.checks[i].id);

			item->listed = true;
			item->optional = lab.checks[i].optional;
		}
		score.known = lab_state_load(&state, journal, &err) == 0;
		score.n = lab_state_count(&state);
	}
	lab_release(&lab);
	lab_state_release(&state);
	free(journal);
	return score;
}

/* The widest id and title, in columns. */
struct widths {
	int id, title;
};

static int
wider(int cols, const char *s)
{
	int n = utf8_cols(s, strlen(s));

	return n > cols ? n : cols;
}

static struct widths
measure(const struct cli *cli, const struct catalog *c)
{
	struct widths w = { 0 };

	for (size_t i = 0; i < c->nlesson; i++) {
		w.id = wider(w.id, c->lessons[i].id);
		w.title =
			wider(w.title, lesson_title(&c->lessons[i], cli->lang));
	}
	return w;
}

static void
print_line(const struct cli *cli, const struct lesson_ref *ref, struct widths w,
	struct buf *out)
{
	struct score score = score_of(cli, ref);

	text_pad(out, ref->id, w.id + 2);
	text_pad(out, lesson_title(ref, cli->lang), w.title + 2);
	buf_addf(out, "%3d %s", ref->minutes, _("min"));
	if (score.known)
		buf_addf(out, "  %d/%d", score.n.earned, score.n.all);
	if (score.n.lost)
		buf_addf(out, ", %s: %d", _("red at the latest try"),
			score.n.lost);
	buf_addc(out, '\n');
}

static void
print_table(const struct cli *cli, const struct catalog *c, struct buf *out)
{
	struct widths w = measure(cli, c);

	for (size_t i = 0; i < c->nlesson; i++)
		print_line(cli, &c->lessons[i], w, out);
}

static json_t *
lesson_json(const struct cli *cli, const struct lesson_ref *ref)
{
	struct score score = score_of(cli, ref);
	json_t *o = json_object();

	object_str(o, "id", ref->id);
	object_str(o, "title", lesson_title(ref, cli->lang));
	object_str(o, "description", lesson_description(ref, cli->lang));
	json_set_int(o, "minutes", ref->minutes);
	json_object_set_new(o, "lab", json_boolean(ref->lab));
	if (ref->course)
		object_str(o, "course", ref->course);
	if (score.known) {
		json_set_int(o, "earned", score.n.earned);
		json_set_int(o, "checks", score.n.all);
		json_set_int(o, "red", score.n.red);
		json_set_int(o, "lost", score.n.lost);
	}
	return o;
}

/* What is left out of it, on standard error. */
static void
say_troubles(const struct catalog *c)
{
	for (size_t i = 0; i < c->ntrouble; i++) {
		struct err err = { 0 };

		err_set(&err, ERR_USAGE, "%s", c->troubles[i]);
		say_err(&err);
	}
}

static void
print_json(const struct cli *cli, const struct catalog *c, struct buf *out)
{
	json_t *o = json_object(), *list = json_array();

	for (size_t i = 0; i < c->nlesson; i++)
		json_array_append_new(list, lesson_json(cli, &c->lessons[i]));
	json_object_set_new(o, "lessons", list);
	object_print(o, out);
}

int
cmd_list(struct cli *cli, struct err *err)
{
	struct catalog catalog = { 0 };
	struct buf out = { 0 };
	int status = -1;

	if (catalog_open(&catalog, &cli->place, err) == 0) {
		say_troubles(&catalog);
		if (cli->options.value[OPT_JSON])
			print_json(cli, &catalog, &out);
		else
			print_table(cli, &catalog, &out);
		status = say(STDOUT_FILENO, &out, err) < 0 ? EXIT_PIPE : 0;
	}
	buf_release(&out);
	catalog_release(&catalog);
	return status;
}
