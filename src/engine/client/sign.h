/* sign.h - Ed25519: keys, signatures, and a key's name. */
#ifndef CDCLAB_CLIENT_SIGN_H
#define CDCLAB_CLIENT_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#define SIGN_KEY 32
#define SIGN_BYTES 64

/* All-zero: none. */
struct sign_key {
	unsigned char secret[SIGN_KEY], open[SIGN_KEY];
};

/* A new one, from the kernel's random bytes. */
void sign_key_new(struct sign_key *key);

/* The key of a secret that was kept. */
void sign_key_from(struct sign_key *key, const unsigned char secret[SIGN_KEY]);

void sign_make(const struct sign_key *key, const void *data, size_t len,
	unsigned char sig[SIGN_BYTES]);

/* Did the owner of that open key sign these bytes? */
bool sign_holds(const unsigned char open[SIGN_KEY], const void *data,
	size_t len, const unsigned char sig[SIGN_BYTES]);

/* The first digits of the open key's SHA-256, and a NUL: room of them. */
void sign_name(const unsigned char open[SIGN_KEY], char *out, size_t room);

#endif
