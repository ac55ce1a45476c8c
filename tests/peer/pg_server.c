/* PostgreSQL's protocol 3.0: "Message Formats" of its manual. */
#include "config.h"

#include "tests/peer/sql_server.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "tests/peer/server.h"

#define MESSAGE_MAX ((size_t)32 << 20)
#define TEXT_OID 25

struct pg_session {
	const struct sql_mind *mind;
	struct server_link *link;
	struct buf out;               /* of a message, or several */
	char *sql;                    /* of the last Parse */
	char *params[SQL_PARAMS + 1]; /* of the last Bind */
	struct sql_reply reply;
	bool skipping; /* after an error until the Sync */
};

static void
add_int(struct buf *b, int n, size_t bytes)
{
	for (size_t i = bytes; i--;)
		buf_addc(b, (char)(n >> (8 * i)));
}

static void
add_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text) + 1);
}

/* Append a message of a kind with its body. */
static void
say(struct pg_session *s, char kind, const struct buf *body)
{
	buf_addc(&s->out, kind);
	add_int(&s->out, (int)body->len + 4, 4);
	buf_add(&s->out, buf_str(body), body->len);
}

static void
say_text(struct pg_session *s, char kind, const char *text)
{
	struct buf body = { 0 };

	if (text)
		add_text(&body, text);
	say(s, kind, &body);
	buf_release(&body);
}

static void
say_ready(struct pg_session *s)
{
	struct buf body = { 0 };

	buf_addc(&body, 'I');
	say(s, 'Z', &body);
	buf_release(&body);
}

static void
say_error(struct pg_session *s)
{
	struct buf body = { 0 };

	add_text(&body, "SERROR");
	buf_addc(&body, 'C');
	add_text(&body, s->reply.state ? s->reply.state : "XX000");
	buf_addc(&body, 'M');
	add_text(&body, s->reply.error);
	if (s->reply.hint) {
		buf_addc(&body, 'H');
		add_text(&body, s->reply.hint);
	}
	buf_addc(&body, '\0');
	say(s, 'E', &body);
	buf_release(&body);
}

static void
say_columns(struct pg_session *s)
{
	struct buf body = { 0 };

	add_int(&body, (int)s->reply.ncol, 2);
	for (size_t i = 0; i < s->reply.ncol; i++) {
		add_text(&body, s->reply.names[i] ? s->reply.names[i] : "c");
		add_int(&body, 0, 4);
		add_int(&body, 0, 2);
		add_int(&body, TEXT_OID, 4);
		add_int(&body, -1, 2);
		add_int(&body, -1, 4);
		add_int(&body, 0, 2);
	}
	say(s, 'T', &body);
	buf_release(&body);
}

static void
say_row(struct pg_session *s)
{
	struct buf body = { 0 };

	add_int(&body, (int)s->reply.ncol, 2);
	for (size_t i = 0; i < s->reply.ncol; i++) {
		const char *cell = s->reply.cells[i];

		add_int(&body, cell ? (int)strlen(cell) : -1, 4);
		buf_adds(&body, cell ? cell : "");
	}
	say(s, 'D', &body);
	buf_release(&body);
}

static void
say_rows(struct pg_session *s)
{
	for (size_t i = 0; s->reply.ncol && i < s->reply.nrow; i++)
		say_row(s);
	say_text(s, 'C',
		s->reply.tag            ? s->reply.tag
			: s->reply.ncol ? "SELECT"
					: "INSERT 0 1");
}

static void
ask(struct pg_session *s, const char *sql)
{
	s->reply = (struct sql_reply){ 0 };
	s->mind->answer(
		s->mind->ctx, sql, (const char *const *)s->params, &s->reply);
}

static void
drop_params(struct pg_session *s)
{
	for (size_t i = 0; i < SQL_PARAMS; i++) {
		free(s->params[i]);
		s->params[i] = NULL;
	}
}

static int
take_int(const char **p, size_t bytes)
{
	unsigned n = 0;

	while (bytes--)
		n = n << 8 | (unsigned char)*(*p)++;
	return (int)n;
}

static void
take_bind(struct pg_session *s, const char *p)
{
	int n;

	drop_params(s);
	p += strlen(p) + 1; /* portal */
	p += strlen(p) + 1; /* statement */
	n = take_int(&p, 2);
	p += 2 * n; /* formats */
	n = take_int(&p, 2);
	for (int i = 0; i < n && i < SQL_PARAMS; i++) {
		int len = take_int(&p, 4);

		s->params[i] = mem_strndup(p, (size_t)len);
		p += len;
	}
}

static void
on_query(struct pg_session *s, const char *body)
{
	drop_params(s);
	ask(s, body);
	if (s->reply.error) {
		say_error(s);
	} else {
		if (s->reply.ncol)
			say_columns(s);
		say_rows(s);
	}
	say_ready(s);
}

static void
on_describe(struct pg_session *s)
{
	ask(s, s->sql);
	s->skipping = s->reply.error;
	if (s->reply.error)
		say_error(s);
	else if (s->reply.ncol)
		say_columns(s);
	else
		say_text(s, 'n', NULL);
}

static void
on_message(struct pg_session *s, char kind, const char *body)
{
	if (kind == 'S') {
		s->skipping = false;
		say_ready(s);
	} else if (s->skipping) {
		return;
	} else if (kind == 'Q') {
		on_query(s, body);
	} else if (kind == 'P') {
		free(s->sql);
		s->sql = mem_strdup(body + strlen(body) + 1);
		say_text(s, '1', NULL);
	} else if (kind == 'B') {
		take_bind(s, body);
		say_text(s, '2', NULL);
	} else if (kind == 'D') {
		on_describe(s);
	} else if (kind == 'E') {
		say_rows(s);
	}
}

static bool
send_out(struct pg_session *s)
{
	bool good = link_write(s->link, buf_str(&s->out), s->out.len);

	buf_reset(&s->out);
	return good;
}

/* Read a body after its length; owned. NULL: over. */
static char *
read_body(struct pg_session *s, size_t *len)
{
	uint32_t n;
	char *body;

	if (!link_read(s->link, &n, sizeof(n)))
		return NULL;
	*len = ntohl(n) - 4;
	if (*len > MESSAGE_MAX)
		return NULL;
	body = mem_alloc(*len + 1);
	if (link_read(s->link, body, *len))
		return body;
	free(body);
	return NULL;
}

static bool
login(struct pg_session *s)
{
	static const char ok[4];
	struct buf body = { 0 };
	size_t len;
	char *start = read_body(s, &len);

	if (!start)
		return false;
	free(start);
	buf_add(&body, ok, sizeof(ok));
	say(s, 'R', &body);
	buf_reset(&body);
	add_text(&body, "client_encoding");
	add_text(&body, "UTF8");
	say(s, 'S', &body);
	buf_release(&body);
	say_ready(s);
	return send_out(s);
}

void
pg_speak(void *ctx, struct server_link *link)
{
	struct pg_session s = { .mind = ctx, .link = link };
	size_t len;
	char kind, *body;

	if (login(&s)) {
		if (s.mind->logged_in)
			s.mind->logged_in(s.mind->ctx);
		while (link_read(link, &kind, 1) && kind != 'X' &&
			(body = read_body(&s, &len))) {
			on_message(&s, kind, body);
			free(body);
			if (!send_out(&s))
				break;
		}
	}
	drop_params(&s);
	free(s.sql);
	buf_release(&s.out);
}
