/* SPDX-License-Identifier: MIT */
/*
 * Running gnuplot.
 *
 *     script, in memory ──▶ stdin   gnuplot -d   stdout ──▶ a pipe, read to its end ──▶ the file, atomically
 *                                                stderr ──▶ in memory: the first line is told if it fails
 *
 * The script is whole before gnuplot starts, so that there is one pipe only and nothing to wait for on both ends.
 */
#include "write/gnuplot.h"

#include "write/number.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* ---- scripts ------------------------------------------------------------------------------------------------ */

static const struct {
        const char *extension, *terminal;
        double scale; /* of a point, in the terminal's units */
        const char *unit;
} terminals[] = {
        {"svg", "svg noenhanced background '#ffffff' font 'sans-serif,13'", 1, ""},
        {"png", "pngcairo noenhanced background '#ffffff' font 'sans-serif,13'", 1, ""},
        {"pdf", "pdfcairo noenhanced background '#ffffff' font 'sans-serif,9'", 1.0 / 96, "in"},
};

/* SIZE_MAX: none. */
static size_t
find_terminal(const char *path)
{
        const char *slash = strrchr(path, '/'), *dot = strrchr(slash == NULL ? path : slash, '.');
        for (size_t i = 0; dot != NULL && i < CW_ARRAY_LEN(terminals); i++)
                if (strcasecmp(dot + 1, terminals[i].extension) == 0)
                        return i;
        return SIZE_MAX;
}

const char *
cw_gnuplot_color(size_t i)
{
        static const char *const colors[CW_PLOT_NAMED] = {"#332288", "#CC6677", "#117733", "#DDCC77", "#88CCEE",
                                                          "#882255", "#44AA99", "#999933", "#AA4499", "#000000"};
        return colors[i % CW_PLOT_NAMED];
}

void
cw_gnuplot_text(struct cw_buffer *script, const char *text)
{
        cw_buffer_putc(script, '\'');
        for (const char *at = text; *at != '\0'; at++) {
                const unsigned char c = (unsigned char)*at;
                if (c == '\'')
                        cw_buffer_puts(script, "''");
                else
                        cw_buffer_putc(script, c < 0x20 || c == 0x7F || c == '`' ? '?' : *at);
        }
        cw_buffer_putc(script, '\'');
}

void
cw_gnuplot_number(struct cw_buffer *script, double value)
{
        char number[CW_NUMBER_NBYTES];
        cw_buffer_puts(script, cw_number_float64(value, number) ? number : "NaN");
}

void
cw_gnuplot_begin(struct cw_buffer *script, const char *path, int width, int height)
{
        const size_t t = find_terminal(path);
        cw_buffer_printf(script, "set terminal %s size ", terminals[t].terminal);
        cw_gnuplot_number(script, width * terminals[t].scale);
        cw_buffer_printf(script, "%s,", terminals[t].unit);
        cw_gnuplot_number(script, height * terminals[t].scale);
        cw_buffer_printf(script, "%s\n", terminals[t].unit);
        cw_buffer_puts(
                script,
                "set encoding utf8\nset datafile separator '\\t'\nset border 3 linecolor '#555555'\n"
                "set tics nomirror out scale 0.6 textcolor '#333333'\nset grid ytics linecolor '#dddddd' linetype 1\n"
                "set key noautotitle\n");
}

void
cw_gnuplot_title(struct cw_buffer *script, const char *title)
{
        cw_buffer_puts(script, "set tmargin 3.5\nset label ");
        cw_gnuplot_text(script, title);
        cw_buffer_puts(script, " at screen 0.015, screen 0.955 left noenhanced textcolor '#222222' font ',15'\n");
}

static void
put_tic(struct cw_buffer *script, double value, bool counts, const char *before)
{
        static const char *const units[] = {"", " k", " M", " G", " T", " P", " E"};
        size_t unit = 0;
        double shown = value;
        for (; counts && shown >= 999.5 && unit + 1 < CW_ARRAY_LEN(units); unit++)
                shown /= 1000;
        cw_buffer_printf(script, "%s'", before);
        cw_gnuplot_number(script, round(shown * 1e9) / 1e9);
        if (script->n > 2 && memcmp(script->data + script->n - 2, ".0", 2) == 0)
                script->n -= 2;
        cw_buffer_printf(script, "%s' ", units[unit]);
        cw_gnuplot_number(script, value);
}

void
cw_gnuplot_log_axis(struct cw_buffer *script, char axis, double low, double high, bool counts)
{
        const double margin = fmax(0.02, 0.03 * log(high / low)), from = low * exp(-margin), to = high * exp(margin);
        const bool all = to / from < 1200; /* else decades only, and of very many every second or third */
        const int step = all ? 1 : 1 + (int)(log10(to / from) / 12);
        const char *before = "tics (";
        cw_buffer_printf(script, "set logscale %c\nset %crange [", axis, axis);
        cw_gnuplot_number(script, from);
        cw_buffer_putc(script, ':');
        cw_gnuplot_number(script, to);
        cw_buffer_printf(script, "]\nset %c", axis);
        for (int decade = (int)floor(log10(from)); decade <= (int)ceil(log10(to)); decade++) {
                static const double parts[] = {1, 2, 5};
                for (size_t i = 0; i < (all ? CW_ARRAY_LEN(parts) : 1); i++) {
                        const double at = parts[i] * pow(10, decade);
                        if (at < from || at > to || decade % step != 0)
                                continue;
                        put_tic(script, at, counts, before);
                        before = ", ";
                }
        }
        if (before[0] == 't') { /* a narrow range between two of these */
                put_tic(script, low, counts, before);
                put_tic(script, high, counts, ", ");
        }
        cw_buffer_puts(script, ")\n");
}

