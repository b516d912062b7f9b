/* SPDX-License-Identifier: MIT */
/*
 * What is likely not meant: told, and done all the same.
 *
 *     data/  train.conll  test.conll         weights are made of the training split
 *     data/  train.jsonl  counts.json        an earlier result: its counts are added to those that they are of
 *     {"tokens": ["Ann", "left"]}            the only list there is, and no labels
 */
#include "settings.h"

#include "base/memory.h"
#include "input/dataset_folder.h"
#include "store/counts_file.h"

#include <stdio.h>
#include <string.h>

enum { LOOKS_MOST = 64, HEAD_NBYTES = 4096 };

static void
tell(const struct cw_settings *s, const char *path, const char *what)
{
        struct cw_error e;
        (void)cw_fail(&e, CW_E_DATA, "%s", what);
        cw_error_locate(&e, path, NULL, 0);
        s->options.notice(s->options.user, e.message);
}

static void
tell_splits(const struct cw_settings *s)
{
        char sentence[600];
        if (s->inputs.mixed == NULL)
                return;
        snprintf(sentence, sizeof(sentence), "the splits %s are counted together; --split NAME takes one of them",
                 cw_names_sentence(&s->inputs.mixed_splits).text);
        tell(s, s->inputs.mixed, sentence);
}

static bool
is_json_found(const struct cw_input *input)
{
        const size_t n = strlen(input->path);
        return input->found && n > 5 && strcmp(input->path + n - 5, ".json") == 0;
}

static bool
is_counts_file(const char *path)
{
        char head[HEAD_NBYTES];
        FILE *file = fopen(path, "re");
        if (file == NULL)
                return false;
        const size_t n = fread(head, 1, sizeof(head), file);
        fclose(file);
        return cw_counts_file_probe(head, n);
}

/* Only where something else is among the inputs, and not if there are very many of them: opening files costs. */
static void
tell_counts(const struct cw_settings *s)
{
        size_t n_json = 0;
        for (size_t i = 0; i < s->inputs.n; i++)
                n_json += is_json_found(&s->inputs.items[i]);
        if (n_json == 0 || n_json == s->inputs.n || n_json > LOOKS_MOST)
                return;
        for (size_t i = 0; i < s->inputs.n; i++) {
                const char *path = s->inputs.items[i].path;
                if (!is_json_found(&s->inputs.items[i]) || !is_counts_file(path))
                        continue;
                tell(s, path,
                     "a counts or weights file among data: its counts are added to those of the data; move it "
                     "away if it is of this data");
                return;
        }
}

void
cw_settings_tell_column(const struct cw_settings *s, const char *column)
{
        static const char *const others[] = {"tokens",         "words",          "text",
                                             "sentence",       "input_ids",      "token_ids",
                                             "attention_mask", "token_type_ids", "special_tokens_mask"};
        char sentence[200];
        if (s->options.notice == NULL || s->options.column != NULL || column == NULL)
                return;
        for (size_t i = 0; i < CW_ARRAY_LEN(others); i++) {
                if (strcmp(column, others[i]) != 0)
                        continue;
                snprintf(sentence, sizeof(sentence),
                         "no column has a usual name of labels, so '%s' was counted; name the right one with --column",
                         column);
                s->options.notice(s->options.user, sentence);
        }
}

void
cw_settings_tell_folders(const struct cw_settings *s)
{
        if (s->options.notice == NULL)
                return;
        tell_splits(s);
        if (s->options.format == CW_FORMAT_AUTO)
                tell_counts(s);
}
