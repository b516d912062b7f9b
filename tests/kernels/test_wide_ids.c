/* SPDX-License-Identifier: MIT */
/*
 * Every counting kernel that this machine can run, on ids of two, four and eight bytes, against a plain loop: all lengths from
 * 0 to beyond 4096, all misalignments, every label alone and in turn with another, every number of labels, and ids that do
 * not fit into a byte, or into the dense bins, among those that do.
 */
#include "patterns.h"

struct wide {
        const char *name;
        size_t width;
        bool is_signed;
};

static const struct wide wides[] = {
        {"i16", 2, true}, {"i32", 4, true}, {"i64", 8, true}, {"u16", 2, false}, {"u32", 4, false},
};

enum { N_EVERY_LENGTH = 3 }; /* of these patterns, tried at every length and misalignment: comparing takes long */

static const struct pattern wide_patterns[] = {
        {"53 labels, ignored ones", 53, 50, 200, -100, 0},
        {"one in a while beyond what fits", 128, 0, 1, 128, 0},
        {"300 labels", 300, 0, 20, -100, 0},
        {"53 labels", 53, 0, 0, 0, 0},
        {"53 labels, mostly O", 53, 90, 0, 0, 0},
        {"to the last that fits", 128, 0, 3, -128, 0},
        {"one in a while before what fits", 128, 0, 1, -129, 0},
        {"256 in a while: a byte that is 0", 20, 0, 1, 256, 0},
        {"labels around 32768", 10, 0, 0, 0, 32763},
        {"labels around 65536", 10, 0, 20, -1, 65531},
        {"beyond the dense bins", 20, 0, 2, 1 << 20, 0},
        {"the largest of 32 bits", 20, 0, 2, INT32_MAX, 0},
        {"the smallest of 32 bits", 20, 0, 2, INT32_MIN, 0},
        {"a multiple of 2^32", 20, 0, 2, INT64_C(7) << 32, 0},
        {"the largest", 20, 0, 2, INT64_MAX, 0},
        {"the smallest", 20, 0, 2, INT64_MIN, 0},
};

static cw_count_ids_fn *
function_of(const struct cw_kernel *kernel, const struct wide *w)
{
        switch (w->width) {
        case 2:
                return w->is_signed ? kernel->i16 : kernel->u16;
        case 4:
                return w->is_signed ? kernel->i32 : kernel->u32;
        default:
                return kernel->i64;
        }
}

/* The id in its lowest bytes, as a reader of that type sees it. */
static int64_t
as_type(int64_t id, const struct wide *w)
{
        const unsigned unused = 64 - 8 * (unsigned)w->width;
        const uint64_t up = (uint64_t)id << unused;
        return w->is_signed ? (int64_t)up >> unused : (int64_t)(up >> unused);
}

struct comparison {
        const struct cw_histogram *other;
        uint64_t n;
        bool same;
};

static void
compare_bin(void *user, int64_t id, uint64_t tokens)
{
        struct comparison *c = user;
        c->n += tokens;
        c->same = c->same && cw_histogram_get(c->other, id) == tokens;
}

/* That one has all of the other. */
static bool
is_within(const struct cw_histogram *some, const struct cw_histogram *all, uint64_t n)
{
        struct comparison c = {all, 0, true};
        cw_histogram_each(some, compare_bin, &c);
        return c.same && c.n == n;
}

struct wide_bench {
        const struct wide *w;
        struct cw_histogram got, want;
        size_t n; /* ids in `want` */
};

static struct wide_bench
begin(const struct wide *w)
{
        struct wide_bench b = {.w = w};
        cr_assert_eq(cw_histogram_init(&b.got, NULL), CW_OK);
        cr_assert_eq(cw_histogram_init(&b.want, NULL), CW_OK);
        return b;
}

static void
end(struct wide_bench *b)
{
        cw_histogram_free(&b->got);
        cw_histogram_free(&b->want);
}

static void
expect(struct wide_bench *b, const uint8_t *stored)
{
        int64_t id = 0;
        memcpy(&id, stored, b->w->width);
        cw_histogram_add(&b->want, as_type(id, b->w), 1);
        b->n++;
}

/* By all kernels, that these are the ids expected so far. */
static void
check_expected(struct wide_bench *b, const char *what, const uint8_t *ids)
{
        for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                const struct cw_kernel *kernel = cw_kernel_at(k);
                if (!kernel->usable())
                        continue;
                cw_histogram_clear(&b->got);
                function_of(kernel, b->w)(ids, b->n, &b->got);
                if (!is_within(&b->want, &b->got, b->n) || !is_within(&b->got, &b->want, b->n))
                        cr_assert_fail("%s, %s, %s, %zu ids", kernel->name, b->w->name, what, b->n);
        }
}

static void
check_wide(const struct wide *w, const char *what, const uint8_t *ids, size_t n)
{
        struct wide_bench b = begin(w);
        for (size_t i = 0; i < n; i++)
                expect(&b, ids + i * w->width);
        check_expected(&b, what, ids);
        end(&b);
}

/* In the patterns that are tried most, no id is far from 0 to any type: a negative one is to an unsigned type, whose dense
 * bins then take most of the time. */
