#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/san.h"
#include "common/course/trust.h"
#include "reader/main/command.h"
#include "reader/main/lesson.h"
#include "reader/main/say.h"
#include "reader/main/trust_ask.h"

#define ANSWER_MAX 64

/* What the lab does; its own words are sanitised and are no messages. */
static int
show(int fd, const struct lesson *lesson, enum trust trust, struct err *err)
{
	struct buf raw = { 0 }, out = { 0 };
	int rc;

	buf_addf(&raw, "%s\n", lesson->lab.path);
	if (trust == TRUST_HELD)
		buf_adds(&raw, _("This lab may run. It will:\n"));
	else if (trust == TRUST_CHANGED)
		buf_adds(&raw,
			_("This lab is not part of cdclab, and has changed "
			  "since you allowed it. It will:\n"));
	else
		buf_addf(&raw, "%s\n",
			_("This lab is not part of cdclab. It will:"));
	trust_say(&lesson->lab, &lesson->scan, false, &raw);
	san_add(&out, SAN_TEXT, buf_str(&raw), raw.len);
	rc = say(fd, &out, err);
	buf_release(&raw);
	buf_release(&out);
	return rc;
}

static bool
is_yes(const char *answer)
{
	/* translators: the keys that mean yes; y always does */
	const char *yes = C_("keys of yes", "yY");
	size_t n = strcspn(answer, "\n");

	for (const char *p = yes; n && *p;) {
		size_t len = 1;

		while ((p[len] & 0xc0) == 0x80)
			len++;
		if (n >= len && !strncmp(answer, p, len))
			return true;
		p += len;
	}
	return *answer == 'y' || *answer == 'Y';
}

static bool
can_ask(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static int
ask(const struct cli *cli, const struct lesson *lesson, enum trust trust,
	const struct err *refusal, struct err *err)
{
	char answer[ANSWER_MAX] = "";

	if (show(STDERR_FILENO, lesson, trust, err) < 0)
		return -1;
	fprintf(stderr, "%s ", _("Allow it, until it changes? y/n"));
	if (fgets(answer, sizeof(answer), stdin) && is_yes(answer))
		return trust_grant(
			&cli->place, &lesson->lab, &lesson->scan, err);
	*err = *refusal;
	return -1;
}

int
trust_or_ask(
	const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	struct err refusal = { 0 };
	enum trust trust =
		trust_of(&cli->place, &lesson->lab, &lesson->scan, &refusal);

	if (trust == TRUST_HELD)
		return 0;
	if (trust == TRUST_NEVER || !can_ask()) {
		*err = refusal;
		return -1;
	}
	return ask(cli, lesson, trust, &refusal, err);
}

static int
allow(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	struct err refusal = { 0 };
	enum trust trust =
		trust_of(&cli->place, &lesson->lab, &lesson->scan, &refusal);

	if (trust == TRUST_NEVER) {
		*err = refusal;
		return -1;
	}
	if (trust != TRUST_HELD && !cli->options.value[OPT_YES] && can_ask())
		return ask(cli, lesson, trust, &refusal, err);
	if (show(STDOUT_FILENO, lesson, trust, err) < 0)
		return err->code ? -1 : EXIT_PIPE;
	if (trust == TRUST_HELD)
		return 0;
	if (cli->options.value[OPT_YES])
		return trust_grant(
			&cli->place, &lesson->lab, &lesson->scan, err);
	*err = refusal;
	err->hint[0] = '\0';
	return err_hint(err, "with --yes this command allows it");
}

static void
add_path(void *ctx, const char *path)
{
	san_add(ctx, SAN_LINE, path, strlen(path));
	buf_addc(ctx, '\n');
}

static int
list(const struct cli *cli, struct err *err)
{
	struct buf out = { 0 };
	int rc;

	trust_each(&cli->place, add_path, &out);
	if (!out.len)
		buf_addf(&out, "%s\n",
			_("No lab from elsewhere was allowed to run"));
	rc = say(STDOUT_FILENO, &out, err);
	buf_release(&out);
	return rc;
}

/* By its path, as the list has it: its course may be gone. */
static bool
is_path(const char *name)
{
	size_t len = strlen(name), n = strlen("/lab.json");

	return len > n && !strcmp(name + len - n, "/lab.json");
}

static int
forget(const struct cli *cli, const char *path, struct err *err)
{
	struct buf out = { 0 };
	int rc;

	if (trust_take_back(&cli->place, path, err) < 0)
		return -1;
	buf_addf(&out, "%s\n", _("Taken back: it asks before it runs again"));
	rc = say(STDOUT_FILENO, &out, err);
	buf_release(&out);
	return rc;
}

static int
of_lesson(const struct cli *cli, const char *name, struct err *err)
{
	struct lesson lesson = { 0 };
	int status = lesson_open(&lesson, &cli->place, name, cli->lang, err);

	if (status == 0)
		status = cli->options.value[OPT_FORGET]
			? forget(cli, lesson.lab.path, err)
			: allow(cli, &lesson, err);
	lesson_release(&lesson);
	return status;
}

int
cmd_trust(struct cli *cli, struct err *err)
{
	const char *name = cli->options.nname ? cli->options.names[0] : NULL;
	bool takes_back = cli->options.value[OPT_FORGET] != NULL;

	if (!name && (takes_back || cli->options.value[OPT_YES]))
		return err_set(err, ERR_USAGE, "which lab? expected a lesson");
	if (!name)
		return list(cli, err);
	if (takes_back && is_path(name))
		return forget(cli, name, err);
	return of_lesson(cli, name, err);
}
