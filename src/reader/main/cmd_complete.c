/*
 * What may stand for the last word of a command line that is being typed. It is
 * read off the tables that the line itself will be read by: commands and what
 * their synopsis calls an argument, options and their choices, the catalog, the
 * lab of the lesson before it. So a shell's script knows nothing of them.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "common/course/lab_refs.h"
#include "common/event/verb.h"
#include "reader/main/command.h"
#include "reader/main/say.h"
#include "reader/report/text.h"

#define SERVICES_MAX ((size_t)1 << 20) /* bytes; they are 4 KB */

/* A line as far as it was typed. */
struct completing {
	struct cli *cli;
	const char *last;                 /* what is being typed */
	const struct subcommand *command; /* NULL: none yet */
	bool unknown;                     /* it is none of ours */
	const char **names;               /* of it; of room for all words */
	size_t nname;
	enum option_id option; /* last is its value; OPT_COUNT: it is none's */
	struct buf out;
};

static bool
is_given(const struct completing *c, const char *word)
{
	for (size_t i = 0; i < c->nname; i++)
		if (!strcmp(c->names[i], word))
			return true;
	return false;
}

/* before: what stands in front of it in the same word, as "--format=". */
static void
offer_behind(struct completing *c, const char *before, const char *word,
	const char *meaning)
{
	size_t len = strlen(before), typed = strlen(c->last);

	if (strncmp(c->last, before, typed < len ? typed : len) != 0 ||
		(typed > len && strncmp(word, c->last + len, typed - len) != 0))
		return;
	buf_adds(&c->out, before);
	text_add(&c->out, word);
	if (meaning) {
		buf_addc(&c->out, '\t');
		text_add(&c->out, meaning);
	}
	buf_addc(&c->out, '\n');
}

static void
offer(struct completing *c, const char *word, const char *meaning)
{
	if (!is_given(c, word))
		offer_behind(c, "", word, meaning);
}

/* The last part of an id does where it fits one lesson only, and is shorter. */
static void
offer_lessons(struct completing *c)
{
	struct catalog catalog = { 0 };
	struct err ignored = { 0 };

	catalog_open(&catalog, &c->cli->place, &ignored);
	for (size_t i = 0; i < catalog.nlesson; i++) {
		const struct lesson_ref *ref = &catalog.lessons[i];
		const char *title = lesson_title(ref, c->cli->lang);
		const char *slash = strrchr(ref->id, '/');
		struct err unclear = { 0 };

		if (slash && !strchr(c->last, '/') &&
			catalog_find(&catalog, slash + 1, &unclear) == ref &&
			!strncmp(slash + 1, c->last, strlen(c->last)))
			offer(c, slash + 1, title);
		else
			offer(c, ref->id, title);
	}
	catalog_release(&catalog);
}

static void
offer_of_lab(struct completing *c,
	void (*fn)(struct completing *c, const struct lab *lab))
{
	struct catalog catalog = { 0 };
	struct lab lab = { 0 };
	struct err err = { 0 };
	const struct lesson_ref *ref = NULL;

	if (catalog_open(&catalog, &c->cli->place, &err) == 0)
		ref = catalog_find(&catalog, c->names[0], &err);
	if (ref && ref->lab &&
		lab_load(&lab, ref->lab, c->cli->place.data, &err) == 0)
		fn(c, &lab);
	lab_release(&lab);
	catalog_release(&catalog);
}

static void
add_steps(struct completing *c, const struct lab *lab)
{
	for (size_t i = 0; i < lab->nstep; i++)
		offer(c, lab->steps[i].id,
			lab_word(lab->steps[i].title, c->cli->lang, NULL));
}

static void
add_checks(struct completing *c, const struct lab *lab)
{
	for (size_t i = 0; i < lab->ncheck; i++)
		if (!lab->checks[i].drill)
			offer(c, lab->checks[i].id, NULL);
}

