#include "config.h"

#include "engine/stack/native/native.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "engine/stack/native/render.h"

#define SPEC_MAX ((size_t)1 << 20)

static const struct {
	const char *name;
	int signal;
} stop_signals[] = {
	{ "TERM", SIGTERM },
	{ "INT", SIGINT },
};

const struct native_service *
native_service(const struct native *native, const struct service *service)
{
	return &native->services[service - native->base.services];
}

static int
spec_bad(const struct service *s, const char *key, const char *expected,
	struct err *err)
{
	return err_at(err, "stack/native/stack.json", 0, "%s: %s, expected %s",
		s->name, key, expected);
}

static int
load_stop(const struct service *s, struct native_service *how, struct err *err)
{
	const json_t *stop = json_object_get(how->json, "stop");
	const char *name = json_str(stop, "signal", "");

	for (size_t i = 0; i < ARRAY_LEN(stop_signals); i++)
		if (!strcmp(stop_signals[i].name, name))
			how->stop_signal = stop_signals[i].signal;
	how->grace_ms = json_int(stop, "grace", 0) * 1000;
	how->stops_first = json_is_true(json_object_get(stop, "first"));
	return how->stop_signal && how->grace_ms > 0
		? 0
		: spec_bad(s, "stop", MSG_("a signal and seconds of grace"),
			  err);
}

/* One with an address of its own keeps its port: so connectors are told. */
static int
load_endpoint(const struct native *native, struct service *s,
	struct native_service *how, struct err *err)
{
	const char *host = json_str(how->json, "host", s->endpoint.host);
	struct buf text = { 0 };
	int rc = render_text(native, s, host, false, &text, err);

	if (!strstr(host, "@NET@"))
		s->endpoint.port += native->shift;
	how->host = buf_take(&text);
	s->endpoint.host = how->host;
	return rc;
}

json_t *
spec_ports(const struct native *native, const struct service *s)
{
	const json_t *hows = json_object_get(native->spec, "services");
	json_t *ports = json_array();
	struct word_list words = { 0 };
	struct err ignored = { 0 };

	render_words(native, s, false,
		json_object_get(json_object_get(hows, s->name), "ports"),
		&words, &ignored);
	for (size_t i = 0; i < words.n; i++)
		json_array_append_new(ports, json_string(words.v[i]));
	word_list_release(&words);
	return ports;
}

static int
load_service(const struct native *native, struct service *s,
	struct native_service *how, struct err *err)
{
	how->ports = spec_ports(native, s);
	if (!json_is_array(json_object_get(how->json, "argv")))
		return spec_bad(s, "argv", MSG_("an array"), err);
	return load_endpoint(native, s, how, err) < 0 ? -1
						      : load_stop(s, how, err);
}

static int
load_services(struct native *native, struct err *err)
{
	const json_t *hows = json_object_get(native->spec, "services");

	for (size_t i = 0; i < native->base.nservice; i++) {
		struct service *s = &native->base.services[i];
		struct native_service *how = &native->services[i];

		how->json = json_object_get(hows, s->name);
		if (load_service(native, s, how, err) < 0)
			return -1;
	}
	return 0;
}

int
spec_load(struct native *native, struct err *err)
{
	char *path = mem_printf("%s/stack.json", native->sources);
	struct buf text = { 0 };
	int rc = -1;

	if (buf_read_file(&text, path, SPEC_MAX, err) == 0)
		native->spec = json_parse(path, text.data, text.len, err);
	if (native->spec)
		rc = load_services(native, err);
	buf_release(&text);
	free(path);
	return rc;
}

void
spec_release(struct native *native)
{
	for (size_t i = 0; i < SERVICE_MAX; i++) {
		json_decref(native->services[i].ports);
		free(native->services[i].host);
	}
	json_decref(native->spec);
}
