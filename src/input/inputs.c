/* SPDX-License-Identifier: MIT */
/*
 * The walk.  Folders are read whole, sorted, then entered; dataset_folder.c says what of a folder is data.
 */
#include "input/inputs.h"

#include "base/memory.h"
#include "base/team.h"
#include "input/dataset_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
        DEPTH_MOST = 64,    /* of folders: a loop of symbolic links ends here */
        LOOKS_MOST = 8192,  /* entries of a folder that are looked at before the first of them is entered, */
        LOOKS_SHARE = 1024, /* that are worth a thread, */
        LOOKS_STEP = 32     /* that one takes at a time */
};

/* ---- what there is ------------------------------------------------------------------------------------------ */

/* One path, and what the system says of it. */
struct look {
        char *path;
        struct stat st;
        int error; /* errno; 0: `st` is known */
};

static void
look(int folder, const char *name, struct look *at)
{
        at->error = fstatat(folder, name, &at->st, 0) == 0 ? 0 : errno;
}

/* The entries of a folder, or some thousands of them.  Looking is most of what listing many files costs, so that it is shared. */
struct looks {
        struct look *items;
        char *const *names;
        int folder; /* that these are names in; below 0: it could not be opened, and the paths have to do */
        size_t n;
        atomic_size_t next;
};

static void
look_at_some(void *context, int worker)
{
        struct looks *l = context;
        size_t from;
        (void)worker;
        while ((from = atomic_fetch_add(&l->next, LOOKS_STEP)) < l->n) {
                for (size_t i = from; i < l->n && i < from + LOOKS_STEP; i++) {
                        const bool by_name = l->folder >= 0;
                        look(by_name ? l->folder : AT_FDCWD, by_name ? l->names[i] : l->items[i].path, &l->items[i]);
                }
        }
}

static void
free_looks(struct looks *l)
{
        for (size_t i = 0; i < l->n; i++)
                cw_free(l->items[i].path);
        cw_free(l->items);
}

/* At `n` entries of a folder. */
static cw_status
look_at(const char *folder, char *const *names, size_t n, int n_threads, struct looks *looks_ret, struct cw_error *err)
{
        const size_t worth = n / LOOKS_SHARE;
        *looks_ret = (struct looks){.names = names, .items = cw_malloc(n * sizeof(*looks_ret->items))};
        if (looks_ret->items == NULL)
                return cw_fail_memory(err, n * sizeof(*looks_ret->items));
        for (; looks_ret->n < n; looks_ret->n++) {
                char *path = looks_ret->items[looks_ret->n].path = cw_path_join(folder, names[looks_ret->n]);
                if (path == NULL)
                        return cw_fail_memory(err, strlen(folder));
        }
        looks_ret->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
        (void)cw_team_run(worth < (size_t)n_threads ? (int)worth : n_threads, look_at_some, looks_ret);
        if (looks_ret->folder >= 0)
                close(looks_ret->folder);
        return CW_OK;
}

/* ---- the list ----------------------------------------------------------------------------------------------- */

static cw_status
add_input(struct cw_inputs *inputs, const char *path, const struct stat *st, bool found, struct cw_error *err)
{
        if (!cw_grow(&inputs->items, &inputs->cap, inputs->n + 1, sizeof(*inputs->items)))
                return cw_fail_memory(err, inputs->cap * sizeof(*inputs->items));
        char *copy = cw_strdup(path);
        if (copy == NULL)
                return cw_fail_memory(err, strlen(path));
        struct cw_input *input = &inputs->items[inputs->n++];
        *input = (struct cw_input){.path = copy, .found = found};
        if (st != NULL && S_ISREG(st->st_mode))
                input->nbytes = (uint64_t)st->st_size;
        if (st != NULL)
                (void)cw_identity_of_stat(st, &input->identity);
        return CW_OK;
}

/* A file that may name the labels of the shards from here on. */
static cw_status
add_names_file(struct cw_inputs *inputs, const char *folder, const char *name, struct cw_error *err)
{
        if (!cw_grow(&inputs->names_files, &inputs->names_cap, inputs->n_names_files + 1, sizeof(*inputs->names_files)))
                return cw_fail_memory(err, sizeof(*inputs->names_files));
        char *path = cw_path_join(folder, name);
        if (path == NULL)
                return cw_fail_memory(err, strlen(folder));
        inputs->names_files[inputs->n_names_files++] = (struct cw_names_file){path, inputs->n};
        return CW_OK;
}

/* Down the folders that one input names. */
struct walk {
        struct cw_inputs *inputs;
        struct cw_names splits; /* that were seen where it was not found */
        int n_threads;
};

static cw_status
walk(struct walk *w, const struct look *at, const char *split, bool on_hub, int depth, struct cw_error *err);

static cw_status
walk_entries(struct walk *w, const char *path, const struct cw_dataset_folder *f, const char *split, int depth,
             struct cw_error *err)
{
        const struct cw_names *entries = &f->entries;
        cw_status status = CW_OK;
        for (size_t done = 0, n; status == CW_OK && done < entries->n; done += n) {
                struct looks looks;
                n = entries->n - done < LOOKS_MOST ? entries->n - done : LOOKS_MOST;
                status = look_at(path, entries->items + done, n, w->n_threads, &looks, err);
                for (size_t i = 0; status == CW_OK && i < n; i++)
                        status = walk(w, &looks.items[i], f->split_settled ? NULL : split, f->on_hub, depth + 1, err);
                free_looks(&looks);
        }
        return status;
}

