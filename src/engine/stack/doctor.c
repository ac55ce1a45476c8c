#include "config.h"

#include "engine/stack/doctor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "engine/client/net.h"
#include "engine/stack/driver.h"
#include "engine/stack/ports.h"

/*
 * What the servers of one stack take together, in bytes: seen as the sum of
 * their proportional set sizes, native, with one lab run (1.95 GB), and as what
 * their parts (1.8 GB) and data (0.4 GB) take on the disk.
 */
#define MEMORY_NEEDED ((long long)2 << 30)
#define MEMORY_GOOD ((long long)3 << 30)
#define DISK_FOR_DATA ((long long)1 << 30)
#define DISK_FOR_PARTS ((long long)3 << 30)
#define CLOCK_SLACK_S 86400
#define LOCALHOST_MS 5000
#define FILE_SMALL 65536 /* bytes of a file of /proc or /etc */

struct doctor {
	const struct place *place;
	const struct ctl *ctl;
	const struct sink *sink;
	bool native;  /* its servers would be processes of this machine */
	bool fetched; /* their parts are there */
	bool up;      /* some of them are */
	enum service_process seen[SERVICE_MAX];
	int bad;
};

enum verdict {
	VERDICT_GOOD = 0,
	VERDICT_NOTE, /* it may do */
	VERDICT_BAD   /* the servers do not start so */
};

/* What of it is hurt; text, hint: messages, given up here; NULL: none. */
static void
doctor_tell(struct doctor *d, const char *subject, enum verdict verdict,
	char *text, char *hint)
{
	static const char *const words[] = { [VERDICT_GOOD] = "good",
		[VERDICT_NOTE] = "note",
		[VERDICT_BAD] = "bad" };

	d->bad += verdict == VERDICT_BAD;
	sink_send(d->sink,
		&(struct event){ .kind = EV_FINDING,
			.subject = subject,
			.state = words[verdict],
			.text = text,
			.hint = verdict ? hint : NULL });
	free(text);
	free(hint);
}

static double
gib(long long bytes)
{
	return (double)bytes / (double)((long long)1 << 30);
}

/* The value of a line "KEY: value" or "KEY=value"; owned, "" for none. */
static char *
value_in(const char *path, const char *key)
{
	struct buf text = { 0 };
	struct err ignored = { 0 };
	const char *at = NULL, *end;
	char *value;

	if (buf_read_file(&text, path, FILE_SMALL, &ignored) == 0)
		for (at = buf_str(&text); at && strncmp(at, key, strlen(key));)
			at = (at = strchr(at, '\n')) ? at + 1 : NULL;
	at = at ? at + strlen(key) : "";
	at += strspn(at, ":= \t\"");
	end = at + strcspn(at, "\"\n");
	value = mem_strndup(at, (size_t)(end - at));
	buf_release(&text);
	return value;
}

static void
look_at_system(struct doctor *d)
{
	char *name = value_in("/etc/os-release", "PRETTY_NAME");
	struct utsname kernel = { 0 };

	uname(&kernel);
	doctor_tell(d, "system", VERDICT_GOOD,
		msg_new("%s, Linux %s, %s", *name ? name : "Linux",
			kernel.release, kernel.machine),
		NULL);
	free(name);
}

/* Bytes that "MemTotal" or "MemAvailable" says; 0: unknown. */
static long long
memory_of(const char *key)
{
	char *value = value_in("/proc/meminfo", key);
	long long bytes = strtoll(value, NULL, 10) * 1024;

	free(value);
	return bytes;
}

static void
look_at_memory(struct doctor *d)
{
	long long all = memory_of("MemTotal"), left = memory_of("MemAvailable");
	enum verdict verdict = left < MEMORY_NEEDED ? VERDICT_BAD
		: left < MEMORY_GOOD                ? VERDICT_NOTE
						    : VERDICT_GOOD;

	if (!left)
		return;
	if (d->up) /* it has taken what it takes */
		verdict = VERDICT_GOOD;
	doctor_tell(d, "memory", verdict,
		msg_new("%.1f of %.1f GiB are free, the servers take %.1f",
			gib(left), gib(all), gib(MEMORY_NEEDED)),
		msg_new("end what takes it, or give this machine more"));
}

