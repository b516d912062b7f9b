/* SPDX-License-Identifier: MIT */
/*
 * Recognising data set folders, by what lies in them:
 *
 *     dataset_dict.json  {"splits": ["train", "test"]}       DatasetDict.save_to_disk: a folder a split
 *     state.json         {"_data_files": [{"filename":}]}    Dataset.save_to_disk: these files, nothing else
 *     dataset_info.json  NAME-train.arrow ...                the cache of `datasets`
 *     README.md          begins with "---"; data/train-00000-of-00012.parquet, CONFIG/train-...      a snapshot of the hub
 *
 * Any other folder is walked as it is.  Only where the layout says that splits are meant (a card, numbered shards) must
 * one be chosen; a folder of train.conll and test.conll holds two files to count, until --split asks for one.
 */
#include "input/dataset_folder.h"

#include "input/inputs.h"

#include "base/memory.h"
#include "input/data_names.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
        JSON_NBYTES_MOST = 16 << 20,
        CONFIGS_LOOKED_INTO = 1000 /* sub-folders */
};

void
cw_dataset_folder_free(struct cw_dataset_folder *f)
{
        cw_names_free(&f->entries);
        cw_names_free(&f->splits);
        *f = (struct cw_dataset_folder){0};
}

struct cw_names_text
cw_names_sentence(const struct cw_names *names)
{
        struct cw_names_text t = {""};
        size_t n = 0;
        for (size_t i = 0; i < names->n && n < sizeof(t.text) - 80; i++) {
                const char *between = i == 0 ? "" : i + 1 == names->n ? " and " : ", ";
                const int more = snprintf(t.text + n, sizeof(t.text) - n, "%s%.60s", between, names->items[i]);
                n += more > 0 ? (size_t)more : 0;
        }
        return t;
}

static bool
has(const struct cw_names *names, const char *name)
{
        return cw_names_find(names, name) < names->n;
}

static cw_status
add_once(struct cw_names *names, const char *name, size_t n, struct cw_error *err)
{
        for (size_t i = 0; i < names->n; i++) {
                if (strlen(names->items[i]) == n && memcmp(names->items[i], name, n) == 0)
                        return CW_OK;
        }
        return cw_names_add(names, name, n, err);
}

static cw_status
fail_split(const struct cw_names *splits, const char *wanted, struct cw_error *err)
{
        if (wanted == NULL)
                return cw_fail(err, CW_E_DATA, "the data set has the splits %s; choose one with --split",
                               cw_names_sentence(splits).text);
        return cw_fail(err, CW_E_DATA, "there is no split '%.100s'; the splits are: %s", wanted,
                       cw_names_sentence(splits).text);
}

/* Opens FOLDER/NAME; NULL where it is no regular file of a size that is read. */
static cw_status
open_small(const char *folder, const char *name, FILE **file_ret, struct cw_error *err)
{
        struct stat st;
        char *path = cw_path_join(folder, name);
        *file_ret = NULL;
        if (path == NULL)
                return cw_fail_memory(err, strlen(folder));
        const bool small = stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= JSON_NBYTES_MOST;
        *file_ret = small ? fopen(path, "re") : NULL;
        cw_free(path);
        return CW_OK;
}

static cw_status
read_object(const char *folder, const char *name, json_t **object_ret, struct cw_error *err)
{
        json_error_t why = {.line = 0};
        FILE *file;
        CW_TRY(open_small(folder, name, &file, err));
        if (file == NULL)
                return cw_fail(err, CW_E_CORRUPT, "%s: cannot be read, or is larger than %d MiB", name,
                               JSON_NBYTES_MOST >> 20);
        *object_ret = json_loadf(file, JSON_DECODE_INT_AS_REAL, &why);
        fclose(file);
        if (json_is_object(*object_ret))
                return CW_OK;
        json_decref(*object_ret);
        *object_ret = NULL;
        return cw_fail(err, CW_E_CORRUPT, "%s: expected a JSON object, found none (line %d)", name, why.line);
}

/* A name that stays inside of the folder. */
static bool
is_inside(const char *name)
{
        return name != NULL && name[0] != '\0' && name[0] != '/' && strcmp(name, "..") != 0 && strcmp(name, ".") != 0 &&
               strncmp(name, "../", 3) != 0 && strstr(name, "/../") == NULL;
}

static bool
is_every(const char *split)
{
        return split != NULL && strcmp(split, CW_EVERY_SPLIT) == 0;
}

/* ---- DatasetDict ------------------------------------------------------------------------------------------- */

