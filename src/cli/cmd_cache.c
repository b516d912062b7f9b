/* SPDX-License-Identifier: MIT */
/*
 * `counterweight cache list|clear|verify`: looking after the cache.
 */
#include "cli/caching.h"
#include "cli/figures.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int
list(struct cli_args *args, bool verify)
{
        char *text = NULL;
        uint64_t n_wrong = 0;
        struct cw_error err;
        cw_status status = verify ? cw_cache_verify(args->read.cache, args->json, &text, &n_wrong, &err)
                                  : cw_cache_list(args->read.cache, args->json, &text, &err);
        int code =
                status == CW_OK ? cli_print(&args->report, text, strlen(text)) : cli_fail(&args->report, status, &err);
        cw_free_text(text);
        return code == 0 && n_wrong > 0 ? 1 : code;
}

static int
clear(struct cli_args *args)
{
        uint64_t nbytes = 0;
        struct cw_error err;
        cw_status status = cw_cache_clear(args->read.cache, &nbytes, &err);
        if (status != CW_OK)
                return cli_fail(&args->report, status, &err);
        struct cli_text t = {0};
        cli_put_printable(&t, args->read.cache);
        cli_text_puts(&t, ": cleared, ");
        cli_put_bytes(&t, (double)nbytes);
        cli_text_puts(&t, " freed\n");
        cli_note(&args->report, t.data);
        cli_text_free(&t);
        return 0;
}

int
cmd_cache(struct cli_args *args)
{
        const char *what = args->operands.n == 1 ? args->operands.items[0] : "";
        const bool verify = strcmp(what, "verify") == 0;
        if (!verify && strcmp(what, "list") != 0 && strcmp(what, "clear") != 0)
                return cli_usage_error(args, "expected list, clear or verify");
        int code = cli_settle_cache(args, true);
        if (code != 0)
                return code;
        /* The usual folder may not be there yet; one that was named should be. */
        if (args->cache != NULL && args->cache[0] != '\0' && access(args->cache, F_OK) != 0) {
                cli_error(&args->report, "%s: cannot open the folder of the cache: %s", args->cache, strerror(errno));
                return cw_exit_code(CW_E_IO);
        }
        return strcmp(what, "clear") == 0 ? clear(args) : list(args, verify);
}
