/* SPDX-License-Identifier: MIT */
/*
 * The one piece of state that a signal handler can reach has to be global; it lives here and nowhere else.
 */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t interrupted;

_Static_assert(sizeof(sig_atomic_t) == sizeof(int), "the library polls an int");

static void
on_signal(int number)
{
        (void)number;
        interrupted = 1;
}

void
cli_interrupt_install(void)
{
        /* A file larger than `ulimit -f` is then an error of write(), told like a full disk. */
        signal(SIGXFSZ, SIG_IGN);
        /* Without SA_RESTART a read() that waits for a pipe comes back with EINTR; SA_RESETHAND lets the second kill. */
        struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
        static const int numbers[] = {SIGINT, SIGTERM};
        sigemptyset(&action.sa_mask);
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
                struct sigaction old;
                /* A shell's background job starts with SIGINT ignored and should stay so. */
                if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
                        sigaction(numbers[i], &action, NULL);
        }
}

const volatile int *
cli_interrupt_flag(void)
{
        return &interrupted;
}

bool
cli_interrupted(void)
{
        return interrupted != 0;
}
