/* chart_parse.h - what the statements of a state diagram are read into. */
#ifndef CDCLAB_DIAGRAM_CHART_PARSE_H
#define CDCLAB_DIAGRAM_CHART_PARSE_H

#include "reader/diagram/flow_parse.h"
#include "reader/diagram/graph.h"
#include "reader/diagram/source.h"

struct chart {
	struct graph *graph;
	struct arena *arena;
	struct diagram_source *source;
	int group; /* what is being filled */
	int fresh; /* declared just before: a "{" is still to come */
	int line;
};

/* A word and no longer one, in any case; before an arrow it is a name. */
bool chart_word(struct cursor *c, const char *word);

/* The state that is named there. -1: there is no name, or no more room. */
int chart_state(struct chart *chart, struct cursor *c, bool start);

/*
 * "note right of id: text", with its text below up to "end note", or a note
 * by itself; false: not understood.
 */
bool chart_note(struct chart *chart, struct cursor *c);

/* A note belongs where its state came to be. */
void chart_place_notes(struct graph *graph);

#endif
