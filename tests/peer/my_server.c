/* MySQL's client/server protocol: "Command Phase" of its internals manual. */
#include "config.h"

#include "tests/peer/sql_server.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "tests/peer/server.h"

/* LONG_PASSWORD, LONG_FLAG, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS,
 * SECURE_CONNECTION, MULTI_STATEMENTS, MULTI_RESULTS, PLUGIN_AUTH */
#define CAPABILITIES 0xba20dU
#define UTF8MB4 45
#define VAR_STRING 0xfd
#define AUTOCOMMIT 2
#define PLUGIN "mysql_native_password"

enum my_command {
	MY_QUIT = 0x01,
	MY_QUERY = 0x03,
	MY_PREPARE = 0x16,
	MY_EXECUTE = 0x17,
	MY_CLOSE = 0x19
};

struct my_session {
	const struct sql_mind *mind;
	struct server_link *link;
	struct buf out;
	unsigned char seq;
	char *sql; /* of the last prepared statement */
	size_t nparam;
	char *params[SQL_PARAMS + 1];
	struct sql_reply reply;
};

static void
add_int(struct buf *b, unsigned n, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		buf_addc(b, (char)(n >> (8 * i)));
}

static void
add_text(struct buf *b, const char *text)
{
	size_t n = strlen(text);

	if (n < 251) {
		add_int(b, (unsigned)n, 1);
	} else {
		buf_addc(b, (char)0xfd);
		add_int(b, (unsigned)n, 3);
	}
	buf_add(b, text, n);
}

static void
say(struct my_session *s, struct buf *body)
{
	add_int(&s->out, (unsigned)body->len, 3);
	buf_addc(&s->out, (char)s->seq++);
	buf_add(&s->out, buf_str(body), body->len);
	buf_release(body);
}

static void
say_ok(struct my_session *s)
{
	struct buf body = { 0 };

	add_int(&body, 0, 1);
	add_int(&body, 1, 1); /* rows affected */
	add_int(&body, 0, 1);
	add_int(&body, AUTOCOMMIT, 2);
	add_int(&body, 0, 2);
	say(s, &body);
}

static void
say_eof(struct my_session *s)
{
	struct buf body = { 0 };

	add_int(&body, 0xfe, 1);
	add_int(&body, 0, 2);
	add_int(&body, AUTOCOMMIT, 2);
	say(s, &body);
}

static void
say_error(struct my_session *s)
{
	struct buf body = { 0 };

	add_int(&body, 0xff, 1);
	add_int(&body, (unsigned)(s->reply.code ? s->reply.code : 1105), 2);
	buf_addf(&body, "#%s%s", s->reply.state ? s->reply.state : "HY000",
		s->reply.error);
	say(s, &body);
}

static void
say_column(struct my_session *s, const char *name)
{
	struct buf body = { 0 };

	add_text(&body, "def");
	for (int i = 0; i < 3; i++)
		add_text(&body, "");
	add_text(&body, name);
	add_text(&body, name);
	add_int(&body, 0x0c, 1);
	add_int(&body, UTF8MB4, 2);
	add_int(&body, 65535, 4);
	add_int(&body, VAR_STRING, 1);
	add_int(&body, 0, 2);
	add_int(&body, 0, 3);
	say(s, &body);
}

static void
say_row(struct my_session *s, bool binary)
{
	struct buf body = { 0 };
	unsigned nulls = 0;

	for (size_t i = 0; i < s->reply.ncol; i++)
		nulls |= s->reply.cells[i] ? 0 : 4U << i;
	if (binary) {
		add_int(&body, 0, 1);
		add_int(&body, nulls, 1);
	}
	for (size_t i = 0; i < s->reply.ncol; i++)
		if (s->reply.cells[i])
			add_text(&body, s->reply.cells[i]);
		else if (!binary)
			add_int(&body, 0xfb, 1);
	say(s, &body);
}

static void
say_result(struct my_session *s, bool binary)
{
	struct buf body = { 0 };

	if (s->reply.error) {
		say_error(s);
		return;
	}
	if (!s->reply.ncol) {
		say_ok(s);
		return;
	}
	add_int(&body, (unsigned)s->reply.ncol, 1);
	say(s, &body);
	for (size_t i = 0; i < s->reply.ncol; i++)
		say_column(s, s->reply.names[i] ? s->reply.names[i] : "c");
	say_eof(s);
	for (size_t i = 0; i < s->reply.nrow; i++)
		say_row(s, binary);
	say_eof(s);
}

static void
drop_params(struct my_session *s)
{
	for (size_t i = 0; i < SQL_PARAMS; i++) {
		free(s->params[i]);
		s->params[i] = NULL;
	}
}

