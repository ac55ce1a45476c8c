#include "config.h"

#include "engine/stack/native/render.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/parts.h"
#include "engine/stack/service.h"

#define NAME_MAX_LEN 64 /* of a placeholder */
#define NETS 256
#define DEPTH_MAX 8 /* of lists in lists */

struct render {
	const struct native *native;
	const struct service *service;
	bool secrets, making;
	int depth;
};

static void
word_take(struct word_list *words, char *word)
{
	words->v = mem_grow(words->v, (words->n + 2) * sizeof(*words->v));
	words->v[words->n++] = word;
	words->v[words->n] = NULL;
}

void
word_list_release(struct word_list *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->v[i]);
	free(words->v);
	*words = (struct word_list){ 0 };
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
list_jars(const char *path, struct word_list *jars)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		size_t len = strlen(entry->d_name);

		if (len > 4 && strcmp(entry->d_name + len - 4, ".jar") == 0)
			word_take(
				jars, mem_printf("%s/%s", path, entry->d_name));
	}
	if (dir)
		closedir(dir);
	if (jars->n)
		qsort(jars->v, jars->n, sizeof(*jars->v), by_name);
}

/* In byte order, as the class-data archives were made with. */
static int
fill_jars(struct render *r, const char *arg, struct buf *out, struct err *err)
{
	char *path = mem_printf("%s/%s", r->native->parts, arg);
	struct word_list jars = { 0 };
	int rc = 0;

	list_jars(path, &jars);
	if (!jars.n)
		rc = part_missing(path, err);
	for (size_t i = 0; i < jars.n; i++)
		buf_addf(out, "%s%s", i ? ":" : "", jars.v[i]);
	word_list_release(&jars);
	free(path);
	return rc;
}

static int
fill_cds(struct render *r, const char *arg, struct buf *out, struct err *err)
{
	char *path = mem_printf("%s/cds/%s.jsa", r->native->parts, arg);

	(void)err;
	if (fs_exists(path))
		buf_addf(out, "-XX:SharedArchiveFile=%s", path);
	free(path);
	return 0;
}

/* Another network of the loopback for each shift: 127.0.0, 127.1.100. */
static void
fill_net(struct render *r, struct buf *out)
{
	int shift = r->native->shift;

	buf_addf(out, "127.%d.%d", shift ? 1 + shift / NETS : 0, shift % NETS);
}

static int
fill_port(struct render *r, const char *arg, struct buf *out, struct err *err)
{
	(void)err;
	buf_addf(out, "%d", atoi(arg) + r->native->shift);
	return 0;
}

static int
fill_home(struct render *r, const char *arg, struct buf *out, struct err *err)
{
	(void)err;
	if (!r->native->shift)
		buf_adds(out, arg);
	return 0;
}

static int
fill_secret(struct render *r, const char *arg, struct buf *out, struct err *err)
{
	const struct service *of = service_find(&r->native->base, arg);

	if (!of)
		return err_at(err, "stack/native/stack.json", 0,
			"@SECRET:%s@, expected the name of a service", arg);
	if (r->secrets)
		buf_adds(out,
			service_endpoint(of)->password
				? service_endpoint(of)->password
				: "");
	else
		buf_addf(out, "@SECRET:%s@", arg);
	return 0;
}

static int
fill_place(struct render *r, const char *name, struct buf *out, struct err *err)
{
	const char *own = r->service ? r->service->name : "";
	char host[256] = "localhost";

	if (strcmp(name, "PARTS") == 0)
		buf_adds(out, r->native->parts);
	else if (strcmp(name, "STATE") == 0)
		buf_adds(out, r->native->root);
	else if (strcmp(name, "NET") == 0)
		fill_net(r, out);
	else if (strcmp(name, "CONF") == 0)
		buf_addf(out, "%s/conf", r->native->root);
	else if (strcmp(name, "SECRETS") == 0)
		buf_addf(out, "%s/secrets", r->native->root);
	else if (strcmp(name, "DATA") == 0 && *own)
		buf_addf(out, "%s/data/%s%s", r->native->root, own,
			r->making ? ".new" : "");
	else if (strcmp(name, "TARGET") == 0 && *own)
		buf_addf(out, "%s/data/%s.new", r->native->root, own);
	else if (strcmp(name, "HOSTNAME") == 0 &&
		gethostname(host, sizeof(host) - 1) == 0)
		buf_adds(out, host);
	else
		return err_at(err, "stack/native", 0,
			"@%s@, expected a name that render.h knows", name);
	return 0;
}

