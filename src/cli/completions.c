/* SPDX-License-Identifier: MIT */
/*
 * Completions for three shells.  Each script is one function with a case a command; values are completed where the table
 * knows the words, file names elsewhere.
 */
#include "cli/completions.h"

#include "cli/options.h"

#include <string.h>

/* ---- what the three share ---------------------------------------------------------------------------------- */

static void
put_command_names(struct cli_text *t)
{
        const struct cli_command *command;
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
                cli_text_printf(t, "%s%s", i > 0 ? " " : "", command->name);
}

/* The words that the option takes, with blanks between; false if they are not known. */
static bool
put_value_words(struct cli_text *t, const struct cli_option *option)
{
        if (option->kind == CLI_SCHEME) {
                for (size_t i = 0; cw_scheme_name_at(i) != NULL; i++)
                        cli_text_printf(t, "%s%s", i > 0 ? " " : "", cw_scheme_name_at(i));
                return true;
        }
        for (size_t i = 0; option->choices != NULL && option->choices[i].word != NULL; i++)
                cli_text_printf(t, "%s%s", i > 0 ? " " : "", option->choices[i].word);
        return option->choices != NULL;
}

/* The words of a command that takes words and not inputs. */
static bool
put_operand_words(struct cli_text *t, const struct cli_command *command)
{
        if (command->id == CLI_CMD_HELP)
                put_command_names(t);
        else if (command->id == CLI_CMD_CACHE)
                cli_text_puts(t, "list clear verify");
        else if (command->id == CLI_CMD_COMPLETIONS)
                cli_text_puts(t, "bash zsh fish");
        else
                return false;
        return true;
}

/* The first clause of `s`, for inside single quotes: `quote` is how a quote is said there, and a backslash goes before
 * each character of `special`. */
static void
put_clause(struct cli_text *t, const char *s, const char *special, const char *quote)
{
        for (const char *end = s + strcspn(s, ";"); s < end; s++) {
                if (*s == '\'') {
                        cli_text_puts(t, quote);
                        continue;
                }
                if (strchr(special, *s) != NULL)
                        cli_text_puts(t, "\\");
                cli_text_add(t, s, 1);
        }
}

/* ---- bash -------------------------------------------------------------------------------------------------- */

static void
put_bash_command(struct cli_text *t, const struct cli_command *command)
{
        const struct cli_option *option;
        for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++) {
                struct cli_text words = {0};
                if (cli_option_taken(option, command) && put_value_words(&words, option))
                        cli_text_printf(t, "    '%s --%s') words='%s' ;;\n", command->name, option->name, words.data);
                cli_text_free(&words);
        }
        struct cli_text operands = {0};
        cli_text_printf(t, "    '%s '*)\n        case $cur in\n        -*) words='", command->name);
        for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++) {
                if (cli_option_taken(option, command))
                        cli_text_printf(t, "--%s ", option->name);
        }
        cli_text_puts(t, "' ;;\n");
        if (put_operand_words(&operands, command))
                cli_text_printf(t, "        *) words='%s' ;;\n", operands.data);
        cli_text_free(&operands);
        cli_text_puts(t, "        esac ;;\n");
}

static void
put_bash(struct cli_text *t)
{
        const struct cli_command *command;
        cli_text_puts(t, "# Completions of counterweight for bash.\n"
                         "_counterweight() {\n"
                         "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=\n"
                         "    COMPREPLY=()\n"
                         "    # bash takes --option=value apart at the '='\n"
                         "    if [ \"$cur\" = '=' ]; then\n"
                         "        cur=\n"
                         "    elif [ \"$prev\" = '=' ]; then\n"
                         "        prev=${COMP_WORDS[COMP_CWORD-2]}\n"
                         "    fi\n"
                         "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                         "        words='");
        put_command_names(t);
        cli_text_puts(t, " --help --version'\n    else\n    case \"${COMP_WORDS[1]} $prev\" in\n");
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
                put_bash_command(t, command);
        cli_text_puts(t, "    esac\n    fi\n"
                         "    # shellcheck disable=SC2207\n"
                         "    [ -z \"$words\" ] || COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                         "}\n"
                         "complete -o default -F _counterweight counterweight\n");
}

/* ---- zsh --------------------------------------------------------------------------------------------------- */

