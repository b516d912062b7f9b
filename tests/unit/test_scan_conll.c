/* SPDX-License-Identifier: MIT */
/*
 * The scanners of wider registers against the portable one, on CoNLL: rows, breaks and odd lines of every kind with their
 * ends at every place of a block of 64 bytes, in one piece and cut.  Totals, first places, verdicts, their words and rows
 * must be the same.
 */
#include "conll_driver.h"
#include "count/kernels.h"

#include <criterion/criterion.h>
#include <inttypes.h>

enum { TEXT_MOST = 8192, TEXTS = 3000 };

struct text {
        char bytes[TEXT_MOST + 256];
        size_t n;
        uint32_t seed;
};

static size_t
below(struct text *t, size_t n)
{
        return conll_random(&t->seed, n) - 1;
}

static void
put(struct text *t, const char *piece)
{
        const size_t n = strlen(piece);
        if (t->n + n > TEXT_MOST)
                return;
        memcpy(t->bytes + t->n, piece, n);
        t->n += n;
}

#define ANY(t, of) (of)[below(t, CW_ARRAY_LEN(of))]

/* How the rows of one text are. */
struct manner {
        const char *separator, *end;
        size_t n_cells;
        bool is_odd; /* some lines are none of the usual rows */
};

static void
put_row(struct text *t, const struct manner *m)
{
        static const char *const words[] = {
                "a",
                "of",
                "word",
                "#",
                "-",
                "Zwickau",
                "\xC3\xA9",
                ",",
                "12",
                "-DOCSTART-",
                "a token that is by far longer than one block of sixty-four bytes is, and then some"};
        static const char *const labels[] = {"O",
                                             "O",
                                             "O",
                                             "O",
                                             "O",
                                             "O",
                                             "B-PER",
                                             "I-PER",
                                             "X",
                                             "B-VEHICLEIDENTIFICATIONNUMBER",
                                             "B-12345678901234567890123456789",
                                             "B-123456789012345678901234567890",
                                             "B-1234567890123456789012345678901",
                                             "\xC3\x96"};
        for (size_t i = 1; i < m->n_cells; i++) {
                const char *word = ANY(t, words);
                if (*m->separator == '\t' || strchr(word, ' ') == NULL)
                        put(t, i == 1 && !m->is_odd && (*word == '#' || *word == '-') ? "x" : word);
                put(t, m->separator);
        }
        put(t, ANY(t, labels));
        put(t, m->end);
}

static void
put_odd_line(struct text *t, const struct manner *m)
{
        static const char *const lines[] = {"-DOCSTART- -X- O O",
                                            "-DOCSTART-\tO",
                                            "# id 7",
                                            "#\tO",
                                            "# O",
                                            " \tO",
                                            "\tO",
                                            "x",
                                            "O",
                                            "x\t",
                                            "x ",
                                            "x\t\tO",
                                            "x  O",
                                            " ",
                                            "\t",
                                            "\r",
                                            "x\tO\r",
                                            "x O \r",
                                            "x\tO ",
                                            "12",
                                            "-",
                                            "- O",
                                            "-\tO",
                                            "#",
                                            ";c O",
                                            "x y O",
                                            "x\ty\tO",
                                            "\xEF\xBB\xBFx\tO"};
        put(t, ANY(t, lines));
        put(t, m->end);
}

static void
damage(struct text *t)
{
        static const char bytes[] = "\n\t \rO#-\x01\x80";
        for (size_t n = 1 + below(t, 3); n > 0 && t->n > 0; n--)
                t->bytes[below(t, t->n)] = bytes[below(t, sizeof(bytes))];
}

