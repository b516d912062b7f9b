/* SPDX-License-Identifier: MIT */
/*
 * Text that somebody else writes to while it is decoded, as it may happen in a window on a file.  What is counted then is
 * anybody's guess, but it must end, and within the text: a sanitizer watches what is touched.
 */
#include "base/memory.h"
#include "base/team.h"
#include "count/kernels.h"
#include "formats/text/join.h"
#include "formats/text/text.h"
#include "is_tsan.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_NBYTES = 1 << 9, ROUNDS = 100000 };

struct scene {
        const struct cw_text_dialect *dialect;
        const struct cw_kernel *kernel;
        const void *learnt;
        const char *bytes; /* that are put anywhere */
        char *text, *sound;
        size_t n;
        atomic_bool done;
};

static uint32_t
next_random(uint32_t *seed)
{
        *seed = *seed * 1664525U + 1013904223U;
        return *seed >> 8;
}

/* One byte after the other is now this, now that, so fast that who looks at it twice sees both. */
static void
write_to(struct scene *s)
{
        const size_t n_bytes = strlen(s->bytes);
        volatile char *const text = s->text;
        uint32_t seed = 1;
        while (!atomic_load(&s->done)) {
                const size_t at = next_random(&seed) % s->n;
                const char other = s->bytes[next_random(&seed) % n_bytes];
                for (int i = 0; i < 1000; i++) {
                        text[at] = other;
                        text[at] = s->sound[at];
                }
        }
}

static void
decode(struct scene *s)
{
        struct cw_tally t;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.kernel = s->kernel;
        t.skip_bad_rows = true;
        for (int i = 0; i < ROUNDS; i++) {
                struct cw_text_state state = {0};
                size_t consumed = 0;
                (void)s->dialect->decode(s->learnt, &state, s->text, s->n, false, &t, &consumed, NULL);
                cr_assert_leq(consumed, s->n);
        }
        cw_tally_free(&t);
        atomic_store(&s->done, true);
}

static void
work(void *context, int worker)
{
        if (worker == 0)
                write_to(context);
        else
                decode(context);
}

static void
play(const struct cw_text_dialect *dialect, const struct cw_read_options *options, const char *rows, const char *bytes)
{
        const struct cw_kernel *kernel;
        const char *column = NULL;
        void *learnt = NULL;
        struct scene s = {.dialect = dialect, .bytes = bytes};
        s.sound = malloc(TEXT_NBYTES);
        s.text = malloc(TEXT_NBYTES + CW_TEXT_PAD);
        memset(s.text, '[', TEXT_NBYTES + CW_TEXT_PAD);
        for (const size_t n = strlen(rows); s.n + n <= TEXT_NBYTES; s.n += n)
                memcpy(s.sound + s.n, rows, n);
        memcpy(s.text, s.sound, s.n);
        cr_assert_eq(dialect->learn(options, s.sound, s.n, false, &learnt, &column, NULL), CW_OK);
        s.learnt = learnt;
        for (size_t i = 0; (kernel = cw_kernel_at(i)) != NULL; i++) {
                if (!kernel->usable() || cw_team_default_threads() < 2 || IS_TSAN) /* it rightly says: a race */
                        continue;
                s.kernel = kernel;
                atomic_store(&s.done, false);
                cr_assert_eq(cw_team_run(2, work, &s), 2);
        }
        dialect->forget(learnt);
        free(s.text);
        free(s.sound);
}

Test(text_changes, jsonl)
{
        const struct cw_read_options o = {.column = "k"};
        play(&cw_dialect_jsonl, &o,
             "{\"text\": \"some \\\"words\\\" that are skipped, over more than one block of 64\", \"tokens\": [\"a\", "
             "[1, {}], \"b\"],"
             " \"k\": [0, 1, 12, -100, 0, 3, 17, 0, 0]}\n{\"k\": [\"O\", \"B-PER\", \"O\", \"I-PER\", \"\\u00d6\"]}\n"
             "{\"k\": [1000, 2, -7, 4, 5e1, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]}\n{\"k\": null}\n",
             "\"\\[]{},: \n0123456789-nOe\r");
}

Test(text_changes, json)
{
        const struct cw_read_options o = {.column = "k"};
        play(&cw_dialect_json, &o,
             "[{\"text\": \"some \\\"words\\\" that are skipped, over more than one block of 64\", \"k\": [[0, 1, "
             "12]]}, "
             "{\"k\": [0, 1, 12, -100, 0, 3, 17, 0]}, [[{\"k\": [\"O\", \"B-PER\", \"\\u00d6\"]}]], 1, [], {\"k\": "
             "null}, ",
             "\"\\[]{},: \n0123456789-nOe\r");
}

/* Blocks that do not fit together, because the text was another one when borders were looked for. */
Test(text_changes, borders_of_json)
{
        static const char begin[] = "[{\"k\": [1]}, {\"k\": [1";
        static const char *const heads[] = {"]}", "] ", "]}, {"};
        const struct cw_read_options o = {.column = "k"};
        const char *column = NULL;
        void *learnt = NULL;
        cr_assert_eq(cw_dialect_json.learn(&o, "[{\"k\": [1]}]", 12, true, &learnt, &column, NULL), CW_OK);
        for (size_t i = 0; i < 2 * CW_ARRAY_LEN(heads); i++) {
                struct cw_join *join = NULL;
                struct cw_tally t;
                struct cw_error err = {.status = CW_OK};
                struct cw_text_border open = {.list = CW_LIST_UNKNOWN};
                const char *const head = heads[i / 2];
                struct cw_deposit d = {.closed = true, .head = head, .head_nbytes = strlen(head)};
                int mode;
                cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
                cr_assert_eq(cw_kernel_choose(NULL, &t.kernel, NULL), CW_OK);
                cr_assert_eq(cw_join_new(&cw_dialect_json, learnt, 1 << 20, &join, NULL), CW_OK);
                cr_assert_eq(cw_join_feed(join, 0, begin, strlen(begin), &t, NULL), CW_OK);
                cr_assert(cw_join_mode(join, &mode));
                cw_dialect_json.settle(mode, &open);
                cr_assert_eq(open.list, CW_LIST_OPEN);
                cr_assert_eq(cw_join_deposit(join, 0, &(struct cw_deposit){0}, &t, NULL), CW_OK);
                d.head_mode = d.state.mode = open.list_mode + (int)(i % 2);
                const cw_status status = cw_join_deposit(join, 1, &d, &t, &err);
                const cw_status want = i == 0 ? CW_OK : CW_E_IO;
                cr_expect_eq(status, want, "%zu: %s", i, err.message);
                cw_join_free(&join);
                cw_tally_free(&t);
        }
        cw_dialect_json.forget(learnt);
}

Test(text_changes, conll_of_tabs)
{
        const struct cw_read_options o = {0};
        play(&cw_dialect_conll, &o,
             "Ada\tNNP\tB-PER\nruns\tVB\tO\n.\t.\tO\n\n# a comment\n#\t#\tO\n-DOCSTART-\tX\tO\n\n", "\t \nO#-B\r");
}

Test(text_changes, conll_of_blanks)
{
        const struct cw_read_options o = {0};
        play(&cw_dialect_conll, &o, "Ada   NNP   B-PER\nruns  VB  O\n.  .      O  \n\n-DOCSTART-   X   O\n\n",
             "\t \nO#-B\r");
}