/* The part of path that is there; owned. */
static char *
existing(const char *path)
{
	char *at = mem_strdup(path), *slash;

	while (!fs_exists(at) && (slash = strrchr(at, '/')))
		slash[slash == at] = '\0';
	return at;
}

/* Is there room, and may we write? */
static void
look_at_folder(struct doctor *d, const char *subject, const char *path,
	long long needed, const char *mover)
{
	char *at = existing(path);
	struct statvfs fs = { 0 };
	long long left;
	char *hint = msg_new(
		"make room there, or let %s name another folder", mover);

	if (access(at, W_OK | X_OK) < 0) {
		free(hint);
		doctor_tell(d, subject, VERDICT_BAD,
			msg_new("%s: %s", at, errno_text(errno)),
			msg_new("let %s name a folder of your own", mover));
	} else if (statvfs(at, &fs) < 0) {
		doctor_tell(d, subject, VERDICT_NOTE,
			msg_new("%s: %s", at, errno_text(errno)), hint);
	} else {
		left = (long long)fs.f_bavail * (long long)fs.f_frsize;
		doctor_tell(d, subject,
			left < needed ? VERDICT_BAD : VERDICT_GOOD,
			msg_new("%.1f GiB are free in %s", gib(left), path),
			hint);
	}
	free(at);
}

static void
look_at_folders(struct doctor *d)
{
	long long room =
		d->native && !d->fetched ? DISK_FOR_PARTS : DISK_FOR_DATA;

	look_at_folder(d, "stack", d->place->stack, d->up ? 0 : room,
		"CDCLAB_STACK_DIR");
	look_at_folder(
		d, "progress", d->place->progress, 1 << 20, "CDCLAB_STATE_DIR");
}

/* What stack/native/fetch takes. */
static void
look_at_programs(struct doctor *d)
{
	static const struct {
		const char *program, *package; /* NULL: Debian's alone */
	} needed[] = { { "apt-get", NULL }, { "dpkg-deb", NULL },
		{ "mvn", "maven" }, { "python3", "python3" } };
	int before = d->bad;

	if (!d->native || d->fetched)
		return;
	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		const char *package = needed[i].package;

		if (!fs_on_path(needed[i].program))
			doctor_tell(d, "programs", VERDICT_BAD,
				msg_new("there is no %s, with which the "
					"servers are fetched",
					needed[i].program),
				package ? msg_new("apt-get install %s", package)
					: msg_new("use Docker: --driver "
						  "docker"));
	}
	if (d->bad == before)
		doctor_tell(d, "programs", VERDICT_GOOD,
			msg_new("all with which the servers are fetched are "
				"there"),
			NULL);
}

/* PostgreSQL has its shared memory there. */
static void
look_at_shm(struct doctor *d)
{
	if (!d->native)
		return;
	if (access("/dev/shm", W_OK) == 0)
		doctor_tell(d, "shared memory", VERDICT_GOOD,
			msg_new("/dev/shm can be written"), NULL);
	else
		doctor_tell(d, "shared memory", VERDICT_BAD,
			msg_new("/dev/shm: %s", errno_text(errno)),
			msg_new("as root: mkdir -p /dev/shm && mount -t tmpfs "
				"-o mode=1777 tmpfs /dev/shm"));
}

/* The commands of lessons say localhost. */
static void
look_at_localhost(struct doctor *d)
{
	struct addrinfo want = { .ai_family = AF_INET }, *got = NULL;
	struct ctl limit = ctl_within(d->ctl, LOCALHOST_MS);
	int bad = net_lookup("localhost", 0, &want, &got, &limit);

	doctor_tell(d, "localhost", bad ? VERDICT_BAD : VERDICT_GOOD,
		bad ? msg_new("localhost: %s", gai_strerror(bad))
		    : msg_new("localhost has an address"),
		msg_new("add the line \"127.0.0.1 localhost\" to /etc/hosts"));
	net_free(got);
}

