#include "config.h"

#include "engine/stack/docker/compose_output.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/msg.h"
#include "common/base/san.h"
#include "common/base/utf8.h"
#include "common/event/event.h"
#include "engine/stack/docker/docker_stack.h"

#define SAID_MAX ((size_t)64 << 10)
#define TELL_MS 500
#define ID_LEN 12 /* hex digits of a layer */
#define SUM_SIZE 64
#define STEP_MAX 40 /* bytes of a step's command */

static void
output_keep(struct compose_output *output, const char *line)
{
	if (output->text.len > SAID_MAX)
		buf_drop(&output->text, output->text.len / 2);
	buf_adds(&output->text, line);
	buf_addc(&output->text, '\n');
}

/* "cdclab-postgres-1" or "postgres" -> the service; NULL: none of ours */
static const struct service *
service_in(const struct docker_stack *docker, const char *word)
{
	const struct service *s;
	size_t skip = strlen(docker->project), len;
	char *name;

	if (strncmp(word, docker->project, skip) != 0 || word[skip++] != '-')
		return service_find(&docker->base, word);
	len = strlen(word + skip);
	if (len > 2 && !strcmp(word + skip + len - 2, "-1"))
		len -= 2;
	name = mem_strndup(word + skip, len);
	s = service_find(&docker->base, name);
	free(name);
	return s;
}

/* Of compose's words: what it is to a learner. */
static const char *
state_of(const char *word)
{
	static const struct {
		const char *word, *state;
	} states[] = {
		{ "Pulling", "pulling" }, { "Creating", "creating" },
		{ "Starting", "starting" }, { "Stopping", "stopping" },
		{ "Removed", "stopped" }, /* "Stopped" comes just before */
	};

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].word, word))
			return states[i].state;
	return NULL;
}

static bool
may_tell(struct compose_output *output)
{
	int64_t now = clock_ms();

	if (now - output->told_ms < TELL_MS)
		return false;
	output->told_ms = now;
	return true;
}

static bool
is_layer(const char *word)
{
	return strlen(word) == ID_LEN &&
		strspn(word, "0123456789abcdef") == ID_LEN;
}

static struct layer *
layer_of(struct compose_output *output, const char *id)
{
	struct layer *layer;

	for (int i = 0; i < output->nlayer; i++)
		if (!strcmp(output->layers[i].id, id))
			return &output->layers[i];
	if (output->nlayer == LAYERS_MAX)
		return NULL;
	layer = &output->layers[output->nlayer++];
	snprintf(layer->id, sizeof(layer->id), "%s", id);
	return layer;
}

/* "13.74MB/62.93MB" -> 13.74; -1: no such thing */
static double
megabytes(const char *text)
{
	static const struct {
		const char *unit;
		double mb;
	} units[] = { { "B", 1e-6 }, { "kB", 1e-3 }, { "MB", 1 },
		{ "GB", 1e3 } };
	char unit[3];
	double n;

	if (sscanf(text, "%lf%2[kMGB]", &n, unit) != 2)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (!strcmp(unit, units[i].unit))
			return n * units[i].mb;
	return -1;
}

/* "[===>    ]  13.74MB/62.93MB" */
static double
megabytes_of_bar(const char *text)
{
	const char *end = strchr(text, ']');

	return end ? megabytes(end + 1) : -1;
}

/* "127 MB, 3/14 layers" */
static void
sum_layers(const struct compose_output *output, char *text, size_t size)
{
	double mb = 0;
	int done = 0;

	for (int i = 0; i < output->nlayer; i++) {
		mb += output->layers[i].mb;
		done += output->layers[i].done;
	}
	msg_put(text, size, "%.0f MB, %d/%d layers", mb, done, output->nlayer);
}

static void
tell_pull(struct compose_output *output)
{
	char sum[SUM_SIZE], text[SUM_SIZE + 64];

	sum_layers(output, sum, sizeof(sum));
	if (output->again_s)
		msg_put(text, sizeof(text), "%s, again in %d s", sum,
			output->again_s);
	else
		snprintf(text, sizeof(text), "%s", sum);
	service_tell(output->only, "pulling", 0, text, output->sink);
}

/* " 964ba3655adb Downloading [===>    ]  13.74MB/62.93MB" */
static void
pull_line(struct compose_output *output, const char *id, const char *line)
{
	struct layer *layer = layer_of(output, id);
	const char *retry = strstr(line, " Retrying in ");
	double mb;

	if (!layer)
		return;
	mb = strstr(line, " Downloading ") ? megabytes_of_bar(line) : -1;
	if (mb > layer->mb)
		layer->mb = mb;
	output->again_s = 0;
	if (retry)
		sscanf(retry, " Retrying in %d", &output->again_s);
	layer->done = layer->done || strstr(line, " Pull complete") ||
		strstr(line, " Already exists");
	if (may_tell(output))
		tell_pull(output);
}