static void
make_text(struct text *t, uint32_t seed)
{
        static const char *const separators[] = {"\t", "\t", " ", "   "};
        *t = (struct text){.seed = seed * 2654435761U};
        const struct manner m = {ANY(t, separators), below(t, 4) == 0 ? "\r\n" : "\n", 1 + below(t, 3),
                                 below(t, 2) == 0};
        for (size_t n = below(t, 120); n > 0; n--) {
                if (below(t, 12) == 0)
                        put(t, m.end);
                else if (m.is_odd && below(t, 10) == 0)
                        put_odd_line(t, &m);
                else
                        put_row(t, &m);
        }
        if (below(t, 4) == 0)
                damage(t);
        if (t->n > 0 && below(t, 3) == 0)
                t->n--; /* no line feed at the end */
}

static void
expect_same(const struct text *t, const struct cw_read_options *options, struct conll_cuts cuts)
{
        struct conll_run want;
        const struct cw_kernel *kernel;
        cuts.kernel = &cw_kernel_scalar;
        conll_run_text(&want, options, &cuts, t->bytes, t->n);
        for (size_t i = 0; (kernel = cw_kernel_at(i)) != NULL; i++) {
                struct conll_run got;
                if (kernel == &cw_kernel_scalar || !kernel->usable())
                        continue;
                cuts.kernel = kernel;
                conll_run_text(&got, options, &cuts, t->bytes, t->n);
                const char *const difference = conll_difference_by_kernel(&want, &got);
                cr_assert(difference == NULL, "%s: %s, for\n%.*s", kernel->name, difference, (int)t->n, t->bytes);
                conll_run_free(&got);
        }
        conll_run_free(&want);
}

Test(scan_conll, every_kernel)
{
        static const struct cw_read_options options[] = {
                {.skip_bad_rows = true},
                {.skip_bad_rows = false},
                {.conll_separator = "tab", .skip_bad_rows = true},
                {.conll_separator = "space", .skip_bad_rows = true},
                {.conll_separator = "blank", .skip_bad_rows = true},
                {.conll_comment = "none", .skip_bad_rows = true},
                {.conll_comment = ";,#,O,\xC3", .skip_bad_rows = true},
                {.conll_comment = "=,M,-,]", .skip_bad_rows = true}, /* four times the same low bits */
                {.conll_field = "1", .skip_bad_rows = true},
                {.conll_header = true, .skip_bad_rows = true},
        };
        for (uint32_t seed = 1; seed <= TEXTS; seed++) {
                struct text t;
                make_text(&t, seed);
                for (size_t i = 0; i < CW_ARRAY_LEN(options); i++) {
                        expect_same(&t, &options[i], (struct conll_cuts){0});
                        expect_same(&t, &options[i],
                                    (struct conll_cuts){seed, 1 + seed % 700, 1 + seed % 300, CONLL_SAMPLE, NULL});
                }
        }
}

/* More labels at once than one run keeps, rows of every length: what they add up to is written out. */
Test(scan_conll, many_labels_without_an_outside)
{
        enum { ROWS = 5000 };
        static char text[ROWS * 90];
        const struct cw_read_options options = {0};
        const struct cw_kernel *kernel;
        size_t n = 0;
        for (int i = 0; i < ROWS; i++)
                n += (size_t)sprintf(text + n, "%.*s\tB-%d\n%s", 1 + i % 70,
                                     "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
                                     i % 50, i % 10 == 9 ? "\n" : "");
        for (size_t k = 0; (kernel = cw_kernel_at(k)) != NULL; k++) {
                const struct conll_cuts cuts = {.kernel = kernel};
                struct conll_run run;
                if (!kernel->usable())
                        continue;
                conll_run_text(&run, &options, &cuts, text, n);
                cr_assert_eq(run.status, CW_OK, "%s", run.err.message);
                cr_assert_eq(run.tally.names.n, 50);
                for (size_t i = 0; i < 50; i++)
                        cr_assert_eq(run.tally.name_tokens[i], ROWS / 50, "%s, label %zu", kernel->name, i);
                cr_assert_eq(run.tally.sequences, ROWS / 10);
                cr_assert_eq(run.rows, ROWS + ROWS / 10);
                conll_run_free(&run);
        }
}
