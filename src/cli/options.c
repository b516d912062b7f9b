/* SPDX-License-Identifier: MIT */
/*
 * The parser: GNU conventions (--opt=value, --opt value, -jN, -j N, clusters of short options, options after operands,
 * "--") over the table of options.  Names are not abbreviated: a script must not break when an option is added.
 */
#include "cli/options.h"

#include "cli/commandline.h"
#include "cli/suggest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
cli_usage_error(struct cli_args *args, const char *fmt, ...)
{
        char sentence[1024];
        va_list list;
        va_start(list, fmt);
        vsnprintf(sentence, sizeof(sentence), fmt, list);
        va_end(list);
        cli_error(&args->report, "%s (see 'counterweight %s --help')", sentence, args->command->name);
        return cw_exit_code(CW_E_USAGE);
}

static int
apply(struct cli_args *args, const struct cli_option *option, const char *value)
{
        args->given[option - cli_option_at(0)] = true;
        if (option->record != CLI_RECORD_NOT)
                cli_record_option(option->record == CLI_RECORD_INPUTS ? &args->input_line : &args->command_line, option,
                                  value);
        return cli_set_value(args, option, value);
}

/* ---- words ------------------------------------------------------------------------------------------------- */

/* The row of this command with that name (n bytes) or letter. */
static const struct cli_option *
find_option(const struct cli_args *args, const char *name, size_t n, char letter)
{
        const struct cli_option *option;
        for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++) {
                bool same = name != NULL ? strncmp(option->name, name, n) == 0 && option->name[n] == '\0'
                                         : option->letter == letter && letter != '\0';
                if (same && cli_option_taken(option, args->command))
                        return option;
        }
        return NULL;
}

/* The commands that do take `name`: "weights, explain".  Empty if it is no option at all. */
static struct cli_text
commands_with(const char *name)
{
        struct cli_text t = {0};
        const struct cli_command *command;
        for (size_t c = 0; (command = cli_command_at(c)) != NULL; c++) {
                const struct cli_args probe = {.command = command};
                if (find_option(&probe, name, strlen(name), '\0') != NULL)
                        cli_text_printf(&t, "%s%s", t.n > 0 ? ", " : "", command->name);
        }
        return t;
}

static int
unknown_option(struct cli_args *args, const char *name)
{
        struct cli_text takers = commands_with(name);
        struct cli_suggestion near = {.wrong = name};
        const struct cli_option *option;
        for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++) {
                if (cli_option_taken(option, args->command))
                        cli_suggest(&near, option->name);
        }
        int code;
        if (takers.n > 0)
                code = cli_usage_error(args, "'%s' has no option '--%s'; these have: %s", args->command->name, name,
                                       takers.data);
        else if (near.best != NULL)
                code = cli_usage_error(args, "unknown option '--%s': did you mean '--%s'?", name, near.best);
        else
                code = cli_usage_error(args, "unknown option '--%s'", name);
        cli_text_free(&takers);
        return code;
}

/* The one value of two words: "--by column NAME" is "--by column:NAME". */
static const char *
join_column(struct cli_args *args, const char *name)
{
        struct cli_text both = {0};
        cli_text_printf(&both, "column:%s", name);
        cli_list_add(&args->joined, both.data);
        cli_text_free(&both);
        return args->joined.items[args->joined.n - 1];
}

/* "--name", "--name=value", "--name value".  *i_ref stands on the word and moves past what is used. */
static int
parse_long(struct cli_args *args, int argc, char **argv, int *i_ref)
{
        const char *name = argv[*i_ref] + 2;
        const char *equals = strchr(name, '=');
        size_t n = equals != NULL ? (size_t)(equals - name) : strlen(name);
        const struct cli_option *option = find_option(args, name, n, '\0');
        if (option == NULL) {
                struct cli_text bare = {0};
                cli_text_add(&bare, name, n);
                int code = unknown_option(args, bare.data);
                cli_text_free(&bare);
                return code;
        }
        if (option->kind == CLI_FLAG) {
                if (equals != NULL)
                        return cli_usage_error(args, "--%s takes no value, found '%s'", option->name, equals + 1);
                return apply(args, option, NULL);
        }
        if (equals != NULL)
                return apply(args, option, equals + 1);
        if (option->kind == CLI_FOLDER)
                return apply(args, option, "");
        if (*i_ref + 1 >= argc)
                return cli_usage_error(args, "--%s: expected a value after it", option->name);
        const char *value = argv[++*i_ref];
        if (option->kind == CLI_SLICE && strcmp(value, "column") == 0 && *i_ref + 1 < argc)
                value = join_column(args, argv[++*i_ref]);
        return apply(args, option, value);
}