static cw_status
read_dict(const char *path, const char *split, struct cw_dataset_folder *f, struct cw_error *err)
{
        json_t *tree = NULL;
        cw_status status = read_object(path, "dataset_dict.json", &tree, err);
        const json_t *list = json_object_get(tree, "splits");
        for (size_t i = 0; status == CW_OK && i < json_array_size(list); i++) {
                const char *name = json_string_value(json_array_get(list, i));
                if (!is_inside(name))
                        status = cw_fail(err, CW_E_CORRUPT,
                                         "dataset_dict.json: expected the name of a split, found "
                                         "something else");
                else
                        status = add_once(&f->splits, name, strlen(name), err);
        }
        json_decref(tree);
        CW_TRY(status);
        if (f->splits.n == 0)
                return cw_fail(err, CW_E_CORRUPT, "dataset_dict.json: expected {\"splits\": [...]}, found no splits");
        const char *chosen = split == NULL && f->splits.n == 1 ? f->splits.items[0] : split;
        if (!is_every(split) && (chosen == NULL || !has(&f->splits, chosen)))
                return fail_split(&f->splits, split, err);
        f->split_settled = true;
        for (size_t i = 0; is_every(split) && i < f->splits.n; i++)
                CW_TRY(cw_names_add(&f->entries, f->splits.items[i], strlen(f->splits.items[i]), err));
        return is_every(split) ? CW_OK : cw_names_add(&f->entries, chosen, strlen(chosen), err);
}

/* ---- save_to_disk ------------------------------------------------------------------------------------------ */

/* Rows left out by their number, in files of the library's first year. */
static bool
is_cut(const json_t *file)
{
        const json_t *skip = json_object_get(file, "skip"), *take = json_object_get(file, "take");
        const bool skips = json_is_number(skip) && json_number_value(skip) != 0;
        return skips || (take != NULL && !json_is_null(take));
}

static cw_status
add_data_files(const json_t *state, struct cw_dataset_folder *f, struct cw_error *err)
{
        const json_t *files = json_object_get(state, "_data_files");
        if (json_array_size(json_object_get(state, "_indices_data_files")) > 0)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "state.json: its rows are chosen by an index (_indices_data_files), which is not read; "
                               "call flatten_indices() and save_to_disk() again");
        for (size_t i = 0; i < json_array_size(files); i++) {
                const json_t *file = json_array_get(files, i);
                const char *name = json_string_value(json_object_get(file, "filename"));
                if (is_cut(file))
                        return cw_fail(err, CW_E_UNSUPPORTED,
                                       "state.json: part of a file is left out by 'skip' or 'take', which is not read; "
                                       "call save_to_disk() again");
                if (!is_inside(name))
                        return cw_fail(err, CW_E_CORRUPT,
                                       "state.json: expected the name of a file in this folder under _data_files");
                CW_TRY(cw_names_add(&f->entries, name, strlen(name), err));
        }
        return CW_OK;
}

/* *is_ret: state.json is one of `datasets` and not of another program. */
static cw_status
read_saved(const char *path, const char *split, struct cw_dataset_folder *f, bool *is_ret, struct cw_error *err)
{
        json_t *state = NULL;
        cw_status status = read_object(path, "state.json", &state, err);
        *is_ret = json_is_array(json_object_get(state, "_data_files"));
        const char *own = json_string_value(json_object_get(state, "_split"));
        if (*is_ret && status == CW_OK)
                status = add_data_files(state, f, err);
        if (*is_ret && status == CW_OK && split != NULL && !is_every(split) && (own == NULL || strcmp(own, split) != 0))
                status = own == NULL ? cw_fail(err, CW_E_USAGE, "the data set has no splits; leave --split out")
                                     : cw_fail(err, CW_E_DATA, "there is no split '%.100s'; this is the split '%.100s'",
                                               split, own);
        json_decref(state);
        f->split_settled = *is_ret;
        return status;
}

/* ---- the cache, and the hub -------------------------------------------------------------------------------- */

/* Which files are of the wanted split; where none is wanted, whether they are all of one. */
static cw_status
choose_files(const struct cw_names *names, bool (*leave_out)(const char *), const char *split,
             struct cw_dataset_folder *f, bool *sharded_ret, struct cw_error *err)
{
        *sharded_ret = false;
        for (size_t i = 0; i < names->n; i++) {
                const char *name = names->items[i], *of;
                size_t of_n;
                bool sharded;
                if (leave_out(name))
                        continue;
                const bool split_told = cw_split_of_name(name, &of, &of_n, &sharded);
                if (split_told)
                        CW_TRY(add_once(&f->splits, of, of_n, err));
                *sharded_ret = *sharded_ret || sharded;
                if (split == NULL || is_every(split) ||
                    (split_told && strlen(split) == of_n && memcmp(split, of, of_n) == 0))
                        CW_TRY(cw_names_add(&f->entries, name, strlen(name), err));
        }
        return CW_OK;
}

static cw_status
read_cache(const struct cw_names *names, const char *split, struct cw_dataset_folder *f, struct cw_error *err)
{
        bool sharded;
        CW_TRY(choose_files(names, cw_is_arrow_leftover, split, f, &sharded, err));
        if (split == NULL ? f->splits.n > 1 : f->entries.n == 0 && !is_every(split))
                return fail_split(&f->splits, split, err);
        f->split_settled = true;
        return CW_OK;
}

static cw_status
is_folder(const char *path, const char *name, bool *is_ret, struct cw_error *err)
{
        struct stat st;
        char *full = cw_path_join(path, name);
        *is_ret = full != NULL && stat(full, &st) == 0 && S_ISDIR(st.st_mode);
        cw_free(full);
        return full == NULL ? cw_fail_memory(err, strlen(path)) : CW_OK;
}

