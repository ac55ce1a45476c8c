#include "config.h"

#include "engine/stack/native/pidfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/boot.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/stack/native/native.h"
#include "engine/stack/service.h"

#define RECORD_MAX 4096

char *
pidfile_path(const struct native *native, const char *name)
{
	return mem_printf("%s/run/%s.json", native->root, name);
}

char *
pidfile_head(const struct native *native, const char *name, const char *config)
{
	char boot[BOOT_MAX], *line, *head;
	json_t *o = json_object();

	boot_id(boot);
	json_object_set_new(o, "service", json_string(name));
	json_object_set_new(o, "stack", json_string(native->id));
	json_object_set_new(o, "boot", json_string(boot));
	json_object_set_new(o, "config", json_string(config));
	line = mem_printf("%s/log/%s.log", native->root, name);
	json_object_set_new(o, "log", json_string(line));
	free(line);
	line = json_line(o);
	json_decref(o);
	/* Open at its end: the process adds its number and start time. */
	head = mem_printf("%.*s,\"pid\":", (int)strlen(line) - 1, line);
	free(line);
	return head;
}

static void
pidfile_fill(const struct native *native, const json_t *o, struct pidfile *out)
{
	char boot[BOOT_MAX];

	boot_id(boot);
	out->pid = (pid_t)json_int(o, "pid", 0);
	out->start = (uint64_t)json_int(o, "start", 0);
	snprintf(out->config, sizeof(out->config), "%s",
		json_str(o, "config", ""));
	out->same_boot = strcmp(json_str(o, "boot", "?"), boot) == 0;
	out->same_stack = strcmp(json_str(o, "stack", "?"), native->id) == 0;
}

bool
pidfile_read(const struct native *native, const char *name, struct pidfile *out)
{
	char *path = pidfile_path(native, name);
	struct err err = { 0 };
	struct buf text = { 0 };
	json_t *o = NULL;

	*out = (struct pidfile){ 0 };
	if (buf_read_file(&text, path, RECORD_MAX, &err) == 0)
		o = json_parse(path, buf_str(&text), text.len, &err);
	if (o)
		pidfile_fill(native, o, out);
	json_decref(o);
	buf_release(&text);
	free(path);
	return out->pid > 0;
}

void
pidfile_remove(const struct native *native, const char *name)
{
	char *path = pidfile_path(native, name);

	unlink(path);
	free(path);
}

bool
pidfile_open(const struct pidfile *record, struct process *p)
{
	*p = (struct process){ 0 };
	return record->same_boot && process_open(p, record->pid, record->start);
}
