/* SPDX-License-Identifier: MIT */
/*
 * Teams of threads, and processes that fork between two of them.
 */
#include "base/team.h"
#include "is_tsan.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static void
count_worker(void *context, int worker)
{
        (void)worker;
        atomic_fetch_add((atomic_int *)context, 1);
}

/* Whether a team of two is as many as it says. */
static bool
runs_a_team(void)
{
        atomic_int n = 0;
        const int said = cw_team_run(2, count_worker, &n);
        return said >= 1 && said <= 2 && n == said;
}

/* Servers and loaders of data fork after the first count. */
Test(team, a_child_has_a_team_of_its_own)
{
        enum { FORKS = IS_TSAN ? 0 : 20 /* it starts no threads in a child */, SECONDS = 20 };
        cr_assert(runs_a_team());
        for (int i = 0; i < FORKS; i++) {
                int status;
                const pid_t child = fork();
                cr_assert_geq(child, 0);
                if (child == 0) {
                        (void)alarm(SECONDS);
                        _exit(runs_a_team() ? 0 : 1);
                }
                cr_assert_eq(waitpid(child, &status, 0), child);
                cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "fork %d: status %x", i, (unsigned)status);
                cr_assert(runs_a_team(), "the parent, after fork %d", i);
        }
}