/* Whether a sub-folder holds files or folders of splits, and is called like none itself. */
static cw_status
is_config(const char *path, const char *name, bool *is_ret, struct cw_error *err)
{
        struct cw_names below = {0};
        *is_ret = false;
        if (cw_is_paper(name) || cw_is_split_word(name, strlen(name)) || strcmp(name, "data") == 0)
                return CW_OK;
        bool folder = false;
        CW_TRY(is_folder(path, name, &folder, err));
        if (!folder)
                return CW_OK;
        char *full = cw_path_join(path, name);
        cw_status status = full == NULL ? cw_fail_memory(err, strlen(path)) : cw_folder_read(full, &below, err);
        for (size_t i = 0; status == CW_OK && i < below.n && !*is_ret; i++) {
                const char *of;
                size_t of_n;
                bool sharded;
                *is_ret = !cw_is_paper(below.items[i]) && cw_split_of_name(below.items[i], &of, &of_n, &sharded);
        }
        cw_free(full);
        cw_names_free(&below);
        return status;
}

static cw_status
refuse_configs(const char *path, const struct cw_names *names, struct cw_error *err)
{
        struct cw_names configs = {0};
        cw_status status = CW_OK;
        for (size_t i = 0; status == CW_OK && i < names->n && i < CONFIGS_LOOKED_INTO; i++) {
                bool is = false;
                status = is_config(path, names->items[i], &is, err);
                if (status == CW_OK && is)
                        status = cw_names_add(&configs, names->items[i], strlen(names->items[i]), err);
        }
        if (status == CW_OK && configs.n > 1)
                status = cw_fail(err, CW_E_DATA,
                                 "the data set has the configurations %s; name the folder of one, as %.200s%s%.60s",
                                 cw_names_sentence(&configs).text, path,
                                 path[0] != '\0' && path[strlen(path) - 1] == '/' ? "" : "/", configs.items[0]);
        cw_names_free(&configs);
        return status;
}

/* Folders that may hold the wanted split, where no file here is of it. */
static cw_status
keep_folders(const char *path, const struct cw_names *names, struct cw_dataset_folder *f, struct cw_error *err)
{
        cw_names_free(&f->entries);
        for (size_t i = 0; i < names->n; i++) {
                bool folder = false;
                CW_TRY(is_folder(path, names->items[i], &folder, err));
                if (folder && !cw_is_paper(names->items[i]))
                        CW_TRY(cw_names_add(&f->entries, names->items[i], strlen(names->items[i]), err));
        }
        return CW_OK;
}

static cw_status
read_plain(const char *path, const struct cw_names *names, const char *split, struct cw_dataset_folder *f,
           struct cw_error *err)
{
        bool sharded;
        CW_TRY(choose_files(names, cw_is_paper, split, f, &sharded, err));
        if (f->on_hub && f->splits.n == 0 && !is_every(split))
                CW_TRY(refuse_configs(path, names, err));
        f->on_hub = f->on_hub || (sharded && f->splits.n > 0);
        if (split == NULL || is_every(split)) {
                if (f->on_hub && f->splits.n > 1 && split == NULL)
                        return fail_split(&f->splits, NULL, err);
                return CW_OK;
        }
        f->split_settled = f->entries.n > 0;
        return f->split_settled ? CW_OK : keep_folders(path, names, f, err);
}

/* ---- all of them ------------------------------------------------------------------------------------------- */

static cw_status
is_card(const char *path, bool *is_ret, struct cw_error *err)
{
        char start[4] = "";
        FILE *file;
        CW_TRY(open_small(path, "README.md", &file, err));
        *is_ret = file != NULL && fread(start, 1, sizeof(start), file) == sizeof(start) &&
                  memcmp(start, "---", 3) == 0 && (start[3] == '\n' || start[3] == '\r');
        if (file != NULL)
                fclose(file);
        return CW_OK;
}

static bool
holds_arrow(const struct cw_names *names)
{
        size_t i = 0;
        while (i < names->n && cw_is_arrow_leftover(names->items[i]))
                i++;
        return i < names->n;
}

cw_status
cw_dataset_folder_read(const char *path, const struct cw_names *names, const char *split, bool on_hub,
                       struct cw_dataset_folder *f, struct cw_error *err)
{
        const bool info = has(names, "dataset_info.json");
        bool saved = false, card = false;
        *f = (struct cw_dataset_folder){0};
        if (has(names, "README.md"))
                CW_TRY(is_card(path, &card, err));
        f->on_hub = on_hub || card;
        f->names_file = info                               ? "dataset_info.json"
                        : has(names, "dataset_infos.json") ? "dataset_infos.json"
                        : card                             ? "README.md"
                                                           : NULL;
        if (has(names, "dataset_dict.json"))
                return read_dict(path, split, f, err);
        if (has(names, "state.json") && holds_arrow(names))
                CW_TRY(read_saved(path, split, f, &saved, err));
        if (saved)
                return CW_OK;
        if (info && holds_arrow(names))
                return read_cache(names, split, f, err);
        return read_plain(path, names, split, f, err);
}
