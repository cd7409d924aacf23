/* The script that teaches Wireshark to read our frames: share/demarche.lua. */
#ifndef EXPORT_DISSECTOR_H
#define EXPORT_DISSECTOR_H

#include "base/bytes.h"

struct bytes dissector_script(void);

#endif
