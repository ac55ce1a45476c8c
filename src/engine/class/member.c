#include "config.h"

#include "engine/class/member.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "engine/client/hash.h"

#define FILE_MAX ((size_t)1 << 20) /* bytes; one is some 2 KB */
#define EVENTS_MAX 1000000         /* of a lab; a run of one has some ten */

char *
class_path(const struct place *place, const char *name)
{
	return mem_printf("%s/class/%s", place->progress, name);
}

int
class_keep(const struct place *place, const char *name, const json_t *json,
	struct err *err)
{
	char *dir = mem_printf("%s/class", place->progress);
	char *path = class_path(place, name), *text = json_line(json);
	int rc = fs_mkdirs(dir, 0700, err);

	if (rc == 0)
		rc = fs_replace(path, 0600, text, strlen(text), err);
	free(dir);
	free(path);
	free(text);
	return rc;
}

json_t *
class_kept(const struct place *place, const char *name, struct err *err)
{
	char *path = class_path(place, name);
	struct buf text = { 0 };
	json_t *json = NULL;

	if (fs_exists(path) && buf_read_file(&text, path, FILE_MAX, err) == 0)
		json = json_parse(path, buf_str(&text), text.len, err);
	buf_release(&text);
	free(path);
	return json;
}

void
class_secret_keep(json_t *json, const struct sign_key *key)
{
	char hex[2 * SIGN_KEY + 1];

	hex_make(key->secret, SIGN_KEY, hex);
	json_object_set_new(json, "secret", json_string(hex));
}

bool
class_secret_read(struct sign_key *key, const json_t *json)
{
	const char *hex = json_str(json, "secret", "");
	unsigned char secret[SIGN_KEY];

	if (!hex_read(hex, strlen(hex), secret, sizeof(secret)))
		return false;
	sign_key_from(key, secret);
	return true;
}

/* Numbers that the sending made: events are looked for by them. */
static bool
lesson_is_sound(const json_t *lesson)
{
	static const char *const counts[] = { "skip", "base", "sent",
		"carried" };

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		long long n = json_int(lesson, counts[i], 0);

		if (n < 0 || n > EVENTS_MAX)
			return false;
	}
	return json_int(lesson, "sent", 0) + json_int(lesson, "skip", 0) >=
		json_int(lesson, "base", 0);
}

static bool
lessons_are_sound(const json_t *json)
{
	json_t *lesson;
	size_t i;

	json_array_foreach(json_object_get(json, "lessons"), i, lesson)
	{
		if (!json_is_object(lesson) || !lesson_is_sound(lesson))
			return false;
	}
	return true;
}

static bool
member_read(struct class_member *member)
{
	const char *text = json_str(member->json, "code", "");
	struct class_code code;
	struct err bad = { 0 };

	if (class_code_parse(&code, text, &bad) < 0 ||
		!class_secret_read(&member->key, member->json) ||
		!lessons_are_sound(member->json))
		return false;
	sign_name(member->key.open, member->who, sizeof(member->who));
	class_room_init(&member->room, &code);
	return true;
}

int
class_member_load(
	struct class_member *member, const struct place *place, struct err *err)
{
	*member = (struct class_member){ 0 };
	member->json = class_kept(place, CLASS_MEMBER, err);
	if (!member->json && !err->code)
		return 0;
	if (member->json && member_read(member))
		return 1;
	class_member_release(member);
	err_set(err, ERR_PROGRESS, "class/%s is damaged", CLASS_MEMBER);
	return err_hint(err, "cdclab class leave forgets it");
}

int
class_member_save(const struct class_member *member, const struct place *place,
	struct err *err)
{
	return class_keep(place, CLASS_MEMBER, member->json, err);
}

int
class_member_forget(const struct place *place, struct err *err)
{
	char *path = class_path(place, CLASS_MEMBER);
	int rc = fs_remove_tree(path, err);

	free(path);
	return rc;
}

void
class_member_release(struct class_member *member)
{
	json_decref(member->json);
	class_room_release(&member->room);
	*member = (struct class_member){ 0 };
}

int
class_lock(const struct place *place, const char *name, const struct ctl *ctl,
	struct err *err)
{
	char *dir = mem_printf("%s/class", place->progress);
	char *path = class_path(place, name);
	int fd = -1, rc = fs_mkdirs(dir, 0700, err);

	while (rc == 0 && fd < 0) {
		struct err busy = { 0 }, over = { 0 };

		fd = fs_lock_own(path, &busy);
		if (fd >= 0 ||
			(busy.code == ERR_LOCKED &&
				ctl_wait(ctl, CTL_SLICE_MS, &over) == 0))
			continue;
		*err = busy;
		rc = -1;
	}
	free(dir);
	free(path);
	return fd;
}
