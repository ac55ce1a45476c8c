/* What is known of a server that we have not started. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/msg.h"
#include "engine/client/net.h"
#include "engine/stack/remote/remote.h"

#define CONNECT_MS 1000
#define LOOK_MS 5000 /* of all its addresses, and to find them */

/* Why nobody can be reached there; "" for somebody. */
static void
why_silent(const struct endpoint *at, char *out, size_t size,
	const struct ctl *ctl)
{
	struct err err = { 0 };
	int why, fd = net_dial(at, CONNECT_MS, &why, ctl, &err);

	out[0] = '\0';
	if (fd >= 0)
		close(fd);
	else if (why)
		msg_put(out, size, "nothing listens at %s:%d (%s)", at->host,
			at->port, errno_text(why));
	else if (err.code == ERR_NETWORK)
		msg_put(out, size, "there is no %s in this network", at->host);
	else
		msg_put(out, size, "%s", err.msg);
}

/* Of Docker's states; one that is not among them is alive. */
static enum service_process
container_process(const char *state)
{
	static const struct {
		const char *state;
		enum service_process process;
	} states[] = {
		{ "", PROCESS_NONE },
		{ "created", PROCESS_NONE },
		{ "paused", PROCESS_FROZEN },
		{ "exited", PROCESS_DEAD },
		{ "dead", PROCESS_DEAD },
	};

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].state, state))
			return states[i].process;
	return PROCESS_ALIVE;
}

static void
look_by_docker(struct remote_stack *remote, const struct service *service,
	struct service_look *out, const struct ctl *ctl)
{
	struct remote_container c;
	struct err err = { 0 };

	if (remote_see(remote, service, &c, ctl, &err) < 0) {
		out->process = PROCESS_UNKNOWN;
		msg_put(out->why, sizeof(out->why), "%s", err.msg);
		return;
	}
	out->process = container_process(c.state);
	if (out->process == PROCESS_FROZEN)
		msg_put(out->why, sizeof(out->why), "its container is paused");
	else if (out->process == PROCESS_DEAD)
		msg_put(out->why, sizeof(out->why),
			"its container has ended (%s)", c.state);
}

/* A server that is paused still has its port: it is alive, and silent. */
void
remote_look(struct stack *stack, const struct service *service,
	struct service_look *out, const struct ctl *ctl)
{
	struct ctl limit = ctl_within(ctl, LOOK_MS);

	if (remote_sees(remote_of(stack))) {
		look_by_docker(remote_of(stack), service, out, ctl);
		return;
	}
	why_silent(
		service_endpoint(service), out->why, sizeof(out->why), &limit);
	out->process = out->why[0] ? PROCESS_DEAD : PROCESS_ALIVE;
}
