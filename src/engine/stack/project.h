/* project.h - the name of the compose project that a stack of containers is. */
#ifndef CDCLAB_STACK_PROJECT_H
#define CDCLAB_STACK_PROJECT_H

/*
 * "cdclab", as compose.yaml says; where CDCLAB_STACK_PORTS moves the ports
 * "cdclab-100": learners on one engine have a project each. Owned.
 */
char *project_name(void);

#endif
