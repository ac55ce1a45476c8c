#include "config.h"

#include "engine/stack/native/native.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/base/port_kept.h"
#include "engine/client/process.h"
#include "engine/stack/driver.h"
#include "engine/stack/logs.h"
#include "engine/stack/native/layout.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/processes.h"

static char *
real_or_same(const char *path)
{
	char *real = realpath(path, NULL), *own;

	own = mem_strdup(real ? real : path);
	free(real);
	return own;
}

/* uid stays 0 when the account is missing: up says so, status need not. */
void
native_find_account(struct native *native)
{
	const char *name = json_str(native->spec, "account", "");
	char text[4096];
	struct passwd pw, *found = NULL;

	native->drop = geteuid() == 0;
	native->uid = geteuid();
	native->gid = getegid();
	if (!native->drop ||
		getpwnam_r(name, &pw, text, sizeof(text), &found) != 0 ||
		!found)
		return;
	native->uid = found->pw_uid;
	native->gid = found->pw_gid;
}

static void
read_id(struct native *native)
{
	char *path = mem_printf("%s/id", native->root);
	struct err ignored = { 0 };
	struct buf text = { 0 };

	if (buf_read_file(&text, path, 256, &ignored) == 0 &&
		text.len == SECRET_LEN)
		memcpy(native->id, text.data, SECRET_LEN);
	buf_release(&text);
	free(path);
}

void
native_find_parts(struct native *native, const struct place *place)
{
	free(native->parts);
	native->parts = real_or_same(place->parts);
}

struct native *
native_of(struct stack *stack)
{
	return (struct native *)stack;
}

static void
native_free(struct stack *stack)
{
	struct native *native = native_of(stack);

	pthread_mutex_destroy(&native->lock);
	spec_release(native);
	service_release(stack);
	free(native->sources);
	free(native->parts);
	free(native->root);
	free(native);
}

static struct stack *
native_open(const struct place *place, struct err *err)
{
	struct native *native = mem_alloc(sizeof(*native));

	native->base.driver = &native_driver;
	native->base.place = place;
	native->sources = mem_printf("%s/stack/native", place->data);
	native_find_parts(native, place);
	native->root = real_or_same(place->stack);
	native->shift = port_kept_shift(native->root);
	pthread_mutex_init(&native->lock, NULL);
	if (service_load(&native->base, err) < 0 ||
		spec_load(native, err) < 0) {
		native_free(&native->base);
		return NULL;
	}
	native_find_account(native);
	read_id(native);
	if (layout_secrets(native, false, err) < 0) {
		native_free(&native->base);
		return NULL;
	}
	return &native->base;
}

static void
native_look(struct stack *stack, const struct service *service,
	struct service_look *out, const struct ctl *ctl)
{
	struct pidfile record;

	(void)ctl; /* the kernel answers at once */
	if (pidfile_read(native_of(stack), service->name, &record))
		processes_look(native_of(stack), service, &record, out);
}

/* Another program may have made the passwords since we opened. */
static int
native_refresh(struct stack *stack, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	(void)service;
	(void)ctl;
	return layout_secrets(native_of(stack), false, err);
}

static int
native_logs(struct stack *stack, const struct service *service, int lines,
	const struct sink *sink, const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf(
		"%s/log/%s.log", native_of(stack)->root, service->name);

	(void)ctl;
	(void)err;
	log_tail(path, service->name, lines, sink);
	free(path);
	return 0;
}

static enum offer
native_offer(const struct place *place, char why[CHOOSE_WHY])
{
	char *parts = mem_printf("%s/VERSIONS", place->parts);
	bool fetched = fs_exists(parts);

	free(parts);
	msg_put(why, CHOOSE_WHY, "%s",
		fetched ? MSG_("its parts are there")
			: MSG_("its parts are not fetched yet"));
	return fetched ? OFFER_READY : OFFER_FETCHES;
}

const struct driver native_driver = {
	.name = "native",
	.offer = native_offer,
	.open = native_open,
	.free = native_free,
	.up = native_up,
	.down = native_down,
	.look = native_look,
	.watch = native_watch,
	.refresh = native_refresh,
	.fault = native_fault,
	.logs = native_logs,
	.clients = native_clients,
	.run = native_run,
};
