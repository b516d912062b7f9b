/* SPDX-License-Identifier: MIT */
/*
 * A patience diff: lines that occur once on each side are matched where they keep their order (longest increasing
 * subsequence), the matches grow over equal neighbours, and what is left between them was removed and added.
 *
 *     before: a b c d        unique in both: a, c, d; increasing:  a . c d
 *     after:  a x c d        hunk:  " a" "-b" "+x" " c" " d"
 *
 * Myers' algorithm gives smaller diffs of prose, but takes time (lines x differences): a new weight for each of 100,000
 * labels would need a cut-off.  This needs none, and configurations are made of lines that occur once.
 */
#include "write/unified_diff.h"

#include "base/hash.h"
#include "base/memory.h"

#include <string.h>

enum { CONTEXT = 3 };
#define NO_LINE UINT32_MAX

/* One side: its lines, each with its line break, and the number of its content (equal lines have equal numbers). */
struct side {
        struct cw_diff_text *lines;
        uint32_t *number;
        uint32_t *match; /* line of the other side, or NO_LINE */
        uint32_t n;
};

/* One distinct line. */
struct distinct {
        struct cw_diff_text line;
        uint32_t count[2]; /* on each side */
        uint32_t at[2];    /* the last place on each side */
};

struct diff {
        struct side side[2]; /* before, after */
        struct distinct *distinct;
        uint32_t n_distinct;
        uint32_t *slots; /* of a hash table over `distinct`: index + 1, 0 is free */
        size_t n_slots;
        struct cw_error *err;
};

/* ---- lines and their numbers -------------------------------------------------------------------------------- */

static size_t
line_nbytes(struct cw_diff_text rest)
{
        const char *lf = memchr(rest.text, '\n', rest.nbytes);
        return lf == NULL ? rest.nbytes : (size_t)(lf - rest.text) + 1;
}

static cw_status
split(struct diff *d, struct side *side, struct cw_diff_text text)
{
        size_t n = 0;
        for (struct cw_diff_text rest = text; rest.nbytes > 0; n++) {
                const size_t nbytes = line_nbytes(rest);
                rest = (struct cw_diff_text){rest.text + nbytes, rest.nbytes - nbytes};
        }
        if (n > 1u << 30)
                return cw_fail(d->err, CW_E_LIMIT, "expected at most 2^30 lines, found %zu", n);
        side->lines = cw_calloc(n, sizeof(*side->lines));
        side->number = cw_calloc(n, sizeof(*side->number));
        side->match = cw_malloc(n * sizeof(*side->match));
        if (side->lines == NULL || side->number == NULL || side->match == NULL)
                return cw_fail_memory(d->err, n * sizeof(*side->lines));
        memset(side->match, 0xFF, n * sizeof(*side->match)); /* NO_LINE */
        for (; text.nbytes > 0; side->n++) {
                const size_t nbytes = line_nbytes(text);
                side->lines[side->n] = (struct cw_diff_text){text.text, nbytes};
                text = (struct cw_diff_text){text.text + nbytes, text.nbytes - nbytes};
        }
        return CW_OK;
}

static uint32_t
number_of(struct diff *d, struct cw_diff_text line)
{
        size_t slot = (size_t)cw_hash64(line.text, line.nbytes) & (d->n_slots - 1);
        for (; d->slots[slot] != 0; slot = (slot + 1) & (d->n_slots - 1)) {
                const struct cw_diff_text there = d->distinct[d->slots[slot] - 1].line;
                if (there.nbytes == line.nbytes && memcmp(there.text, line.text, line.nbytes) == 0)
                        return d->slots[slot] - 1;
        }
        d->distinct[d->n_distinct].line = line;
        d->slots[slot] = ++d->n_distinct;
        return d->n_distinct - 1;
}

