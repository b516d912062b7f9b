/* SPDX-License-Identifier: MIT */
/*
 * The value of an option: from its text to the field of the arguments that the table names.
 */
#include "cli/options.h"
#include "cli/suggest.h"
#include "cli/values.h"

#include <string.h>

/* "one, zero or max", and the nearest to `wrong`. */
static int
refuse_word(struct cli_args *args, const struct cli_option *option, const char *wrong,
            const char *(*word_at)(const struct cli_option *option, size_t i))
{
        struct cli_text words = {0};
        struct cli_suggestion near = {.wrong = wrong};
        for (size_t i = 0; word_at(option, i) != NULL; i++) {
                if (i > 0)
                        cli_text_puts(&words, word_at(option, i + 1) != NULL ? ", " : " or ");
                cli_text_puts(&words, word_at(option, i));
                cli_suggest(&near, word_at(option, i));
        }
        int code = near.best != NULL
                           ? cli_usage_error(args, "--%s: expected %s, found '%s': did you mean '%s'?", option->name,
                                             words.data, wrong, near.best)
                           : cli_usage_error(args, "--%s: expected %s, found '%s'", option->name, words.data, wrong);
        cli_text_free(&words);
        return code;
}

static const char *
choice_word_at(const struct cli_option *option, size_t i)
{
        return option->choices[i].word;
}

static const char *
scheme_word_at(const struct cli_option *option, size_t i)
{
        (void)option;
        return cw_scheme_name_at(i);
}

static int
set_choice(struct cli_args *args, const struct cli_option *option, const char *text, void *at)
{
        const struct cli_choice *choice = option->choices;
        while (choice->word != NULL && strcmp(choice->word, text) != 0)
                choice++;
        if (choice->word == NULL)
                return refuse_word(args, option, text, choice_word_at);
        if (option->kind == CLI_WORD)
                memcpy(at, &choice->word, sizeof(choice->word));
        else
                memcpy(at, &choice->value, sizeof(choice->value));
        return 0;
}

static int
set_int(struct cli_args *args, const struct cli_option *option, const char *text, void *at)
{
        int64_t value;
        const char *end;
        if (!cli_read_int(text, &value, &end) || *end != '\0' || (double)value < option->least ||
            (double)value > option->most)
                return cli_usage_error(args, "--%s: expected a whole number from %.0f to %.0f, found '%s'",
                                       option->name, option->least, option->most, text);
        const int narrow = (int)value;
        memcpy(at, &narrow, sizeof(narrow));
        return 0;
}

static int
read_real(struct cli_args *args, const struct cli_option *option, const char *text, double *value_ret)
{
        double value;
        const bool is_number = cli_read_real(text, &value);
        const bool too_much = is_number && (option->below ? value >= option->most : value > option->most);
        const bool too_little = is_number && (option->above ? value <= option->least : value < option->least);
        if (!is_number || too_much || too_little) {
                const char *hint = too_much && option->hint != NULL ? option->hint : NULL;
                struct cli_text words = {0};
                for (size_t i = 0; option->kind == CLI_REAL_OR_WORD && option->choices[i].word != NULL; i++)
                        cli_text_printf(&words, "%s%s", option->choices[i + 1].word == NULL ? " or " : ", ",
                                        option->choices[i].word);
                const int code = cli_usage_error(args, "--%s: expected a number from %s%g to %s%g%s, found '%s'%s%s",
                                                 option->name, option->above ? "above " : "", option->least,
                                                 option->below ? "below " : "", option->most, cli_text_str(&words),
                                                 text, hint != NULL ? "; " : "", hint != NULL ? hint : "");
                cli_text_free(&words);
                return code;
        }
        *value_ret = value;
        return 0;
}

static int
set_real(struct cli_args *args, const struct cli_option *option, const char *text, void *at)
{
        double value;
        const int code = read_real(args, option, text, &value);
        if (code == 0)
                memcpy(at, &value, sizeof(value));
        return code;
}

static int
set_real_or_word(struct cli_args *args, const struct cli_option *option, const char *text, void *at)
{
        void *word_at = (char *)args + option->word_offset;
        for (const struct cli_choice *choice = option->choices; choice->word != NULL; choice++) {
                if (strcmp(choice->word, text) == 0) {
                        memcpy(word_at, &choice->value, sizeof(choice->value));
                        return 0;
                }
        }
        memcpy(word_at, &(const int){0}, sizeof(int));
        return set_real(args, option, text, at);
}

