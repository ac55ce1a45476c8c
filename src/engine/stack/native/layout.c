#include "config.h"

#include "engine/stack/native/layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/utf8.h"
#include "engine/client/hash.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/render.h"
#include "engine/stack/service.h"

#define TEMPLATE_MAX ((size_t)256 << 10)

static const struct {
	const char *name;
	mode_t mode;
} dirs[] = {
	{ "", 0755 },
	{ "/run", 0755 },
	{ "/log", 0700 },
	{ "/data", 0755 },
	{ "/conf", 0755 },
	{ "/secrets", 0711 }, /* servers enter, and read what is theirs */
	{ "/bin", 0755 },
	{ "/scratch", 0755 },
};

/* One file of stack.json. */
struct conf_file {
	const char *path, *from;
	bool secret;  /* the account's own, 0600 */
	bool passing; /* gone once read */
	bool program; /* 0755 */
};

typedef int (*file_fn)(const struct native *native,
	const struct service *service, const struct conf_file *file, void *ctx,
	struct err *err);

static int
each_file(const struct native *native, const struct service *service,
	file_fn fn, void *ctx, struct err *err)
{
	const json_t *of = service ? native_service(native, service)->json
				   : native->spec,
		     *o;
	const json_t *files = json_object_get(of, "files");
	size_t i;

	json_array_foreach(files, i, o)
	{
		struct conf_file file = {
			.path = json_str(o, "path", ""),
			.from = json_str(o, "from", ""),
			.secret = json_is_true(json_object_get(o, "secret")),
			.passing = json_is_true(json_object_get(o, "passing")),
		};

		if (fn(native, service, &file, ctx, err) < 0)
			return -1;
	}
	return 0;
}

static int
read_template(const struct native *native, const struct conf_file *file,
	struct buf *out, struct err *err)
{
	char *path = mem_printf("%s/%s/%s.in", native->sources,
		file->program ? "bin" : "conf", file->from);
	int rc = buf_read_file(out, path, TEMPLATE_MAX, err);

	free(path);
	return rc;
}

static int
render_file(const struct native *native, const struct service *service,
	const struct conf_file *file, bool secrets, struct buf *out,
	struct err *err)
{
	struct buf text = { 0 };
	int rc = read_template(native, file, &text, err);

	if (rc == 0)
		rc = render_text(
			native, service, buf_str(&text), secrets, out, err);
	if (rc < 0)
		err_wrap(err, "%s", file->path);
	buf_release(&text);
	return rc;
}

static bool
is_same(const char *path, const struct buf *text)
{
	struct err ignored = { 0 };
	struct buf old = { 0 };
	bool same = buf_read_file(&old, path, TEMPLATE_MAX, &ignored) == 0 &&
		old.len == text->len &&
		memcmp(buf_str(&old), buf_str(text), old.len) == 0;

	buf_release(&old);
	return same;
}

static int
give(const struct native *native, const char *path, struct err *err)
{
	if (native->drop && lchown(path, native->uid, native->gid) < 0)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	return 0;
}

static int
make_parent(const char *path, struct err *err)
{
	char *dir = mem_strdup(path);
	int rc;

	*strrchr(dir, '/') = '\0';
	rc = fs_exists(dir) ? 0 : fs_mkdirs(dir, 0755, err);
	free(dir);
	return rc;
}

static int
write_file(const struct native *native, const struct service *service,
	const struct conf_file *file, void *ctx, struct err *err)
{
	mode_t mode = file->secret ? 0600 : file->program ? 0755 : 0644;
	char *path = mem_printf("%s/%s", native->root, file->path);
	struct buf text = { 0 };
	int rc = render_file(native, service, file, file->secret, &text, err);

	(void)ctx;
	if (rc == 0)
		rc = make_parent(path, err);
	if (rc == 0 && !is_same(path, &text))
		rc = fs_replace(path, mode, buf_str(&text), text.len, err);
	if (rc == 0 && file->secret)
		rc = give(native, path, err);
	buf_release(&text);
	free(path);
	return rc;
}

int
layout_write(const struct native *native, const struct service *service,
	struct err *err)
{
	return each_file(native, service, write_file, NULL, err);
}

static int
forget_file(const struct native *native, const struct service *service,
	const struct conf_file *file, void *ctx, struct err *err)
{
	char *path = mem_printf("%s/%s", native->root, file->path);

	(void)service;
	(void)ctx;
	(void)err;
	if (file->passing)
		unlink(path);
	free(path);
	return 0;
}

void
layout_forget(const struct native *native, const struct service *service)
{
	struct err ignored = { 0 };

	each_file(native, service, forget_file, NULL, &ignored);
}

static int
describe_file(const struct native *native, const struct service *service,
	const struct conf_file *file, void *ctx, struct err *err)
{
	buf_addf(ctx, "%s\n", file->path);
	return render_file(native, service, file, false, ctx, err);
}

int
layout_describe(const struct native *native, const struct service *service,
	struct buf *out, struct err *err)
{
	return each_file(native, service, describe_file, out, err);
}

static int
add_template(const struct native *native, const struct service *service,
	const struct conf_file *file, void *ctx, struct err *err)
{
	(void)service;
	return read_template(native, file, ctx, err);
}

int
layout_templates(const struct native *native, const struct service *service,
	struct buf *out, struct err *err)
{
	return each_file(native, service, add_template, out, err);
}

