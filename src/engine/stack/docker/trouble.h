/* trouble.h - what compose and the engine say when something is wrong. */
#ifndef CDCLAB_DOCKER_TROUBLE_H
#define CDCLAB_DOCKER_TROUBLE_H

struct err;

/* ERR_STACK made of a failure's text: its telling line and what to do. */
int trouble_set(char *text, struct err *err);

#endif