/* "[flink 2/4] RUN pip install x" -> "2/4 RUN pip install x" */
static bool
begin_step(struct compose_output *output, const char *text)
{
	const char *end = strchr(text, ']'), *slash, *at;
	struct buf clean = { 0 };

	slash = end ? memchr(text, '/', (size_t)(end - text)) : NULL;
	if (*text != '[' || !slash || end[1] != ' ')
		return false;
	for (at = slash; at > text && at[-1] != ' ';)
		at--;
	san_add(&clean, SAN_LINE, at, (size_t)(end - at));
	san_add(&clean, SAN_LINE, end + 1,
		utf8_cut(end + 1, strlen(end + 1), STEP_MAX));
	if (strlen(end + 1) > STEP_MAX)
		buf_adds(&clean, "\u2026");
	snprintf(output->step, sizeof(output->step), "%s", buf_str(&clean));
	buf_release(&clean);
	return true;
}

/* How much has come stands first: there may be no room for the image's name. */
static void
tell_base(struct compose_output *output)
{
	char sum[SUM_SIZE], text[sizeof(output->step) + SUM_SIZE];
	int number = (int)strcspn(output->step, " ");

	sum_layers(output, sum, sizeof(sum));
	snprintf(text, sizeof(text), "%.*s %s:%s", number, output->step, sum,
		output->step + number);
	service_tell(output->only, "building", 0, text, output->sink);
}

/* "sha256:4f4fb700ef54... 12.58MB / 30.43MB 0.5s", at its end "... 1.2s done" */
static bool
base_line(struct compose_output *output, const char *text)
{
	static const char hash[] = "sha256:";
	char id[ID_LEN + 1];
	struct layer *layer;
	double mb;

	if (strncmp(text, hash, strlen(hash)) != 0)
		return false;
	text += strlen(hash);
	snprintf(id, sizeof(id), "%s", text);
	mb = megabytes(text + strspn(text, "0123456789abcdef"));
	layer = is_layer(id) && mb >= 0 ? layer_of(output, id) : NULL;
	if (!layer)
		return false;
	layer->mb = mb;
	layer->done = strstr(text, "s done") != NULL;
	return true;
}

/*
 * "#6 [flink 2/4] RUN pip install x", then "#6 12.83 its output", or the layers
 * of what it is FROM.
 */
static void
build_line(struct compose_output *output, const char *line)
{
	char text[sizeof(output->step) + 16];
	int number = 0, skip = 0;
	double seconds;

	if (sscanf(line, "#%d %n", &number, &skip) != 1 || !skip)
		return;
	if (begin_step(output, line + skip)) {
		output->step_number = number;
		output->nlayer = 0;
		output->told_ms = clock_ms();
		service_tell(output->only, "building", 0, output->step,
			output->sink);
	} else if (number != output->step_number) {
		return;
	} else if (base_line(output, line + skip)) {
		if (may_tell(output))
			tell_base(output);
	} else if (sscanf(line + skip, "%lf ", &seconds) == 1 &&
		may_tell(output)) {
		snprintf(text, sizeof(text), "%s (%.0f s)", output->step,
			seconds);
		service_tell(output->only, "building", 0, text, output->sink);
	}
}

/* " Container cdclab-postgres-1  Starting", " postgres Pulled" */
static void
project_line(struct compose_output *output, const char *line)
{
	char name[64] = "", word[32] = "";
	const struct service *service;
	const char *state;

	if (sscanf(line, " Container %63s %31s", name, word) != 2 &&
		sscanf(line, " %63s %31s", name, word) != 2)
		return;
	if (output->only) {
		if (is_layer(name))
			pull_line(output, name, line);
		return;
	}
	service = service_in(output->docker, name);
	state = state_of(word);
	if (service && state)
		service_tell(service, state, 0, NULL, output->sink);
}

void
compose_output_line(void *ctx, const struct event *ev)
{
	struct compose_output *output = ctx;
	const char *line = ev->text ? ev->text : "";

	atomic_store(&output->docker->heard_ms, clock_ms());
	output_keep(output, line);
	if (!output->sink)
		return;
	if (*line == '#' && output->only)
		build_line(output, line);
	else
		project_line(output, line);
}

void
compose_output_release(struct compose_output *output)
{
	buf_release(&output->text);
}