static int add_words(struct render *r, const json_t *array,
	struct word_list *out, struct err *err);

static int
fill_list(struct render *r, const char *arg, struct buf *out, struct err *err)
{
	const json_t *lists = json_object_get(r->native->spec, "lists");
	struct word_list words = { 0 };
	int rc = add_words(r, json_object_get(lists, arg), &words, err);

	for (size_t i = 0; i < words.n; i++)
		buf_addf(out, "%s'%s'", i ? " " : "", words.v[i]);
	word_list_release(&words);
	return rc;
}

static const struct {
	const char *name;
	int (*fill)(struct render *r, const char *arg, struct buf *out,
		struct err *err);
} fills[] = {
	{ "JARS", fill_jars },
	{ "CDS", fill_cds },
	{ "SECRET", fill_secret },
	{ "PORT", fill_port },
	{ "HOME", fill_home },
	{ "LIST", fill_list },
};

static int
fill(struct render *r, char *name, struct buf *out, struct err *err)
{
	char *arg = strchr(name, ':');

	if (!arg)
		return fill_place(r, name, out, err);
	*arg++ = '\0';
	for (size_t i = 0; i < ARRAY_LEN(fills); i++)
		if (strcmp(fills[i].name, name) == 0)
			return fills[i].fill(r, arg, out, err);
	return fill_place(r, name, out, err);
}

/* Is text, behind an '@', a placeholder's name and the other '@'? Its length */
static size_t
name_len(const char *text)
{
	size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (len && text[len] == ':')
		len += 1 +
			strspn(text + len + 1,
				"abcdefghijklmnopqrstuvwxyz0123456789-/.,:");
	return text[len] == '@' && len < NAME_MAX_LEN ? len : 0;
}

static int
add_text(struct render *r, const char *text, struct buf *out, struct err *err)
{
	for (;;) {
		size_t plain = strcspn(text, "@"), len;
		char name[NAME_MAX_LEN];

		buf_add(out, text, plain);
		text += plain;
		if (!*text++)
			return 0;
		len = name_len(text);
		if (!len) {
			buf_addc(out, '@');
			continue;
		}
		memcpy(name, text, len);
		name[len] = '\0';
		text += len + 1;
		if (fill(r, name, out, err) < 0)
			return -1;
	}
}

static int
add_word(struct render *r, const char *word, struct word_list *out,
	struct err *err)
{
	const json_t *lists = json_object_get(r->native->spec, "lists");
	struct buf text = { 0 };

	if (*word == '*')
		return add_words(r, json_object_get(lists, word + 1), out, err);
	if (add_text(r, word, &text, err) < 0) {
		buf_release(&text);
		return -1;
	}
	if (text.len)
		word_take(out, buf_take(&text));
	buf_release(&text);
	return 0;
}

static int
add_words(struct render *r, const json_t *array, struct word_list *out,
	struct err *err)
{
	const json_t *word;
	size_t i;
	int rc = 0;

	if (!array || r->depth >= DEPTH_MAX)
		return err_at(err, "stack/native/stack.json", 0,
			"a list that is not there, or one inside itself");
	r->depth++;
	json_array_foreach(array, i, word)
	{
		const char *text = json_string_value(word);

		if (!text)
			text = "";
		if (rc == 0)
			rc = add_word(r, text, out, err);
	}
	r->depth--;
	return rc;
}

int
render_text(const struct native *native, const struct service *service,
	const char *text, bool secrets, struct buf *out, struct err *err)
{
	struct render r = {
		.native = native,
		.service = service,
		.secrets = secrets,
	};

	return add_text(&r, text, out, err);
}

int
render_words(const struct native *native, const struct service *service,
	bool making, const json_t *array, struct word_list *out,
	struct err *err)
{
	struct render r = {
		.native = native,
		.service = service,
		.making = making,
	};

	return array ? add_words(&r, array, out, err) : 0;
}