static void
ask(struct my_session *s, const char *sql, bool binary)
{
	s->reply = (struct sql_reply){ 0 };
	s->mind->answer(
		s->mind->ctx, sql, (const char *const *)s->params, &s->reply);
	say_result(s, binary);
}

/* How many values a statement wants: "?" outside of quotes. */
static size_t
count_params(const char *sql)
{
	bool quoted = false;
	size_t n = 0;

	for (; *sql; sql++) {
		quoted ^= *sql == '\'';
		n += !quoted && *sql == '?';
	}
	return n;
}

static void
on_prepare(struct my_session *s, const char *sql)
{
	struct buf body = { 0 };

	free(s->sql);
	s->sql = mem_strdup(sql);
	s->nparam = count_params(sql);
	add_int(&body, 0, 1);
	add_int(&body, 1, 4); /* the statement's number */
	add_int(&body, 0, 2); /* its columns are told when it runs */
	add_int(&body, (unsigned)s->nparam, 2);
	add_int(&body, 0, 1);
	add_int(&body, 0, 2);
	say(s, &body);
	for (size_t i = 0; i < s->nparam; i++)
		say_column(s, "?");
	if (s->nparam)
		say_eof(s);
}

static size_t
take_len(const char **p)
{
	const unsigned char *at = (const unsigned char *)*p;
	size_t n = at[0], bytes = n < 251 ? 0 : n == 252 ? 2 : 3;

	*p += 1 + bytes;
	if (bytes)
		n = at[1] | (size_t)at[2] << 8 |
			(bytes > 2 ? (size_t)at[3] << 16 : 0);
	return n;
}

/* Number, flags, count of runs, nulls, a flag, two bytes a type, the values. */
static void
on_execute(struct my_session *s, const char *p)
{
	drop_params(s);
	p += 4 + 1 + 4;
	if (s->nparam)
		p += (s->nparam + 7) / 8 + 1 + 2 * s->nparam;
	for (size_t i = 0; i < s->nparam && i < SQL_PARAMS; i++) {
		size_t n = take_len(&p);

		s->params[i] = mem_strndup(p, n);
		p += n;
	}
	ask(s, s->sql, true);
}

static bool
send_out(struct my_session *s)
{
	bool good = link_write(s->link, buf_str(&s->out), s->out.len);

	buf_reset(&s->out);
	return good;
}

/* A packet without its head, NUL-terminated; owned. NULL: over. */
static char *
read_packet(struct my_session *s)
{
	unsigned char head[4];
	size_t len;
	char *body;

	if (!link_read(s->link, head, sizeof(head)))
		return NULL;
	len = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16;
	s->seq = (unsigned char)(head[3] + 1);
	body = mem_alloc(len + 1);
	if (link_read(s->link, body, len))
		return body;
	free(body);
	return NULL;
}

static bool
login(struct my_session *s)
{
	struct buf body = { 0 };
	char *answer;

	add_int(&body, 10, 1);
	buf_add(&body, "8.4.0-peer", 11);
	add_int(&body, 1, 4);
	buf_add(&body, "12345678", 9); /* the first part of the nonce */
	add_int(&body, CAPABILITIES & 0xffff, 2);
	add_int(&body, UTF8MB4, 1);
	add_int(&body, AUTOCOMMIT, 2);
	add_int(&body, CAPABILITIES >> 16, 2);
	add_int(&body, 21, 1);
	for (int i = 0; i < 10; i++)
		buf_addc(&body, '\0');
	buf_add(&body, "123456789012", 13); /* and its second */
	buf_add(&body, PLUGIN, sizeof(PLUGIN));
	say(s, &body);
	if (!send_out(s))
		return false;
	answer = read_packet(s);
	if (!answer)
		return false;
	free(answer);
	say_ok(s);
	return send_out(s);
}

static bool
on_command(struct my_session *s, const char *packet)
{
	switch (packet[0]) {
	case MY_QUERY:
		drop_params(s);
		ask(s, packet + 1, false);
		break;
	case MY_PREPARE:
		on_prepare(s, packet + 1);
		break;
	case MY_EXECUTE:
		on_execute(s, packet + 1);
		break;
	case MY_CLOSE:
		break; /* has no answer */
	default:
		return false;
	}
	return send_out(s);
}

void
my_speak(void *ctx, struct server_link *link)
{
	struct my_session s = { .mind = ctx, .link = link };
	char *packet;
	bool goes_on = login(&s);

	if (goes_on && s.mind->logged_in)
		s.mind->logged_in(s.mind->ctx);
	while (goes_on && (packet = read_packet(&s))) {
		goes_on = on_command(&s, packet);
		free(packet);
	}
	drop_params(&s);
	free(s.sql);
	buf_release(&s.out);
}