/* A file of hex digits: read, or made. "" when it is not there. */
static int
keep_random(
	const char *path, bool make, char out[SECRET_LEN + 1], struct err *err)
{
	unsigned char bytes[SECRET_LEN / 2];
	struct err ignored = { 0 };
	struct buf text = { 0 };

	if (buf_read_file(&text, path, 256, &ignored) == 0)
		snprintf(out, SECRET_LEN + 1, "%.*s", SECRET_LEN,
			buf_str(&text));
	buf_release(&text);
	if (strlen(out) == SECRET_LEN || !make)
		return 0;
	hash_random(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return fs_replace(path, 0600, out, SECRET_LEN, err);
}

/* Another program may have made it, or wiped it away, since we looked. */
static int
load_secret(
	struct native *native, struct service *s, bool make, struct err *err)
{
	char secret[SECRET_LEN + 1] = "", *path;
	int rc;

	if (!s->endpoint.user)
		return 0;
	path = mem_printf("%s/secrets/%s", native->root, s->name);
	rc = keep_random(path, make, secret, err);
	if (rc == 0)
		service_move(s, s->endpoint.port, *secret ? secret : NULL);
	free(path);
	return rc;
}

int
layout_secrets(struct native *native, bool make, struct err *err)
{
	int rc = 0;

	pthread_mutex_lock(&native->lock);
	for (size_t i = 0; i < native->base.nservice && rc == 0; i++)
		rc = load_secret(native, &native->base.services[i], make, err);
	pthread_mutex_unlock(&native->lock);
	return rc;
}

static int
write_programs(const struct native *native, struct err *err)
{
	const json_t *names = json_object_get(native->spec, "programs"), *name;
	size_t i;
	int rc = 0;

	json_array_foreach(names, i, name)
	{
		const char *text = json_string_value(name);
		struct conf_file file = { .from = text, .program = true };
		char *path = mem_printf("bin/%s", text);

		file.path = path;
		if (rc == 0)
			rc = write_file(native, NULL, &file, NULL, err);
		free(path);
	}
	return rc;
}

/* Paths go into shell scripts, class paths and Java's configuration. */
static int
check_path(const char *path, struct err *err)
{
	size_t ok = strspn(path,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789/._+-=~");
	size_t len;
	uint32_t cp;

	if (!path[ok])
		return 0;
	len = utf8_decode(path + ok, strlen(path + ok), &cp);
	err_set(err, ERR_STACK, "%s: '%.*s' in the path of a stack", path,
		(int)len, path + ok);
	return err_hint(err,
		"set CDCLAB_STACK_DIR to a path of letters, digits and ._+-=~");
}

int
layout_check(const struct native *native, struct err *err)
{
	return check_path(native->root, err) < 0 ||
			check_path(native->parts, err) < 0
		? -1
		: 0;
}

static int
make_dirs(struct native *native, struct err *err)
{
	char *real;

	for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
		char *path = mem_printf("%s%s", native->root, dirs[i].name);
		int rc = fs_exists(path) ? 0
					 : fs_mkdirs(path, dirs[i].mode, err);

		free(path);
		if (rc < 0)
			return -1;
	}
	real = realpath(native->root, NULL);
	if (real && strcmp(real, native->root) != 0) {
		free(native->root);
		native->root = mem_strdup(real);
	}
	free(real);
	return 0;
}

int
layout_make(struct native *native, struct err *err)
{
	char *id;
	int rc;

	if (layout_check(native, err) < 0 || make_dirs(native, err) < 0)
		return -1;
	id = mem_printf("%s/id", native->root);
	pthread_mutex_lock(&native->lock);
	native->id[0] = '\0'; /* another may have wiped it away, and made one */
	rc = keep_random(id, true, native->id, err);
	pthread_mutex_unlock(&native->lock);
	free(id);
	if (rc < 0)
		return -1;
	return layout_write(native, NULL, err) < 0 ||
			write_programs(native, err) < 0
		? -1
		: 0;
}

int
layout_make_data(const struct native *native, const char *path, struct err *err)
{
	if (!fs_exists(path) && mkdir(path, 0700) < 0)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	return give(native, path, err);
}

int
layout_account(const struct native *native, struct err *err)
{
	const char *name = json_str(native->spec, "account", "");

	if (!native->drop || native->uid)
		return 0;
	err_set(err, ERR_STACK,
		"there is no account %s, which servers run as under root",
		name);
	return err_hint(err, "useradd --system --user-group %s", name);
}

static int
remove_dir(const struct native *native, const char *name, const char *suffix,
	struct err *err)
{
	char *path = mem_printf("%s/%s%s", native->root, name, suffix);
	int rc = fs_remove_tree(path, err);

	free(path);
	return rc;
}

int
layout_wipe(struct native *native, unsigned set, struct err *err)
{
	static const char *const rest[] = { "data", "log", "conf", "scratch",
		"bin", "run", "secrets", "id" };
	int rc = 0;

	for (size_t i = 0; i < native->base.nservice && rc == 0; i++) {
		char *name;

		if (!(set & native->base.services[i].bit))
			continue;
		name = mem_printf("data/%s", native->base.services[i].name);
		if (remove_dir(native, name, "", err) < 0 ||
			remove_dir(native, name, ".new", err) < 0)
			rc = -1;
		free(name);
	}
	if (set != (1U << native->base.nservice) - 1)
		return rc;
	for (size_t i = 0; i < ARRAY_LEN(rest) && rc == 0; i++)
		rc = remove_dir(native, rest[i], "", err);
	return rc < 0 ? -1 : layout_secrets(native, false, err);
}
