/* SPDX-License-Identifier: MIT */
/*
 * Tagging schemes: which one the labels follow, told from their names and from what follows what, and how well.
 *
 *     IOB2    B-X I-X I-X      every span begins with B-
 *     IOB1    I-X I-X B-X      B- only where a span follows one of its own type
 *     BIOES   B-X I-X E-X S-X  ends and single tokens marked; BILOU (L, U) and BMES (M inside) are the same
 *     IO      I-X I-X          no B- at all
 *
 * A span is counted where one begins; a token inside that follows nothing of its type begins one too, as conlleval has
 * it.  Ignored tokens (word pieces) are passed over.
 */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/result.h"
#include "labels/tag.h"
#include "weigh/figure.h"
#include "weigh/label_lookup.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED_MOST = 5 /**< of a list; the rest is a number */ };

/** Where a token stands in a span.  M counts as INSIDE, L as END, U as SINGLE. */
enum role { OUTSIDE, BEGIN, INSIDE, END, SINGLE };

struct tag {
        enum role role;
        const char *type;
};

static struct tag
tag_at(const struct cw_counts *c, ptrdiff_t row)
{
        const struct cw_tag tag = cw_tag_of(row < 0 ? NULL : c->labels[row].name);
        switch (tag.prefix) {
        case 'B':
                return (struct tag){BEGIN, tag.type};
        case 'I':
        case 'M':
                return (struct tag){INSIDE, tag.type};
        case 'E':
        case 'L':
                return (struct tag){END, tag.type};
        case 'S':
        case 'U':
                return (struct tag){SINGLE, tag.type};
        default:
                break;
        }
        return (struct tag){OUTSIDE, ""};
}

/* Whether a span of the type of `to` is open before it. */
static bool
goes_on(struct tag from, struct tag to)
{
        return (from.role == BEGIN || from.role == INSIDE) && strcmp(from.type, to.type) == 0;
}

static bool
is_inner(struct tag tag)
{
        return tag.role == INSIDE || tag.role == END;
}

/* ---- which scheme --------------------------------------------------------------------------------------------- */

/* How often spans begin in the way of IOB2, and of IOB1. */
struct beginnings {
        uint64_t with_b, with_i;
};

static struct beginnings
count_beginnings(const struct cw_counts *c)
{
        struct beginnings n = {0, 0};
        for (size_t i = 0; i < c->n_pairs; i++) {
                const struct tag from = tag_at(c, c->pairs[i].from), to = tag_at(c, c->pairs[i].to);
                if (goes_on(from, to))
                        continue;
                n.with_b += to.role == BEGIN ? c->pairs[i].n : 0;
                n.with_i += to.role == INSIDE ? c->pairs[i].n : 0;
        }
        return n;
}

static const char *
scheme_of(const struct cw_counts *c)
{
        bool has[128] = {false};
        for (size_t i = 0; i < c->n_labels; i++)
                has[(unsigned char)cw_tag_of(c->labels[i].name).prefix] |= c->labels[i].tokens > 0;
        if (has['L'] || has['U'])
                return "BILOU";
        if (has['M'])
                return "BMES";
        if (has['E'] || has['S'])
                return "BIOES";
        if (!has['B'])
                return has['I'] ? "IO" : "none";
        const struct beginnings n = count_beginnings(c);
        return n.with_i > n.with_b ? "IOB1" : "IOB2";
}

/* ---- transitions ---------------------------------------------------------------------------------------------- */

static bool
is_valid(const char *scheme, struct tag from, struct tag to)
{
        if (strcmp(scheme, "none") == 0 || strcmp(scheme, "IO") == 0)
                return true;
        if (strcmp(scheme, "IOB1") == 0)
                return to.role != BEGIN || goes_on(from, to);
        if (strcmp(scheme, "IOB2") == 0)
                return to.role != INSIDE || goes_on(from, to);
        if (is_inner(to))
                return goes_on(from, to);
        return from.role != BEGIN && from.role != INSIDE; /* an open span must end */
}

