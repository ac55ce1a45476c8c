#include "config.h"

#include "engine/stack/native/data.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "engine/client/hash.h"
#include "engine/stack/native/helper.h"
#include "engine/stack/native/layout.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/render.h"
#include "engine/stack/service.h"

struct data_making {
	const struct native *native;
	const struct service *service;
	const struct ctl *ctl;
	char *target;   /* STATE/data/NAME.new */
	char *pristine; /* PARTS/pristine/NAME-KEY */
};

static int
run_words(const struct data_making *m, const struct word_list *argv,
	const char *input, bool as_us, struct err *err)
{
	return helper_run(
		m->native, m->service, argv, input, as_us, m->ctl, err);
}

static int
run_command(const struct data_making *m, const json_t *command, struct err *err)
{
	const char *input = json_str(command, "input", NULL);
	struct word_list argv = { 0 };
	struct buf text = { 0 };
	int rc = render_words(m->native, m->service, true,
		json_object_get(command, "argv"), &argv, err);

	if (rc == 0 && input)
		rc = render_text(
			m->native, m->service, input, true, &text, err);
	if (rc == 0)
		rc = run_words(
			m, &argv, input ? buf_str(&text) : NULL, false, err);
	word_list_release(&argv);
	buf_release(&text);
	return rc;
}

static int
run_commands(const struct data_making *m, const char *key, struct err *err)
{
	const json_t *commands = json_object_get(
		native_service(m->native, m->service)->json, key);
	const json_t *command;
	size_t i;

	json_array_foreach(commands, i,
		command) if (run_command(m, command, err) < 0) return -1;
	return 0;
}

static int
copy_tree(const struct data_making *m, const char *from, const char *to,
	struct err *err)
{
	char cp[] = "/bin/cp", a[] = "-a", reflink[] = "--reflink=auto",
	     end[] = "-T";
	char *source = mem_strdup(from), *target = mem_strdup(to);
	char *v[] = { cp, a, reflink, end, source, target, NULL };
	struct word_list argv = { v, ARRAY_LEN(v) - 1 };
	int rc = run_words(m, &argv, NULL, true, err);

	free(source);
	free(target);
	return rc;
}

/*
 * What a pristine copy depends on: how it is made, by which program, and for
 * which account.
 */
static int
pristine_key(const struct data_making *m, char key[17], struct err *err)
{
	const json_t *how = native_service(m->native, m->service)->json;
	const json_t *parts = json_object_get(how, "parts");
	const char *part = json_string_value(json_array_get(parts, 0));
	char *path = mem_printf("%s/%s", m->native->parts, part ? part : "");
	char *made = json_line(json_object_get(how, "make"));
	char *lists = json_line(json_object_get(m->native->spec, "lists"));
	char hex[HASH_HEX];
	struct buf text = { 0 };
	struct stat st = { 0 };
	int rc = layout_templates(m->native, m->service, &text, err);

	if (stat(path, &st) < 0)
		st.st_size = 0;
	buf_addf(&text, "%s %s %lld %lld %ld", made, lists,
		(long long)st.st_size, (long long)st.st_mtime,
		(long)m->native->uid);
	hash_hex(buf_str(&text), text.len, hex);
	snprintf(key, 17, "%.16s", hex);
	buf_release(&text);
	free(lists);
	free(made);
	free(path);
	return rc;
}

static char *
pristine_dir(const struct data_making *m)
{
	return mem_printf("%s/pristine", m->native->parts);
}

/* Copies of this service that were made for other parts or another version. */
static void
remove_old(const struct data_making *m)
{
	char *dir = pristine_dir(m), *prefix, *path;
	DIR *stream = opendir(dir);
	struct err ignored = { 0 };
	struct dirent *entry;

	/* postgres-exporter has none, so postgres- means postgres alone */
	prefix = mem_printf("%s-", m->service->name);
	while (stream && (entry = readdir(stream))) {
		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
			continue;
		path = mem_printf("%s/%s", dir, entry->d_name);
		if (strcmp(path, m->pristine) != 0)
			fs_remove_tree(path, &ignored);
		free(path);
	}
	if (stream)
		closedir(stream);
	free(prefix);
	free(dir);
}

static void
sync_files_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	syncfs(fd);
	close(fd);
}

/* A convenience for the next time: what cannot be kept is made again. */
static void
keep_pristine(const struct data_making *m)
{
	char *dir = pristine_dir(m);
	char *new = mem_printf("%s.%ld", m->pristine, (long)getpid());
	struct err ignored = { 0 };

	if (fs_mkdirs(dir, 0755, &ignored) < 0 || access(dir, W_OK) < 0 ||
		copy_tree(m, m->target, new, &ignored) < 0)
		goto out;
	sync_files_of(new);
	if (rename(new, m->pristine) == 0)
		remove_old(m);
out:
	fs_remove_tree(new, &ignored);
	free(new);
	free(dir);
}

static int
data_make(const struct data_making *m, struct err *err)
{
	if (layout_make_data(m->native, m->target, err) < 0)
		return -1;
	if (!json_object_get(
		    native_service(m->native, m->service)->json, "make"))
		return 0;
	if (run_commands(m, "make", err) < 0)
		return -1;
	keep_pristine(m);
	return 0;
}

/* One that vanishes while it is copied was replaced by another stack. */
static int
copy_pristine(const struct data_making *m)
{
	struct err ignored = { 0 };

	if (!fs_exists(m->pristine))
		return -1;
	if (copy_tree(m, m->pristine, m->target, &ignored) == 0)
		return 0;
	fs_remove_tree(m->target, &ignored);
	return -1;
}

static int
make_whole(const struct data_making *m, const char *data, struct err *err)
{
	int rc;

	if (fs_remove_tree(m->target, err) < 0)
		return -1;
	rc = copy_pristine(m);
	if (rc < 0)
		rc = ctl_check(m->ctl, err) < 0 ? -1 : data_make(m, err);
	if (rc < 0 || run_commands(m, "first", err) < 0)
		return -1;
	if (rename(m->target, data) < 0)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", data, errno_text(errno));
	return 0;
}

/* What a killed server left and the next one would stumble over: patterns. */
static void
remove_stale(const struct native *native, const struct service *service,
	const char *data)
{
	const json_t *names = json_object_get(
			     native_service(native, service)->json, "stale"),
		     *name;
	size_t i;

	json_array_foreach(names, i, name)
	{
		char *path = mem_printf("%s/%s", data, json_string_value(name));
		struct err ignored = { 0 };
		glob_t found = { 0 };

		if (glob(path, GLOB_NOSORT, NULL, &found) == 0)
			for (size_t k = 0; k < found.gl_pathc; k++)
				fs_remove_tree(found.gl_pathv[k], &ignored);
		globfree(&found);
		free(path);
	}
}

int
data_prepare(const struct native *native, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	struct data_making m = {
		.native = native, .service = service, .ctl = ctl
	};
	char *data = mem_printf("%s/data/%s", native->root, service->name);
	char key[17] = "";
	int rc = helper_stop(native, service, ctl, err);

	if (rc == 0 && fs_exists(data)) {
		remove_stale(native, service, data);
		free(data);
		return 0;
	}
	m.target = mem_printf("%s.new", data);
	if (rc == 0)
		rc = pristine_key(&m, key, err);
	m.pristine = mem_printf(
		"%s/pristine/%s-%s", native->parts, service->name, key);
	if (rc == 0)
		rc = make_whole(&m, data, err);
	free(m.pristine);
	free(m.target);
	free(data);
	return rc;
}
