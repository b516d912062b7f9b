/* SPDX-License-Identifier: MIT */
/*
 * Finding labels and showing them.  The lists are walked: this runs once a command, over at most some 100,000 labels.
 */
#include "weigh/label_lookup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES_SHOWN = 96, NAME_BYTES_COMPARED = 128 };

/* C0, DEL, and in UTF-8 the C1 controls (C2 80 to C2 9F), by which a hostile label could steer a terminal. */
static bool
is_control(const char *text, size_t i)
{
        const unsigned char c = (unsigned char)text[i];
        if (c == 0xC2)
                return (unsigned char)text[i + 1] >= 0x80 && (unsigned char)text[i + 1] < 0xA0;
        if (c >= 0x80 && c < 0xA0)
                return i > 0 && (unsigned char)text[i - 1] == 0xC2;
        return c < 0x20 || c == 0x7F;
}

struct cw_shown_label
cw_label_show_text(const char *text)
{
        struct cw_shown_label shown;
        size_t n = strnlen(text, NAME_BYTES_SHOWN + 1);
        const bool cut = n > NAME_BYTES_SHOWN;
        if (cut) {
                n = NAME_BYTES_SHOWN;
                while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
                        n--;
        }
        for (size_t i = 0; i < n; i++)
                shown.text[i] = is_control(text, i) ? '?' : text[i];
        memcpy(shown.text + n, cut ? "..." : "", cut ? 4 : 1);
        return shown;
}

struct cw_shown_label
cw_label_show(const struct cw_count_row *label)
{
        if (label->name != NULL)
                return cw_label_show_text(label->name);
        struct cw_shown_label shown;
        snprintf(shown.text, sizeof(shown.text), "label %lld", (long long)label->id);
        return shown;
}

static bool
parse_id(const char *text, int64_t *id_ret)
{
        if (!(*text == '-' || (*text >= '0' && *text <= '9')))
                return false;
        char *end;
        errno = 0;
        const long long id = strtoll(text, &end, 10);
        *id_ret = id;
        return end != text && *end == '\0' && errno == 0;
}

static ptrdiff_t
find_name(const struct cw_counts *counts, const char *name)
{
        for (size_t i = 0; i < counts->n_labels; i++)
                if (counts->labels[i].name != NULL && strcmp(counts->labels[i].name, name) == 0)
                        return (ptrdiff_t)i;
        return -1;
}

static ptrdiff_t
find_id(const struct cw_counts *counts, const char *text)
{
        int64_t id;
        if (!parse_id(text, &id))
                return -1;
        for (size_t i = 0; i < counts->n_labels; i++)
                if (counts->labels[i].id == id)
                        return (ptrdiff_t)i;
        return -1;
}

ptrdiff_t
cw_label_find(const struct cw_counts *counts, const char *text)
{
        const ptrdiff_t index = find_name(counts, text);
        return index >= 0 ? index : find_id(counts, text);
}

ptrdiff_t
cw_label_find_o(const struct cw_counts *counts, const char *o_label)
{
        const ptrdiff_t index = find_name(counts, o_label);
        if (index >= 0)
                return index;
        const ptrdiff_t by_id = find_id(counts, o_label);
        return by_id >= 0 && counts->labels[by_id].name == NULL ? by_id : -1;
}

static size_t
nearest_id(const struct cw_counts *counts, int64_t id)
{
        size_t best = 0;
        uint64_t best_gap = UINT64_MAX;
        for (size_t i = 0; i < counts->n_labels; i++) {
                const int64_t other = counts->labels[i].id;
                const uint64_t gap = other > id ? (uint64_t)other - (uint64_t)id : (uint64_t)id - (uint64_t)other;
                if (gap < best_gap) {
                        best_gap = gap;
                        best = i;
                }
        }
        return best;
}

static char
fold(char c)
{
        return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* An edit costs 4, another case of the same letter 1: so b-email is near B-EMAIL, and nearer than B-Emil. */
static size_t
change_cost(char a, char b)
{
        return a == b ? 0 : fold(a) == fold(b) ? 1 : 4;
}

/* Levenshtein's distance of the first bytes of both, one row of the matrix at a time. */
static size_t
edit_distance(const char *a, const char *b)
{
        const size_t n_a = strnlen(a, NAME_BYTES_COMPARED), n_b = strnlen(b, NAME_BYTES_COMPARED);
        size_t row[NAME_BYTES_COMPARED + 1];
        for (size_t j = 0; j <= n_b; j++)
                row[j] = 4 * j;
        for (size_t i = 1; i <= n_a; i++) {
                size_t diagonal = row[0];
                row[0] = 4 * i;
                for (size_t j = 1; j <= n_b; j++) {
                        const size_t above = row[j];
                        const size_t changed = diagonal + change_cost(a[i - 1], b[j - 1]);
                        const size_t dropped = (above < row[j - 1] ? above : row[j - 1]) + 4;
                        row[j] = changed < dropped ? changed : dropped;
                        diagonal = above;
                }
        }
        return row[n_b];
}

static size_t
find_nearest(const struct cw_counts *counts, const char *text)
{
        int64_t id;
        if (parse_id(text, &id))
                return nearest_id(counts, id);
        size_t best = 0, best_distance = SIZE_MAX;
        for (size_t i = 0; i < counts->n_labels; i++) {
                const size_t distance = edit_distance(text, cw_label_show(&counts->labels[i]).text);
                if (distance < best_distance) {
                        best_distance = distance;
                        best = i;
                }
        }
        return best;
}

static bool
have_names(const struct cw_counts *counts)
{
        for (size_t i = 0; i < counts->n_labels; i++)
                if (counts->labels[i].name != NULL)
                        return true;
        return false;
}

cw_status
cw_label_fail_find(const struct cw_counts *counts, const char *option, const char *text, struct cw_error *err)
{
        int64_t id;
        const struct cw_count_row *const near = &counts->labels[find_nearest(counts, text)];
        const struct cw_shown_label asked = cw_label_show_text(text);
        const char *const dashes = option == NULL ? "" : "--", *const colon = option == NULL ? "" : ": ";
        option = option == NULL ? "" : option;
        if (!parse_id(text, &id) && !have_names(counts))
                return cw_fail(
                        err, CW_E_DATA,
                        "%s%s%sexpected the id of one of the %zu labels, which have no names, found %s; give their "
                        "names with --labels",
                        dashes, option, colon, counts->n_labels, asked.text);
        return cw_fail(err, CW_E_DATA, "%s%s%sexpected one of the %zu labels, found %s; the nearest is %s (id %lld)",
                       dashes, option, colon, counts->n_labels, asked.text, cw_label_show(near).text,
                       (long long)near->id);
}
