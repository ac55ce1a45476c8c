#include "config.h"

#include "engine/stack/docker/compose_error.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/base/port.h"
#include "common/base/san.h"
#include "common/base/utf8.h"
#include "engine/stack/docker/compose_rows.h"

#define LINE_MAX_SAID 300
#define RULE_MIN 6 /* dashes of a line that are a rule */

/* The port of "127.0.0.1:5432"; 0: there is none. */
static int
port_in(const char *line)
{
	const char *at = strstr(line, "127.0.0.1:");

	if (!at)
		at = strstr(line, "0.0.0.0:");
	return at ? atoi(strchr(at, ':') + 1) : 0;
}

/* Of a line what is worth telling; owned. */
static char *
telling(const char *line)
{
	static const char daemon[] = "Error response from daemon: ";

	line += strspn(line, " ");
	if (!strncmp(line, daemon, strlen(daemon)))
		line += strlen(daemon);
	return mem_strndup(line, strcspn(line, "\n"));
}

/* The last one: what ends compose is said at its end. */
static char *
line_with(const char *text, const char *part)
{
	const char *found = NULL, *at;

	for (at = text; (at = strstr(at, part)); at++)
		found = at;
	if (!found)
		return NULL;
	while (found > text && found[-1] != '\n')
		found--;
	return telling(found);
}

static char *
last_line(const char *text)
{
	size_t len = strlen(text), start;

	while (len && text[len - 1] == '\n')
		len--;
	start = len;
	while (start && text[start - 1] != '\n')
		start--;
	return telling(text + start);
}

/* "#7 3.2 what it printed", or its command as the Dockerfile has it. */
static bool
is_of_step(const char *line, size_t len)
{
	static const char *const quotes[] = { "failed to solve: process \"",
		"executor failed running" };

	if (*line == '#' && strspn(line + 1, "0123456789") > 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(quotes); i++)
		if (memmem(line, len, quotes[i], strlen(quotes[i])))
			return true;
	return false;
}

/* Between two rules a build shows again what it printed, and the Dockerfile. */
static void
without_steps(const char *text, struct buf *own)
{
	bool shown_again = false;

	while (*text) {
		size_t len = strcspn(text, "\n");
		bool rule = len >= RULE_MIN && strspn(text, "-") == len;

		shown_again ^= rule;
		if (!rule && !shown_again && !is_of_step(text, len)) {
			buf_add(own, text, len);
			buf_addc(own, '\n');
		}
		text += len + (text[len] == '\n');
	}
}

/* NULL: none that we know; line is its line then, owned. */
static const struct compose_error *
compose_error_in(const char *text, char **line)
{
	struct buf own = { 0 };
	const struct compose_error *found = NULL;

	without_steps(text, &own);
	for (size_t i = 0; !found && i < compose_error_count; i++) {
		const struct compose_error *e = &compose_errors[i];

		if (e->said == BY_SERVER)
			continue;
		*line = line_with(
			e->said == BY_ANY ? text : buf_str(&own), e->text);
		if (*line)
			found = e;
	}
	buf_release(&own);
	return found;
}

/* "%s" of a hint is "CDCLAB_POSTGRES_PORT=15432", for the port of the line. */
static void
hint_set(const char *hint, const char *line, struct err *err)
{
	int port = port_in(line);
	const char *variable = port_variable(port);
	char *other = variable ? mem_printf("%s=%d", variable, port_other(port))
			       : msg_new("CDCLAB_CONNECT_PORT or its like");
	char *text = msg_row(hint, strstr(hint, "%s") ? other : NULL);

	err_hint(err, "%s", text);
	free(text);
	free(other);
}

/* t: what it is, or NULL; line: who says so, and is freed. */
static void
set_from(const struct compose_error *t, char *line, struct err *err)
{
	char *cause =
		t ? msg_row(t->cause, NULL) : msg_new("docker compose failed");
	struct buf clean = { 0 };

	san_add(&clean, SAN_LINE, line,
		utf8_cut(line, strlen(line), LINE_MAX_SAID));
	err_set(err, ERR_STACK, "%s: %s", cause, buf_str(&clean));
	if (t && t->hint)
		hint_set(t->hint, line, err);
	buf_release(&clean);
	free(cause);
	free(line);
}

int
compose_error_set(const char *text, struct err *err)
{
	char *line = NULL;
	const struct compose_error *t = compose_error_in(text, &line);

	set_from(t, t ? line : last_line(text), err);
	return -1;
}

bool
compose_error_of_log(const char *text, struct err *err)
{
	for (size_t i = 0; i < compose_error_count; i++) {
		const struct compose_error *e = &compose_errors[i];
		char *line =
			e->said == BY_SERVER ? line_with(text, e->text) : NULL;

		if (!line)
			continue;
		set_from(e, line, err);
		return true;
	}
	return false;
}

int
docker_error_of_stack(struct err *err)
{
	if (err->code == ERR_NETWORK || err->code == ERR_REMOTE ||
		err->code == ERR_TIMEOUT)
		err->code = ERR_STACK;
	return -1;
}
