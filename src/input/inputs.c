/* SPDX-License-Identifier: MIT */
/*
 * The walk.  Folders are read whole, sorted, then entered, so that the order never depends on the file system.
 */
#include "input/inputs.h"

#include "base/memory.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MOST = 64 }; /* of folders: a loop of symbolic links ends here */

static bool
is_digit(char c)
{
        return c >= '0' && c <= '9';
}

int
cw_natural_compare(const char *a, const char *b)
{
        const char *whole_a = a, *whole_b = b;
        while (*a != '\0' && *b != '\0') {
                if (is_digit(*a) && is_digit(*b)) {
                        while (*a == '0')
                                a++;
                        while (*b == '0')
                                b++;
                        size_t na = 0, nb = 0;
                        while (is_digit(a[na]))
                                na++;
                        while (is_digit(b[nb]))
                                nb++;
                        int order = na != nb ? (na < nb ? -1 : 1) : memcmp(a, b, na);
                        if (order != 0)
                                return order < 0 ? -1 : 1;
                        a += na;
                        b += nb;
                } else if (*a != *b) {
                        return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
                } else {
                        a++;
                        b++;
                }
        }
        if (*a != *b)
                return *a == '\0' ? -1 : 1;
        /* "01" and "1": equal by value, so the bytes decide. */
        int order = strcmp(whole_a, whole_b);
        return order < 0 ? -1 : order > 0;
}

static int
compare_names(const void *a, const void *b)
{
        return cw_natural_compare(*(char *const *)a, *(char *const *)b);
}

static cw_status
add_input(struct cw_inputs *inputs, const char *path, uint64_t nbytes, struct cw_error *err)
{
        if (!cw_grow(&inputs->items, &inputs->cap, inputs->n + 1, sizeof(*inputs->items)))
                return cw_fail_memory(err, inputs->cap * sizeof(*inputs->items));
        char *copy = cw_strdup(path);
        if (copy == NULL)
                return cw_fail_memory(err, strlen(path));
        inputs->items[inputs->n++] = (struct cw_input){copy, nbytes};
        return CW_OK;
}

/* Papers that lie beside data; as inputs of their own they may still be named. */
static bool
is_paper(const char *name)
{
        static const char *const starts[] = {"README",   "LICENSE", "LICENCE",  "SOURCE.",
                                             "CITATION", "NOTICE",  "CHANGELOG"};
        static const char *const ends[] = {".md", ".rst", ".py", ".sh", ".html", ".pdf", ".toml", ".yaml", ".yml"};
        static const char *const whole[] = {"config.json",        "label_mappings.json", "dataset_info.json",
                                            "labels.txt",         "labels.json",         "truth.json",
                                            "dataset_infos.json", "state.json",          "dataset_dict.json"};
        size_t n = strlen(name);
        for (size_t i = 0; i < CW_ARRAY_LEN(starts); i++) {
                if (strncmp(name, starts[i], strlen(starts[i])) == 0)
                        return true;
        }
        for (size_t i = 0; i < CW_ARRAY_LEN(ends); i++) {
                size_t m = strlen(ends[i]);
                if (n > m && strcmp(name + n - m, ends[i]) == 0)
                        return true;
        }
        for (size_t i = 0; i < CW_ARRAY_LEN(whole); i++) {
                if (strcmp(name, whole[i]) == 0)
                        return true;
        }
        return false;
}

static void
free_names(char **names, size_t n)
{
        for (size_t i = 0; i < n; i++)
                cw_free(names[i]);
        cw_free(names);
}

/* Names in a folder, hidden ones left out, sorted. */
static cw_status
read_folder(const char *path, char ***names_ret, size_t *n_ret, struct cw_error *err)
{
        char **names = NULL;
        size_t n = 0, cap = 0;
        cw_status status = CW_OK;
        DIR *dir = opendir(path);
        if (dir == NULL)
                return cw_fail_errno(err, "cannot read the folder");
        for (;;) {
                errno = 0;
                const struct dirent *entry = readdir(dir);
                if (entry == NULL) {
                        if (errno != 0)
                                status = cw_fail_errno(err, "cannot read the folder");
                        break;
                }
                if (entry->d_name[0] == '.')
                        continue;
                char *copy = cw_strdup(entry->d_name);
                if (copy == NULL || !cw_grow(&names, &cap, n + 1, sizeof(*names))) {
                        cw_free(copy);
                        status = cw_fail_memory(err, cap * sizeof(*names));
                        break;
                }
                names[n++] = copy;
        }
        closedir(dir);
        if (status != CW_OK) {
                free_names(names, n);
                return status;
        }
        if (n > 1)
                qsort(names, n, sizeof(*names), compare_names);
        *names_ret = names;
        *n_ret = n;
        return CW_OK;
}

static cw_status walk(struct cw_inputs *inputs, const char *path, int depth, struct cw_error *err);

static cw_status
walk_folder(struct cw_inputs *inputs, const char *path, int depth, struct cw_error *err)
{
        char **names = NULL;
        size_t n = 0;
        if (depth >= DEPTH_MOST)
                return cw_fail(err, CW_E_IO, "folders are nested more than %d deep", (int)DEPTH_MOST);
        CW_TRY(read_folder(path, &names, &n, err));
        cw_status status = CW_OK;
        size_t path_n = strlen(path);
        const char *slash = path_n > 0 && path[path_n - 1] == '/' ? "" : "/";
        for (size_t i = 0; status == CW_OK && i < n; i++) {
                if (is_paper(names[i]))
                        continue;
                size_t full_n = path_n + strlen(names[i]) + 2;
                char *full = cw_malloc(full_n);
                if (full == NULL) {
                        status = cw_fail_memory(err, full_n);
                        break;
                }
                snprintf(full, full_n, "%s%s%s", path, slash, names[i]);
                status = walk(inputs, full, depth + 1, err);
                cw_free(full);
        }
        free_names(names, n);
        return status;
}

static cw_status
walk(struct cw_inputs *inputs, const char *path, int depth, struct cw_error *err)
{
        struct stat st;
        cw_status status;
        if (stat(path, &st) != 0)
                status = cw_fail_errno(err, "cannot open");
        else if (S_ISDIR(st.st_mode))
                status = walk_folder(inputs, path, depth, err);
        else
                status = add_input(inputs, path, S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0, err);
        if (status != CW_OK)
                cw_error_locate(err, path, NULL, 0);
        return status;
}

static cw_status
list(const char *const *paths, size_t n_paths, struct cw_inputs *inputs, struct cw_error *err)
{
        bool stdin_named = false;
        for (size_t i = 0; i < n_paths; i++) {
                size_t before = inputs->n;
                if (strcmp(paths[i], "-") == 0) {
                        if (stdin_named)
                                return cw_fail(err, CW_E_USAGE,
                                               "standard input (-) is named twice; it can be read once");
                        stdin_named = true;
                        CW_TRY(add_input(inputs, "-", 0, err));
                } else {
                        CW_TRY(walk(inputs, paths[i], 0, err));
                }
                if (inputs->n == before) {
                        cw_status status = cw_fail(err, CW_E_DATA, "the folder holds no data files");
                        cw_error_locate(err, paths[i], NULL, 0);
                        return status;
                }
        }
        return CW_OK;
}

cw_status
cw_inputs_list(const char *const *paths, size_t n_paths, struct cw_inputs *inputs_ret, struct cw_error *err)
{
        *inputs_ret = (struct cw_inputs){0};
        cw_status status = list(paths, n_paths, inputs_ret, err);
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
        cw_free(inputs->items);
        *inputs = (struct cw_inputs){0};
}
