/* fuzz.h - what a fuzz target is, and how it says that something must hold. */
#ifndef CDCLAB_FUZZ_H
#define CDCLAB_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Else the input is a finding: what says which claim does not hold. */
static inline void
need(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

#endif
