/* SPDX-License-Identifier: MIT */
/*
 * The manual page.  It carries no date: the same source gives the same bytes.
 */
#include "cli/manpage.h"

#include "cli/help.h"
#include "cli/options.h"

#include <string.h>

/* Text as roff: what would be markup is escaped, '-' stays a hyphen that can be searched and pasted. */
static void
put_roff(struct cli_text *t, const char *s)
{
        if (*s == '.' || *s == '\'')
                cli_text_puts(t, "\\&");
        for (; *s != '\0'; s++) {
                switch (*s) {
                case '\\':
                        cli_text_puts(t, "\\e");
                        break;
                case '-':
                        cli_text_puts(t, "\\-");
                        break;
                case '\'':
                        cli_text_puts(t, "\\(aq");
                        break;
                case '~':
                        cli_text_puts(t, "\\(ti");
                        break;
                case '^':
                        cli_text_puts(t, "\\(ha");
                        break;
                case '`':
                        cli_text_puts(t, "\\(ga");
                        break;
                case '\n':
                        cli_text_puts(t, "\n.PP\n");
                        break;
                default:
                        cli_text_add(t, s, 1);
                }
        }
}

/* A heading begins a paragraph by itself. */
static bool
is_after_heading(const struct cli_text *t)
{
        size_t line = t->n - (t->n > 0);
        while (line > 0 && t->data[line - 1] != '\n')
                line--;
        return t->n > 0 && strncmp(t->data + line, ".S", 2) == 0;
}

static void
put_paragraph(struct cli_text *t, const char *s)
{
        if (!is_after_heading(t))
                cli_text_puts(t, ".PP\n");
        put_roff(t, s);
        cli_text_puts(t, "\n");
}

/* "weights, count": the commands that take the option; empty if all that read data do. */
static void
put_takers(struct cli_text *t, const struct cli_option *option)
{
        struct cli_text takers = {0};
        const struct cli_command *command;
        bool all = true;
        for (size_t i = 0; (command = cli_command_at(i)) != NULL && command->id <= CLI_CMD_UNPACK; i++) {
                const bool taken = cli_option_taken(option, command);
                all = all && taken;
                if (taken)
                        cli_text_printf(&takers, "%s%s", takers.n > 0 ? ", " : "", command->name);
        }
        if (!all)
                cli_text_printf(t, "\n.br\nGoes with: %s.", cli_text_str(&takers));
        cli_text_free(&takers);
}

static void
put_option(struct cli_text *t, const struct cli_option *option)
{
        cli_text_puts(t, ".TP\n");
        if (option->letter != '\0')
                cli_text_printf(t, "\\fB\\-%c\\fR, ", option->letter);
        cli_text_puts(t, "\\fB\\-\\-");
        put_roff(t, option->name);
        cli_text_puts(t, "\\fR");
        if (option->kind == CLI_FOLDER) {
                cli_text_printf(t, "[=\\fI%s\\fR]", option->argument);
        } else if (option->kind != CLI_FLAG) {
                struct cli_text argument = {0};
                cli_put_argument(&argument, option);
                cli_text_puts(t, " \\fI");
                put_roff(t, argument.data);
                cli_text_puts(t, "\\fR");
                cli_text_free(&argument);
        }
        cli_text_puts(t, "\n");
        put_roff(t, option->help);
        cli_text_puts(t, ".");
        put_takers(t, option);
        cli_text_puts(t, "\n");
}

static void
put_options(struct cli_text *t)
{
        cli_text_puts(t, ".SH OPTIONS\n");
        for (int group = 0; group < CLI_N_GROUPS; group++) {
                const struct cli_option *option;
                cli_text_printf(t, ".SS %s\n", cli_group_title((enum cli_group)group));
                for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++) {
                        if (option->group == (enum cli_group)group)
                                put_option(t, option);
                }
        }
}

static void
put_example_lines(struct cli_text *t, const struct cli_command *command)
{
        for (size_t i = 0; i < CLI_EXAMPLES_MOST && command->examples[i].line != NULL; i++) {
                cli_text_puts(t, ".TP\n");
                put_roff(t, command->examples[i].says);
                cli_text_puts(t, "\n\\fB");
                put_roff(t, command->examples[i].line);
                cli_text_puts(t, "\\fR\n");
        }
}