/* "-q", "-jN", "-j N", "-qj4". */
static int
parse_short(struct cli_args *args, int argc, char **argv, int *i_ref)
{
        for (const char *at = argv[*i_ref] + 1; *at != '\0'; at++) {
                const struct cli_option *option = find_option(args, NULL, 0, *at);
                if (option == NULL && *at >= '0' && *at <= '9')
                        return cli_usage_error(
                                args, "unknown option '-%c'; put '--' before an operand that starts with '-'", *at);
                if (option == NULL)
                        return cli_usage_error(args, "unknown option '-%c'", *at);
                if (option->kind != CLI_FLAG) {
                        if (at[1] != '\0')
                                return apply(args, option, at + 1);
                        if (*i_ref + 1 >= argc)
                                return cli_usage_error(args, "-%c: expected a value after it", *at);
                        return apply(args, option, argv[++*i_ref]);
                }
                int code = apply(args, option, NULL);
                if (code != 0)
                        return code;
        }
        return 0;
}

static void
set_defaults(struct cli_args *args, const struct cli_command *command)
{
        *args = (struct cli_args){.command = command, .to = CLI_TO_UNSET, .rtol = 0.02};
        cw_read_options_init(&args->read);
        cw_weigh_options_init(&args->weigh);
        cw_write_options_init(&args->write);
        cw_pack_options_init(&args->pack);
        cli_report_init(&args->report, false, false, CLI_AUTO, CLI_AUTO);
        cli_text_printf(&args->command_line, "counterweight %s", command->name);
}

int
cli_args_parse(struct cli_args *args, const struct cli_command *command, int argc, char **argv)
{
        set_defaults(args, command);
        bool only_operands = false;
        for (int i = 0; i < argc && !args->help; i++) {
                int code = 0;
                if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0')
                        cli_list_add(&args->operands, argv[i]);
                else if (strcmp(argv[i], "--") == 0)
                        only_operands = true;
                else if (argv[i][1] == '-')
                        code = parse_long(args, argc, argv, &i);
                else
                        code = parse_short(args, argc, argv, &i);
                if (code != 0)
                        return code;
        }
        cli_record_operands(&args->input_line, &args->operands);
        args->weigh.o_label = args->read.o_label;
        if (args->emit != CLI_EMIT_LABELS)
                args->weigh.emit = (cw_emit)args->emit;
        const bool by_sequence = args->weigh.scheme == CW_SCHEME_MEDIAN_FREQ && args->command->id != CLI_CMD_DIFF;
        if (args->presence || by_sequence)
                args->read.presence = CW_PRESENCE_COUNT;
        else if (args->command->id == CLI_CMD_MERGE)
                args->read.presence = CW_PRESENCE_KEEP;
        args->weigh.beta_auto = args->beta_auto != 0;
        args->weigh.norm_over_all = args->norm_over_all != 0;
        args->weigh.boosts = args->boosts.items;
        args->weigh.n_boosts = args->boosts.n;
        args->weigh.sets = args->sets.items;
        args->weigh.n_sets = args->sets.n;
        args->read.skip_bad_rows = args->skip_bad_rows != 0;
        if (args->ignore_given) {
                args->read.ignore_ids = args->ignore_ids;
                args->read.n_ignore_ids = args->n_ignore_ids;
        }
        cli_report_init(&args->report, args->quiet, args->verbose, (enum cli_when)args->progress,
                        (enum cli_when)args->color);
        return 0;
}

void
cli_args_free(struct cli_args *args)
{
        cli_list_free(&args->operands);
        cli_list_free(&args->joined);
        cli_list_free(&args->fail_above);
        cli_text_free(&args->command_line);
        cli_text_free(&args->input_line);
        cli_text_free(&args->cache_folder);
        cli_list_free(&args->setting_labels);
        free(args->boosts.items);
        free(args->sets.items);
        args->boosts = args->sets = (struct cli_settings){0};
        free(args->ignore_ids);
        args->ignore_ids = NULL;
}
