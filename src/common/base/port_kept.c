#include "config.h"

#include "common/base/port_kept.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/boot.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/port.h"

#define LINE_MAX_LEN 64
#define UP " up"

/* What stands behind the shift: is the stack up? */
static bool
is_up(const char *text)
{
	const char *at = strstr(text, UP);
	char boot[BOOT_MAX];
	size_t len;

	if (!at)
		return false;
	at += strlen(UP);
	at += *at == ' ';
	len = strcspn(at, "\n");
	boot_id(boot);
	return !len || (len == strlen(boot) && !memcmp(at, boot, len));
}

/* "+100 up BOOT", or without BOOT; -1: nothing is kept. */
static int
kept(const char *stack, bool *up)
{
	char *path = mem_printf("%s/ports", stack);
	struct err ignored = { 0 };
	struct buf text = { 0 };
	int shift = -1;

	if (buf_read_file(&text, path, LINE_MAX_LEN, &ignored) < 0 ||
		sscanf(buf_str(&text), "+%5d", &shift) != 1 ||
		shift > PORT_SHIFT_MAX)
		shift = -1;
	*up = shift >= 0 && is_up(buf_str(&text));
	buf_release(&text);
	free(path);
	return shift;
}

int
port_kept_shift(const char *stack)
{
	bool up;
	int was = kept(stack, &up), asked = port_shift();

	if (asked >= 0 && !up)
		return asked;
	return was >= 0 ? was : 0;
}

int
port_kept_write(
	const char *stack, int shift, enum port_hold hold, struct err *err)
{
	char *path = mem_printf("%s/ports", stack), line[LINE_MAX_LEN];
	char boot[BOOT_MAX + 1] = " ";
	int len, rc;

	boot_id(boot + 1);
	len = snprintf(line, sizeof(line), "+%d%s%s\n", shift,
		hold == PORT_HOLD_NOT ? "" : UP,
		hold == PORT_HOLD_BOOT ? boot : "");
	rc = fs_replace(path, 0644, line, (size_t)len, err);
	free(path);
	return rc;
}

void
port_kept_forget(const char *stack)
{
	char *path = mem_printf("%s/ports", stack);

	unlink(path);
	free(path);
}

int
port_recall(const char *stack, struct err *err)
{
	bool up;
	int was = kept(stack, &up), asked = port_shift();
	char value[16];

	if (was < 0 || (asked >= 0 && !up))
		return 0;
	snprintf(value, sizeof(value), "+%d", was);
	setenv(PORT_SHIFT, value, 1);
	if (asked < 0 || asked == was)
		return 0;
	err_set(err, ERR_STACK, "%s is +%d, but the stack is up with +%d",
		PORT_SHIFT, asked, was);
	return err_hint(err, "cdclab stack down first, or unset it");
}