/* Cut at the last '=', for a label may hold one. */
static int
add_setting(struct cli_args *args, const struct cli_option *option, const char *text, void *at)
{
        struct cli_settings *settings = at;
        struct cw_label_setting setting;
        const char *equals = strrchr(text, '=');
        if (equals == NULL || equals == text)
                return cli_usage_error(args, "--%s: expected %s, found '%s'", option->name, option->argument, text);
        const int code = read_real(args, option, equals + 1, &setting.value);
        if (code != 0)
                return code;
        struct cli_text label = {0};
        cli_text_add(&label, text, (size_t)(equals - text));
        settings->items = cli_realloc(settings->items, settings->n + 1, sizeof(*settings->items));
        cli_list_add(&args->setting_labels, label.data);
        setting.label = args->setting_labels.items[args->setting_labels.n - 1];
        settings->items[settings->n++] = setting;
        cli_text_free(&label);
        return 0;
}

static int
set_size(struct cli_args *args, const struct cli_option *option, const char *text, void *at)
{
        uint64_t nbytes;
        if (!cli_read_size(text, &nbytes) || (double)nbytes < option->least || (double)nbytes > option->most)
                return cli_usage_error(args, "--%s: expected a size of 1M or more, as 64M or 1GiB, found '%s'",
                                       option->name, text);
        memcpy(at, &nbytes, sizeof(nbytes));
        return 0;
}

/* Several --ignore add up; "none" clears the default. */
static int
add_ids(struct cli_args *args, const struct cli_option *option, const char *text)
{
        args->ignore_given = true;
        if (strcmp(text, "none") == 0)
                return 0;
        for (const char *at = text;; at++) {
                int64_t id;
                if (!cli_read_int(at, &id, &at) || (*at != '\0' && *at != ','))
                        return cli_usage_error(args, "--%s: expected ids with commas between, or none, found '%s'",
                                               option->name, text);
                args->ignore_ids = cli_realloc(args->ignore_ids, args->n_ignore_ids + 1, sizeof(*args->ignore_ids));
                args->ignore_ids[args->n_ignore_ids++] = id;
                if (*at == '\0')
                        return 0;
        }
}

/* shard, folder, column:NAME */
static int
set_slice(struct cli_args *args, const struct cli_option *option, const char *text)
{
        static const char prefix[] = "column:";
        if (strncmp(text, prefix, sizeof(prefix) - 1) != 0) {
                if (strcmp(text, "column") == 0)
                        return cli_usage_error(args, "--%s column: expected the name of a column after it",
                                               option->name);
                args->read.by_column = NULL;
                return set_choice(args, option, text, &args->read.by);
        }
        args->read.by = CW_BY_COLUMN;
        args->read.by_column = text + sizeof(prefix) - 1;
        if (args->read.by_column[0] == '\0')
                return cli_usage_error(args, "--%s column: expected the name of a column after it", option->name);
        return 0;
}

int
cli_set_value(struct cli_args *args, const struct cli_option *option, const char *text)
{
        void *at = (char *)args + option->offset;
        switch (option->kind) {
        case CLI_FLAG:
                memcpy(at, &(const bool){true}, sizeof(bool));
                return 0;
        case CLI_WORD:
        case CLI_CHOICE:
                return set_choice(args, option, text, at);
        case CLI_SLICE:
                return set_slice(args, option, text);
        case CLI_SCHEME: {
                cw_scheme scheme;
                if (!cw_scheme_from_name(text, &scheme))
                        return refuse_word(args, option, text, scheme_word_at);
                memcpy(at, &scheme, sizeof(scheme));
                args->scheme_given = true;
                return 0;
        }
        case CLI_INT:
                return set_int(args, option, text, at);
        case CLI_REAL:
                return set_real(args, option, text, at);
        case CLI_REAL_OR_WORD:
                return set_real_or_word(args, option, text, at);
        case CLI_SETTING:
                return add_setting(args, option, text, at);
        case CLI_SIZE:
                return set_size(args, option, text, at);
        case CLI_IDS:
                return add_ids(args, option, text);
        case CLI_LIST:
                cli_list_add(at, text);
                return 0;
        case CLI_FOLDER:
                break;
        case CLI_TABLE:
                if (!cli_is_toml_key(text))
                        return cli_usage_error(args,
                                               "--%s: expected letters, digits, '-', '_' and dots between, found '%s'",
                                               option->name, text);
                break;
        case CLI_STRING:
        case CLI_FILE:
                if (text[0] == '\0')
                        return cli_usage_error(args, "--%s: expected a value, found an empty one", option->name);
                break;
        }
        memcpy(at, &text, sizeof(text));
        return 0;
}