/* Which splits are taken together; the first such folder is told. */
static cw_status
note_mixed(struct cw_inputs *inputs, const char *path, struct cw_dataset_folder *f, struct cw_error *err)
{
        if (inputs->mixed != NULL)
                return CW_OK;
        inputs->mixed = cw_strdup(path);
        if (inputs->mixed == NULL)
                return cw_fail_memory(err, strlen(path));
        inputs->mixed_splits = f->splits;
        f->splits = (struct cw_names){0};
        return CW_OK;
}

static cw_status
walk_folder(struct walk *w, const char *path, const char *split, bool on_hub, int depth, struct cw_error *err)
{
        struct cw_names names = {0};
        struct cw_dataset_folder folder = {0};
        cw_status status;
        if (depth >= DEPTH_MOST)
                return cw_fail(err, CW_E_IO, "folders are nested more than %d deep", (int)DEPTH_MOST);
        CW_TRY_GOTO(cw_folder_read(path, &names, err));
        CW_TRY_GOTO(cw_dataset_folder_read(path, &names, split, on_hub, &folder, err));
        for (size_t i = 0; split != NULL && !folder.split_settled && i < folder.splits.n; i++)
                CW_TRY_GOTO(cw_names_add(&w->splits, folder.splits.items[i], strlen(folder.splits.items[i]), err));
        if (split == NULL && !folder.split_settled && folder.splits.n > 1)
                CW_TRY_GOTO(note_mixed(w->inputs, path, &folder, err));
        if (folder.names_file != NULL)
                CW_TRY_GOTO(add_names_file(w->inputs, path, folder.names_file, err));
        CW_TRY_GOTO(walk_entries(w, path, &folder, split, depth, err));
done:
        cw_dataset_folder_free(&folder);
        cw_names_free(&names);
        return status;
}

static cw_status
walk(struct walk *w, const struct look *at, const char *split, bool on_hub, int depth, struct cw_error *err)
{
        cw_status status;
        errno = at->error;
        if (at->error != 0)
                status = cw_fail_errno(err, "cannot open");
        else if (S_ISDIR(at->st.st_mode))
                status = walk_folder(w, at->path, split, on_hub, depth, err);
        else if (depth == 0 && split != NULL && strcmp(split, CW_EVERY_SPLIT) != 0)
                status = cw_fail(err, CW_E_USAGE, "is a file and has no splits; leave --split out");
        else
                status = add_input(w->inputs, at->path, &at->st, depth > 0, err);
        if (status != CW_OK)
                cw_error_locate(err, at->path, NULL, 0);
        return status;
}

static cw_status
walk_input(struct cw_inputs *inputs, const char *path, const char *split, int n_threads, struct cw_error *err)
{
        struct walk w = {.inputs = inputs, .n_threads = n_threads};
        const size_t before = inputs->n;
        struct look at = {.path = cw_strdup(path)};
        if (at.path == NULL)
                return cw_fail_memory(err, strlen(path));
        look(AT_FDCWD, path, &at);
        cw_status status = walk(&w, &at, split, false, 0, err);
        cw_free(at.path);
        if (status == CW_OK && inputs->n == before) {
                status = split == NULL || strcmp(split, CW_EVERY_SPLIT) == 0
                                 ? cw_fail(err, CW_E_DATA, "the folder holds no data files")
                         : w.splits.n > 0 ? cw_fail(err, CW_E_DATA, "there is no split '%.100s'; the splits are: %s",
                                                    split, cw_names_sentence(&w.splits).text)
                                          : cw_fail(err, CW_E_USAGE, "the folder has no splits; leave --split out");
                cw_error_locate(err, path, NULL, 0);
        }
        cw_names_free(&w.splits);
        return status;
}

static cw_status
list(const char *const *paths, size_t n_paths, const char *split, int n_threads, struct cw_inputs *inputs,
     struct cw_error *err)
{
        bool stdin_named = false;
        for (size_t i = 0; i < n_paths; i++) {
                if (strcmp(paths[i], "-") != 0) {
                        CW_TRY(walk_input(inputs, paths[i], split, n_threads, err));
                        continue;
                }
                if (stdin_named)
                        return cw_fail(err, CW_E_USAGE, "standard input (-) is named twice; it can be read once");
                stdin_named = true;
                CW_TRY(add_input(inputs, "-", NULL, false, err));
        }
        return CW_OK;
}

cw_status
cw_inputs_list(const char *const *paths, size_t n_paths, const char *split, int n_threads, struct cw_inputs *inputs_ret,
               struct cw_error *err)
{
        *inputs_ret = (struct cw_inputs){0};
        cw_status status = list(paths, n_paths, split, n_threads, inputs_ret, err);
        bool known = true;
        for (size_t i = 0; i < inputs_ret->n; i++) {
                known = known && strcmp(inputs_ret->items[i].path, "-") != 0;
                inputs_ret->nbytes += inputs_ret->items[i].nbytes;
        }
        if (!known)
                inputs_ret->nbytes = 0;
        if (status != CW_OK)
                cw_inputs_free(inputs_ret);
        return status;
}

void
cw_inputs_free(struct cw_inputs *inputs)
{
        for (size_t i = 0; i < inputs->n; i++)
                cw_free(inputs->items[i].path);
        for (size_t i = 0; i < inputs->n_names_files; i++)
                cw_free(inputs->names_files[i].path);
        cw_free(inputs->items);
        cw_free(inputs->names_files);
        cw_free(inputs->mixed);
        cw_names_free(&inputs->mixed_splits);
        *inputs = (struct cw_inputs){0};
}

bool
cw_input_is_pipe(const struct cw_input *input)
{
        struct stat st;
        if (input->nbytes > 0)
                return false;
        return strcmp(input->path, "-") == 0 || (stat(input->path, &st) == 0 && !S_ISREG(st.st_mode));
}
