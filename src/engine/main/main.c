#include "config.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/err.h"
#include "common/base/place.h"
#include "common/base/port.h"
#include "common/base/port_kept.h"
#include "engine/class/sender.h"
#include "engine/client/http.h"
#include "engine/main/serve.h"

static int
usage(void)
{
	fputs("cdclab-engine is started by cdclab: see cdclab --help\n",
		stderr);
	return 2;
}

/* The process that sender_stop() leaves behind. */
static bool
sends(char **argv)
{
	return !strcmp(argv[1], "send");
}

int
main(int argc, char **argv)
{
	struct place place = { 0 };
	struct err err = { 0 };

	if (argc != 2 || (strcmp(argv[1], "serve") != 0 && !sends(argv)))
		return usage();
	signal(SIGPIPE, SIG_IGN);
	http_setup();
	place_init(&place);
	port_recall(place.stack, &(struct err){ 0 });
	port_spread();
	if (sends(argv))
		sender_run(&place);
	else if (serve(&place, STDIN_FILENO, STDOUT_FILENO, &err) < 0)
		fprintf(stderr, "%s\n", err.msg);
	place_release(&place);
	return err_exit(&err);
}
