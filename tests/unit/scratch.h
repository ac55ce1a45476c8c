/* scratch.h - for tests: files of a folder that was made for the test. */
#ifndef CDCLAB_TESTS_SCRATCH_H
#define CDCLAB_TESTS_SCRATCH_H

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "tests/unit/cmock.h"

/* Make dir/name of text, and the folders that it is in. */
static inline void
scratch_put(const char *dir, const char *name, const char *text)
{
	char *path = mem_printf("%s/%s", dir, name);
	struct err err = { 0 };

	*strrchr(path, '/') = '\0';
	assert_int_equal(fs_mkdirs(path, 0700, &err), 0);
	path[strlen(path)] = '/';
	assert_int_equal(fs_replace(path, 0600, text, strlen(text), &err), 0);
	free(path);
}

#endif
