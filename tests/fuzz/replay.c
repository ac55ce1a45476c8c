/*
 * The plain main of a fuzz target: each file of tests/fuzz/corpus/CORPUS, or
 * each argument, is given to it once; TAP. A crash is the failure.
 */
#include "config.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "tests/fuzz/fuzz.h"

#define INPUT_MAX ((size_t)64 << 20)

static int
is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int
replay(int number, const char *path)
{
	struct buf b = { 0 };
	struct err err = { 0 };
	int rc = buf_read_file(&b, path, INPUT_MAX, &err);

	if (rc == 0)
		LLVMFuzzerTestOneInput((const uint8_t *)buf_str(&b), b.len);
	printf("%s %d - %s\n", rc ? "not ok" : "ok", number, path);
	fflush(stdout);
	buf_release(&b);
	return rc;
}

int
main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	char *dir = mem_printf("%s/tests/fuzz/corpus/" CORPUS, top ? top : ".");
	struct dirent **names = NULL;
	int n = argc > 1 ? 0 : scandir(dir, &names, is_input, alphasort);
	int rc = n < 0;

	for (int i = 1; i < argc; i++)
		rc |= replay(i, argv[i]);
	for (int i = 0; i < n; i++) {
		char *path = mem_printf("%s/%s", dir, names[i]->d_name);

		rc |= replay(i + 1, path);
		free(path);
		free(names[i]);
	}
	printf("1..%d\n", argc > 1 ? argc - 1 : n);
	free(names);
	free(dir);
	return rc != 0;
}
