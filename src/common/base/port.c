#include "config.h"

#include "common/base/port.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

#define PORT_MAX 65535
#define DIGITS_MAX 5
#define OTHER_STEP 10000 /* 5432 and 15432: easy to remember */

static const struct {
	int port;
	const char *variable;
} services[] = {
	{ 5432, "CDCLAB_POSTGRES_PORT" },
	{ 3306, "CDCLAB_MYSQL_PORT" },
	{ 29092, "CDCLAB_KAFKA_PORT" },
	{ 8083, "CDCLAB_CONNECT_PORT" },
	{ 9404, "CDCLAB_JMX_PORT" },
	{ 8081, "CDCLAB_FLINK_PORT" },
	{ 9090, "CDCLAB_PROMETHEUS_PORT" },
	{ 9187, "CDCLAB_POSTGRES_EXPORTER_PORT" },
};

/* The digits at the beginning of s as a port; 0: there is none. */
static int
port_at(const char *s, size_t len, size_t *digits)
{
	int port = 0;
	size_t n = 0;

	while (n < len && n <= DIGITS_MAX && s[n] >= '0' && s[n] <= '9')
		port = port * 10 + (s[n++] - '0');
	*digits = n;
	return n <= DIGITS_MAX && port <= PORT_MAX ? port : 0;
}

/* Where the service is; 0: at its own port. */
static int
moved(size_t service)
{
	const char *value = getenv(services[service].variable);
	size_t digits;
	int to;

	if (!value)
		return 0;
	to = port_at(value, strlen(value), &digits);
	return value[digits] || to == services[service].port ? 0 : to;
}

int
port_moved(int port)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (services[i].port == port)
			return moved(i);
	return 0;
}

/* Does a name of this machine end at colon? */
static bool
is_here(const char *text, const char *colon)
{
	static const char *const names[] = { "localhost", "127.0.0.1" };
	size_t before = (size_t)(colon - text);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t len = strlen(names[i]);

		if (before >= len && !memcmp(colon - len, names[i], len))
			return true;
	}
	return false;
}

const char *
port_mover(void)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (moved(i))
			return services[i].variable;
	return NULL;
}

const char *
port_variable(int port)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (port == services[i].port || port == moved(i))
			return services[i].variable;
	return NULL;
}

int
port_other(int port)
{
	return port + OTHER_STEP <= PORT_MAX ? port + OTHER_STEP
					     : port - OTHER_STEP;
}

void
port_add(struct buf *out, const char *text, size_t len)
{
	const char *end = text + len, *from = text, *colon = text;

	while (from < end &&
		(colon = memchr(colon, ':', (size_t)(end - colon)))) {
		const char *at = ++colon;
		size_t digits;
		int port = port_at(at, (size_t)(end - at), &digits);
		int to = port && is_here(text, at - 1) ? port_moved(port) : 0;

		if (!to)
			continue;
		buf_add(out, from, (size_t)(at - from));
		buf_addf(out, "%d", to);
		from = colon = at + digits;
	}
	buf_add(out, from, (size_t)(end - from));
}

char *
port_text(const char *text)
{
	struct buf out = { 0 };

	if (!text)
		return NULL;
	port_add(&out, text, strlen(text));
	return buf_take(&out);
}