static void
fill(uint8_t *ids, size_t n, const struct wide *w, const struct pattern *p)
{
        struct pattern near = *p;
        if (p < wide_patterns + N_EVERY_LENGTH && !w->is_signed && p->other < 0)
                near.other = 300 - p->other;
        for (size_t i = 0; i < n; i++) {
                const int64_t id = next_label(&near);
                memcpy(ids + i * w->width, &id, w->width);
        }
}

/* ---- lengths and misalignments ---- */

Test(kernels, wide_ids_at_every_length)
{
        uint8_t *memory_end = arena_end();
        for (size_t t = 0; t < CW_ARRAY_LEN(wides) * CW_ARRAY_LEN(wide_patterns); t++) {
                const struct wide *w = &wides[t % CW_ARRAY_LEN(wides)];
                const struct pattern *p = &wide_patterns[t / CW_ARRAY_LEN(wides)];
                struct wide_bench b = begin(w);
                fill(memory_end - EVERY_LENGTH_TO * w->width, EVERY_LENGTH_TO, w, p);
                for (size_t n = 0; n <= EVERY_LENGTH_TO; n++) {
                        if (n > 0)
                                expect(&b, memory_end - n * w->width);
                        if (p < wide_patterns + N_EVERY_LENGTH || n % 331 == 0)
                                check_expected(&b, p->name, memory_end - n * w->width);
                }
                end(&b);
        }
}

Test(kernels, wide_ids_at_every_misalignment)
{
        static uint8_t data[64 + 9000 * 8];
        for (size_t t = 0; t < CW_ARRAY_LEN(wides) * CW_ARRAY_LEN(wide_patterns); t++) {
                const struct wide *w = &wides[t % CW_ARRAY_LEN(wides)];
                const struct pattern *p = &wide_patterns[t / CW_ARRAY_LEN(wides)];
                for (size_t shift = 0; shift < 64; shift += p < wide_patterns + N_EVERY_LENGTH ? 1 : 9) {
                        fill(data + shift, 9000, w, p);
                        check_wide(w, p->name, data + shift, 9000);
                }
        }
}

/* Not at a multiple of their width, and to the very end of memory. */
Test(kernels, wide_ids_of_several_pieces)
{
        uint8_t *memory_end = arena_end();
        for (size_t t = 0; t < CW_ARRAY_LEN(wides) * CW_ARRAY_LEN(wide_patterns); t++) {
                const struct wide *w = &wides[t % CW_ARRAY_LEN(wides)];
                const struct pattern *p = &wide_patterns[t / CW_ARRAY_LEN(wides)];
                for (size_t shift = 0; shift < w->width; shift++) {
                        uint8_t *ids = memory_end - 50000 * w->width - shift;
                        fill(ids, 50000, w, p);
                        check_wide(w, p->name, ids, 50000);
                }
        }
}

/* Pieces that are squeezed as they are read, among them one that then turns out to hold what does not fit. */
Test(kernels, wide_ids_of_which_one_does_not_fit)
{
        static const struct pattern mostly_o = {"mostly O, one that does not fit", 53, 90, 0, 0, 0};
        static const size_t places[] = {0, 8191, 8192, 20000, 24575, 40000, 49999};
        static uint8_t data[50000 * 8];
        for (size_t t = 0; t < CW_ARRAY_LEN(wides) * CW_ARRAY_LEN(places); t++) {
                const struct wide *w = &wides[t % CW_ARRAY_LEN(wides)];
                const int64_t id = t % 2 == 0 ? 300 : 128;
                fill(data, 50000, w, &mostly_o);
                memcpy(data + places[t / CW_ARRAY_LEN(wides)] * w->width, &id, w->width);
                check_wide(w, mostly_o.name, data, 50000);
        }
}

/* ---- labels ---- */

Test(kernels, wide_ids_of_one_label_and_of_two_in_turn)
{
        static const int64_t others[] = {0, 63, 127, 128, -1, -100, -128, -129, 300, 1 << 20};
        static uint8_t data[10000 * 8];
        for (size_t t = 0; t < CW_ARRAY_LEN(wides) * 256; t++) {
                const struct wide *w = &wides[t % CW_ARRAY_LEN(wides)];
                const int64_t pair[2] = {(int64_t)(t / CW_ARRAY_LEN(wides)), others[t % CW_ARRAY_LEN(others)]};
                for (size_t n_labels = 1; n_labels <= 2; n_labels++) {
                        for (size_t i = 0; i < 10000; i++)
                                memcpy(data + i * w->width, &pair[i % n_labels], w->width);
                        check_wide(w, "in turn", data, 10000);
                }
        }
}

Test(kernels, wide_ids_of_every_number_of_labels)
{
        static uint8_t data[10000 * 8];
        for (size_t t = 0; t < CW_ARRAY_LEN(wides) * 255; t++) {
                const struct wide *w = &wides[t % CW_ARRAY_LEN(wides)];
                const uint32_t n_labels = 2 + (uint32_t)(t / CW_ARRAY_LEN(wides));
                const struct pattern p = {"", n_labels, 0, t % 2 == 0 ? 0 : 200, -100, 0};
                fill(data, 10000, w, &p);
                check_wide(w, "as many labels", data, 10000);
        }
}
