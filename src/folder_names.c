/* SPDX-License-Identifier: MIT */
/*
 * Label names that lie beside the data: the last step of setting up, once the shards are listed.
 *
 * A folder's dataset_info.json or card names the labels of columns, so the column must be known, and the first shard of
 * that folder is asked for it.  Names that a shard carries itself are nearer to the data and win.  Where something cannot
 * be read here, the run itself will meet it and tell it better, with its place; only memory and the user's Ctrl-C end it.
 */
#include "settings.h"

#include "base/memory.h"
#include "formats/format.h"

static bool
ends_all(cw_status status)
{
        return status == CW_E_MEMORY || status == CW_E_INTERRUPTED;
}

/* Whether a shard's labels lack names, and its label column; NULL: bare ids, of which there is one column.  Free it with
 *  cw_free(). */
static cw_status
find_column(const struct cw_settings *s, const char *path, bool *lacks_ret, char **column_ret, struct cw_error *err)
{
        struct cw_reader *r = NULL;
        cw_status status = cw_reader_open(path, &s->options, s->options.column, false, &r, err);
        *column_ret = NULL;
        *lacks_ret = false;
        if (status == CW_OK && r->format->id != CW_FORMAT_CONLL && (r->names == NULL || r->ids_from_names)) {
                const bool bare = r->format->id == CW_FORMAT_NPY || r->format->id == CW_FORMAT_RAW;
                *lacks_ret = r->chosen_column != NULL || bare;
                *column_ret = r->chosen_column;
                r->chosen_column = NULL;
        }
        cw_reader_close(&r);
        return ends_all(status) ? status : CW_OK;
}

/* Names that make no map are told and left. */
static cw_status
load(const struct cw_settings *s, const char *path, const char *column, struct cw_label_map **map_ret,
     struct cw_error *err)
{
        const struct cw_read_options *o = &s->options;
        cw_status status = cw_label_map_load_column(path, column != NULL ? column : "", map_ret, err);
        if (status == CW_OK || ends_all(status))
                return status;
        if (o->notice != NULL && err != NULL)
                o->notice(o->user, err->message);
        return CW_OK;
}

static cw_status
take(struct cw_settings *s, const char *path, struct cw_label_map **map_ref, struct cw_error *err)
{
        if (s->map != NULL) {
                const cw_status status = cw_label_map_agree(s->map, *map_ref, err);
                if (status != CW_OK)
                        cw_error_locate(err, path, NULL, 0);
                if (status != CW_OK || s->options.labels_path != NULL || s->options.labels_text != NULL ||
                    (*map_ref)->n <= s->map->n)
                        return status;
                cw_label_map_free(&s->map);
        }
        s->map = *map_ref;
        *map_ref = NULL;
        return CW_OK;
}

cw_status
cw_settings_take_names(struct cw_settings *s, struct cw_error *err)
{
        cw_status status = CW_OK;
        for (size_t i = 0; status == CW_OK && i < s->inputs.n_names_files; i++) {
                const struct cw_names_file *file = &s->inputs.names_files[i];
                struct cw_label_map *map = NULL;
                char *column = NULL;
                bool lacks = false;
                if (file->first >= s->inputs.n || s->inputs.items[file->first].nbytes == 0)
                        continue; /* none, or a pipe, which can be opened once only */
                status = find_column(s, s->inputs.items[file->first].path, &lacks, &column, err);
                if (status == CW_OK && lacks)
                        status = load(s, file->path, column, &map, err);
                if (status == CW_OK && map != NULL)
                        status = take(s, file->path, &map, err);
                cw_label_map_free(&map);
                cw_free(column);
        }
        return status;
}
