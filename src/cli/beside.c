/* SPDX-License-Identifier: MIT */
/*
 * A label map that lies beside the data.  It is not used unasked, for which data it is of nobody can say; but whoever sees
 * bare ids will want to know of it.
 */
#include "cli/beside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDERS_MOST = 16, HEAD_NBYTES = 1 << 16 };

static bool
knows_names(const cw_counts *counts)
{
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                if (cw_counts_label(counts, i).name != NULL)
                        return true;
        }
        return false;
}

/* Many programs have a config.json; that of a model with labels says so. */
static bool
holds_labels(const char *path, const char *name)
{
        char head[HEAD_NBYTES + 1];
        FILE *file = fopen(path, "re");
        if (file == NULL)
                return false;
        const size_t n = fread(head, 1, HEAD_NBYTES, file);
        fclose(file);
        head[n] = '\0';
        return n > 0 && (strcmp(name, "config.json") != 0 || strstr(head, "\"id2label\"") != NULL ||
                         strstr(head, "\"label2id\"") != NULL);
}

/* `input` is data in a folder, or the folder. */
static bool
find_beside(const char *input, struct cli_text *path)
{
        static const char *const names[] = {"labels.json", "labels.txt", "label_mappings.json", "config.json"};
        struct stat st;
        const char *slash = strrchr(input, '/');
        size_t n = slash == NULL ? 0 : (size_t)(slash - input) + 1;
        if (stat(input, &st) != 0)
                return false;
        if (S_ISDIR(st.st_mode))
                n = strlen(input);
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                path->n = 0;
                cli_text_add(path, input, n);
                cli_text_printf(path, "%s%s", n > 0 && input[n - 1] != '/' ? "/" : "", names[i]);
                if (strcmp(path->data, input) != 0 && holds_labels(path->data, names[i]))
                        return true;
        }
        return false;
}

void
cli_tell_map_beside(struct cli_args *args, size_t first, const cw_counts *counts)
{
        struct cli_text path = {0};
        if (cw_counts_totals(counts).tokens == 0 || args->quiet || args->json || args->read.labels_path != NULL ||
            args->read.format == CW_FORMAT_COUNTS || knows_names(counts))
                return;
        for (size_t i = first; i < args->operands.n && i < first + FOLDERS_MOST; i++) {
                if (!find_beside(args->operands.items[i], &path))
                        continue;
                cli_warning(&args->report,
                            "the data carries no label names, and %s beside it is not used; --labels %s "
                            "would give them",
                            path.data, path.data);
                break;
        }
        cli_text_free(&path);
}
