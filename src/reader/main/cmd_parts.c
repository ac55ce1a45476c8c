#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/main/command.h"
#include "reader/main/relay.h"

#define WORDS_MAX 8

/* What is done with the parts, in the words of stack/native/fetch. */
static const struct errand {
	enum verb verb;
	const char *option; /* of the script, before the name; NULL: none */
	const char *name;   /* what has to be given; NULL: nothing */
} errands[] = {
	{ .verb = VERB_FETCH },
	{ VERB_BUNDLE, "--pack", "FILE" },
	{ VERB_SERVE, "--serve", "ADDRESS[:PORT]" },
};

static const struct errand *
errand_find(enum verb verb)
{
	for (size_t i = 0; i < ARRAY_LEN(errands); i++)
		if (errands[i].verb == verb)
			return &errands[i];
	return NULL;
}

static int
check_name(
	const struct errand *errand, const struct options *o, struct err *err)
{
	size_t want = errand->name ? 2 : 1;

	if (o->nname == want)
		return 0;
	if (errand->name)
		err_set(err, ERR_USAGE, "stack %s: expected %s", o->names[0],
			errand->name);
	else
		err_set(err, ERR_USAGE, "stack %s: expected no name",
			o->names[0]);
	return err_hint(err, "See cdclab stack --help.");
}

/* An option of ours is one of the script's, too. */
static void
add(const char **words, size_t *n, const char *option, const char *value)
{
	if (!value)
		return;
	words[(*n)++] = option;
	if (*value)
		words[(*n)++] = value;
}

/* What is said and how it ends is the script's. */
int
cmd_parts(struct cli *cli, enum verb verb, struct err *err)
{
	const struct options *o = &cli->options;
	const struct errand *errand = errand_find(verb);
	const char *words[WORDS_MAX] = { NULL };
	char *script = mem_printf("%s/stack/native/fetch", cli->place.data);
	size_t n = 0;
	int status;

	if (check_name(errand, o, err) < 0) {
		free(script);
		return -1;
	}
	words[n++] = script;
	add(words, &n, "--docker", o->value[OPT_DOCKER]);
	add(words, &n, "--udf", o->value[OPT_UDF]);
	add(words, &n, "--for", o->value[OPT_FOR]);
	add(words, &n, "--from", o->value[OPT_FROM]);
	if (errand->option)
		add(words, &n, errand->option, o->names[1]);
	words[n++] = cli->place.parts;
	status = relay_run(words, err);
	free(script);
	return status;
}
