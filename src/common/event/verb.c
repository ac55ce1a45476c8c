#include "config.h"

#include "common/event/verb.h"

#include <string.h>

static const struct verb_row rows[VERB_COUNT] = {
	[VERB_NONE] = { .name = "", .about = ABOUT_TALK },
	[VERB_RUN] = { "run", ABOUT_LAB, .names = "steps", .exclusive = true,
		.blocks = true },
	[VERB_SAVED] = { "saved", ABOUT_LAB, .names = "blocks",
		.exclusive = true, .blocks = true },
	[VERB_CHECK] = { "check", ABOUT_LAB, .names = "checks",
		.blocks = true },
	[VERB_TRACE] = { "trace", ABOUT_LAB, .names = "flows" },
	[VERB_EVENTS] = { "events", ABOUT_LAB, .names = "topics" },
	[VERB_STEP] = { "step", ABOUT_LAB, .names = "flows", .exclusive = true,
		.blocks = true, .holds = true },
	[VERB_RESET] = { "reset", ABOUT_LAB, .names = "steps",
		.exclusive = true, .blocks = true },
	[VERB_PROVE] = { "prove", ABOUT_LAB, .names = "checks",
		.exclusive = true, .blocks = true },
	[VERB_DRILL] = { "drill", ABOUT_LAB, .names = "drills",
		.exclusive = true, .blocks = true, .holds = true },
	[VERB_RELAUNCH] = { "restart", ABOUT_LAB, .names = "steps",
		.exclusive = true, .blocks = true },
	[VERB_HINT] = { "hint", ABOUT_LAB, .names = "checks" },
	[VERB_UP] = { "up", ABOUT_STACK, .names = "services", .typed = true },
	[VERB_DOWN] = { "down", ABOUT_STACK, .names = "services", .typed = true,
		.wipe = true },
	[VERB_RESTART] = { "restart", ABOUT_STACK, .names = "services",
		.typed = true },
	[VERB_STATUS] = { "status", ABOUT_STACK, .names = "services",
		.typed = true, .json = true },
	[VERB_WATCH] = { "watch", ABOUT_STACK, .names = "services" },
	[VERB_LOGS] = { "logs", ABOUT_STACK, .names = "services",
		.typed = true },
	[VERB_LOOK] = { "look", ABOUT_STACK, .names = "services", .typed = true,
		.named = true, .json = true },
	[VERB_ENV] = { "env", ABOUT_STACK, .names = "services", .typed = true },
	[VERB_KILL] = { "kill", ABOUT_STACK, .names = "services", .typed = true,
		.named = true },
	[VERB_PAUSE] = { "pause", ABOUT_STACK, .names = "services",
		.typed = true, .named = true },
	[VERB_RESUME] = { "resume", ABOUT_STACK, .names = "services",
		.typed = true, .named = true },
	[VERB_DOCTOR] = { .name = "doctor", .about = ABOUT_STACK },
	[VERB_FETCH] = { "fetch", ABOUT_PARTS, .typed = true },
	[VERB_BUNDLE] = { "bundle", ABOUT_PARTS, .typed = true },
	[VERB_SERVE] = { "serve", ABOUT_PARTS, .typed = true },
	[VERB_CLASS_OPEN] = { .name = "open",
		.about = ABOUT_CLASS,
		.typed = true },
	[VERB_CLASS_BOARD] = { .name = "board",
		.about = ABOUT_CLASS,
		.typed = true,
		.json = true },
	[VERB_CLASS_CLOSE] = { .name = "close",
		.about = ABOUT_CLASS,
		.typed = true },
	[VERB_CLASS_SAY] = { .name = "say",
		.about = ABOUT_CLASS,
		.typed = true },
	[VERB_CLASS_IMPORT] = { "import", ABOUT_CLASS, .names = "files",
		.typed = true },
	[VERB_CLASS_JOIN] = { "join", ABOUT_CLASS, .names = "lessons",
		.typed = true },
	[VERB_CLASS_LEAVE] = { .name = "leave",
		.about = ABOUT_CLASS,
		.typed = true },
	[VERB_CLASS_HAND] = { .name = "hand",
		.about = ABOUT_CLASS,
		.typed = true },
	[VERB_CLASS_EXPORT] = { "export", ABOUT_CLASS, .names = "files",
		.typed = true },
	[VERB_CANCEL] = { .name = "cancel", .about = ABOUT_TALK },
	[VERB_GO] = { .name = "go", .about = ABOUT_TALK },
};

const struct verb_row *
verb_row(enum verb verb)
{
	return &rows[verb];
}

const char *
verb_name(enum verb verb)
{
	return rows[verb].name;
}

const char *
verb_family(enum verb_about about)
{
	return about == ABOUT_STACK    ? "stack"
		: about == ABOUT_CLASS ? "class"
				       : NULL;
}

bool
verb_is_typed(enum verb verb, const char *command)
{
	const char *family = verb_family(rows[verb].about);

	/* what is done to the parts has no engine, and no family */
	return rows[verb].typed && !strcmp(family ? family : "stack", command);
}

enum verb
verb_find(enum verb_about about, const char *name)
{
	for (int v = VERB_NONE + 1; v < VERB_COUNT; v++)
		if (rows[v].about == about && !strcmp(rows[v].name, name))
			return (enum verb)v;
	return VERB_NONE;
}
