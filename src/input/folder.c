/* SPDX-License-Identifier: MIT */
/*
 * Reading a folder, whole and sorted, so that no order ever depends on the file system.
 */
#include "input/folder.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

cw_status
cw_names_add(struct cw_names *names, const char *name, size_t n, struct cw_error *err)
{
        char *copy = cw_strndup(name, n);
        if (copy == NULL || !cw_grow(&names->items, &names->cap, names->n + 1, sizeof(*names->items))) {
                cw_free(copy);
                return cw_fail_memory(err, n);
        }
        names->items[names->n++] = copy;
        return CW_OK;
}

size_t
cw_names_find(const struct cw_names *names, const char *name)
{
        size_t i = 0;
        while (i < names->n && strcmp(names->items[i], name) != 0)
                i++;
        return i;
}

void
cw_names_free(struct cw_names *names)
{
        for (size_t i = 0; i < names->n; i++)
                cw_free(names->items[i]);
        cw_free(names->items);
        *names = (struct cw_names){0};
}

cw_status
cw_folder_read(const char *path, struct cw_names *names_ret, struct cw_error *err)
{
        cw_status status = CW_OK;
        *names_ret = (struct cw_names){0};
        DIR *dir = opendir(path);
        if (dir == NULL)
                return cw_fail_errno(err, "cannot read the folder");
        while (status == CW_OK) {
                errno = 0;
                const struct dirent *entry = readdir(dir);
                if (entry == NULL) {
                        if (errno != 0)
                                status = cw_fail_errno(err, "cannot read the folder");
                        break;
                }
                if (entry->d_name[0] != '.')
                        status = cw_names_add(names_ret, entry->d_name, strlen(entry->d_name), err);
        }
        closedir(dir);
        if (status != CW_OK)
                cw_names_free(names_ret);
        else if (names_ret->n > 1)
                qsort(names_ret->items, names_ret->n, sizeof(*names_ret->items), compare_names);
        return status;
}

char *
cw_path_join(const char *folder, const char *name)
{
        const size_t name_n = strlen(name);
        size_t n = strlen(folder);
        char *path = cw_malloc(n + name_n + 2);
        if (path == NULL)
                return NULL;
        memcpy(path, folder, n);
        if (n == 0 || path[n - 1] != '/')
                path[n++] = '/';
        memcpy(path + n, name, name_n + 1);
        return path;
}
