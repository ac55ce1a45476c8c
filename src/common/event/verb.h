/* verb.h - what can be asked of the engine: one table for both of its ends. */
#ifndef CDCLAB_EVENT_VERB_H
#define CDCLAB_EVENT_VERB_H

#include <stdbool.h>
#include <stddef.h>

enum verb {
	VERB_NONE = 0,
	VERB_RUN, /* of a lab */
	VERB_CHECK,
	VERB_RESET,
	VERB_PROVE,
	VERB_DRILL,
	VERB_SAVED, /* blocks that were edited, and what depends on them */
	VERB_TRACE,
	VERB_EVENTS, /* the records of its topics */
	VERB_STEP,
	VERB_RELAUNCH, /* "restart" of what its steps run */
	VERB_HINT,     /* a check's hint was opened: written down */
	VERB_UP,       /* of the stack */
	VERB_DOWN,
	VERB_RESTART,
	VERB_STATUS,
	VERB_WATCH,
	VERB_LOOK, /* at what runs inside of one: a connector, a job */
	VERB_LOGS,
	VERB_ENV,
	VERB_KILL,
	VERB_PAUSE,
	VERB_RESUME,
	VERB_DOCTOR, /* of the machine that it would run on */
	VERB_FETCH,  /* of the native servers' parts */
	VERB_BUNDLE,
	VERB_SERVE,
	VERB_CLASS_OPEN, /* of a class, by its instructor */
	VERB_CLASS_BOARD,
	VERB_CLASS_CLOSE,
	VERB_CLASS_SAY,
	VERB_CLASS_IMPORT,
	VERB_CLASS_JOIN, /* the same, by a learner */
	VERB_CLASS_LEAVE,
	VERB_CLASS_HAND,
	VERB_CLASS_EXPORT,
	VERB_CANCEL, /* of the conversation */
	VERB_GO,     /* let a row go on that a request holds */
	VERB_COUNT
};

enum verb_about {
	ABOUT_LAB = 0,
	ABOUT_STACK,
	ABOUT_PARTS, /* a program of its own does it, no engine */
	ABOUT_CLASS,
	ABOUT_TALK
};

struct verb_row {
	const char *name; /* of "do"; of one of the stack: of "verb" */
	enum verb_about about;
	const char *names; /* the key of its names in a request; NULL: none */
	bool exclusive;    /* changes a lab: takes its lock */
	bool blocks;       /* does something with a lesson's blocks, which may
			      be edited ones */
	bool holds;        /* puts back what it holds, or broke, and takes its
			      time */
	bool named;        /* does nothing to all of them at once */
	bool typed;        /* a command of "cdclab stack" or of a class */
	bool wipe, json;   /* the options that it takes there */
};

/* Lent for ever. */
const struct verb_row *verb_row(enum verb verb);
const char *verb_name(enum verb verb);

/*
 * What "do" of a request is for the verbs about that, whose own name is then
 * its "verb": "stack", "class"; NULL: there "do" is the name. Lent for ever.
 */
const char *verb_family(enum verb_about about);

/* Is it typed behind that command, "stack" or "class"? */
bool verb_is_typed(enum verb verb, const char *command);

/* By name; VERB_NONE: there is no such one. */
enum verb verb_find(enum verb_about about, const char *name);

#endif