static bool
begins_span(struct tag from, struct tag to)
{
        if (to.role == BEGIN || to.role == SINGLE)
                return true;
        return is_inner(to) && !goes_on(from, to);
}

static bool
needs_b(const char *scheme)
{
        return strcmp(scheme, "none") != 0 && strcmp(scheme, "IO") != 0 && strcmp(scheme, "IOB1") != 0;
}

/* A label with its type, to be sorted so that equal types come together. */
struct typed {
        const char *type;
        size_t row;
        enum role role;
};

static int
compare_typed(const void *pa, const void *pb)
{
        const struct typed *a = pa, *b = pb;
        const int types = strcmp(a->type, b->type);
        return types != 0 ? types : (a->row > b->row) - (a->row < b->row);
}

/* rows[] (room for all labels) gets the first inner label of each type that has no B-. */
static size_t
rows_without_b(const struct typed *typed, size_t n, size_t *rows)
{
        size_t n_rows = 0;
        for (size_t i = 0, end; i < n; i = end) {
                size_t inner = SIZE_MAX;
                bool begins = false;
                for (end = i; end < n && strcmp(typed[end].type, typed[i].type) == 0; end++) {
                        begins |= typed[end].role == BEGIN;
                        if (inner == SIZE_MAX && (typed[end].role == INSIDE || typed[end].role == END))
                                inner = typed[end].row;
                }
                if (!begins && inner != SIZE_MAX)
                        rows[n_rows++] = inner;
        }
        return n_rows;
}

static cw_status
find_without_b(const struct cw_counts *c, const char *scheme, size_t **rows_ret, size_t *n_ret, struct cw_error *err)
{
        size_t n = 0;
        *n_ret = 0;
        *rows_ret = cw_malloc(c->n_labels * sizeof(**rows_ret));
        struct typed *typed = cw_malloc(c->n_labels * sizeof(*typed));
        if (*rows_ret == NULL || typed == NULL) {
                cw_free(typed);
                cw_free(*rows_ret);
                *rows_ret = NULL;
                return cw_fail_memory(err, c->n_labels * sizeof(*typed));
        }
        for (size_t i = 0; i < c->n_labels; i++) {
                const struct tag tag = tag_at(c, (ptrdiff_t)i);
                if (c->labels[i].tokens > 0 && tag.role != OUTSIDE)
                        typed[n++] = (struct typed){tag.type, i, tag.role};
        }
        qsort(typed, n, sizeof(*typed), compare_typed);
        if (needs_b(scheme))
                *n_ret = rows_without_b(typed, n, *rows_ret);
        cw_free(typed);
        return CW_OK;
}

bool
cw_counts_has_spans(const cw_counts *counts)
{
        return counts->pairs != NULL;
}

cw_status
cw_counts_tagging(const cw_counts *counts, struct cw_tagging *tagging_ret, struct cw_error *err)
{
        struct cw_tagging t = {.spans = 0};
        size_t *rows;
        if (counts->pairs == NULL)
                return cw_fail(err, CW_E_USAGE, "which label follows which was not looked at; count with --spans");
        t.scheme = scheme_of(counts);
        for (size_t i = 0; i < counts->n_pairs; i++) {
                const struct cw_label_pair *pair = &counts->pairs[i];
                const struct tag from = tag_at(counts, pair->from), to = tag_at(counts, pair->to);
                t.spans += begins_span(from, to) ? pair->n : 0;
                t.span_tokens += to.role != OUTSIDE ? pair->n : 0;
                t.invalid += is_valid(t.scheme, from, to) ? 0 : pair->n;
        }
        CW_TRY(find_without_b(counts, t.scheme, &rows, &t.n_without_b, err));
        cw_free(rows);
        *tagging_ret = t;
        return CW_OK;
}

/* ---- sentences ------------------------------------------------------------------------------------------------ */

