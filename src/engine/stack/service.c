#include "config.h"

#include "engine/stack/service.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "common/event/servers.h"

#define SERVICES "stack/services.json"
#define SPEC_MAX ((size_t)1 << 20)

struct word {
	const char *name;
	int value;
};

static const struct word ready_kinds[] = {
	{ "postgres", READY_POSTGRES },
	{ "mysql", READY_MYSQL },
	{ "kafka", READY_KAFKA },
	{ "http", READY_HTTP },
	{ "flink", READY_FLINK },
};

/* One that took the place of another, which somebody may be using. */
struct endpoint_version {
	struct endpoint at;
	char *password;
	struct endpoint_version *before;
};

const struct endpoint *
service_endpoint(const struct service *service)
{
	const struct endpoint_version *now = atomic_load(&service->now);

	return now ? &now->at : &service->endpoint;
}

void
service_move(struct service *service, int port, const char *password)
{
	const struct endpoint *at = service_endpoint(service);
	struct endpoint_version *new;

	if (at->port == port &&
		!strcmp(at->password ? at->password : "",
			password ? password : ""))
		return;
	new = mem_alloc(sizeof(*new));
	new->at = *at;
	new->at.port = port;
	new->password = password ? mem_strdup(password) : NULL;
	new->at.password = new->password;
	new->before = atomic_load(&service->now);
	atomic_store(&service->now, new);
}

static void
endpoint_release(struct service *service)
{
	struct endpoint_version *now = atomic_load(&service->now), *before;

	for (; now; now = before) {
		before = now->before;
		free(now->password);
		free(now);
	}
}

static int
word_value(const struct word *words, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].name, name) == 0)
			return words[i].value;
	return -1;
}

const struct service *
service_find(const struct stack *stack, const char *name)
{
	for (size_t i = 0; i < stack->nservice; i++)
		if (strcmp(stack->services[i].name, name) == 0)
			return &stack->services[i];
	return NULL;
}

static int
bad(const struct service *s, const char *key, const char *expected,
	struct err *err)
{
	return err_at(err, SERVICES, 0, "%s: %s, expected %s", s->name, key,
		expected);
}

static int
load_names(const struct stack *stack, const struct service *s, const char *key,
	unsigned *set, struct err *err)
{
	const json_t *names = json_object_get(s->json, key), *name;
	size_t i;

	json_array_foreach(names, i, name)
	{
		const char *text = json_string_value(name);
		const struct service *other =
			text ? service_find(stack, text) : NULL;

		if (!other || other == s)
			return bad(
				s, key, MSG_("names of other services"), err);
		*set |= other->bit;
	}
	return 0;
}

static int
load_endpoint(struct service *s, struct err *err)
{
	s->endpoint = (struct endpoint){
		.service = s->name,
		.host = "127.0.0.1",
		.port = (int)json_int(s->json, "port", 0),
		.user = json_str(s->json, "user", NULL),
		.database = json_str(s->json, "database", NULL),
	};
	return s->endpoint.port > 0 ? 0 : bad(s, "port", MSG_("a port"), err);
}

static int
load_ready(struct service *s, struct err *err)
{
	const json_t *ready = json_object_get(s->json, "ready");
	int kind = word_value(ready_kinds, ARRAY_LEN(ready_kinds),
		json_str(ready, "kind", ""));

	if (kind < 0)
		return bad(s, "ready", MSG_("a kind of probe"), err);
	s->ready = (enum ready)kind;
	s->ready_path = json_str(ready, "path", "/");
	return 0;
}

