#include "json/json_seal.h"

void json_seal_put(struct json *j, const char *key, enum message_seal seal)
{
    static const char *const words[MESSAGE_SEAL_COUNT] = {
        [MESSAGE_SEAL_NONE] = "none",
        [MESSAGE_SEAL_AGE] = "age",
        [MESSAGE_SEAL_HPKE_BASE] = "hpke-base",
        [MESSAGE_SEAL_HPKE_AUTH] = "hpke-auth",
    };

    json_text(j, key, words[seal]);
}
