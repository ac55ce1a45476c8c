#include "config.h"

#include "engine/class/record.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/hash.h"
#include "engine/client/sign.h"

#define SIG_HEX (2 * SIGN_BYTES)
#define OPEN_HEX (2 * SIGN_KEY)
#define SEQ_DIGITS 18                     /* what fits into a number of JSON */
#define HEAD (SIG_HEX + 1 + OPEN_HEX + 1) /* before the body */

static const char *const kinds[] = {
	[CLASS_NONE] = "",
	[CLASS_STATE] = "state",
	[CLASS_EVENT] = "event",
};

const char *
class_verdict_name(enum class_verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_GOOD] = "good",
		[VERDICT_LARGE] = "large",
		[VERDICT_FORGED] = "forged",
		[VERDICT_REPEATED] = "repeated",
		[VERDICT_FLOOD] = "flood",
	};

	return names[verdict];
}

/* -- keys ----------------------------------------------------------------- */

/* The part up to the next '/', or NULL; at goes behind it. */
static const char *
key_part(const char **at, const char *end, size_t *len)
{
	const char *part = *at;
	const char *slash =
		part < end ? memchr(part, '/', (size_t)(end - part)) : NULL;

	if (!slash)
		return NULL;
	*len = (size_t)(slash - part);
	*at = slash + 1;
	return part;
}

static enum class_kind
kind_of(const char *part, size_t len)
{
	for (int k = CLASS_STATE; part && k <= CLASS_EVENT; k++)
		if (strlen(kinds[k]) == len && !memcmp(kinds[k], part, len))
			return (enum class_kind)k;
	return CLASS_NONE;
}

/* One way to write a number only, so that a key means one record. */
static bool
read_seq(const char *part, size_t len, uint64_t *seq)
{
	char digits[20];

	if (!part || !len || len >= sizeof(digits) || *part == '0')
		return false;
	memcpy(digits, part, len);
	digits[len] = '\0';
	*seq = strtoull(digits, NULL, 10);
	return strspn(digits, "0123456789") == len;
}

enum class_kind
class_key_read(struct class_key *key, const char *text, size_t len)
{
	const char *at = text, *end = text + len, *part;
	unsigned char bytes[(CLASS_WHO - 1) / 2];
	size_t n = 0;
	enum class_kind kind;

	*key = (struct class_key){ 0 };
	if (!text || len > CLASS_KEY_MAX || memchr(text, '\0', len))
		return CLASS_NONE;
	part = key_part(&at, end, &n);
	kind = kind_of(part, n);
	part = kind ? key_part(&at, end, &n) : NULL;
	if (!part || !hex_read(part, n, bytes, sizeof(bytes)))
		return CLASS_NONE;
	memcpy(key->who, part, n);
	if (kind == CLASS_EVENT) {
		part = key_part(&at, end, &n);
		if (!read_seq(part, n, &key->seq))
			return CLASS_NONE;
	}
	n = (size_t)(end - at);
	if (!n || n >= CLASS_LESSON)
		return CLASS_NONE;
	memcpy(key->lesson, at, n);
	return key->kind = kind;
}

char *
class_key_text(const struct class_key *key)
{
	if (key->kind == CLASS_EVENT)
		return mem_printf("%s/%s/%" PRIu64 "/%s", kinds[key->kind],
			key->who, key->seq, key->lesson);
	return mem_printf("%s/%s/%s", kinds[key->kind], key->who, key->lesson);
}

/* -- texts ---------------------------------------------------------------- */

bool
class_text_is_plain(const char *text)
{
	while ((text = strchr(text, '%'))) {
		text++;
		if (text[strspn(text, "0123456789")] == '$')
			return false;
	}
	return true;
}

static bool
is_plain(const json_t *value)
{
	const char *key;
	json_t *one;
	size_t i;

	if (json_is_string(value))
		return class_text_is_plain(json_string_value(value));
	json_array_foreach((json_t *)(size_t)value, i, one)
	{
		if (!is_plain(one))
			return false;
	}
	json_object_foreach((json_t *)(size_t)value, key, one)
	{
		if (!is_plain(one))
			return false;
	}
	return true;
}

/* -- seals ---------------------------------------------------------------- */

/* What is signed. */
static void
add_signed(struct buf *out, const char *class_id, const char *key,
	size_t key_len, const char *body, size_t len)
{
	buf_addf(out, "cdclab class 1\n%s\n", class_id);
	buf_add(out, key, key_len);
	buf_addc(out, '\n');
	buf_add(out, body, len);
}

void
class_seal(struct buf *out, const struct sign_key *signer, const char *class_id,
	const char *key, const char *body)
{
	unsigned char sig[SIGN_BYTES];
	char sig_hex[SIG_HEX + 1], open_hex[OPEN_HEX + 1];
	struct buf text = { 0 };

	add_signed(&text, class_id, key, strlen(key), body, strlen(body));
	sign_make(signer, text.data, text.len, sig);
	hex_make(sig, sizeof(sig), sig_hex);
	hex_make(signer->open, sizeof(signer->open), open_hex);
	buf_addf(out, "%s %s %s", sig_hex, open_hex, body);
	buf_release(&text);
}

static bool
is_by(const char *who, const unsigned char open[SIGN_KEY])
{
	char name[HASH_HEX];

	sign_name(open, name, sizeof(name));
	return *who && !strncmp(name, who, strlen(who));
}

/* Whose seal it is costs little to ask, whether it holds costs most. */
static bool
seal_holds(const char *class_id, const char *who, const char *key,
	size_t key_len, const char *value, size_t len)
{
	unsigned char sig[SIGN_BYTES], open[SIGN_KEY];
	struct buf text = { 0 };
	bool holds;

	if (len < HEAD || value[SIG_HEX] != ' ' || value[HEAD - 1] != ' ' ||
		!hex_read(value, SIG_HEX, sig, sizeof(sig)) ||
		!hex_read(value + SIG_HEX + 1, OPEN_HEX, open, sizeof(open)) ||
		!is_by(who, open))
		return false;
	add_signed(&text, class_id, key, key_len, value + HEAD, len - HEAD);
	holds = sign_holds(open, text.data, text.len, sig);
	buf_release(&text);
	return holds;
}

enum class_verdict
class_unseal(json_t **body, const char *class_id, const char *who,
	const char *key, size_t key_len, const char *value, size_t len)
{
	struct err ignored = { 0 };

	*body = NULL;
	if (len > CLASS_VALUE_MAX || key_len > CLASS_KEY_MAX)
		return VERDICT_LARGE;
	if (!value || !key ||
		!seal_holds(class_id, who, key, key_len, value, len))
		return VERDICT_FORGED;
	*body = json_parse("record", value + HEAD, len - HEAD, &ignored);
	if (json_is_object(*body) && is_plain(*body))
		return VERDICT_GOOD;
	json_decref(*body);
	*body = NULL;
	return VERDICT_FORGED;
}

uint64_t
class_claimed_seq(const char *value, size_t len)
{
	static const char begin[] = "{\"seq\":";
	const char *at;
	size_t left = HEAD + sizeof(begin) - 1, n = 0;
	uint64_t seq = 0;

	if (!value || len > CLASS_VALUE_MAX || len < left ||
		memcmp(value + HEAD, begin, sizeof(begin) - 1) != 0)
		return 0;
	at = value + left;
	for (; left + n < len && at[n] >= '0' && at[n] <= '9'; n++)
		if (n == SEQ_DIGITS)
			return 0;
		else
			seq = seq * 10 + (uint64_t)(at[n] - '0');
	return left + n < len && at[n] == ',' ? seq : 0;
}
