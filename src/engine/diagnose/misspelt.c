#include "config.h"

#include "engine/diagnose/misspelt.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "engine/client/connect.h"
#include "engine/client/http.h"
#include "engine/diagnose/diagnose.h"
#include "engine/world/world.h"

#define ASK_MS 3000
#define NEAR 3       /* letters that differ, of a name that was meant */
#define KEY_MAX 100  /* longer ones are left out */

/* Letters to be put in, taken out or changed between two names. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[KEY_MAX + 1], n = strlen(b);

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			size_t best = corner + (a[i] != b[j]);

			corner = row[j + 1];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (corner + 1 < best)
				best = corner + 1;
			row[j + 1] = best;
		}
	}
	return row[n];
}

/* The known name that was meant; NULL: key is known, or like none. Lent. */
static const char *
meant(const char *key, const json_t *known)
{
	const char *nearest = NULL;
	size_t least = NEAR + 1, i;
	const json_t *one;

	json_array_foreach(known, i, one)
	{
		const char *name = json_str(one, "name", "");
		size_t far = strlen(name) > KEY_MAX || strlen(key) > KEY_MAX
			? least
			: distance(key, name);

		if (far >= least)
			continue;
		least = far;
		nearest = name;
	}
	return least && least < strlen(key) / 2 ? nearest : NULL;
}

/* What a plugin can be told: [{"name": ...}]; owned. NULL: not known. */
static json_t *
known_keys(const struct world *world, const char *type, const struct ctl *ctl)
{
	char *escaped = http_escape(type);
	char *path = mem_printf("/connector-plugins/%s/config", escaped);
	struct http http = { 0 };
	struct err ignored = { 0 };
	json_t *keys = NULL;

	if (http_call(world_endpoint(world, "connect"), "GET", path, NULL,
		    &http, ctl, &ignored) == 0 &&
		http.status == 200)
		keys = json_parse("keys", buf_str(&http.body), http.body.len,
			&ignored);
	http_release(&http);
	free(path);
	free(escaped);
	return keys;
}

/* Keys that begin with prefix, and are the plugin's behind it. */
static void
note_keys(const struct world *world, const json_t *config, const char *prefix,
	const char *type, const struct ctl *ctl, struct failure *failure)
{
	json_t *known = known_keys(world, type, ctl), *value;
	size_t n = strlen(prefix);
	const char *key;

	json_object_foreach((json_t *)(size_t)config, key, value)
	{
		const char *near = known && !strncmp(key, prefix, n)
			? meant(key + n, known)
			: NULL;
		char *full = near ? mem_printf("%s%s", prefix, near) : NULL;
		struct buf note = { 0 };

		if (full && !json_object_get(config, full)) {
			msg_add(&note, "%s is unknown, its nearest name is %s",
				key, full);
			failure_note(failure, buf_str(&note));
		}
		buf_release(&note);
		free(full);
	}
	json_decref(known);
}

void
misspelt_note(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct connector c = { 0 };
	struct err ignored = { 0 };
	const char *p = "";

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    &ask, &ignored) == 0 &&
		c.exists) {
		note_keys(world, c.config, "", c.type_class, &ask, failure);
		p = json_str(c.config, "transforms", "");
	}
	while (*p) {
		size_t len = strcspn(p, ", ");
		char *prefix = mem_printf("transforms.%.*s.", (int)len, p);
		char *type = mem_printf("%stype", prefix);

		note_keys(world, c.config, prefix,
			json_str(c.config, type, ""), &ask, failure);
		free(type);
		free(prefix);
		p += len;
		p += strspn(p, ", ");
	}
	connector_release(&c);
}
