#include "config.h"

#include "engine/client/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include <openssl/evp.h>

void
hash_hex(const void *data, size_t len, char out[HASH_HEX])
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (!EVP_Digest(data, len, sum, &n, EVP_sha256(), NULL))
		abort();
	for (unsigned i = 0; i < n; i++)
		snprintf(out + i * 2, 3, "%02x", sum[i]);
}

void
hash_random(void *out, size_t n)
{
	if (getrandom(out, n, 0) != (ssize_t)n)
		abort();
}
