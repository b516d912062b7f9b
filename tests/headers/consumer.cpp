/* SPDX-License-Identifier: MIT */
/* The public header from C++: names link without mangling.  Built and run by tests/headers/run.sh. */
#include <counterweight.h>
#include <cstring>

int
main()
{
        cw_read_options options;
        cw_read_options_init(&options);
        const bool same = std::strcmp(cw_version(), CW_VERSION_STRING) == 0;
        return same && options.max_memory > 0 && cw_exit_code(CW_E_IO) == 4 ? 0 : 1;
}
