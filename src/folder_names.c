/* SPDX-License-Identifier: MIT */
/*
 * Label names that lie beside the data: the last step of setting up, once the shards are listed.
 *
 * A folder's dataset_info.json or card names the labels of columns, so the column must be known, and the first shard of
 * that folder is asked for it.  Names that a shard carries itself are nearer to the data and win; that the folder's are
 * others is told.  Where something cannot be read here, the run itself will meet it and tell it better, with its place;
 * only memory and the user's Ctrl-C end it.
 */
#include "settings.h"

#include "base/memory.h"
#include "formats/format.h"

#include <stdio.h>

/* What the first shard of a folder says of its labels. */
struct shard_names {
        bool asked;                 /* it is data whose labels the folder can name */
        char *column;               /* NULL: bare ids, of which there is one column */
        struct cw_label_map *names; /* its own; NULL: it lacks them */
};

static bool
ends_all(cw_status status)
{
        return status == CW_E_MEMORY || status == CW_E_INTERRUPTED;
}

static void
shard_names_free(struct shard_names *found)
{
        cw_label_map_free(&found->names);
        cw_free(found->column);
}

static cw_status
ask(const struct cw_settings *s, const char *path, struct shard_names *found_ret, struct cw_error *err)
{
        struct cw_reader *r = NULL;
        cw_status status = cw_reader_open(path, &s->options, s->options.column, false, &r, err);
        *found_ret = (struct shard_names){0};
        if (status == CW_OK && r->format->id != CW_FORMAT_CONLL) {
                const bool bare = r->format->id == CW_FORMAT_NPY || r->format->id == CW_FORMAT_RAW;
                found_ret->asked = r->chosen_column != NULL || bare;
                found_ret->column = r->chosen_column;
                r->chosen_column = NULL;
                if (!r->ids_from_names) {
                        found_ret->names = r->names;
                        r->names = NULL;
                }
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

/* The folder's names beside those that its data carries; only a difference is worth a word. */
static cw_status
compare(const struct cw_settings *s, const char *path, const char *shard, const struct shard_names *found,
        struct cw_error *err)
{
        const struct cw_read_options *o = &s->options;
        struct cw_label_map *map = NULL;
        struct cw_error why = {0};
        const cw_status status = cw_label_map_load_column(path, found->column, &map, err);
        if (o->notice != NULL && map != NULL && cw_label_map_agree(map, found->names, &why) != CW_OK) {
                char sentence[sizeof(why.message) + 64];
                cw_error_locate(&why, shard, NULL, 0);
                snprintf(sentence, sizeof(sentence), "%s (here the names in the data are used)", why.message);
                o->notice(o->user, sentence);
        }
        cw_label_map_free(&map);
        return ends_all(status) ? status : CW_OK;
}

/* The folder's names, for its shards lack their own. */
static cw_status
adopt(struct cw_settings *s, const char *path, const struct shard_names *found, struct cw_error *err)
{
        struct cw_label_map *map = NULL;
        cw_status status = load(s, path, found->column, &map, err);
        if (status == CW_OK && map != NULL)
                status = take(s, path, &map, err);
        cw_label_map_free(&map);
        return status;
}

cw_status
cw_settings_take_names(struct cw_settings *s, struct cw_error *err)
{
        cw_status status = CW_OK;
        for (size_t i = 0; status == CW_OK && i < s->inputs.n_names_files; i++) {
                const struct cw_names_file *file = &s->inputs.names_files[i];
                if (file->first >= s->inputs.n || s->inputs.items[file->first].nbytes == 0)
                        continue; /* none, or a pipe, which can be opened once only */
                const char *shard = s->inputs.items[file->first].path;
                struct shard_names found;
                status = ask(s, shard, &found, err);
                if (status == CW_OK && found.asked && found.names == NULL)
                        status = adopt(s, file->path, &found, err);
                else if (status == CW_OK && found.asked && found.column != NULL)
                        status = compare(s, file->path, shard, &found, err);
                shard_names_free(&found);
        }
        return status;
}