static int
compare_pairs(const void *pa, const void *pb)
{
        const struct cw_label_pair *a = pa, *b = pb;
        if (a->n != b->n)
                return a->n > b->n ? -1 : 1;
        if (a->from != b->from)
                return a->from < b->from ? -1 : 1;
        return a->to == b->to ? 0 : a->to < b->to ? -1 : 1;
}

static void
put_side(const struct cw_counts *c, ptrdiff_t row, const char *border, struct cw_buffer *text)
{
        cw_buffer_puts(text, row < 0 ? border : cw_label_show(&c->labels[row]).text);
}

static cw_status
say_invalid(const struct cw_counts *c, const struct cw_tagging *t, struct cw_buffer *text, struct cw_error *err)
{
        struct cw_label_pair *wrong = cw_malloc(c->n_pairs * sizeof(*wrong));
        size_t n = 0;
        if (wrong == NULL)
                return cw_fail_memory(err, c->n_pairs * sizeof(*wrong));
        for (size_t i = 0; i < c->n_pairs; i++)
                if (!is_valid(t->scheme, tag_at(c, c->pairs[i].from), tag_at(c, c->pairs[i].to)))
                        wrong[n++] = c->pairs[i];
        qsort(wrong, n, sizeof(*wrong), compare_pairs);
        cw_buffer_printf(text, "%s transition%s %s does not allow: ", cw_figure_count(t->invalid).text,
                         t->invalid == 1 ? "" : "s", t->scheme);
        for (size_t i = 0; i < n && i < NAMED_MOST; i++) {
                cw_buffer_puts(text, i == 0 ? "" : ", ");
                put_side(c, wrong[i].from, "the beginning", text);
                cw_buffer_puts(text, " > ");
                put_side(c, wrong[i].to, "the end", text);
                cw_buffer_printf(text, " (%s)", cw_figure_count(wrong[i].n).text);
        }
        if (n > NAMED_MOST)
                cw_buffer_printf(text, " and %zu more kinds", n - NAMED_MOST);
        cw_buffer_putc(text, '\n');
        cw_free(wrong);
        return CW_OK;
}

static cw_status
say_without_b(const struct cw_counts *c, const struct cw_tagging *t, struct cw_buffer *text, struct cw_error *err)
{
        size_t *rows, n;
        CW_TRY(find_without_b(c, t->scheme, &rows, &n, err));
        cw_buffer_puts(text, "without a B- of their type: ");
        for (size_t i = 0; i < n && i < NAMED_MOST; i++)
                cw_buffer_printf(text, "%s%s", i == 0 ? "" : ", ", cw_label_show(&c->labels[rows[i]]).text);
        if (n > NAMED_MOST)
                cw_buffer_printf(text, " and %zu more", n - NAMED_MOST);
        cw_buffer_putc(text, '\n');
        cw_free(rows);
        return CW_OK;
}

cw_status
cw_tagging_text(const cw_counts *counts, char **text_ret, struct cw_error *err)
{
        struct cw_tagging t;
        struct cw_buffer text = {0};
        cw_status status = CW_OK;
        *text_ret = NULL;
        CW_TRY(cw_counts_tagging(counts, &t, err));
        if (strcmp(t.scheme, "none") == 0)
                cw_buffer_puts(&text, "tagging scheme: none, no label has a prefix of IOB, BIOES, BILOU or BMES\n");
        else
                cw_buffer_printf(&text, "tagging scheme: %s; %s span%s of %s tokens on average\n", t.scheme,
                                 cw_figure_count(t.spans).text, t.spans == 1 ? "" : "s",
                                 cw_figure_digits((double)t.span_tokens / (double)t.spans, 4).text);
        if (t.invalid > 0)
                CW_TRY_GOTO(say_invalid(counts, &t, &text, err));
        if (t.n_without_b > 0)
                CW_TRY_GOTO(say_without_b(counts, &t, &text, err));
        status = cw_buffer_take(&text, text_ret, NULL, err);
done:
        cw_buffer_free(&text);
        return status;
}