/* Files of ours that are newer than now say that the clock is behind. */
static void
look_at_clock(struct doctor *d)
{
	char *path = mem_printf("%s/stack/services.json", d->place->data);
	long long now = (long long)(clock_wall_ms() / 1000);
	struct stat st = { 0 };
	bool behind = stat(path, &st) == 0 &&
		(long long)st.st_mtime > now + CLOCK_SLACK_S;

	doctor_tell(d, "clock", behind ? VERDICT_BAD : VERDICT_GOOD,
		behind ? msg_new("the clock is behind: %s is %lld days newer",
				 path, ((long long)st.st_mtime - now) / 86400)
		       : msg_new("the clock is not behind"),
		msg_new("set it; downloads and Kafka go by it"));
	free(path);
}

static void
look_at_drivers(struct doctor *d)
{
	const struct driver *driver;
	char why[CHOOSE_WHY];

	for (size_t i = 0; (driver = driver_at(i)); i++) {
		enum offer offer;

		why[0] = '\0';
		offer = driver->offer(d->place, why);
		if (offer || *why)
			doctor_tell(d, driver->name,
				offer ? VERDICT_GOOD : VERDICT_NOTE,
				msg_new("%s", why), NULL);
	}
}

/* -- the stack that would be used ------------------------------------------ */

static void
look_at_port(struct doctor *d, const struct service *s)
{
	const struct endpoint *at = service_endpoint(s);
	const json_t *own = json_object_get(s->json, "ports");
	char *text = mem_printf("%s:%d", at->host, at->port);
	struct err taken = { 0 };

	bool has_own = !s->elsewhere && (!own || json_array_size(own));

	if (has_own && port_free(text, &taken) < 0)
		doctor_tell(d, s->name, VERDICT_BAD, msg_new("%s", taken.msg),
			msg_new("end it, or move all ports: "
				"CDCLAB_STACK_PORTS=+100"));
	free(text);
}

static void
look_at_ports(struct doctor *d, struct stack *stack)
{
	int before = d->bad;

	for (size_t i = 0; i < stack->nservice; i++)
		if (d->seen[i] == PROCESS_NONE)
			look_at_port(d, &stack->services[i]);
	if (d->bad == before)
		doctor_tell(d, "ports", VERDICT_GOOD,
			msg_new("nobody else has a port of the servers"), NULL);
}

static void
look_at_services(struct doctor *d, struct stack *stack)
{
	for (size_t i = 0; i < stack->nservice; i++) {
		d->seen[i] = stack_process(
			stack, stack->services[i].name, NULL, d->ctl);
		d->up |= d->seen[i] == PROCESS_ALIVE;
	}
}

int
doctor_look(const struct place *place, const char *driver,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	static void (*const looks[])(struct doctor *) = { look_at_system,
		look_at_memory, look_at_folders, look_at_programs, look_at_shm,
		look_at_localhost, look_at_clock, look_at_drivers };
	struct doctor d = { .place = place, .ctl = ctl, .sink = sink };
	struct err bad = { 0 };
	struct stack *stack = stack_open(place, driver, &bad);
	char *versions = mem_printf("%s/VERSIONS", place->parts);

	d.native = stack && !strcmp(stack_driver(stack), "native");
	d.fetched = fs_exists(versions);
	if (stack)
		look_at_services(&d, stack);
	for (size_t i = 0; i < ARRAY_LEN(looks) && !ctl_cancelled(ctl); i++)
		looks[i](&d);
	if (stack && !ctl_cancelled(ctl))
		look_at_ports(&d, stack);
	else if (!stack)
		doctor_tell(&d, "driver", VERDICT_BAD, msg_new("%s", bad.msg),
			*bad.hint ? msg_new("%s", bad.hint) : NULL);
	free(versions);
	stack_free(stack);
	return ctl_check(ctl, err) < 0 ? -1 : d.bad;
}