static void
add_drills(struct completing *c, const struct lab *lab)
{
	for (size_t i = 0; i < lab->ncheck; i++)
		if (lab->checks[i].drill)
			offer(c, lab->checks[i].id, NULL);
}

static void
add_flows(struct completing *c, const struct lab *lab)
{
	for (size_t i = 0; i < lab->nflow; i++)
		offer(c, lab->flows[i].id, NULL);
}

static void
offer_flows(struct completing *c)
{
	offer_of_lab(c, add_flows);
}

static void
add_topic(void *ctx, const char *topic)
{
	offer(ctx, topic, NULL);
}

static void
add_topics(struct completing *c, const struct lab *lab)
{
	lab_topics_each(lab, add_topic, c);
}

static void
offer_topics(struct completing *c)
{
	offer_of_lab(c, add_topics);
}

static void
add_language(void *ctx, const char *code, const char *name)
{
	offer(ctx, code, name);
}

static void
offer_languages(struct completing *c)
{
	lang_each(add_language, c);
}

static void
offer_steps(struct completing *c)
{
	offer_of_lab(c, add_steps);
}

static void
offer_checks(struct completing *c)
{
	offer_of_lab(c, add_checks);
}

static void
offer_drills(struct completing *c)
{
	offer_of_lab(c, add_drills);
}

static void
offer_verbs(struct completing *c)
{
	for (int v = VERB_NONE + 1; v < VERB_COUNT; v++)
		if (verb_is_typed((enum verb)v, c->command->name))
			offer(c, verb_name((enum verb)v), NULL);
}

static void
offer_all_services(struct completing *c)
{
	char *path = mem_printf("%s/stack/services.json", c->cli->place.data);
	struct buf text = { 0 };
	struct err ignored = { 0 };
	json_t *root = NULL, *service;
	size_t i;

	if (buf_read_file(&text, path, SERVICES_MAX, &ignored) == 0)
		root = json_parse(path, buf_str(&text), text.len, &ignored);
	json_array_foreach(json_object_get(root, "services"), i, service)
		offer(c, json_str(service, "name", ""), NULL);
	json_decref(root);
	buf_release(&text);
	free(path);
}

/* Which connectors and jobs there are, only the servers know. */
static void
offer_services(struct completing *c)
{
	if (strcmp(c->names[0], verb_name(VERB_LOOK)) != 0) {
		offer_all_services(c);
		return;
	}
	offer(c, "connector/", NULL);
	offer(c, "job/", NULL);
	if (c->nname > 1)
		offer_lessons(c);
}

/* What a synopsis calls an argument. NULL: files, which the shell knows. */
static const struct argument {
	const char *name;
	void (*offer)(struct completing *c);
} arguments[] = {
	{ "LESSON", offer_lessons },
	{ "STEP", offer_steps },
	{ "CHECK", offer_checks },
	{ "DRILL", offer_drills },
	{ "FLOW", offer_flows },
	{ "TOPIC", offer_topics },
	{ "VERB", offer_verbs },
	{ "SERVICE", offer_services },
	{ "LANGUAGE", offer_languages },
	{ "PATH", NULL },
	{ "DIR", NULL },
	{ "NAME", NULL },
};

/* The n-th word of "LESSON [STEP...]", or its last one if that repeats. */
static const struct argument *
argument_at(const char *synopsis, size_t n)
{
	const char *at = synopsis + strspn(synopsis, " [");
	size_t len;

	for (; n && strchr(at, ' '); n--) {
		at = strchr(at, ' ');
		at += strspn(at, " [");
	}
	len = strcspn(at, " .]");
	if (n && strncmp(at + len, "...", 3) != 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(arguments); i++)
		if (strlen(arguments[i].name) == len &&
			!strncmp(arguments[i].name, at, len))
			return &arguments[i];
	return NULL;
}

static void
offer_argument(struct completing *c)
{
	const struct argument *argument =
		argument_at(c->command->args, c->nname);

	if (argument && argument->offer)
		argument->offer(c);
}