static void
put_commands(struct cli_text *t)
{
        const struct cli_command *command;
        cli_text_puts(t, ".SH COMMANDS\n");
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
                cli_text_printf(t, ".SS %s", command->name);
                if (command->operands[0] != '\0')
                        cli_text_printf(t, " %s", command->operands);
                cli_text_puts(t, "\n");
                put_paragraph(t, command->about);
        }
}

static void
put_examples(struct cli_text *t)
{
        const struct cli_command *command;
        cli_text_puts(t, ".SH EXAMPLES\n");
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
                put_example_lines(t, command);
}

static void
put_exit_status(struct cli_text *t)
{
        const char *code, *meaning;
        cli_text_puts(t, ".SH EXIT STATUS\n");
        for (size_t i = 0; (code = cli_exit_code_at(i, &meaning)) != NULL; i++) {
                cli_text_printf(t, ".TP\n.B %s\n", code);
                put_roff(t, meaning);
                cli_text_puts(t, ".\n");
        }
        put_paragraph(t,
                      "On any but 0 no output file is created or changed; with --keep-going the output is written and "
                      "the exit status is 3.");
}

static void
put_notes(struct cli_text *t)
{
        cli_text_puts(t, ".SH OUTPUT\n");
        put_paragraph(
                t, "The result goes to standard output or the named file and nowhere else; the summary, the diagnosis, "
                   "warnings and errors go to standard error. Files are written whole or not at all.");
        put_paragraph(
                t, "Outputs record the command with its options, so that the figures can be had again; JSON outputs "
                   "record the inputs too, of very many the first ones and the number of the others. What says nothing "
                   "about the figures is left out: --threads, --max-memory, --kernel, --cache and its kin, --output, "
                   "--update, --to, --json, "
                   "--dry-run, --quiet, --verbose, --progress and --color. So the same data and options give the same "
                   "bytes, for any number of threads and whatever the output is called.");
        cli_text_puts(t, ".SH ENVIRONMENT\n.TP\n.B COUNTERWEIGHT_CACHE\nThe folder of the cache; if set and not empty, "
                         "it is used without \\-\\-cache.\n.TP\n.B NO_COLOR\nIf set and not empty: no colours, unless "
                         "\\-\\-color always.\n.TP\n.B OMP_NUM_THREADS\nNumber of threads, unless "
                         "\\-\\-threads is given.\n");
}

void
cli_put_man(struct cli_text *t)
{
        cli_text_printf(t, ".TH COUNTERWEIGHT 1 \"\" \"counterweight %s\" \"User Commands\"\n", cw_version());
        cli_text_puts(
                t,
                ".nh\n.ad l\n.SH NAME\ncounterweight \\- class weights for token classification, from the labels of a "
                "corpus of any size\n.SH SYNOPSIS\n"
                ".B counterweight\n.I COMMAND\n[\\fIOPTION\\fR]... [\\fIINPUT\\fR]...\n.br\n"
                ".B counterweight\n.I COMMAND\n.B \\-\\-help\n.br\n.B counterweight \\-\\-version\n"
                ".SH DESCRIPTION\n");
        put_paragraph(t,
                      "Counts the label ids of token-classification corpora of any size, exactly and on all cores, and "
                      "turns the counts into the weights that a loss function gives the classes.");
        put_paragraph(t, "Inputs are files, folders (with all that is in them, sorted by name, hidden files and papers "
                         "like README left out) or '-' "
                         "for standard input: native label shards, JSONL, JSON and CoNLL text (plain, .zst or .gz), "
                         "Arrow, Parquet and NumPy files, told apart by their content. A counts file, as 'count' "
                         "writes it, is an input wherever data is. "
                         "Options may stand anywhere after the command; '--' ends them.");
        put_commands(t);
        put_options(t);
        put_notes(t);
        put_exit_status(t);
        put_examples(t);
        cli_text_puts(t, ".SH SEE ALSO\n.BR zstd (1)\n");
}