static cw_status
number_lines(struct diff *d)
{
        const size_t n = (size_t)d->side[0].n + d->side[1].n;
        for (d->n_slots = 16; d->n_slots < 2 * n;)
                d->n_slots *= 2;
        d->distinct = cw_calloc(n, sizeof(*d->distinct));
        d->slots = cw_calloc(d->n_slots, sizeof(*d->slots));
        if (d->distinct == NULL || d->slots == NULL)
                return cw_fail_memory(d->err, n * sizeof(*d->distinct));
        for (int s = 0; s < 2; s++) {
                for (uint32_t i = 0; i < d->side[s].n; i++) {
                        const uint32_t number = number_of(d, d->side[s].lines[i]);
                        d->side[s].number[i] = number;
                        d->distinct[number].count[s]++;
                        d->distinct[number].at[s] = i;
                }
        }
        return CW_OK;
}

/* ---- matching ----------------------------------------------------------------------------------------------- */

static bool
equal_lines(const struct diff *d, uint32_t before, uint32_t after)
{
        return d->side[0].number[before] == d->side[1].number[after];
}

static void
match(struct diff *d, uint32_t before, uint32_t after)
{
        d->side[0].match[before] = after;
        d->side[1].match[after] = before;
}

/* Longest increasing subsequence of the places of unique lines, by the card game that gave the method its name: piles
 * whose tops increase; each card remembers the top of the pile to its left. */
static cw_status
match_unique_lines(struct diff *d)
{
        const uint32_t n = d->side[0].n;
        uint32_t *tops = cw_malloc(n * sizeof(*tops)), *left = cw_malloc(n * sizeof(*left));
        uint32_t n_piles = 0;
        cw_status status = CW_OK;
        if (tops == NULL || left == NULL)
                CW_TRY_GOTO(cw_fail_memory(d->err, n * sizeof(*tops)));
        for (uint32_t i = 0; i < n; i++) {
                const struct distinct *line = &d->distinct[d->side[0].number[i]];
                if (line->count[0] != 1 || line->count[1] != 1)
                        continue;
                uint32_t low = 0;
                for (uint32_t high = n_piles; low < high;) {
                        const uint32_t middle = low + (high - low) / 2;
                        if (d->distinct[d->side[0].number[tops[middle]]].at[1] < line->at[1])
                                low = middle + 1;
                        else
                                high = middle;
                }
                left[i] = low == 0 ? NO_LINE : tops[low - 1];
                tops[low] = i;
                n_piles += low == n_piles;
        }
        for (uint32_t i = n_piles == 0 ? NO_LINE : tops[n_piles - 1]; i != NO_LINE; i = left[i])
                match(d, i, d->distinct[d->side[0].number[i]].at[1]);
done:
        cw_free(tops);
        cw_free(left);
        return status;
}

/* Equal lines that follow a match, or the start, match; then those before a match, or the end. */
static void
grow_matches(struct diff *d)
{
        const struct side *a = &d->side[0], *b = &d->side[1];
        for (uint32_t i = 0, j = 0; i < a->n && j < b->n;) {
                if (a->match[i] == NO_LINE && b->match[j] == NO_LINE && equal_lines(d, i, j))
                        match(d, i, j);
                if (a->match[i] == NO_LINE)
                        i++;
                else
                        j = a->match[i++] + 1;
        }
        for (uint32_t i = a->n, j = b->n; i > 0 && j > 0;) {
                if (a->match[i - 1] == NO_LINE && b->match[j - 1] == NO_LINE && equal_lines(d, i - 1, j - 1))
                        match(d, i - 1, j - 1);
                if (a->match[i - 1] == NO_LINE)
                        i--;
                else
                        j = a->match[--i];
        }
}

/* ---- hunks -------------------------------------------------------------------------------------------------- */

static void
put_line(struct cw_buffer *out, char mark, struct cw_diff_text line)
{
        cw_buffer_putc(out, mark);
        cw_buffer_add(out, line.text, line.nbytes);
        if (line.text[line.nbytes - 1] != '\n')
                cw_buffer_puts(out, "\n\\ No newline at end of file\n");
}

static void
put_range(struct cw_buffer *out, char mark, uint32_t from, uint32_t n)
{
        /* an empty range is named by the line before it */
        cw_buffer_printf(out, "%c%u", mark, n == 0 ? from : from + 1);
        if (n != 1)
                cw_buffer_printf(out, ",%u", n);
}

