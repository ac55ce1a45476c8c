#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/main/command.h"
#include "reader/main/lab_command.h"
#include "reader/main/lesson.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

/* What a verb does with the names behind the lesson. */
struct lab_scope {
	enum verb verb;
	const char *const *names;
	size_t nname;
};

static bool
names_steps(const struct lab_scope *scope)
{
	return !strcmp(verb_row(scope->verb)->names, "steps");
}

/* Drills are for their own verb, and are proved as checks are. */
static bool
takes_check(const struct lab_scope *scope, const struct lab_check *check)
{
	return scope->verb == VERB_PROVE ||
		(scope->verb == VERB_DRILL) == (check->drill != NULL);
}

static bool
named(const struct lab_scope *scope, const char *id)
{
	for (size_t i = 0; i < scope->nname; i++)
		if (!strcmp(scope->names[i], id))
			return true;
	return false;
}

static bool
knows(const struct lab *lab, const struct lab_scope *scope, const char *id)
{
	int check = lab_check_index(lab, id);

	if (names_steps(scope))
		return lab_step_index(lab, id) >= 0;
	return check >= 0 && takes_check(scope, &lab->checks[check]);
}

static void
list_known(const struct lab *lab, const struct lab_scope *scope, struct buf *b)
{
	bool steps = names_steps(scope);

	for (size_t i = 0; i < (steps ? lab->nstep : lab->ncheck); i++) {
		const char *id = steps ? lab->steps[i].id : lab->checks[i].id;

		if (knows(lab, scope, id))
			buf_addf(b, "%s%s", b->len ? ", " : "", id);
	}
}

static int
refuse_name(const struct lab *lab, const struct lab_scope *scope,
	const char *id, struct err *err)
{
	struct buf known = { 0 };
	int rc;

	list_known(lab, scope, &known);
	if (names_steps(scope))
		rc = err_set(err, ERR_USAGE,
			"no step \"%s\" in this lab, it has: %s", id,
			buf_str(&known));
	else if (scope->verb != VERB_DRILL)
		rc = err_set(err, ERR_USAGE,
			"no check \"%s\" in this lab, it has: %s", id,
			buf_str(&known));
	else if (known.len)
		rc = err_set(err, ERR_USAGE,
			"no drill \"%s\" in this lab, it has: %s", id,
			buf_str(&known));
	else
		rc = err_set(err, ERR_USAGE, "the lab has no drills");
	buf_release(&known);
	return rc;
}

static bool
has_drills(const struct lab *lab)
{
	for (size_t i = 0; i < lab->ncheck; i++)
		if (lab->checks[i].drill)
			return true;
	return false;
}

/* Every name has to be the lab's; the message says which there are. */
static int
check_names(
	const struct lab *lab, const struct lab_scope *scope, struct err *err)
{
	for (size_t i = 0; i < scope->nname; i++)
		if (!knows(lab, scope, scope->names[i]))
			return refuse_name(lab, scope, scope->names[i], err);
	if (scope->verb == VERB_DRILL && !has_drills(lab))
		return refuse_name(lab, scope, "", err);
	return 0;
}

/* A run without names is the whole lab: every step, then every check. */
static bool
lists_step(const struct lab_scope *scope, const struct lab_step *step)
{
	if (!names_steps(scope))
		return false;
	if (scope->nname)
		return named(scope, step->id);
	return scope->verb != VERB_RELAUNCH || lab_step_goes_on(step);
}

static bool
lists_check(const struct lab_scope *scope, const struct lab_check *check)
{
	if (!takes_check(scope, check))
		return false;
	if (scope->nname)
		return !names_steps(scope) && named(scope, check->id);
	return scope->verb != VERB_RELAUNCH && scope->verb != VERB_RESET;
}

static void
fill_steps(struct lab_state *state, const struct lab *lab,
	const struct lab_scope *scope, const char *lang)
{
	for (size_t i = 0; i < lab->nstep; i++) {
		const struct lab_step *step = &lab->steps[i];
		struct lab_item *item = lab_state_add(state, false, step->id);

		item->title = mem_strdup(lab_word(step->title, lang, step->id));
		item->listed = lists_step(scope, step);
	}
}

static void
fill_checks(struct report *report, const struct lesson *lesson,
	const struct lab_scope *scope, const char *lang)
{
	for (size_t i = 0; i < lesson->lab.ncheck; i++) {
		const struct lab_check *check = &lesson->lab.checks[i];
		const struct item *line = scan_item(&lesson->scan, check->id);
		struct lab_item *item =
			lab_state_add(&report->lab, true, check->id);

		item->title = line
			? mem_strndup(lesson->scan.text + line->at, line->len)
			: NULL;
		if (check->hint)
			item->advice =
				mem_strdup(lab_word(check->hint, lang, ""));
		item->optional = check->optional;
		item->drill = check->drill != NULL;
		item->listed = lists_check(scope, check);
	}
}

static const struct report_kind *
kind_of(enum verb verb, const char *format)
{
	if (format && strcmp(format, report_human.name) != 0)
		return report_kind(format);
	return verb == VERB_PROVE ? &report_proof : &report_human;
}

static enum verb
verb_asked(const struct cli *cli)
{
	return verb_find(ABOUT_LAB, cli->command->name);
}

static struct lab_scope
scope_of(const struct cli *cli)
{
	return (struct lab_scope){
		.verb = verb_asked(cli),
		.names = cli->options.names + 1,
		.nname = cli->options.nname - 1,
	};
}

static int
names_are_known(
	const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	struct lab_scope scope = scope_of(cli);

	return check_names(&lesson->lab, &scope, err);
}

static int
run_lab(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	struct lab_scope scope = scope_of(cli);
	const struct options *o = &cli->options;
	struct report report = {
		.kind = kind_of(scope.verb, o->value[OPT_FORMAT]),
		.verb = scope.verb,
		.verbose = o->value[OPT_VERBOSE] != NULL,
	};
	struct request req = {
		.solve = o->value[OPT_SOLVE] != NULL,
		.hold = report.kind == &report_human && isatty(STDIN_FILENO) &&
			isatty(STDOUT_FILENO),
	};
	char *journal = place_lab(&cli->place, lesson->ref->id, "journal");
	struct err ignored = { 0 };

	fill_steps(&report.lab, &lesson->lab, &scope, cli->lang);
	fill_checks(&report, lesson, &scope, cli->lang);
	lab_state_load(&report.lab, journal, &ignored);
	free(journal);
	return lab_converse(cli, lesson, &report, &req, err);
}

int
cmd_lab(struct cli *cli, struct err *err)
{
	return lab_command(cli, names_are_known, run_lab, err);
}
