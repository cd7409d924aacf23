/* Draws all sketches into a folder, NAME.svg each, and as many random ones:
 * sketch FOLDER COUNT. */
#include <stdio.h>
#include <stdlib.h>

#include "support/sketches.h"

static FILE *create(const char *folder, const char *name)
{
    char path[1024];

    snprintf(path, sizeof path, "%s/%s.svg", folder, name);
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    return out;
}

static void end(FILE *out)
{
    if (fclose(out) == 0) return;
    perror("writing a picture");
    exit(1);
}

static void draw_all(const char *folder, const struct sketch *list,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        FILE *out = create(folder, list[i].name);
        list[i].draw(out);
        end(out);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    draw_all(argv[1], sketches, sketch_count);
    draw_all(argv[1], sketches_hard, sketches_hard_count);
    for (long i = 0; i < strtol(argv[2], NULL, 10); i++) {
        char name[40];
        snprintf(name, sizeof name, "random-%ld", i);
        FILE *out = create(argv[1], name);
        sketches_draw_random((uint64_t)i, out);
        end(out);
    }
    return 0;
}
