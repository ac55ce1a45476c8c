/* locate.h - on which line of a JSON text a value stands. */
#ifndef CDCLAB_COURSE_LOCATE_H
#define CDCLAB_COURSE_LOCATE_H

#include <stddef.h>

/*
 * The line (from 1) of the value at path, "steps[2].run.block", in text that
 * was parsed without an error. A path that leads nowhere gives the line of its
 * last part that exists. jansson keeps no positions, hence this.
 */
int json_line_of(const char *text, size_t len, const char *path);

#endif
