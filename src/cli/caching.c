/* SPDX-License-Identifier: MIT */
/*
 * --cache=DIR; --cache and COUNTERWEIGHT_CACHE=DIR; --cache alone: where the XDG base directories say.
 */
#include "cli/caching.h"

#include <stdlib.h>

static const char *
environment(const char *name)
{
        const char *value = getenv(name);
        return value != NULL && value[0] != '\0' ? value : NULL;
}

int
cli_settle_cache(struct cli_args *args, bool always)
{
        const char *folder = args->cache, *base;
        struct cli_text *text = &args->cache_folder;
        if (folder == NULL || folder[0] == '\0')
                folder = environment("COUNTERWEIGHT_CACHE");
        if (folder == NULL && args->cache == NULL && !always && !args->read.cache_verify)
                return 0;
        if (folder == NULL) {
                /* A relative path is not to be used, says the specification. */
                if ((base = environment("XDG_CACHE_HOME")) != NULL && base[0] == '/')
                        cli_text_printf(text, "%s/counterweight", base);
                else if ((base = environment("HOME")) != NULL)
                        cli_text_printf(text, "%s/.cache/counterweight", base);
                else
                        return cli_usage_error(args, "--cache: HOME is not set; name the folder with --cache=DIR");
                folder = text->data;
        }
        args->read.cache = folder;
        return 0;
}