static int
load_services(struct stack *stack, const json_t *list, struct err *err)
{
	size_t n = json_array_size(list);

	if (!n || n > SERVICE_MAX)
		return err_at(err, SERVICES, 0, "services, expected 1 to %d",
			SERVICE_MAX);
	stack->services = mem_alloc(n * sizeof(*stack->services));
	for (size_t i = 0; i < n; i++) {
		struct service *s = &stack->services[i];

		s->json = json_array_get(list, i);
		s->name = json_str(s->json, "name", "");
		s->bit = 1U << i;
		if (!*s->name || service_find(stack, s->name))
			return bad(s, "name", MSG_("a name of its own"), err);
		stack->nservice++;
	}
	for (size_t i = 0; i < n; i++) {
		struct service *s = &stack->services[i];

		if (load_names(stack, s, "needs", &s->needs, err) < 0 ||
			load_names(stack, s, "with", &s->with, err) < 0 ||
			load_endpoint(s, err) < 0 || load_ready(s, err) < 0)
			return -1;
	}
	return 0;
}

int
service_load(struct stack *stack, struct err *err)
{
	char *path = mem_printf("%s/" SERVICES, stack->place->data);
	struct buf text = { 0 };
	int rc = -1;

	if (buf_read_file(&text, path, SPEC_MAX, err) == 0)
		stack->spec = json_parse(path, text.data, text.len, err);
	if (stack->spec)
		rc = load_services(
			stack, json_object_get(stack->spec, "services"), err);
	buf_release(&text);
	free(path);
	return rc;
}

int
service_set_named(const struct stack *stack, const char *const *names, size_t n,
	unsigned *set, struct err *err)
{
	*set = n ? 0 : (1U << stack->nservice) - 1;
	for (size_t i = 0; i < n; i++) {
		const struct service *s = service_find(stack, names[i]);

		if (!s) {
			err_set(err, ERR_USAGE, "no service is called %s",
				names[i]);
			return err_hint(err, "cdclab stack status lists them");
		}
		*set |= s->bit;
	}
	return 0;
}

unsigned
service_set_whole(const struct stack *stack, unsigned set)
{
	unsigned before;

	do {
		before = set;
		for (size_t i = 0; i < stack->nservice; i++)
			if (set & stack->services[i].bit)
				set |= stack->services[i].needs |
					stack->services[i].with;
	} while (set != before);
	return set;
}

int
service_set_up(const struct stack *stack, const char *const *names, size_t n,
	unsigned *set, struct err *err)
{
	if (service_set_named(stack, names, n, set, err) < 0)
		return -1;
	*set = service_set_whole(stack, *set);
	return 0;
}

int
service_set_down(const struct stack *stack, const char *const *names, size_t n,
	unsigned *set, struct err *err)
{
	unsigned before;

	if (service_set_named(stack, names, n, set, err) < 0)
		return -1;
	do {
		before = *set;
		for (size_t i = 0; i < stack->nservice; i++) {
			const struct service *s = &stack->services[i];

			if (*set & s->needs)
				*set |= s->bit;
			if (*set & s->bit)
				*set |= s->with;
		}
	} while (*set != before);
	return 0;
}

void
service_release(struct stack *stack)
{
	for (size_t i = 0; i < stack->nservice; i++)
		endpoint_release(&stack->services[i]);
	json_decref(stack->spec);
	free(stack->services);
}

static void
tell(const struct service *service, const char *state, long long pid,
	const char *text, const char *why, const struct sink *sink)
{
	assert(server_state(state));
	sink_send(sink,
		&(struct event){ .kind = EV_SERVICE,
			.subject = service->name,
			.state = state,
			.pid = pid,
			.text = text,
			.cause = why });
}

void
service_tell(const struct service *service, const char *state, long long pid,
	const char *text, const struct sink *sink)
{
	tell(service, state, pid, text, NULL, sink);
}

void
service_tell_at(const struct service *service, const char *state, long long pid,
	const char *why, const struct sink *sink)
{
	const struct endpoint *is = service_endpoint(service);
	char *at = mem_printf("%s:%d", is->host, is->port);

	tell(service, state, pid, at, why, sink);
	free(at);
}

void
service_tell_failed(const struct service *service, const struct err *err,
	const struct sink *sink)
{
	service_tell_at(service, "failed", 0, err->msg, sink);
}
