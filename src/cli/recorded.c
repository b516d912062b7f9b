/* SPDX-License-Identifier: MIT */
/*
 * Recorded commands: the words, then the options of them that decide what is read.
 */
#include "cli/recorded.h"

#include <stdlib.h>
#include <string.h>

/* The words of what commandline.c has written: blanks between, quotes as a shell has them. */
static bool
split(const char *line, struct cli_list *words)
{
        struct cli_text word = {0};
        bool any = false, quoted = false;
        for (const char *at = line;; at++) {
                if (*at == '\0' || (*at == ' ' && !quoted)) {
                        if (any)
                                cli_list_add(words, word.data == NULL ? "" : word.data);
                        cli_text_free(&word);
                        any = false;
                        if (*at == '\0')
                                return !quoted;
                        continue;
                }
                any = true;
                if (*at == '\'')
                        quoted = !quoted;
                else if (*at == '\\' && !quoted && at[1] != '\0')
                        cli_text_add(&word, ++at, 1);
                else
                        cli_text_add(&word, at, 1);
        }
}

bool
cli_is_given(const struct cli_args *args, const char *name)
{
        const struct cli_option *option;
        for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++) {
                if (args->given[i] && strcmp(option->name, name) == 0)
                        return true;
        }
        return false;
}

/* Bytes of the value at an option's offset; 0: it is not one that is taken over. */
static size_t
value_nbytes(const struct cli_option *option)
{
        switch (option->kind) {
        case CLI_FLAG:
                return sizeof(bool);
        case CLI_STRING:
        case CLI_FILE:
        case CLI_WORD:
                return sizeof(const char *);
        case CLI_CHOICE:
                return sizeof(int);
        default:
                return 0;
        }
}

static bool
is_about_reading(const struct cli_option *option)
{
        return option->record == CLI_RECORD_COMMAND &&
               (option->group == CLI_GROUP_INPUT || option->group == CLI_GROUP_LABELS ||
                option->group == CLI_GROUP_CONLL);
}

bool
cli_recorded_take(struct cli_args *args, const char *command, struct cli_recorded *r)
{
        const struct cli_option *option;
        *r = (struct cli_recorded){.words = {0}};
        if (!split(command, &r->words) || r->words.n < 2)
                return false;
        const struct cli_command *then = cli_command_find(r->words.items[1]);
        if (then == NULL || cli_args_parse(&r->args, then, (int)r->words.n - 2, (char **)r->words.items + 2) != 0)
                return false;
        for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++) {
                if (!r->args.given[i] || !is_about_reading(option) || !cli_option_taken(option, args->command) ||
                    cli_is_given(args, option->name))
                        continue;
                memcpy((char *)args + option->offset, (const char *)&r->args + option->offset, value_nbytes(option));
                if (option->kind == CLI_IDS) {
                        args->read.ignore_ids = r->args.read.ignore_ids;
                        args->read.n_ignore_ids = r->args.read.n_ignore_ids;
                }
        }
        args->read.skip_bad_rows = args->skip_bad_rows != 0;
        return true;
}

void
cli_recorded_free(struct cli_recorded *r)
{
        if (r->args.command != NULL)
                cli_args_free(&r->args);
        cli_list_free(&r->words);
}
