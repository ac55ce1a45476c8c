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
	enum trust trust = trust_of(
		&cli->place, &lesson->lab, &lesson->scan, &refusal);

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
	enum trust trust = trust_of(
		&cli->place, &lesson->lab, &lesson->scan, &refusal);

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

int
cmd_trust(struct cli *cli, struct err *err)
{
	struct lesson lesson = { 0 };
	int status = lesson_open(
		&lesson, &cli->place, cli->options.names[0], cli->lang, err);

	if (status == 0)
		status = allow(cli, &lesson, err);
	lesson_release(&lesson);
	return status;
}
