/* SPDX-License-Identifier: MIT */
/*
 * The program: finds the command, parses its options, runs it.
 *
 * It sees the library only through counterweight.h.  SIGPIPE keeps its default: a reader that has seen enough
 * (`| head -1`) ends the program without a word.
 */
#include "cli/program.h"

#include "cli/help.h"
#include "cli/interrupt.h"
#include "cli/options.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A file opened in place of a closed standard stream would get the text meant for the stream.  Opened the wrong way
 * round, so that using the stream still fails. */
static void
occupy_standard_streams(void)
{
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
                if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
                        return;
        }
}

static int
print_and_free(struct cli_text *t)
{
        struct cli_report report;
        cli_report_init(&report, false, false, CLI_NEVER, CLI_AUTO);
        int code = cli_print(&report, t->data, t->n);
        cli_text_free(t);
        return code;
}

static int
run_command(const struct cli_command *command, int argc, char **argv)
{
        struct cli_args args;
        int code = cli_args_parse(&args, command, argc, argv);
        if (code == 0 && args.help) {
                struct cli_text page = {0};
                cli_put_command_help(&page, command);
                code = print_and_free(&page);
        } else if (code == 0) {
                code = command->run(&args);
        }
        cli_args_free(&args);
        return code;
}

int
cli_main(int argc, char **argv)
{
        occupy_standard_streams();
        cli_interrupt_install();
        struct cli_text page = {0};
        if (argc < 2) {
                cli_put_help(&page);
                fputs(page.data, stderr);
                cli_text_free(&page);
                return cw_exit_code(CW_E_USAGE);
        }
        const char *word = argv[1];
        if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
                cli_put_help(&page);
                return print_and_free(&page);
        }
        if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
                cli_text_printf(&page, "counterweight %s\n", cw_version());
                return print_and_free(&page);
        }
        const struct cli_command *command = cli_command_find(word);
        return command != NULL ? run_command(command, argc - 2, argv + 2) : cli_command_unknown(word);
}
