#include "config.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/main/colour.h"
#include "reader/main/command.h"
#include "reader/main/say.h"
#include "reader/tui/app.h"
#include "reader/tui/linear.h"

/* The course is Russian; English is for those who ask for it. */
static enum lang
wanted_lang(const char *asked)
{
	const char *const said[] = { asked, getenv("CDCLAB_LANG"),
		getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG") };

	for (size_t i = 0; i < ARRAY_LEN(said); i++)
		if (said[i] && *said[i])
			return strncmp(said[i], "en", 2) ? LANG_RU : LANG_EN;
	return LANG_RU;
}

static int
print_and_release(int fd, struct buf *b, struct err *err)
{
	int rc = say(fd, b, err);

	buf_release(b);
	return rc < 0 ? EXIT_PIPE : 0;
}

static int
help(const struct command *command, struct err *err)
{
	struct buf text = { 0 };

	command_help(&text, command);
	return print_and_release(STDOUT_FILENO, &text, err);
}

static int
main_usage(const struct command *command, struct err *err)
{
	err_set(err, ERR_USAGE, "%s: expected %s", command->name,
		*command->args ? command->args : "no arguments");
	return err_hint(err, "See cdclab %s --help.", command->name);
}

static int
main_run_command(struct cli *cli, int argc, char **argv, struct err *err)
{
	const struct command *command = cli->command;
	int rc =
		options_parse(&cli->options, argc, argv, command->options, err);

	if (rc < 0) {
		err_hint(err, "See cdclab %s --help.", command->name);
		return -1;
	}
	if (cli->options.value[OPT_HELP])
		return help(command, err);
	if (cli->options.nname < command->min ||
		cli->options.nname > command->max)
		return main_usage(command, err);
	cli->lang = wanted_lang(cli->options.value[OPT_LANG]);
	cli->colour = colour_wanted(
		cli->options.value[OPT_COLOR], isatty(STDOUT_FILENO));
	place_init(&cli->place);
	return command->run(cli, err);
}

static int
no_command(const char *name, struct err *err)
{
	struct buf names = { 0 };

	command_names(&names);
	err_set(err, ERR_USAGE, "unknown command \"%s\", expected %s", name,
		buf_str(&names));
	buf_release(&names);
	return err_hint(err, "See cdclab --help.");
}

/* cdclab alone: the course where there is a screen, else how to use it. */
static int
bare(struct err *err)
{
	struct place place = { 0 };
	struct app_args args = { 0 };
	struct buf text = { 0 };
	bool screen = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	int rc;

	if (!screen && !wants_lines(NULL)) {
		command_help(&text, NULL);
		print_and_release(STDERR_FILENO, &text, err);
		return 2;
	}
	place_init(&place);
	args.lang = wanted_lang(NULL);
	args.colour = colour_wanted(NULL, true);
	args.theme_told = theme_choose(NULL, &args.theme);
	if (wants_lines(NULL) || is_dumb())
		rc = linear_open(&place, &args, err);
	else
		rc = app_open(&place, &args, err);
	place_release(&place);
	return rc;
}

static int
program_option(int argc, char **argv, struct err *err)
{
	struct options o;
	struct buf text = { 0 };
	int rc = options_parse(
		&o, argc, argv, OPTION(OPT_HELP) | OPTION(OPT_VERSION), err);

	if (rc == 0 && o.value[OPT_HELP]) {
		rc = help(NULL, err);
	} else if (rc == 0 && o.value[OPT_VERSION]) {
		buf_addf(&text, "%s\n", PACKAGE_STRING);
		rc = print_and_release(STDOUT_FILENO, &text, err);
	} else {
		rc = err_hint(err, "See cdclab --help.");
	}
	options_release(&o);
	return rc;
}

static int
dispatch(struct cli *cli, int argc, char **argv, struct err *err)
{
	if (argc < 2)
		return bare(err);
	if (argv[1][0] == '-')
		return program_option(argc, argv, err);
	cli->command = command_find(argv[1]);
	if (!cli->command)
		return no_command(argv[1], err);
	return main_run_command(cli, argc - 1, argv + 1, err);
}

/* A closed standard stream must not become the next file we open. */
static void
hold_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int
main(int argc, char **argv)
{
	struct cli cli = { 0 };
	struct err err = { 0 };
	int status;

	hold_standard_streams();
	status = dispatch(&cli, argc, argv, &err);

	if (err.code != ERR_NONE) {
		say_err(&err);
		status = err_exit(&err);
	}
	options_release(&cli.options);
	place_release(&cli.place);
	return status;
}
