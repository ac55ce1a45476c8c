#include "config.h"

#include "engine/diagnose/route.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "engine/client/connect.h"
#include "engine/diagnose/names.h"
#include "engine/world/world.h"

void
routes_release(struct routes *routes)
{
	for (size_t i = 0; i < routes->n; i++)
		free(routes->patterns[i]);
	free(routes->patterns);
	*routes = (struct routes){ 0 };
}

static void
add_pattern(struct routes *routes, char *pattern)
{
	routes->patterns = mem_more(
		routes->patterns, routes->n, sizeof(*routes->patterns));
	routes->patterns[routes->n++] = pattern;
}

/* The bytes of a hole at p, "${name}" or "$1"; 0: there is none. */
static size_t
hole_len(const char *p)
{
	size_t n = 1;

	if (*p != '$')
		return 0;
	if (p[1] == '{')
		return strcspn(p, "}") + (strchr(p, '}') != NULL);
	while (isdigit((unsigned char)p[n]))
		n++;
	return n;
}

/* A route as a pattern: holes are anything, and nothing else is. Owned. */
static char *
pattern_of(const char *route)
{
	struct buf out = { 0 };

	while (*route) {
		size_t hole = hole_len(route);

		if (hole)
			buf_addc(&out, '*');
		else if (strchr("*?[\\", *route))
			buf_addf(&out, "\\%c", *route);
		else
			buf_addc(&out, *route);
		route += hole ? hole : 1;
	}
	return out.len ? buf_take(&out) : mem_strdup("");
}

/*
 * Which option of a transform has the route, by the end of its type, and what
 * it is where it is not set (Debezium 3.6.1, Kafka 4.3.1).
 */
static const struct router {
	const char *type, *option, *fallback;
} routers[] = {
	{ "EventRouter", "route.topic.replacement",
		"outbox.event.${routedByValue}" },
	{ "ByLogicalTableRouter", "topic.replacement", NULL },
	{ "RegexRouter", "replacement", NULL },
};

static bool
ends_with(const char *text, const char *tail)
{
	size_t n = strlen(text), m = strlen(tail);

	return n >= m && !strcmp(text + n - m, tail);
}

static void
add_transform(struct routes *routes, const json_t *config, const char *name,
	size_t len)
{
	char *key = mem_printf("transforms.%.*s.type", (int)len, name);
	const char *type = json_str(config, key, "");

	free(key);
	for (size_t i = 0; i < ARRAY_LEN(routers); i++) {
		const char *route;

		if (!ends_with(type, routers[i].type))
			continue;
		key = mem_printf("transforms.%.*s.%s", (int)len, name,
			routers[i].option);
		route = json_str(config, key, routers[i].fallback);
		if (route)
			add_pattern(routes, pattern_of(route));
		free(key);
	}
}

static void
add_transforms(struct routes *routes, const json_t *config)
{
	const char *p = json_str(config, "transforms", "");

	while (*p) {
		size_t len = strcspn(p, ", ");

		add_transform(routes, config, p, len);
		p += len;
		p += strspn(p, ", ");
	}
}

void
routes_add(struct routes *routes, const json_t *config)
{
	const char *prefix = json_str(config, "topic.prefix", NULL);

	if (prefix) {
		char *own = pattern_of(prefix);

		add_pattern(routes, mem_printf("%s.*", own));
		add_pattern(routes, own);
	}
	add_transforms(routes, config);
}

bool
routes_match(const struct routes *routes, const char *topic)
{
	for (size_t i = 0; i < routes->n; i++)
		if (!fnmatch(routes->patterns[i], topic, 0))
			return true;
	return false;
}

int
routes_of(const struct world *world, const char *connector,
	struct routes *routes, const struct ctl *ctl, struct err *err)
{
	struct connector c = { 0 };
	int rc = connect_get(
		world_endpoint(world, "connect"), connector, &c, ctl, err);

	if (rc == 0 && c.exists)
		routes_add(routes, c.config);
	connector_release(&c);
	return rc;
}

/* "prefix.TABLE", of a table that it reads. */
static bool
is_of_table(const json_t *config, const char *topic)
{
	const char *prefix = json_str(config, "topic.prefix", "");
	const char *list = json_str(config, "table.include.list", NULL);
	size_t n = strlen(prefix);

	return n && !strncmp(topic, prefix, n) && topic[n] == '.' &&
		(!list || names_match(list, topic + n + 1));
}

static bool
may_write(const json_t *config, const char *topic)
{
	struct routes routes = { 0 };
	bool may = is_of_table(config, topic);

	add_transforms(&routes, config);
	may |= routes_match(&routes, topic);
	routes_release(&routes);
	return may;
}

char *
routes_writer(const json_t *connectors, const char *topic, const char *keep)
{
	const char *name;
	char *found = NULL;
	json_t *one;

	json_object_foreach((json_t *)(size_t)connectors, name, one)
	{
		const json_t *config =
			json_object_get(json_object_get(one, "info"), "config");

		if (!found && strcmp(name, keep) != 0 &&
			may_write(config, topic))
			found = mem_strdup(name);
	}
	return found;
}
