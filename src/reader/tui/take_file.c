/* A block in a file: one that stays, or a copy for an editor. */
#include "config.h"

#include "reader/tui/take.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/lang.h"
#include "common/course/scan.h"
#include "reader/tui/state.h"

/* "~/x" is at home; owned. */
static char *
expand(const char *path)
{
	const char *home = getenv("HOME");

	if (path[0] == '~' && path[1] == '/' && home)
		return mem_printf("%s%s", home, path + 1);
	return mem_strdup(path);
}

static void
note_saved(struct ui *ui, int rc, const struct err *err)
{
	if (rc < 0)
		ui_complain(ui, err);
	else
		ui_note(ui, STYLE_PASS, "%s %s", _("Saved:"), ui->take.path);
}

/* Where a link leads, and for nobody to read who might not before. */
static int
replace_file(const char *path, const char *s, size_t len, struct err *err)
{
	char *real = realpath(path, NULL);
	struct stat st;
	int rc = -1;

	if (!real || stat(real, &st) < 0)
		err_set(err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	else
		rc = fs_replace(real, st.st_mode & 07777, s, len, err);
	free(real);
	return rc;
}

static void
replace(struct ui *ui, int key)
{
	const struct block *block = take_chosen(ui);
	struct err err = { 0 };
	int rc;

	if (!question_is_yes(key)) {
		ui_note(ui, STYLE_TEXT, "%s", _("Not saved"));
		return;
	}
	rc = replace_file(
		ui->take.path, take_bytes(ui, block), block->len, &err);
	note_saved(ui, rc, &err);
}

/* The folders above a file that is to be made. */
static int
make_parents(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int rc = 0;

	if (!slash || slash == path)
		return 0;
	folder = mem_strndup(path, (size_t)(slash - path));
	rc = fs_mkdirs(folder, 0777, err);
	free(folder);
	return rc;
}

/* A file of ours and nobody's before, whole or not at all. -1: errno. */
static int
write_new(const char *path, mode_t mode, const char *s, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int bad;

	if (fd < 0)
		return -1;
	bad = fs_write_all(fd, s, len) < 0 ? errno : 0;
	if (close(fd) < 0 && !bad)
		bad = errno;
	if (!bad)
		return 0;
	unlink(path);
	errno = bad;
	return -1;
}

static void
save_as(struct ui *ui, const char *path)
{
	const struct block *block = take_chosen(ui);
	struct err err = { 0 };
	int rc;

	if (!*path)
		return;
	free(ui->take.path);
	ui->take.path = expand(path);
	rc = make_parents(ui->take.path, &err);
	if (rc == 0)
		rc = write_new(
			ui->take.path, 0666, take_bytes(ui, block), block->len);
	if (rc < 0 && !err.code && errno == EEXIST) {
		char *text = mem_printf("%s: %s", ui->take.path,
			_("it is there already. Replace it? y: yes"));

		question_put(ui, text, replace);
		free(text);
		return;
	}
	if (rc < 0 && !err.code)
		err_set(&err, ERR_SYSTEM, "%s: %s", ui->take.path,
			errno_text(errno));
	note_saved(ui, rc, &err);
}

/* What a file with the block may be called. */
static const char *
block_file_name(const struct block *block)
{
	return block->name ? block->name : *block->lang ? block->lang : "block";
}

static void
save(struct ui *ui, const struct block *block)
{
	static const struct prompt_kind kind = { .accept = save_as };

	prompt_open(ui, &kind, _("File: "), block_file_name(block));
}

void
take_save(struct ui *ui)
{
	take_one(ui, save);
}

/* The copy and the folder that was made for it. */
static void
remove_copy(const char *path)
{
	char *folder = fs_folder_of(path);

	unlink(path);
	rmdir(folder);
	free(folder);
}

/* A file of its own folder, with the end of the block's name; owned. */
static char *
make_copy(const char *s, size_t len, const char *name, struct err *err)
{
	const char *tmp = getenv("TMPDIR"), *slash = strrchr(name, '/');
	char *folder = mem_printf(
		"%s/cdclab-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");
	char *path = NULL;

	name = slash ? slash + 1 : name;
	if (mkdtemp(folder))
		path = mem_printf("%s/%s", folder, *name ? name : "block");
	if (!path || write_new(path, 0600, s, len) < 0)
		err_set(err, ERR_SYSTEM, "%s: %s", path ? path : folder,
			errno_text(errno));
	if (path && err->code) {
		remove_copy(path);
		free(path);
		path = NULL;
	}
	free(folder);
	return path;
}

static bool
is_unchanged(const char *path, const char *s, size_t len)
{
	struct buf now = { 0 };
	struct err ignored = { 0 };
	bool same = buf_read_file(&now, path, len + 1, &ignored) == 0 &&
		now.len == len && !memcmp(buf_str(&now), s, len);

	buf_release(&now);
	return same;
}

/* What the reader has changed is the reader's, even if the editor failed. */
static void
settle_copy(struct ui *ui, const char *path, const char *s, size_t len,
	const struct err *err)
{
	if (!is_unchanged(path, s, len)) {
		ui_note(ui, err->code ? STYLE_FAIL : STYLE_PASS, "%s%s%s %s",
			err->msg, err->code ? ". " : "", _("The changed copy:"),
			path);
		return;
	}
	remove_copy(path);
	if (err->code)
		ui_complain(ui, err);
	else
		ui_note(ui, STYLE_TEXT, "%s",
			_("The copy was not changed and is gone"));
}

static const char *
editor(void)
{
	static const char *const names[] = { "CDCLAB_EDITOR", "VISUAL",
		"EDITOR" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "vi";
}

void
take_editor(struct ui *ui, const char *path, struct err *err)
{
	/* it may have arguments, as in "vi -n" */
	char *command = mem_printf("exec %s \"$1\"", editor());
	char *argv[] = { mem_strdup("/bin/sh"), mem_strdup("-c"), command,
		mem_strdup("sh"), mem_strdup(path), NULL };

	ui->port.lend(ui->port.ctx, argv, err);
	for (size_t i = 0; i < ARRAY_LEN(argv); i++)
		free(argv[i]);
}

static void
edit_copy(struct ui *ui, const struct block *block)
{
	const char *s = take_bytes(ui, block);
	struct err err = { 0 };
	char *path = make_copy(s, block->len, block_file_name(block), &err);

	if (path) {
		take_editor(ui, path, &err);
		settle_copy(ui, path, s, block->len, &err);
	} else {
		ui_complain(ui, &err);
	}
	free(path);
}

/* What the lab can run is edited where it runs from. */
static void
edit(struct ui *ui, const struct block *block)
{
	if (block->name && ui->view && ui->view->has_lab)
		files_edit(ui, block);
	else
		edit_copy(ui, block);
}

void
take_edit(struct ui *ui)
{
	take_one(ui, edit);
}
