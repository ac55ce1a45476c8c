#include "config.h"

#include "engine/client/sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "engine/client/hash.h"

static EVP_PKEY *
secret_key(const unsigned char secret[SIGN_KEY])
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(
		EVP_PKEY_ED25519, NULL, secret, SIGN_KEY);

	if (!pkey)
		abort(); /* any 32 bytes are one */
	return pkey;
}

void
sign_key_from(struct sign_key *key, const unsigned char secret[SIGN_KEY])
{
	EVP_PKEY *pkey = secret_key(secret);
	size_t len = SIGN_KEY;

	memcpy(key->secret, secret, SIGN_KEY);
	if (EVP_PKEY_get_raw_public_key(pkey, key->open, &len) != 1)
		abort();
	EVP_PKEY_free(pkey);
}

void
sign_key_new(struct sign_key *key)
{
	unsigned char secret[SIGN_KEY];

	hash_random(secret, sizeof(secret));
	sign_key_from(key, secret);
}

void
sign_make(const struct sign_key *key, const void *data, size_t len,
	unsigned char sig[SIGN_BYTES])
{
	EVP_PKEY *pkey = secret_key(key->secret);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = SIGN_BYTES;

	if (!ctx || EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey) != 1 ||
		EVP_DigestSign(ctx, sig, &n, data, len) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
}

bool
sign_holds(const unsigned char open[SIGN_KEY], const void *data, size_t len,
	const unsigned char sig[SIGN_BYTES])
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, NULL, open, SIGN_KEY);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool holds = pkey && ctx &&
		EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
		EVP_DigestVerify(ctx, sig, SIGN_BYTES, data, len) == 1;

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return holds;
}

void
sign_name(const unsigned char open[SIGN_KEY], char *out, size_t room)
{
	char all[HASH_HEX];

	hash_hex(open, SIGN_KEY, all);
	snprintf(out, room, "%s", all);
}
