/* hash.h - SHA-256 of bytes, hex, random bytes. */
#ifndef CDCLAB_CLIENT_HASH_H
#define CDCLAB_CLIENT_HASH_H

#include <stdbool.h>
#include <stddef.h>

#define HASH_HEX 65 /* 64 digits and a NUL */

/* out gets the digits. */
void hash_hex(const void *data, size_t len, char out[HASH_HEX]);

/* n bytes as 2 * n digits and a NUL. */
void hex_make(const void *data, size_t n, char *out);

/* The same back; false: that is no 2 * n digits and nothing else. */
bool hex_read(const char *hex, size_t len, void *out, size_t n);

/* n random bytes from the kernel. */
void hash_random(void *out, size_t n);

#endif
