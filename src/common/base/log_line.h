/* log_line.h - what a line of a server's log says. */
#ifndef CDCLAB_BASE_LOG_LINE_H
#define CDCLAB_BASE_LOG_LINE_H

/*
 * The text of a log line, behind time, level, thread and logger; of another line
 * all of it. Lent.
 */
const char *log_line_body(const char *line);

#endif
