/* lab_command.h - what all commands about a lesson's lab do alike. */
#ifndef CDCLAB_MAIN_LAB_COMMAND_H
#define CDCLAB_MAIN_LAB_COMMAND_H

struct cli;
struct err;
struct lesson;
struct report;
struct request;

/* As a command of command.h, on a lesson that is open. */
typedef int (*lab_command_fn)(
	const struct cli *cli, const struct lesson *lesson, struct err *err);

/*
 * Open the lesson that the first name means, check the other names (NULL:
 * nothing is to be checked), see that its lab may run here, and run. Returns
 * what the last of these did.
 */
int lab_command(struct cli *cli, lab_command_fn check, lab_command_fn run,
	struct err *err);

/* A lab_command_fn: every name behind the first is a flow, and there is one. */
int lab_has_flows(
	const struct cli *cli, const struct lesson *lesson, struct err *err);

/*
 * Ask the engine: report has its kind and verb, req what only this verb says;
 * which lesson, driver and names is filled in here. As converse(); report is
 * released.
 */
int lab_converse(const struct cli *cli, const struct lesson *lesson,
	struct report *report, struct request *req, struct err *err);

#endif