static void
put_zsh_option(struct cli_text *t, const struct cli_option *option)
{
        const bool flag = option->kind == CLI_FLAG;
        cli_text_puts(t, "        ");
        if (option->letter != '\0')
                cli_text_printf(t, "'(-%c --%s)'{-%c%s,--%s%s}'[", option->letter, option->name, option->letter,
                                flag ? "" : "+", option->name, flag ? "" : "=");
        else
                cli_text_printf(t, "'--%s%s[", option->name, flag ? "" : option->kind == CLI_FOLDER ? "=-" : "=");
        put_clause(t, option->help, "[]\\", "'\\''");
        cli_text_puts(t, "]");
        struct cli_text words = {0};
        if (put_value_words(&words, option))
                cli_text_printf(t, ":%s:(%s)", option->name, words.data);
        else if (!flag)
                cli_text_printf(t, ":%s%s:%s", option->kind == CLI_FOLDER ? ":" : "", option->name,
                                option->kind == CLI_FILE     ? "_files"
                                : option->kind == CLI_FOLDER ? "_files -/"
                                                             : " ");
        cli_text_puts(t, "' \\\n");
        cli_text_free(&words);
}

static void
put_zsh(struct cli_text *t)
{
        const struct cli_command *command;
        const struct cli_option *option;
        cli_text_puts(t, "#compdef counterweight\n# Completions of counterweight for zsh.\n_counterweight() {\n"
                         "    local -a commands=(\n");
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
                cli_text_printf(t, "        '%s:", command->name);
                put_clause(t, command->summary, "\\", "'\\''");
                cli_text_puts(t, "'\n");
        }
        cli_text_puts(t, "    )\n    if (( CURRENT == 2 )); then\n"
                         "        _describe -t commands command commands\n        return\n    fi\n"
                         "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in\n");
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
                cli_text_printf(t, "    %s)\n        _arguments -s -S \\\n", command->name);
                for (size_t k = 0; (option = cli_option_at(k)) != NULL; k++) {
                        if (cli_option_taken(option, command))
                                put_zsh_option(t, option);
                }
                struct cli_text words = {0};
                if (put_operand_words(&words, command))
                        cli_text_printf(t, "        '1:word:(%s)' ;;\n", words.data);
                else
                        cli_text_puts(t, "        '*:input:_files' ;;\n");
                cli_text_free(&words);
        }
        cli_text_puts(t, "    esac\n}\n"
                         "if [[ $funcstack[1] == _counterweight ]]; then\n    _counterweight \"$@\"\nelse\n"
                         "    compdef _counterweight counterweight\nfi\n");
}

/* ---- fish -------------------------------------------------------------------------------------------------- */

static void
put_fish_option(struct cli_text *t, const struct cli_option *option)
{
        const struct cli_command *command;
        cli_text_puts(t, "complete -c counterweight -n '__fish_seen_subcommand_from");
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
                if (cli_option_taken(option, command))
                        cli_text_printf(t, " %s", command->name);
        }
        cli_text_printf(t, "' -l %s", option->name);
        if (option->letter != '\0')
                cli_text_printf(t, " -s %c", option->letter);
        struct cli_text words = {0};
        if (put_value_words(&words, option))
                cli_text_printf(t, " -x -a '%s'", words.data);
        else if (option->kind == CLI_FILE)
                cli_text_puts(t, " -r -F");
        else if (option->kind != CLI_FLAG && option->kind != CLI_FOLDER)
                cli_text_puts(t, " -x");
        cli_text_free(&words);
        cli_text_puts(t, " -d '");
        put_clause(t, option->help, "\\", "\\'");
        cli_text_puts(t, "'\n");
}

static void
put_fish(struct cli_text *t)
{
        const struct cli_command *command;
        const struct cli_option *option;
        cli_text_puts(t,
                      "# Completions of counterweight for fish.\n"
                      "complete -c counterweight -n __fish_use_subcommand -f -l help -s h -d 'show help'\n"
                      "complete -c counterweight -n __fish_use_subcommand -f -l version -s V -d 'show the version'\n");
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
                cli_text_printf(t, "complete -c counterweight -n __fish_use_subcommand -f -a %s -d '", command->name);
                put_clause(t, command->summary, "\\", "\\'");
                cli_text_puts(t, "'\n");
                struct cli_text words = {0};
                if (put_operand_words(&words, command))
                        cli_text_printf(t, "complete -c counterweight -n '__fish_seen_subcommand_from %s' -f -a '%s'\n",
                                        command->name, words.data);
                cli_text_free(&words);
        }
        for (size_t i = 0; (option = cli_option_at(i)) != NULL; i++)
                put_fish_option(t, option);
}

bool
cli_put_completions(struct cli_text *t, const char *shell)
{
        if (strcmp(shell, "bash") == 0)
                put_bash(t);
        else if (strcmp(shell, "zsh") == 0)
                put_zsh(t);
        else if (strcmp(shell, "fish") == 0)
                put_fish(t);
        else
                return false;
        return true;
}
