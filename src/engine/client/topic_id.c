#include "config.h"

#include "engine/client/topic_id.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/msg.h"
#include "engine/client/endpoint.h"
#include "engine/client/net.h"

#define ANSWER_MAX ((uint32_t)4 << 20) /* bytes; 100 topics take some 10,000 */
#define TOPICS_MAX 10000
#define VARINT_BITS 35
#define DIAL_MS 5000

/* -- an answer's bytes ------------------------------------------------------ */

/* What is left of an answer. Beyond its end all is zero, and it is bad. */
struct cursor {
	const unsigned char *at;
	size_t left;
	bool bad;
};

static const unsigned char *
skip(struct cursor *c, size_t n)
{
	const unsigned char *at = c->at;

	if (c->bad || n > c->left) {
		c->bad = true;
		return NULL;
	}
	c->at += n;
	c->left -= n;
	return at;
}

/* Kafka's unsigned varint: seven bits a byte, the lowest first. */
static size_t
number(struct cursor *c)
{
	uint64_t n = 0;

	for (int bits = 0; bits < VARINT_BITS; bits += 7) {
		const unsigned char *byte = skip(c, 1);

		if (!byte)
			return 0;
		n |= (uint64_t)(*byte & 0x7f) << bits;
		if (!(*byte & 0x80))
			return (size_t)n;
	}
	c->bad = true;
	return 0;
}

/* The length of a string or an array, which is written as one more; null: 0. */
static size_t
length(struct cursor *c)
{
	size_t n = number(c);

	return n ? n - 1 : 0;
}

static void
skip_tags(struct cursor *c)
{
	for (size_t n = number(c); n && !c->bad; n--) {
		number(c);
		skip(c, number(c));
	}
}

static void
skip_numbers(struct cursor *c)
{
	skip(c, 4 * length(c));
}

static void
skip_brokers(struct cursor *c)
{
	for (size_t n = length(c); n && !c->bad; n--) {
		skip(c, 4);         /* id */
		skip(c, length(c)); /* host */
		skip(c, 4);         /* port */
		skip(c, length(c)); /* rack */
		skip_tags(c);
	}
}

static void
skip_partitions(struct cursor *c)
{
	for (size_t n = length(c); n && !c->bad; n--) {
		skip(c, 2 + 4 + 4 + 4); /* error, index, leader, its epoch */
		skip_numbers(c);        /* replicas */
		skip_numbers(c);        /* those in sync */
		skip_numbers(c);        /* those offline */
		skip_tags(c);
	}
}

static void
read_topic(struct topic_ids *out, struct cursor *c)
{
	const unsigned char *error = skip(c, 2);
	size_t len = length(c);
	const unsigned char *name = skip(c, len), *id = skip(c, 16);
	struct topic_id *topic;

	skip(c, 1); /* is it the broker's own? */
	skip_partitions(c);
	skip(c, 4); /* what may be done with it */
	skip_tags(c);
	if (c->bad || error[0] || error[1] || !len)
		return;
	out->ids = mem_more(out->ids, out->n, sizeof(*out->ids));
	topic = &out->ids[out->n++];
	topic->name = mem_strndup((const char *)name, len);
	for (int i = 0; i < 16; i++)
		snprintf(topic->id + 2 * i, 3, "%02x", id[i]);
}

int
topic_ids_read(struct topic_ids *out, const unsigned char *data, size_t len)
{
	struct cursor c = { .at = data, .left = len };
	size_t n;

	skip(&c, 4); /* which request it answers */
	skip_tags(&c);
	skip(&c, 4); /* how long the broker held it back, in ms */
	skip_brokers(&c);
	skip(&c, length(&c)); /* the cluster */
	skip(&c, 4);          /* its controller */
	n = length(&c);
	for (size_t i = 0; i < n && i < TOPICS_MAX && !c.bad; i++)
		read_topic(out, &c);
	return c.bad ? -1 : 0;
}

/* -- asking ----------------------------------------------------------------- */

static int
no_broker(const struct endpoint *at, const char *why, struct err *err)
{
	return err_set(err, ERR_NETWORK, "kafka at %s:%d: %s", at->host,
		at->port, why);
}

static int
dial(const struct endpoint *at, const struct ctl *ctl, struct err *err)
{
	int why, fd = net_dial(at, DIAL_MS, &why, ctl, err);

	return fd < 0 ? err_wrap(err, "kafka at %s:%d", at->host, at->port)
		      : fd;
}

static int
receive(const struct endpoint *at, int fd, unsigned char *to, size_t len,
	const struct ctl *ctl, struct err *err)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = recv(fd, to + got, len - got, 0);

		if (n > 0)
			got += (size_t)n;
		else if (n == 0)
			return no_broker(at,
				MSG_("the broker closed the connection"), err);
		else if (errno != EAGAIN && errno != EINTR)
			return no_broker(at, errno_text(errno), err);
		else if (ctl_poll(ctl, fd, POLLIN, err) < 0)
			return -1;
	}
	return 0;
}

static int
take_answer(const struct endpoint *at, int fd, struct topic_ids *out,
	const struct ctl *ctl, struct err *err)
{
	unsigned char head[4], *data;
	uint32_t len;
	int rc;

	if (receive(at, fd, head, sizeof(head), ctl, err) < 0)
		return -1;
	len = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 |
		(uint32_t)head[2] << 8 | head[3];
	if (len > ANSWER_MAX)
		return err_set(err, ERR_REMOTE,
			"kafka: the answer is not a list of topics");
	data = mem_alloc((size_t)len + 1);
	rc = receive(at, fd, data, len, ctl, err);
	if (rc == 0 && topic_ids_read(out, data, len) < 0)
		rc = err_set(err, ERR_REMOTE,
			"kafka: the answer is not a list of topics");
	free(data);
	return rc;
}

int
topic_ids_get(const struct endpoint *at, struct topic_ids *out,
	const struct ctl *ctl, struct err *err)
{
	/* Metadata, version 12: of all topics, none of them made by asking */
	static const char ask[] = "\0\0\0\x15"
				  "\0\x03\0\x0c"
				  "\0\0\0\x01"
				  "\0\x06"
				  "cdclab"
				  "\0"
				  "\0\0\0\0";
	int fd = dial(at, ctl, err), rc;

	*out = (struct topic_ids){ 0 };
	if (fd < 0)
		return -1;
	if (send(fd, ask, sizeof(ask) - 1, MSG_NOSIGNAL) !=
		(ssize_t)sizeof(ask) - 1)
		rc = no_broker(at, errno_text(errno), err);
	else
		rc = take_answer(at, fd, out, ctl, err);
	close(fd);
	if (rc < 0)
		topic_ids_release(out);
	return rc;
}

void
topic_ids_release(struct topic_ids *ids)
{
	for (size_t i = 0; i < ids->n; i++)
		free(ids->ids[i].name);
	free(ids->ids);
	*ids = (struct topic_ids){ 0 };
}

const char *
topic_id_of(const struct topic_ids *ids, const char *name)
{
	for (size_t i = 0; i < ids->n; i++)
		if (!strcmp(ids->ids[i].name, name))
			return ids->ids[i].id;
	return NULL;
}
