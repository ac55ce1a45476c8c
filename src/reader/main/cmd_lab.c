#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/main/command.h"
#include "reader/main/lab_command.h"
#include "reader/main/lesson.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

/* What a verb does with the names behind the lesson. */
struct lab_scope {
	bool checks;  /* they name checks, else steps */
	bool restart; /* only steps whose connector or job goes on */
	const char *const *names;
	size_t nname;
};

static bool
named(const struct lab_scope *scope, const char *id)
{
	for (size_t i = 0; i < scope->nname; i++)
		if (!strcmp(scope->names[i], id))
			return true;
	return false;
}

static void
list_known(const struct lab *lab, bool checks, struct buf *b)
{
	size_t n = checks ? lab->ncheck : lab->nstep;

	for (size_t i = 0; i < n; i++)
		buf_addf(b, "%s%s", i ? ", " : "",
			checks ? lab->checks[i].id : lab->steps[i].id);
}

/* Every name has to be the lab's; the message says which there are. */
static int
check_names(
	const struct lab *lab, const struct lab_scope *scope, struct err *err)
{
	for (size_t i = 0; i < scope->nname; i++) {
		const char *id = scope->names[i];
		struct buf known = { 0 };

		if ((scope->checks ? lab_check_index(lab, id)
				   : lab_step_index(lab, id)) >= 0)
			continue;
		list_known(lab, scope->checks, &known);
		if (scope->checks)
			err_set(err, ERR_USAGE,
				"no check \"%s\" in this lab, it has: %s", id,
				buf_str(&known));
		else
			err_set(err, ERR_USAGE,
				"no step \"%s\" in this lab, it has: %s", id,
				buf_str(&known));
		buf_release(&known);
		return -1;
	}
	return 0;
}

/* A run without names is the whole lab: every step, then every check. */
static void
fill_steps(struct lab_state *state, const struct lab *lab,
	const struct lab_scope *scope, const char *lang)
{
	for (size_t i = 0; i < lab->nstep; i++) {
		const struct lab_step *step = &lab->steps[i];
		struct lab_item *item = lab_state_add(state, false, step->id);

		item->title = mem_strdup(lab_word(step->title, lang, step->id));
		item->listed = !scope->checks &&
			(scope->nname ? named(scope, step->id)
				      : !scope->restart ||
						lab_step_goes_on(step));
	}
}

static void
fill_checks(struct report *report, const struct lesson *lesson,
	const struct lab_scope *scope, bool whole, const char *lang)
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
		item->listed =
			whole || (scope->checks && named(scope, check->id));
	}
}

static void
cmd_lab_fill(struct report *report, const struct lesson *lesson,
	const struct lab_scope *scope, const char *lang)
{
	bool whole =
		!scope->nname && !scope->restart && report->verb != VERB_RESET;

	fill_steps(&report->lab, &lesson->lab, scope, lang);
	fill_checks(report, lesson, scope, whole, lang);
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
	enum verb verb = verb_asked(cli);

	return (struct lab_scope){
		.checks = !strcmp(verb_row(verb)->names, "checks"),
		.restart = verb == VERB_RELAUNCH,
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
	enum verb verb = verb_asked(cli);
	struct report report = {
		.kind = kind_of(verb, cli->options.value[OPT_FORMAT]),
		.verb = verb,
		.verbose = cli->options.value[OPT_VERBOSE] != NULL,
	};
	struct request req = { 0 };
	char *journal = place_lab(&cli->place, lesson->ref->id, "journal");
	struct err ignored = { 0 };

	cmd_lab_fill(&report, lesson, &scope, cli->lang);
	lab_state_load(&report.lab, journal, &ignored);
	free(journal);
	return lab_converse(cli, lesson, &report, &req, err);
}

int
cmd_lab(struct cli *cli, struct err *err)
{
	return lab_command(cli, names_are_known, run_lab, err);
}
