#include "config.h"

#include "common/base/place.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/fs.h"

#define SYSTEM_DIR "/var/lib/cdclab" /* root's */
#define OWN_TRIES 100

/* An absolute value of an environment variable, else NULL (XDG's own rule). */
static const char *
env_dir(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] == '/' ? value : NULL;
}

/* Made now, or a folder that only we may enter; never through a link. */
static bool
is_ours_alone(const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return true;
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
		st.st_uid == getuid() && !(st.st_mode & 077);
}

/*
 * Everybody may make a folder there, and its name can be guessed. Both programs
 * look for theirs, so a random name would not do.
 */
char *
place_without_home(const char *in)
{
	for (int i = 0; i < OWN_TRIES; i++) {
		long us = (long)getuid();
		char *path = i ? mem_printf("%s/cdclab-%ld-%d", in, us, i)
			       : mem_printf("%s/cdclab-%ld", in, us);

		if (is_ours_alone(path))
			return path;
		free(path);
	}
	return mem_strdup(
		"/dev/null/cdclab"); /* whoever writes there says so */
}

/* $VAR/cdclab, $HOME/fallback/cdclab, or a folder for who has no home. */
static char *
xdg_dir(const char *var, const char *fallback)
{
	const char *dir = env_dir(var), *home = env_dir("HOME");

	if (dir)
		return mem_printf("%s/cdclab", dir);
	if (home)
		return mem_printf("%s/%s/cdclab", home, fallback);
	return place_without_home("/var/tmp");
}

static char *
executable_dir(void)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	if (n < 0)
		return mem_strdup(".");
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	*slash = '\0';
	return mem_strdup(exe[0] ? exe : "/");
}

/* make leaves both programs in one folder; no installation does. */
static bool
is_build(const char *dir)
{
	static const char *const programs[] = { "cdclab", "cdclab-engine" };
	bool both = true;

	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		char *path = mem_printf("%s/%s", dir, programs[i]);

		both = both && fs_exists(path);
		free(path);
	}
	return both;
}

/* A directory holding the lessons, near the executable; NULL: installed. */
static char *
source_tree(const char *dir)
{
	static const char *const up[] = { "", "/..", "/../.." };

	if (!is_build(dir))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(up); i++) {
		char *mark = mem_printf("%s%s/configure.ac", dir, up[i]);
		bool found = fs_exists(mark);

		free(mark);
		if (found)
			return mem_printf("%s%s", dir, up[i]);
	}
	return NULL;
}

/* From bin/ one level up, from libexec/cdclab/ two. */
static char *
installed_data(const char *dir)
{
	static const char *const up[] = { "..", "../.." };
	char *data = NULL;

	for (size_t i = 0; !data && i < ARRAY_LEN(up); i++) {
		char *try = mem_printf("%s/%s/share/cdclab", dir, up[i]);

		data = realpath(try, NULL);
		free(try);
	}
	return data ? data : mem_printf("%s/../share/cdclab", dir);
}

/* Beside the data that were installed, whatever data are set. */
static char *
installed_po(const char *dir)
{
	char *data = installed_data(dir), *po = mem_printf("%s/po", data);

	free(data);
	return po;
}

/* Where a link leads: class-data archives know the parts by their real path. */
static char *
real_path(char *path)
{
	char *real = realpath(path, NULL);

	if (!real)
		return path;
	free(path);
	return real;
}

/* Those that root fetched are for all accounts that have none of their own. */
static char *
parts_of_user(const char *data)
{
	char *own = mem_printf("%s/parts", data);
	char *whole = mem_printf("%s/VERSIONS", own);

	if (!fs_exists(whole) && fs_exists(SYSTEM_DIR "/parts/VERSIONS")) {
		free(own);
		own = mem_strdup(SYSTEM_DIR "/parts");
	}
	free(whole);
	return own;
}

static void
place_stack(struct place *place)
{
	const char *dir = env_dir("CDCLAB_STACK_DIR");
	char *data, *state;

	if (!dir && geteuid() == 0)
		dir = SYSTEM_DIR;
	if (dir) {
		place->parts = real_path(mem_printf("%s/parts", dir));
		place->stack = mem_printf("%s/state", dir);
		return;
	}
	data = xdg_dir("XDG_DATA_HOME", ".local/share");
	state = xdg_dir("XDG_STATE_HOME", ".local/state");
	place->parts = parts_of_user(data);
	place->stack = mem_printf("%s/stack", state);
	free(data);
	free(state);
}

static void
place_courses(struct place *place)
{
	char *dir = xdg_dir("XDG_CONFIG_HOME", ".config");
	char *file = mem_printf("%s/courses", dir);

	courses_add_all(&place->courses, getenv("CDCLAB_COURSE"));
	courses_add_file(&place->courses, file);
	free(file);
	free(dir);
}

void
place_init(struct place *place)
{
	char *dir = executable_dir(), *tree = source_tree(dir);
	const char *data = env_dir("CDCLAB_DATA_DIR");
	const char *progress = env_dir("CDCLAB_STATE_DIR");

	if (tree) {
		place->data = mem_strdup(data ? data : tree);
		place->engine = mem_printf("%s/cdclab-engine", dir);
		place->po = mem_printf("%s/po", dir);
	} else {
		place->data = data ? mem_strdup(data) : installed_data(dir);
		place->engine =
			mem_printf("%s/../libexec/cdclab/cdclab-engine", dir);
		place->po = installed_po(dir);
	}
	place->progress = progress ? mem_strdup(progress)
				   : xdg_dir("XDG_STATE_HOME", ".local/state");
	place_stack(place);
	place_courses(place);
	free(dir);
	free(tree);
}

void
place_release(struct place *place)
{
	free(place->data);
	free(place->engine);
	free(place->po);
	free(place->progress);
	free(place->parts);
	free(place->stack);
	courses_release(&place->courses);
	*place = (struct place){ 0 };
}

char *
place_lab(const struct place *place, const char *lesson, const char *name)
{
	return mem_printf("%s/labs/%s/%s", place->progress, lesson, name);
}
