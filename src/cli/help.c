/* SPDX-License-Identifier: MIT */
/*
 * --help as text of 80 columns.
 */
#include "cli/help.h"

#include <string.h>

enum { WIDTH = 80, HELP_COLUMN = 30 };

const char *
cli_exit_code_at(size_t index, const char **meaning_ret)
{
        static const char *const codes[][2] = {
                {"0", "done"},
                {"1", "the answer is no: out of date (check), beyond --fail-above (diff)"},
                {"2", "wrong usage: a command, option or value"},
                {"3", "bad data: damaged, unknown label, no such column, nothing counted"},
                {"4", "the system failed: cannot open, disk full, out of memory"},
                {"130", "interrupted"},
        };
        if (index >= sizeof(codes) / sizeof(codes[0]))
                return NULL;
        *meaning_ret = codes[index][1];
        return codes[index][0];
}

/* Words of `s`, wrapped; lines after the first start in column `indent`.  A '\n' in `s` ends a paragraph. */
static void
put_wrapped(struct cli_text *t, const char *s, size_t indent)
{
        size_t column = indent;
        while (*s != '\0') {
                size_t n = strcspn(s, " \n");
                if (column > indent && column + 1 + n > WIDTH) {
                        cli_text_puts(t, "\n");
                        cli_text_pad(t, t->n, indent);
                        column = indent;
                } else if (column > indent) {
                        cli_text_puts(t, " ");
                        column++;
                }
                cli_text_add(t, s, n);
                column += n;
                s += n;
                if (*s == '\n') {
                        cli_text_puts(t, "\n\n");
                        cli_text_pad(t, t->n, indent);
                        column = indent;
                }
                s += *s != '\0';
        }
        cli_text_puts(t, "\n");
}

void
cli_put_argument(struct cli_text *t, const struct cli_option *option)
{
        if (option->argument != NULL) {
                cli_text_puts(t, option->argument);
                return;
        }
        for (size_t i = 0; option->choices != NULL && option->choices[i].word != NULL; i++)
                cli_text_printf(t, "%s%s", i > 0 ? "|" : "", option->choices[i].word);
}

static void
put_option(struct cli_text *t, const struct cli_option *option)
{
        const size_t start = t->n;
        if (option->letter != '\0')
                cli_text_printf(t, "  -%c, --%s", option->letter, option->name);
        else
                cli_text_printf(t, "      --%s", option->name);
        if (option->kind == CLI_FOLDER) {
                cli_text_printf(t, "[=%s]", option->argument);
        } else if (option->kind != CLI_FLAG) {
                cli_text_puts(t, " ");
                cli_put_argument(t, option);
        }
        if (t->n - start > HELP_COLUMN - 2) {
                cli_text_puts(t, "\n");
                cli_text_pad(t, t->n, HELP_COLUMN);
        } else {
                cli_text_pad(t, start, HELP_COLUMN);
        }
        put_wrapped(t, option->help, HELP_COLUMN);
}

static void
put_group(struct cli_text *t, const struct cli_command *command, enum cli_group group)
{
        const struct cli_option *option;
        bool titled = false;
        for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++) {
                if (option->group != group || !cli_option_taken(option, command))
                        continue;
                if (!titled)
                        cli_text_printf(t, "\n%s:\n", cli_group_title(group));
                titled = true;
                put_option(t, option);
        }
}

static void
put_examples(struct cli_text *t, const struct cli_command *command)
{
        cli_text_puts(t, "\nExamples:\n");
        for (size_t i = 0; i < CLI_EXAMPLES_MOST && command->examples[i].line != NULL; i++)
                cli_text_printf(t, "  # %s\n  %s\n", command->examples[i].says, command->examples[i].line);
}

void
cli_put_command_help(struct cli_text *t, const struct cli_command *command)
{
        cli_text_printf(t, "counterweight %s: ", command->name);
        put_wrapped(t, command->summary, 2);
        put_examples(t, command);
        cli_text_printf(t, "\nUsage: counterweight %s [OPTION]...%s%s\n\n", command->name,
                        command->operands[0] != '\0' ? " " : "", command->operands);
        put_wrapped(t, command->about, 0);
        for (int group = 0; group < CLI_N_GROUPS; group++)
                put_group(t, command, (enum cli_group)group);
}

static void
put_inputs_help(struct cli_text *t)
{
        cli_text_puts(t, "\nInputs:\n  ");
        put_wrapped(
                t,
                "Files, folders (with all that is in them, hidden files and papers like README left out) or '-' for "
                "standard input: native "
                "label shards, JSONL, JSON and CoNLL text (plain, .zst or .gz), Arrow, Parquet and NumPy files, told "
                "apart by "
                "their content. A counts file is an input wherever data is.",
                2);
}

void
cli_put_help(struct cli_text *t)
{
        const struct cli_command *command;
        cli_text_puts(t, "counterweight: class weights for token classification, from the labels of a\n"
                         "corpus of any size\n\n"
                         "Start here:\n"
                         "  counterweight inspect data/                    # what is in there\n"
                         "  counterweight count data/                      # how often each label occurs\n"
                         "  counterweight weights data/ -o weights.toml    # the class weights\n"
                         "\nUsage: counterweight COMMAND [OPTION]... [INPUT]...\n\nCommands:\n");
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
                const size_t start = t->n;
                cli_text_printf(t, "  %s", command->name);
                cli_text_pad(t, start, 15);
                put_wrapped(t, command->summary, 15);
        }
        put_inputs_help(t);
        cli_text_puts(t, "\nHelp:\n"
                         "  counterweight COMMAND --help   examples and options of a command\n"
                         "  counterweight --version        the version\n"
                         "\nExit codes:\n");
        const char *code, *meaning;
        for (size_t i = 0; (code = cli_exit_code_at(i, &meaning)) != NULL; i++)
                cli_text_printf(t, "  %-3s  %s\n", code, meaning);
}
