/* SPDX-License-Identifier: MIT */
/*
 * `counterweight help`, `man` and `completions`: the pages that come from the tables.
 */
#include "cli/completions.h"
#include "cli/help.h"
#include "cli/manpage.h"
#include "cli/options.h"
#include "cli/suggest.h"

static int
print_page(struct cli_args *args, struct cli_text *page)
{
        int code = cli_print(&args->report, page->data, page->n);
        cli_text_free(page);
        return code;
}

int
cmd_help(struct cli_args *args)
{
        struct cli_text page = {0};
        if (args->operands.n > 1)
                return cli_usage_error(args, "expected one command, found %zu", args->operands.n);
        if (args->operands.n == 0) {
                cli_put_help(&page);
                return print_page(args, &page);
        }
        const struct cli_command *command = cli_command_find(args->operands.items[0]);
        if (command == NULL)
                return cli_command_unknown(args->operands.items[0]);
        cli_put_command_help(&page, command);
        return print_page(args, &page);
}

int
cmd_man(struct cli_args *args)
{
        struct cli_text page = {0};
        if (args->operands.n > 0)
                return cli_usage_error(args, "expected nothing more, found '%s'", args->operands.items[0]);
        cli_put_man(&page);
        return print_page(args, &page);
}

int
cmd_completions(struct cli_args *args)
{
        struct cli_text page = {0};
        if (args->operands.n != 1)
                return cli_usage_error(args, "expected one shell: bash, zsh or fish");
        const char *shell = args->operands.items[0];
        if (cli_put_completions(&page, shell))
                return print_page(args, &page);
        struct cli_suggestion near = {.wrong = shell};
        cli_suggest(&near, "bash");
        cli_suggest(&near, "fish");
        cli_suggest(&near, "zsh");
        if (near.best != NULL)
                return cli_usage_error(args, "expected bash, zsh or fish, found '%s': did you mean '%s'?", shell,
                                       near.best);
        return cli_usage_error(args, "expected bash, zsh or fish, found '%s'", shell);
}