/* ---- before any data is read -------------------------------------------------------------------------------- */

static bool
is_installed(const char *program)
{
        const char *path = getenv("PATH");
        char name[4096];
        for (const char *at = path == NULL ? "/usr/bin:/bin" : path; *at != '\0';) {
                const size_t n = strcspn(at, ":");
                if (n + strlen(program) + 2 <= sizeof(name)) {
                        memcpy(name, at, n);
                        name[n] = '/';
                        strcpy(name + n + 1, program);
                        if (access(n == 0 ? program : name, X_OK) == 0)
                                return true;
                }
                at += n + (at[n] == ':');
        }
        return false;
}

static cw_status
fail_absent(struct cw_error *err)
{
        return cw_fail(err, CW_E_IO,
                       "plots are drawn by gnuplot, which is not installed; install it (Debian: gnuplot-nox), or leave "
                       "out --plot");
}

cw_status
cw_plot_check(const char *path, struct cw_error *err)
{
        if (find_terminal(path) == SIZE_MAX)
                return cw_fail(err, CW_E_USAGE, "expected a name that ends in .svg, .png or .pdf, found '%s'", path);
        return is_installed("gnuplot") ? CW_OK : fail_absent(err);
}

/* ---- running ------------------------------------------------------------------------------------------------ */

struct running {
        int script, messages, out; /* file descriptors, -1: not open */
        pid_t pid;
};

static cw_status
fill_script(struct running *r, const struct cw_buffer *script, struct cw_error *err)
{
        r->script = memfd_create("gnuplot script", MFD_CLOEXEC);
        r->messages = memfd_create("gnuplot messages", MFD_CLOEXEC);
        if (r->script < 0 || r->messages < 0)
                return cw_fail_errno(err, "cannot run gnuplot");
        for (size_t done = 0; done < script->n;) {
                const ssize_t n = write(r->script, script->data + done, script->n - done);
                if (n < 0 && errno != EINTR)
                        return cw_fail_errno(err, "cannot run gnuplot");
                done += n > 0 ? (size_t)n : 0;
        }
        return lseek(r->script, 0, SEEK_SET) == 0 ? CW_OK : cw_fail_errno(err, "cannot run gnuplot");
}

static cw_status
start(struct running *r, struct cw_error *err)
{
        static char program[] = "gnuplot", defaults[] = "-d";
        char *const argv[] = {program, defaults, NULL};
        posix_spawn_file_actions_t actions;
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
                return cw_fail_errno(err, "cannot run gnuplot");
        r->out = ends[0];
        int failed = posix_spawn_file_actions_init(&actions);
        if (failed == 0) {
                failed = posix_spawn_file_actions_adddup2(&actions, r->script, STDIN_FILENO);
                if (failed == 0)
                        failed = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
                if (failed == 0)
                        failed = posix_spawn_file_actions_adddup2(&actions, r->messages, STDERR_FILENO);
                if (failed == 0)
                        failed = posix_spawnp(&r->pid, program, &actions, NULL, argv, environ);
                posix_spawn_file_actions_destroy(&actions);
        }
        close(ends[1]);
        errno = failed;
        return failed == 0 ? CW_OK : failed == ENOENT ? fail_absent(err) : cw_fail_errno(err, "cannot run gnuplot");
}

static cw_status
read_picture(struct running *r, struct cw_buffer *picture, struct cw_error *err)
{
        char piece[1 << 14];
        int state = 0;
        ssize_t n;
        cw_status status = CW_OK;
        while ((n = read(r->out, piece, sizeof(piece))) != 0) {
                if (n > 0)
                        cw_buffer_add(picture, piece, (size_t)n);
                else if (errno != EINTR)
                        status = cw_fail_errno(err, "cannot read what gnuplot draws");
                if (status != CW_OK)
                        break;
        }
        while (waitpid(r->pid, &state, 0) < 0 && errno == EINTR)
                ;
        if (status != CW_OK || (WIFEXITED(state) && WEXITSTATUS(state) == 0 && picture->n > 0))
                return status;
        n = pread(r->messages, piece, 400, 0);
        piece[n > 0 ? n : 0] = '\0';
        char *line = piece + strspn(piece, " \n\t^");
        line[strcspn(line, "\n")] = '\0';
        return cw_fail(err, CW_E_IO, "gnuplot failed%s%s", line[0] == '\0' ? "" : ": ", line);
}

static void
close_all(struct running *r)
{
        const int all[] = {r->script, r->messages, r->out};
        for (size_t i = 0; i < CW_ARRAY_LEN(all); i++)
                if (all[i] >= 0)
                        close(all[i]);
}

cw_status
cw_gnuplot_run(struct cw_buffer *script, const char *path, struct cw_error *err)
{
        struct running r = {.script = -1, .messages = -1, .out = -1};
        struct cw_buffer picture = {0};
        cw_status status = script->failed ? cw_fail_memory(err, script->cap) : fill_script(&r, script, err);
        if (status == CW_OK)
                status = start(&r, err);
        if (status == CW_OK)
                status = read_picture(&r, &picture, err);
        if (status == CW_OK && picture.failed)
                status = cw_fail_memory(err, picture.cap);
        if (status == CW_OK)
                status = cw_write_file(path, picture.data, picture.n, err);
        close_all(&r);
        cw_buffer_free(&picture);
        cw_buffer_free(script);
        return status;
}
