/* Any text as a protection that is written out: refused with an error, or read.
 */
#include <stdlib.h>
#include <string.h>

#include "scenario/recipe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scenario_protection p;
    struct scenario_errors errors;
    struct arena a;

    arena_init(&a);
    char *text = arena_alloc(&a, size + 1);
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    scenario_errors_init(&errors);
    if (!recipe_parse(&p, &a, text, &errors) != (errors.count == 0)) abort();
    scenario_errors_fini(&errors);
    arena_fini(&a);
    return 0;
}
