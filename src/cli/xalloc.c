/* SPDX-License-Identifier: MIT */
/*
 * Checked allocation, growing text and string lists.
 */
#include "cli/xalloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void
out_of_memory(void)
{
        fputs("counterweight: out of memory\n", stderr);
        exit(cw_exit_code(CW_E_MEMORY));
}

void *
cli_realloc(void *p, size_t n, size_t nbytes_each)
{
        if (n == 0 || nbytes_each == 0)
                n = nbytes_each = 1;
        if (n > SIZE_MAX / nbytes_each)
                out_of_memory();
        void *bigger = realloc(p, n * nbytes_each);
        if (bigger == NULL)
                out_of_memory();
        return bigger;
}

static char *
copy_of(const char *s)
{
        size_t nbytes = strlen(s) + 1;
        return memcpy(cli_realloc(NULL, nbytes, 1), s, nbytes);
}

static void
text_reserve(struct cli_text *t, size_t nbytes)
{
        if (nbytes >= SIZE_MAX / 2 - t->n)
                out_of_memory();
        size_t want = t->n + nbytes + 1;
        if (t->data != NULL && want <= t->cap)
                return;
        t->cap = want > 2 * t->cap ? want : 2 * t->cap;
        t->data = cli_realloc(t->data, t->cap, 1);
}

void
cli_text_add(struct cli_text *t, const char *data, size_t nbytes)
{
        text_reserve(t, nbytes);
        if (nbytes > 0)
                memcpy(t->data + t->n, data, nbytes);
        t->n += nbytes;
        t->data[t->n] = '\0';
}

void
cli_text_puts(struct cli_text *t, const char *s)
{
        cli_text_add(t, s, strlen(s));
}

void
cli_text_printf(struct cli_text *t, const char *fmt, ...)
{
        va_list args, again;
        va_start(args, fmt);
        va_copy(again, args);
        int n = vsnprintf(NULL, 0, fmt, args);
        if (n >= 0) {
                text_reserve(t, (size_t)n);
                vsnprintf(t->data + t->n, (size_t)n + 1, fmt, again);
                t->n += (size_t)n;
        }
        va_end(again);
        va_end(args);
}

void
cli_text_pad(struct cli_text *t, size_t start, size_t width)
{
        size_t used = t->data == NULL ? 0 : cli_columns(t->data + start);
        for (; used < width; used++)
                cli_text_add(t, " ", 1);
}

const char *
cli_text_str(const struct cli_text *t)
{
        return t->data == NULL ? "" : t->data;
}

void
cli_text_free(struct cli_text *t)
{
        free(t->data);
        *t = (struct cli_text){0};
}

void
cli_list_add(struct cli_list *list, const char *s)
{
        if (list->n == list->cap) {
                list->cap = list->cap == 0 ? 16 : 2 * list->cap;
                list->items = cli_realloc(list->items, list->cap, sizeof(*list->items));
        }
        list->items[list->n++] = copy_of(s);
}

void
cli_list_free(struct cli_list *list)
{
        for (size_t i = 0; i < list->n; i++)
                free(list->items[i]);
        free(list->items);
        *list = (struct cli_list){0};
}

size_t
cli_columns(const char *s)
{
        size_t n = 0;
        for (; *s != '\0'; s++)
                n += ((unsigned char)*s & 0xC0) != 0x80; /* all but continuation bytes begin a character */
        return n;
}
