#include "export/dissector.h"

#include "scenario/scenario.h"
#include "wire/frame.h"
#include "wire/message.h"

static const uint8_t script[] = {
/* cmake/dissector.cmake makes it from demarche.lua. */
#include <dissector.lua.inc>
};

#define DISSECTOR_NAME(name, ...) #name,
static const char *const kinds[] = {MESSAGE_MAP(DISSECTOR_NAME)};
static const char *const seals[] = {MESSAGE_SEAL_MAP(DISSECTOR_NAME)};
static const char *const purposes[] = {MESSAGE_PURPOSE_MAP(DISSECTOR_NAME)};
#undef DISSECTOR_NAME

static void put_name(unsigned code, const char *name, FILE *out)
{
    fprintf(out, "  [%u] = \"%s\",\n", code, name);
}

static void put_names(const char *table, const char *const *names, size_t count,
                      FILE *out)
{
    fprintf(out, "local %s = {\n", table);
    for (unsigned i = 0; i < count; i++)
        put_name(i, names[i], out);
    fputs("}\n", out);
}

static void put_words(FILE *out)
{
    fputs("local PRECEDENCES = {\n", out);
    for (unsigned i = PRECEDENCE_FLASH; i <= PRECEDENCE_ROUTINE; i++)
        put_name(i, scenario_precedence_name((enum scenario_precedence)i), out);
    fputs("}\nlocal FRAME_TYPES = {\n", out);
    for (unsigned i = FRAME_PLAIN; i < FRAME_TYPE_COUNT; i++)
        put_name(i, frame_type_text((enum frame_type)i), out);
    fputs("}\n\n", out);
}

void dissector_write(FILE *out)
{
    put_names("KINDS", kinds, sizeof kinds / sizeof kinds[0], out);
    put_names("SEALS", seals, sizeof seals / sizeof seals[0], out);
    put_names("PURPOSES", purposes, sizeof purposes / sizeof purposes[0], out);
    put_words(out);
    fwrite(script, 1, sizeof script, out);
}