static void
offer_commands(struct completing *c)
{
	const struct subcommand *command;

	for (size_t i = 0; (command = command_at(i)); i++)
		offer(c, command->name, _(command->help));
}

static uint64_t
options_of(const struct completing *c)
{
	return c->command ? c->command->options : PROGRAM_OPTIONS;
}

static void
offer_options(struct completing *c)
{
	for (int id = 0; id < OPT_COUNT; id++) {
		if (!(options_of(c) & OPTION(id)))
			continue;
		offer_behind(c, "--", option_name((enum option_id)id),
			option_help((enum option_id)id));
	}
}

/* What is being offered behind, for a callback. */
struct behind {
	struct completing *c;
	const char *before;
};

static void
offer_language(void *ctx, const char *code, const char *name)
{
	const struct behind *behind = ctx;

	offer_behind(behind->c, behind->before, code, name);
}

static void
offer_choices(struct completing *c, const char *before, const char *choices)
{
	while (*choices) {
		size_t len = strcspn(choices, "|");
		char *choice = mem_printf("%.*s", (int)len, choices);

		offer_behind(c, before, choice, NULL);
		free(choice);
		choices += len + (choices[len] == '|');
	}
}

static void
offer_values(struct completing *c, enum option_id id, const char *before)
{
	struct behind behind = { c, before };
	const char *arg = option_arg(id);

	if (!arg)
		return;
	if (!strcmp(arg, "CODE"))
		lang_each(offer_language, &behind);
	else if (!option_is_free(id))
		offer_choices(c, before, arg);
}

/* "--format=" of "--format=ta" */
static void
offer_joined(struct completing *c)
{
	size_t len = strcspn(c->last, "=") + 1;
	enum option_id id = option_meant(c->last, options_of(c));
	char *before = mem_printf("%.*s", (int)len, c->last);

	if (id != OPT_COUNT)
		offer_values(c, id, before);
	free(before);
}

static void
offer_all(struct completing *c)
{
	if (c->unknown)
		return;
	if (c->option != OPT_COUNT)
		offer_values(c, c->option, "");
	else if (*c->last == '-' && strchr(c->last, '='))
		offer_joined(c);
	else if (*c->last == '-')
		offer_options(c);
	else if (!c->command)
		offer_commands(c);
	else
		offer_argument(c);
}

/* Is it an option that takes the next word? */
static bool
wants_value(const struct completing *c, const char *word)
{
	return c->option != OPT_COUNT && option_arg(c->option) &&
		!strchr(word, '=');
}

static void
take_word(struct completing *c, const char *word)
{
	bool value = c->option != OPT_COUNT;

	c->option = OPT_COUNT;
	if (value)
		return;
	if (*word == '-') {
		c->option = option_meant(word, options_of(c));
		if (!wants_value(c, word))
			c->option = OPT_COUNT;
	} else if (!c->command) {
		c->command = command_find(word);
		c->unknown = !c->command;
	} else {
		c->names[c->nname++] = word;
	}
}

/* bash cuts "--format=tap" into three words. */
static bool
is_cut_off(const struct completing *c, const char *word)
{
	return c->option != OPT_COUNT && !strcmp(word, "=");
}

int
cmd_complete(struct cli *cli, struct err *err)
{
	const struct options *o = &cli->options;
	struct completing c = { .cli = cli, .last = "", .option = OPT_COUNT };
	int rc;

	c.names = mem_alloc((o->nname + 1) * sizeof(*c.names));
	for (size_t i = 0; i < o->nname; i++) {
		if (is_cut_off(&c, o->names[i]))
			continue;
		if (i + 1 < o->nname)
			take_word(&c, o->names[i]);
		else
			c.last = o->names[i];
	}
	offer_all(&c);
	rc = say(STDOUT_FILENO, &c.out, err);
	buf_release(&c.out);
	free(c.names);
	return rc < 0 ? EXIT_PIPE : 0;
}
