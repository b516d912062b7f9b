/* SPDX-License-Identifier: MIT */
/*
 * From the options of reading to what a run needs: checked, with defaults put in, inputs listed, the label map loaded.
 */
#include "settings.h"

#include "base/memory.h"
#include "base/team.h"
#include "count/kernels.h"
#include "sampling.h"
#include "store/cache.h"

#include <string.h>

void
cw_read_options_init(struct cw_read_options *options)
{
        *options = (struct cw_read_options){
                .n_ignore_ids = 1,
                .o_label = "O",
                .max_memory = UINT64_C(256) << 20,
                .cache_max = CW_CACHE_MOST_DEFAULT,
                .sample_seed = 1,
        };
}

static cw_status
load_map(struct cw_settings *s, struct cw_error *err)
{
        const struct cw_read_options *o = &s->options;
        if (o->labels_path != NULL && o->labels_text != NULL)
                return cw_fail(err, CW_E_USAGE, "expected one label map, found labels_path and labels_text");
        if (o->labels_path != NULL)
                return cw_label_map_load(o->labels_path, &s->map, err);
        if (o->labels_text != NULL)
                return cw_label_map_parse(o->labels_text, strlen(o->labels_text), "label map", &s->map, err);
        return CW_OK;
}

cw_status
cw_settings_take_options(struct cw_settings *s, const struct cw_read_options *options, struct cw_error *err)
{
        *s = (struct cw_settings){.options = *options};
        struct cw_read_options *o = &s->options;
        if (o->n_threads < 0 || o->n_threads > 1024)
                return cw_fail(err, CW_E_USAGE, "the number of threads must be 1 to 1024, not %d", o->n_threads);
        if (o->by == CW_BY_COLUMN && (o->by_column == NULL || o->by_column[0] == '\0'))
                return cw_fail(err, CW_E_USAGE, "--by column: expected the name of a column after it");
        if (o->by == CW_BY_COLUMN && o->skip_bad_rows)
                return cw_fail(err, CW_E_USAGE,
                               "--by column does not go with --bad-rows skip: every row must be sound");
        if (o->max_memory < (1 << 20))
                return cw_fail(err, CW_E_USAGE, "--max-memory must be at least 1 MiB (1048576 bytes)");
        CW_TRY(cw_sample_check(o, err));
        const struct cw_kernel *kernel;
        CW_TRY(cw_kernel_choose(o->kernel, &kernel, err));
        if (o->n_threads == 0)
                o->n_threads = cw_team_default_threads();
        if (o->o_label == NULL)
                o->o_label = "O";
        s->ignore_default[0] = -100;
        s->ignore = o->ignore_ids != NULL ? o->ignore_ids : s->ignore_default;
        s->n_ignore = o->ignore_ids != NULL || o->n_ignore_ids < 1 ? o->n_ignore_ids : 1;
        CW_TRY(load_map(s, err));
        /* Ids that the map itself calls ignored ("-100": "IGNORE") are ignored from the first token on. */
        size_t n_map = s->map == NULL ? 0 : s->map->n_ignored;
        s->all_ignored = cw_calloc(s->n_ignore + n_map, sizeof(*s->all_ignored));
        if (s->all_ignored == NULL)
                return cw_fail_memory(err, (s->n_ignore + n_map) * sizeof(*s->all_ignored));
        if (s->n_ignore > 0)
                memcpy(s->all_ignored, s->ignore, s->n_ignore * sizeof(*s->all_ignored));
        if (n_map > 0)
                memcpy(s->all_ignored + s->n_ignore, s->map->ignored, n_map * sizeof(*s->all_ignored));
        s->n_all_ignored = s->n_ignore + n_map;
        return CW_OK;
}

/* Of `n` threads, those that `nbytes` of input (0: not known) are worth: starting a thread takes as long as counting
 * some hundred kilobytes. */
static int
worthwhile_threads(int n, uint64_t nbytes)
{
        enum { A_THREADS_WORTH = 1 << 18 };
        const uint64_t most = nbytes == 0 ? (uint64_t)n : nbytes / A_THREADS_WORTH + 1;
        return most < (uint64_t)n ? (int)most : n;
}

/* The file that the result will replace must not be one of those that it is made of. */
static cw_status
refuse_output(const struct cw_settings *s, struct cw_error *err)
{
        struct cw_identity output;
        if (s->options.output == NULL || !cw_identity_of_path(s->options.output, &output))
                return CW_OK;
        for (size_t i = 0; i < s->inputs.n; i++) {
                const struct cw_identity *input = &s->inputs.items[i].identity;
                if (input->nbytes == 0 || input->device != output.device || input->inode != output.inode)
                        continue;
                const cw_status status = cw_fail(err, CW_E_USAGE,
                                                 "is an input, and the output would replace it; write "
                                                 "to another file, outside of the data");
                cw_error_locate(err, s->inputs.items[i].path, NULL, 0);
                return status;
        }
        return CW_OK;
}

cw_status
cw_settings_init(struct cw_settings *s, const struct cw_read_options *options, const char *const *paths, size_t n_paths,
                 struct cw_error *err)
{
        *s = (struct cw_settings){0};
        if (n_paths == 0)
                return cw_fail(err, CW_E_USAGE, "no input is named; name files or folders, or - for standard input");
        CW_TRY(cw_settings_take_options(s, options, err));
        CW_TRY(cw_inputs_list(paths, n_paths, options->split, s->options.n_threads, &s->inputs, err));
        CW_TRY(refuse_output(s, err));
        cw_settings_tell_folders(s);
        if (options->n_threads == 0)
                s->options.n_threads = worthwhile_threads(s->options.n_threads, s->inputs.nbytes);
        return cw_settings_take_names(s, err);
}

void
cw_settings_free(struct cw_settings *s)
{
        cw_inputs_free(&s->inputs);
        cw_label_map_free(&s->map);
        cw_free(s->all_ignored);
        *s = (struct cw_settings){0};
}
