#include "config.h"

#include "engine/client/prometheus.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/endpoint.h"
#include "engine/client/http.h"

/* Labels that say where a number was scraped, not what it is. */
static const char *const dull[] = { "__name__", "instance", "job", "context",
	"server" };

static bool
is_dull(const char *label)
{
	for (size_t i = 0; i < ARRAY_LEN(dull); i++)
		if (!strcmp(dull[i], label))
			return true;
	return false;
}

static char *
name_of(const json_t *labels)
{
	struct buf name = { 0 };
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(size_t)labels, key, value)
	{
		if (!is_dull(key))
			buf_addf(&name, "%s%s=%s", name.len ? " " : "", key,
				json_string_value(value));
	}
	return buf_take(&name);
}

static void
take_values(struct series *s, const json_t *values)
{
	const json_t *pair;
	size_t i;

	s->values = mem_alloc(json_array_size(values) * sizeof(*s->values));
	json_array_foreach(values, i, pair)
	{
		const char *text = json_string_value(json_array_get(pair, 1));

		if (text && strcmp(text, "NaN") != 0)
			s->values[s->n++] = strtod(text, NULL);
	}
}

static void
take_result(struct series_list *out, const json_t *result)
{
	const json_t *one;
	size_t i;

	out->series = mem_alloc(json_array_size(result) * sizeof(*out->series));
	json_array_foreach(result, i, one)
	{
		struct series *s = &out->series[out->n++];

		s->name = name_of(json_object_get(one, "metric"));
		take_values(s, json_object_get(one, "values"));
	}
}

int
prometheus_range(const struct endpoint *at, const char *query, int seconds,
	int step, struct series_list *out, const struct ctl *ctl,
	struct err *err)
{
	double now = (double)clock_wall_ms() / 1000;
	char *escaped = http_escape(query);
	char *path = mem_printf(
		"/api/v1/query_range?start=%.3f&end=%.3f&step=%d&query=%s",
		now - seconds, now, step, escaped);
	struct http http = { 0 };
	json_t *answer = NULL;

	if (http_call(at, "GET", path, NULL, &http, ctl, err) == 0)
		answer = http_json(at, "/api/v1/query_range", &http, err);
	if (answer && strcmp(json_str(answer, "status", ""), "success") != 0)
		err_set(err, ERR_REMOTE, "%s: %s", at->service,
			json_str(answer, "error", "no success"));
	else if (answer)
		take_result(out,
			json_object_get(
				json_object_get(answer, "data"), "result"));
	json_decref(answer);
	http_release(&http);
	free(path);
	free(escaped);
	return err->code ? -1 : 0;
}

void
series_list_release(struct series_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->series[i].name);
		free(list->series[i].values);
	}
	free(list->series);
	*list = (struct series_list){ 0 };
}
