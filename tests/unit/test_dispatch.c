/* SPDX-License-Identifier: MIT */
/*
 * Handing shards out to ranks: each once, the biggest first, in ever smaller parts, nothing behind the limit.
 */
#include "cluster/dispatch.h"

#include "spine_fixture.h"

#include <sys/stat.h>

enum { N = 100 };

static uint64_t taken[N + 1];

/* Inputs of these sizes; 0 is a file that is empty. */
static struct cw_inputs
inputs_of(const uint64_t *sizes, size_t n)
{
        struct cw_inputs inputs = {.items = cw_calloc(n, sizeof(*inputs.items)), .n = n};
        spine_puts("empty", "");
        for (size_t i = 0; i < n; i++)
                inputs.items[i] = (struct cw_input){.path = cw_strdup("empty"), .nbytes = sizes[i]};
        return inputs;
}

Test(dispatch, biggest_first_in_fair_parts, .init = spine_enter, .fini = spine_leave)
{
        uint64_t sizes[N], left = 0, last = UINT64_MAX, times[N] = {0};
        size_t n_taken = 0, n;
        for (size_t i = 0; i < N; i++)
                left += sizes[i] = 1 + i * 37 % N;
        struct cw_inputs inputs = inputs_of(sizes, N);
        struct cw_dispatch d;
        cr_assert_eq(cw_dispatch_init(&d, &inputs, 2, NULL), CW_OK);
        while ((n = cw_dispatch_take(&d, n_taken % 2 == 0, CW_DISPATCH_MOST, 0, taken)) > 0) {
                uint64_t sum = 0;
                for (size_t i = 0; i < n; i++) {
                        cr_expect_leq(sizes[taken[i]], last);
                        last = sizes[taken[i]];
                        times[taken[i]]++;
                        sum += last;
                }
                cr_expect(n == 1 || sum <= left / 8, "%llu of %llu", (unsigned long long)sum, (unsigned long long)left);
                left -= sum;
                n_taken += n;
        }
        cr_expect_eq(left, 0);
        for (size_t i = 0; i < N; i++)
                cr_expect_eq(times[i], 1);
        cw_dispatch_free(&d);
        cw_inputs_free(&inputs);
}

Test(dispatch, what_takes_no_time_goes_out_together, .init = spine_enter, .fini = spine_leave)
{
        uint64_t sizes[N];
        for (size_t i = 0; i < N; i++)
                sizes[i] = 1;
        struct cw_inputs inputs = inputs_of(sizes, N);
        struct cw_dispatch d;
        cr_assert_eq(cw_dispatch_init(&d, &inputs, 2, NULL), CW_OK);
        cr_expect_eq(cw_dispatch_take(&d, false, CW_DISPATCH_MOST, 5, taken), N / 8, "a fair part is more");
        size_t left = N - N / 8;
        while (left > 10)
                left -= cw_dispatch_take(&d, false, 1, 0, taken);
        cr_expect_eq(cw_dispatch_take(&d, false, CW_DISPATCH_MOST, 3, taken), 3, "a fair part is one");
        cr_expect_eq(cw_dispatch_take(&d, false, CW_DISPATCH_MOST, 100, taken), 3, "half of what is left");
        cr_expect_eq(cw_dispatch_take(&d, false, CW_DISPATCH_MOST, 100, taken), 2);
        cr_expect_eq(cw_dispatch_take(&d, false, CW_DISPATCH_MOST, 100, taken), 1);
        cw_dispatch_free(&d);
        cw_inputs_free(&inputs);
}

Test(dispatch, nothing_behind_the_limit, .init = spine_enter, .fini = spine_leave)
{
        static const uint64_t sizes[] = {1, 5, 2, 4, 3};
        struct cw_inputs inputs = inputs_of(sizes, 5);
        struct cw_dispatch d;
        cr_assert_eq(cw_dispatch_init(&d, &inputs, 1, NULL), CW_OK);
        cr_assert_eq(cw_dispatch_take(&d, true, 1, 0, taken), 1);
        cr_expect_eq(taken[0], 1);
        cr_expect(cw_dispatch_limit(&d, 3));
        cr_expect_not(cw_dispatch_limit(&d, 4), "it only falls");
        cr_assert_eq(cw_dispatch_take(&d, true, 1, 0, taken), 1);
        cr_expect_eq(taken[0], 2);
        cr_assert_eq(cw_dispatch_take(&d, true, 1, 0, taken), 1);
        cr_expect_eq(taken[0], 0);
        cr_expect_eq(cw_dispatch_take(&d, true, 1, 0, taken), 0);
        cw_dispatch_free(&d);
        cw_inputs_free(&inputs);
}

Test(dispatch, pipes_and_standard_input_are_for_rank_0, .init = spine_enter, .fini = spine_leave)
{
        static const uint64_t sizes[] = {7, 0, 0, 9, 0};
        struct cw_inputs inputs = inputs_of(sizes, 5);
        struct cw_dispatch d;
        cr_assert_eq(mkfifo("pipe", 0600), 0);
        cw_free(inputs.items[1].path);
        inputs.items[1].path = cw_strdup("-");
        cw_free(inputs.items[2].path);
        inputs.items[2].path = cw_strdup("pipe");
        cr_assert_eq(cw_dispatch_init(&d, &inputs, 2, NULL), CW_OK);
        static const uint64_t for_others[] = {3, 0, 4}, for_root[] = {1, 2};
        for (size_t i = 0; i < 3; i++) {
                cr_assert_eq(cw_dispatch_take(&d, false, 1, 0, taken), 1);
                cr_expect_eq(taken[0], for_others[i]);
        }
        cr_expect_eq(cw_dispatch_take(&d, false, 1, 0, taken), 0);
        for (size_t i = 0; i < 2; i++) {
                cr_assert_eq(cw_dispatch_take(&d, true, 1, 0, taken), 1);
                cr_expect_eq(taken[0], for_root[i]);
        }
        cr_expect_eq(cw_dispatch_take(&d, true, 1, 0, taken), 0);
        cw_dispatch_free(&d);
        cw_inputs_free(&inputs);
}

Test(dispatch, in_windows, .init = spine_enter, .fini = spine_leave)
{
        enum { N_MANY = CW_DISPATCH_WINDOW + 10 };
        static uint64_t sizes[N_MANY], all[N_MANY];
        for (size_t i = 0; i < N_MANY; i++)
                sizes[i] = i + 1;
        struct cw_inputs inputs = inputs_of(sizes, N_MANY);
        struct cw_dispatch d;
        size_t n = 0;
        cr_assert_eq(cw_dispatch_init(&d, &inputs, 3, NULL), CW_OK);
        for (size_t got; (got = cw_dispatch_take(&d, false, CW_DISPATCH_MOST, 0, all + n)) > 0;)
                n += got;
        cr_assert_eq(n, (size_t)N_MANY);
        cr_expect_eq(all[0], CW_DISPATCH_WINDOW - 1, "the biggest of the first window, found %llu",
                     (unsigned long long)all[0]);
        cr_expect_eq(all[CW_DISPATCH_WINDOW], N_MANY - 1);
        cw_dispatch_free(&d);
        cw_inputs_free(&inputs);
}
