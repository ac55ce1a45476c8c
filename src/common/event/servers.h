/*
 * servers.h - what the events of servers, their jobs and connectors come to: the
 * one fold of them; and the table of states they may be in.
 */
#ifndef CDCLAB_EVENT_SERVERS_H
#define CDCLAB_EVENT_SERVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"

struct event;

/* What a state means to a reader. */
enum health {
	HEALTH_DOWN = 0, /* and nothing is wrong with that */
	HEALTH_UP,
	HEALTH_PENDING, /* has what it needs, its turn comes */
	HEALTH_MOVING,
	HEALTH_BROKEN
};

/* A row of the table: services' states are ours, jobs' are Flink's. */
struct server_state {
	const char *name;
	enum health health;
	bool is_long; /* lasts for minutes, and tells how far it is */
	const char
		*word; /* for people; NULL: its name, the server's own word */
};

/* NULL: not in the table. Lent for ever. */
const struct server_state *server_state(const char *name);

/* The same of a name that may be NULL (down) or not known (not called well). */
enum health state_health(const char *name);
bool state_is_long(const char *name);
const char *state_word(const char *name); /* unknown: the name itself */

/* Strings are owned; NULL: not said. */
struct told {
	char *state, *text;
	long long pid;
};

struct server {
	char *name;
	struct told now;  /* by whoever spoke last */
	struct told live; /* by the watch */
	unsigned turn;    /* the last one that it had; 0: none */
};

/* Of the Flink cluster: two may have one name. */
struct server_job {
	char *id, *name, *state;
	char *whose; /* the lesson whose lab made it; NULL: nobody's of ours */
};

/* Of Kafka Connect. */
struct server_connector {
	char *name, *state;
};

/* All-zero: nothing heard. Release with servers_release(). */
struct servers {
	struct server *servers;
	size_t nserver;
	struct server_job *jobs;
	size_t njob;
	struct server_connector *connectors;
	size_t nconnector;
	bool connectors_known; /* they were listed: who is not here is not there */
	bool jobs_known;
	struct event **details; /* EV_DETAILs of what was looked at last */
	size_t ndetail;
	unsigned turns;
	int64_t turn_ms; /* when the last one began */
	struct buf
		lines; /* what the engine said besides; the newest are kept */
};

/* Who speaks of the servers. */
enum teller {
	TELLER_REQUEST = 0, /* that changes them, or asks once */
	TELLER_WATCH,
	TELLER_WATCH_ASIDE /* the watch, while a request may change them */
};

/*
 * Fold an event in; one that is not of servers is passed over. now_ms is
 * clock_ms().
 */
void servers_event(struct servers *servers, const struct event *ev,
	enum teller teller, int64_t now_ms);

/*
 * Nothing changes servers any longer: they are what the watch says. Those that
 * were on their way and that it has not seen are unknown.
 */
void servers_settle(struct servers *servers);

/* Jobs and connectors of a server that is not up are none. */
size_t servers_jobs(const struct servers *servers);
size_t servers_connectors(const struct servers *servers);

/* What a list of all has a row for: servers, then connectors, then jobs. */
struct servers_row {
	const struct server *server; /* one of these three; all lent */
	const struct server_connector *connector;
	const struct server_job *job;
	const char *name, *state;
};
size_t servers_rows(const struct servers *servers);

/* One after the last: the last; false: there is none. */
bool servers_row(
	const struct servers *servers, size_t at, struct servers_row *out);

/*
 * How a request names it: "postgres", "connector/NAME", "job/ID"; owned. The row
 * of such a name, or servers_rows(): there is none.
 */
char *servers_target(const struct servers_row *row);
size_t servers_row_of(const struct servers *servers, const char *target);

/* The server that it runs in; NULL: it is one itself. Lent for ever. */
const char *servers_inside(const char *target);

/* Nothing has been looked at. */
void servers_forget_details(struct servers *servers);

void servers_release(struct servers *servers);

enum health server_health(const struct server *server);

/* A state in the reader's language; "?" while none is known. Lent. */
const char *server_word(const struct server *server);

/* How many, and how many of them are up. */
int servers_count(const struct servers *servers);
int servers_up(const struct servers *servers);

/* NULL: no event was about it. Lent. */
const struct server *servers_find(
	const struct servers *servers, const char *name);
const struct server_connector *servers_connector(
	const struct servers *servers, const char *name);

/*
 * One that is fetched, made, started or stopped; several take turns, each long
 * enough to be read. NULL: none. Lent.
 */
const struct server *servers_moving(const struct servers *servers);

/* The first server, then job, that is broken; false: none. name, state: lent. */
bool servers_broken(
	const struct servers *servers, const char **name, const char **state);

#endif
