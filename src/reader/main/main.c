#include "config.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/port_kept.h"
#include "reader/main/command.h"
#include "reader/main/language.h"
#include "reader/main/say.h"
#include "reader/tui/app.h"
#include "reader/tui/linear.h"

static int
print_and_release(int fd, struct buf *b, struct err *err)
{
	int rc = say(fd, b, err);

	buf_release(b);
	return rc < 0 ? EXIT_PIPE : 0;
}

static int
help(const struct subcommand *command, struct err *err)
{
	struct buf text = { 0 };

	command_help(&text, command);
	return print_and_release(STDOUT_FILENO, &text, err);
}

static int
see_help(const struct subcommand *command, struct err *err)
{
	if (!command)
		return err_hint(err, "See cdclab --help.");
	return err_hint(err, "See cdclab %s --help.", command->name);
}

static int
main_usage(const struct subcommand *command, struct err *err)
{
	if (*command->args)
		err_set(err, ERR_USAGE, "%s: expected %s", command->name,
			command->args);
	else
		err_set(err, ERR_USAGE, "%s takes no arguments", command->name);
	return see_help(command, err);
}

/* One that is asked for here has to be there; of others a list may complain. */
static int
take_course(struct cli *cli, struct err *err)
{
	const char *path = cli->options.value[OPT_COURSE];

	if (!path)
		return 0;
	if (!fs_exists(path))
		return err_set(err, ERR_USAGE,
			"--course: %s: no such folder or tarball", path);
	courses_add(&cli->place.courses, path);
	return 0;
}

/* The language is taken first, so that a complaint is in it. */
static int
take_options(struct cli *cli, int argc, char **argv, uint64_t allowed,
	struct err *err)
{
	struct err unknown = { 0 };
	int rc = options_parse(&cli->options, argc, argv, allowed, err);

	if (language_take(&cli->options, &unknown) < 0 && rc == 0) {
		*err = unknown;
		rc = -1;
	}
	if (rc < 0)
		return see_help(cli->command, err);
	if (take_course(cli, err) < 0)
		return -1;
	cli->lang = language_of_lessons(&cli->options);
	cli->colour = colour_wanted(
		cli->options.value[OPT_COLOR], isatty(STDOUT_FILENO));
	return 0;
}

static int
main_run_command(struct cli *cli, int argc, char **argv, struct err *err)
{
	const struct subcommand *command = cli->command;

	if (take_options(cli, argc, argv, command->options, err) < 0)
		return -1;
	if (cli->options.value[OPT_HELP])
		return help(command, err);
	if (cli->options.nname < command->min ||
		cli->options.nname > command->max)
		return main_usage(command, err);
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
	return see_help(NULL, err);
}

/* No command: the course where there is a screen, else how to use it. */
static int
bare(const struct cli *cli, struct err *err)
{
	const char *const *value = cli->options.value;
	struct app_args args = { .lang = cli->lang };
	struct buf text = { 0 };
	bool screen = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	bool lines = wants_lines(value[OPT_SCREEN_READER]);

	if (!screen && !lines) {
		command_help(&text, NULL);
		print_and_release(STDERR_FILENO, &text, err);
		return 2;
	}
	args.colour = colour_wanted(value[OPT_COLOR], true);
	args.theme_told = theme_choose(value[OPT_THEME], &args.theme);
	if (lines || is_dumb())
		return linear_open(&cli->place, &args, err);
	return app_open(&cli->place, &args, err);
}

/* Options stand before the command, which is at: it goes first. */
static int
options_first(struct cli *cli, int at, int argc, char **argv, struct err *err)
{
	char *name = argv[at];

	cli->command = command_find(name);
	if (!cli->command) {
		if (take_options(cli, at, argv, PROGRAM_OPTIONS, err) < 0)
			return -1;
		return no_command(name, err);
	}
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof(*argv));
	argv[1] = name;
	return main_run_command(cli, argc - 1, argv + 1, err);
}

static int
without_command(struct cli *cli, int argc, char **argv, struct err *err)
{
	struct buf text = { 0 };
	int at = options_lead(argc, argv);

	if (at < argc)
		return options_first(cli, at, argc, argv, err);
	if (take_options(cli, argc, argv, PROGRAM_OPTIONS, err) < 0)
		return -1;
	if (cli->options.value[OPT_HELP])
		return help(NULL, err);
	if (!cli->options.value[OPT_VERSION])
		return bare(cli, err);
	buf_addf(&text, "%s\n", PACKAGE_STRING);
	return print_and_release(STDOUT_FILENO, &text, err);
}

static int
dispatch(struct cli *cli, int argc, char **argv, struct err *err)
{
	if (argc < 2 || argv[1][0] == '-')
		return without_command(cli, argc, argv, err);
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
	place_init(&cli.place);
	port_recall(cli.place.stack, &cli.ports);
	language_begin(&cli.place);
	status = dispatch(&cli, argc, argv, &err);

	if (err.code != ERR_NONE) {
		say_err(&err);
		status = err_exit(&err);
	}
	options_release(&cli.options);
	place_release(&cli.place);
	return status;
}
