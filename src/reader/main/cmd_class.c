#include "config.h"

#include <stdbool.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/converse.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

/* Which verb takes what, beside its own word. */
static const struct class_verb {
	size_t min, max;
	const char *names; /* what is expected; NULL: nothing */
	bool broker, as, once;
} verbs[VERB_COUNT] = {
	[VERB_CLASS_OPEN] = { .min = 1,
		.max = 1,
		.names = "NAME",
		.broker = true },
	[VERB_CLASS_BOARD] = { .once = true },
	[VERB_CLASS_SAY] = { .min = 1, .max = 1, .names = "TEXT" },
	[VERB_CLASS_IMPORT] = { .min = 1,
		.max = NAMES_ANY,
		.names = "FILE..." },
	[VERB_CLASS_EXPORT] = { .min = 1, .max = 1, .names = "FILE" },
	[VERB_CLASS_JOIN] = { .min = 1,
		.max = NAMES_ANY,
		.names = "CODE [LESSON...]",
		.as = true },
};

static int
refuse(const char *name, struct err *err)
{
	struct buf known = { 0 };

	command_verbs(&known, "class");
	err_set(err, ERR_USAGE, "unknown class command \"%s\", expected %s",
		name, buf_str(&known));
	buf_release(&known);
	return err_hint(err, "See cdclab class --help.");
}

static int
check_names(enum verb verb, const struct options *o, struct err *err)
{
	const struct class_verb *row = &verbs[verb];

	if (o->nname - 1 < row->min)
		return err_set(err, ERR_USAGE, "class %s: expected %s",
			verb_name(verb), row->names);
	if (o->nname - 1 > row->max)
		return err_set(err, ERR_USAGE, "class %s takes no \"%s\"",
			verb_name(verb), o->names[1 + row->max]);
	return 0;
}

static int
check_asked(enum verb verb, const struct options *o, struct err *err)
{
	const struct class_verb *row = &verbs[verb];

	if (!verb)
		return refuse(o->names[0], err);
	if (o->value[OPT_BROKER] && !row->broker)
		return err_set(err, ERR_USAGE, "--broker goes with class open");
	if (o->value[OPT_AS] && !row->as)
		return err_set(err, ERR_USAGE, "--as goes with class join");
	if ((o->value[OPT_ONCE] || o->value[OPT_JSON]) && !row->once)
		return err_set(err, ERR_USAGE,
			"--once and --json go with class board");
	if (row->as && !o->value[OPT_AS])
		return err_set(err, ERR_USAGE, "class %s: expected --as NAME",
			verb_name(verb));
	return check_names(verb, o, err);
}

static const struct report_kind *
kind_of(enum verb verb, const struct options *o)
{
	bool live = isatty(STDOUT_FILENO) && !o->value[OPT_ONCE] && !is_dumb();

	if (verb == VERB_CLASS_BOARD)
		return report_board(live, o->value[OPT_JSON] != NULL);
	return report_stack(verb, false);
}

int
cmd_class(struct cli *cli, struct err *err)
{
	const struct options *o = &cli->options;
	enum verb verb = verb_find(ABOUT_CLASS, o->names[0]);
	struct report report = { .verb = verb, .colour = cli->colour };
	struct request req = { .verb = verb,
		.broker = o->value[OPT_BROKER],
		.as = o->value[OPT_AS],
		.once = o->value[OPT_ONCE] != NULL };
	int status;

	if (check_asked(verb, o, err) < 0)
		return -1;
	report.kind = kind_of(verb, o);
	req.class_name = verb == VERB_CLASS_OPEN ? o->names[1] : NULL;
	req.say = verb == VERB_CLASS_SAY ? o->names[1] : NULL;
	req.code = verb == VERB_CLASS_JOIN ? o->names[1] : NULL;
	if (verb == VERB_CLASS_JOIN) {
		req.names = o->names + 2;
		req.nname = o->nname - 2;
	} else if (verb_row(verb)->names) {
		req.names = o->names + 1;
		req.nname = o->nname - 1;
	}
	status = converse(&cli->place, &req, &report, err);
	report_release(&report);
	return status;
}