/* Lines [i, i_end) of before against [j, j_end) of after. */
static void
put_hunk(const struct diff *d, struct cw_buffer *out, uint32_t i, uint32_t i_end, uint32_t j, uint32_t j_end)
{
        const struct side *a = &d->side[0], *b = &d->side[1];
        cw_buffer_puts(out, "@@ ");
        put_range(out, '-', i, i_end - i);
        cw_buffer_putc(out, ' ');
        put_range(out, '+', j, j_end - j);
        cw_buffer_puts(out, " @@\n");
        while (i < i_end || j < j_end) {
                if (i < i_end && a->match[i] == NO_LINE)
                        put_line(out, '-', a->lines[i++]);
                else if (j < j_end && b->match[j] == NO_LINE)
                        put_line(out, '+', b->lines[j++]);
                else {
                        put_line(out, ' ', a->lines[i++]);
                        j++;
                }
        }
}

/* Walks both sides side by side and opens a hunk at each difference; differences with at most twice the context between
 * them share a hunk. */
static void
put_hunks(const struct diff *d, struct cw_buffer *out)
{
        const struct side *a = &d->side[0], *b = &d->side[1];
        uint32_t i = 0, j = 0;
        for (;;) {
                while (i < a->n && j < b->n && a->match[i] == j)
                        i++, j++;
                if (i == a->n && j == b->n)
                        return;
                const uint32_t lead = i < CONTEXT ? i : CONTEXT;
                const uint32_t i_start = i - lead, j_start = j - lead;
                uint32_t equal = 0;
                while ((i < a->n || j < b->n) && equal <= 2 * CONTEXT) {
                        if (i < a->n && a->match[i] == NO_LINE)
                                i++, equal = 0;
                        else if (j < b->n && b->match[j] == NO_LINE)
                                j++, equal = 0;
                        else
                                i++, j++, equal++;
                }
                const uint32_t surplus = equal > CONTEXT ? equal - CONTEXT : 0;
                put_hunk(d, out, i_start, i - surplus, j_start, j - surplus);
        }
}

/* The name as `patch` reads it: a tab ends a name with blanks, C quotes one with odd bytes. */
static void
put_path(struct cw_buffer *out, const char *mark, const char *side, const char *path)
{
        bool quote = false, blank = false;
        while (*path == '/')
                path++;
        for (const char *s = path; *s != '\0'; s++) {
                quote |= (unsigned char)*s < 0x20 || *s == 0x7F || *s == '"' || *s == '\\';
                blank |= *s == ' ';
        }
        cw_buffer_printf(out, "%s %s%s", mark, quote ? "\"" : "", side);
        for (const char *s = path; *s != '\0'; s++) {
                if ((unsigned char)*s < 0x20 || *s == 0x7F)
                        cw_buffer_printf(out, "\\%03o", (unsigned)*s);
                else if (*s == '"' || *s == '\\')
                        cw_buffer_printf(out, "\\%c", *s);
                else
                        cw_buffer_putc(out, *s);
        }
        cw_buffer_puts(out, quote ? "\"\n" : blank ? "\t\n" : "\n");
}

static void
diff_close(struct diff *d)
{
        for (int s = 0; s < 2; s++) {
                cw_free(d->side[s].lines);
                cw_free(d->side[s].number);
                cw_free(d->side[s].match);
        }
        cw_free(d->distinct);
        cw_free(d->slots);
}

cw_status
cw_unified_diff(struct cw_diff_text before, struct cw_diff_text after, const char *path, bool is_new,
                struct cw_buffer *out, struct cw_error *err)
{
        struct diff d = {.err = err};
        cw_status status;
        if (before.nbytes == after.nbytes && (before.nbytes == 0 || memcmp(before.text, after.text, after.nbytes) == 0))
                return CW_OK;
        CW_TRY_GOTO(split(&d, &d.side[0], before));
        CW_TRY_GOTO(split(&d, &d.side[1], after));
        CW_TRY_GOTO(number_lines(&d));
        CW_TRY_GOTO(match_unique_lines(&d));
        grow_matches(&d);
        if (is_new)
                cw_buffer_puts(out, "--- /dev/null\n");
        else
                put_path(out, "---", "a/", path);
        put_path(out, "+++", "b/", path);
        put_hunks(&d, out);
        if (out->failed)
                status = cw_fail_memory(err, out->cap);
done:
        diff_close(&d);
        return status;
}
