/* hash.h - SHA-256 of bytes, as hex. */
#ifndef CDCLAB_CLIENT_HASH_H
#define CDCLAB_CLIENT_HASH_H

#include <stddef.h>

#define HASH_HEX 65 /* 64 digits and a NUL */

/* out gets the digits. */
void hash_hex(const void *data, size_t len, char out[HASH_HEX]);

/* n random bytes from the kernel. */
void hash_random(void *out, size_t n);

#endif
