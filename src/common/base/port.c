#include "config.h"

#include "common/base/port.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"

#define PORT_MAX 65535
#define DIGITS_MAX 5
#define OTHER_STEP 10000 /* 5432 and 15432: easy to remember */

static const struct {
	int port;
	const char *variable, *host;
} services[] = {
	{ 5432, "CDCLAB_POSTGRES_PORT", "CDCLAB_POSTGRES_HOST" },
	{ 3306, "CDCLAB_MYSQL_PORT", "CDCLAB_MYSQL_HOST" },
	{ 29092, "CDCLAB_KAFKA_PORT", "CDCLAB_KAFKA_HOST" },
	{ 8083, "CDCLAB_CONNECT_PORT", "CDCLAB_CONNECT_HOST" },
	{ 9404, "CDCLAB_JMX_PORT", "CDCLAB_CONNECT_HOST" }, /* its metrics */
	{ 8081, "CDCLAB_FLINK_PORT", "CDCLAB_FLINK_HOST" },
	{ 9090, "CDCLAB_PROMETHEUS_PORT", "CDCLAB_PROMETHEUS_HOST" },
	{ 9187, "CDCLAB_POSTGRES_EXPORTER_PORT",
		"CDCLAB_POSTGRES_EXPORTER_HOST" },
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

int
port_shift(void)
{
	const char *value = getenv(PORT_SHIFT);
	size_t digits;
	long shift;

	if (!value)
		return -1;
	value += *value == '+';
	digits = strspn(value, "0123456789");
	shift = strtol(value, NULL, 10);
	return !digits || value[digits] || shift > PORT_SHIFT_MAX ? -1
								  : (int)shift;
}

int
port_shift_check(struct err *err)
{
	const char *value = getenv(PORT_SHIFT);

	if (!value || !*value || port_shift() >= 0)
		return 0;
	err_set(err, ERR_USAGE, "%s is \"%s\", expected +N, N from 0 to %d",
		PORT_SHIFT, value, PORT_SHIFT_MAX);
	return err_hint(err, "%s=+100 moves 8083 to 8183", PORT_SHIFT);
}

/* Where its own variable puts it; 0: nowhere else. */
static int
moved_alone(size_t service)
{
	const char *value = getenv(services[service].variable);
	size_t digits;
	int to;

	if (!value)
		return 0;
	to = port_at(value, strlen(value), &digits);
	return value[digits] || to == services[service].port ? 0 : to;
}

/* Where the shift puts it; 0: there is none. */
static int
shifted(size_t service)
{
	int shift = port_shift();

	return shift > 0 ? services[service].port + shift : 0;
}

/* Where the service is; 0: at its own port. */
static int
moved(size_t service)
{
	int alone = moved_alone(service);

	return alone ? alone : shifted(service);
}

int
port_moved(int port)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (services[i].port == port)
			return moved(i);
	return 0;
}

/* Of a name: what a URL and a command line take, so that no text breaks. */
static bool
is_host(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789.-";

	return *name && *name != '-' && !name[strspn(name, plain)];
}

const char *
port_host(int port)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		const char *name = services[i].port == port
			? getenv(services[i].host)
			: NULL;

		if (name && is_host(name))
			return name;
	}
	return NULL;
}

const char *
port_host_variable(void)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (port_host(services[i].port))
			return services[i].host;
	return NULL;
}

/* The length of a name of this machine that ends at colon; 0: none does. */
static size_t
here(const char *text, const char *colon)
{
	static const char *const names[] = { "localhost", "127.0.0.1" };
	size_t before = (size_t)(colon - text);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t len = strlen(names[i]);

		if (before >= len && !memcmp(colon - len, names[i], len))
			return len;
	}
	return 0;
}

const char *
port_mover(void)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (moved_alone(i) && moved_alone(i) != shifted(i))
			return services[i].variable;
	return port_shift() > 0 ? PORT_SHIFT : port_host_variable();
}

void
port_spread(void)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		char value[16];

		snprintf(value, sizeof(value), "%d", shifted(i));
		if (shifted(i))
			setenv(services[i].variable, value, 0);
	}
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

/* The text up to the port at "at", which its name stands before; false: it
   stays where it is. */
static bool
add_place(struct buf *out, const char *from, const char *at, size_t name,
	int port)
{
	const char *host = port_host(port);
	int to = port_moved(port);

	if (!to && !host)
		return false;
	buf_add(out, from, (size_t)(at - (host ? name + 1 : 0) - from));
	if (host)
		buf_addf(out, "%s:", host);
	buf_addf(out, "%d", to ? to : port);
	return true;
}

void
port_add(struct buf *out, const char *text, size_t len)
{
	const char *end = text + len, *from = text, *colon = text;

	while (from < end &&
		(colon = memchr(colon, ':', (size_t)(end - colon)))) {
		const char *at = ++colon;
		size_t digits, name = here(text, at - 1);
		int port = port_at(at, (size_t)(end - at), &digits);

		if (port && name && add_place(out, from, at, name, port))
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
