#include "export/dissector.h"

static const uint8_t script[] = {
/* cmake/dissector.cmake makes it of the script's own file. */
#include <dissector.lua.inc>
};

struct bytes dissector_script(void)
{
    return bytes_of(script, sizeof script);
}
