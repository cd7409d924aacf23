/* Draws all sketches into a folder, NAME.svg each: sketch FOLDER. */
#include <stdio.h>

#include "support/sketches.h"

static int draw_all(const char *folder, const struct sketch *list, size_t count)
{
    char path[1024];

    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s.svg", folder, list[i].name);
        FILE *out = fopen(path, "w");
        if (!out) return 1;
        list[i].draw(out);
        if (fclose(out) != 0) return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    if (draw_all(argv[1], sketches, sketch_count) != 0 ||
        draw_all(argv[1], sketches_hard, sketches_hard_count) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
