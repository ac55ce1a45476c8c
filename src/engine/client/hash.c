#include "config.h"

#include "engine/client/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/evp.h>

void
hash_hex(const void *data, size_t len, char out[HASH_HEX])
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (!EVP_Digest(data, len, sum, &n, EVP_sha256(), NULL))
		abort();
	hex_make(sum, n, out);
}

void
hex_make(const void *data, size_t n, char *out)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < n; i++)
		snprintf(out + i * 2, 3, "%02x", bytes[i]);
}

/* -1: it is none. */
static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

bool
hex_read(const char *hex, size_t len, void *out, size_t n)
{
	unsigned char *bytes = out;

	if (len != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

void
hash_random(void *out, size_t n)
{
	if (getrandom(out, n, 0) != (ssize_t)n)
		abort();
}
