# The pages of `demarche report`, of a run (page), of a lesson's run (lesson)
# and of a study (study), as the bytes of arrays: their template, their styles
# and their scripts, which esbuild bundles out of src/page. Without esbuild the
# arrays of styles and scripts are empty, and `report` says so.
option(DEMARCHE_PAGE "Bundle the page of demarche report (needs esbuild)" ON)
set(page_in ${CMAKE_SOURCE_DIR}/src/page)
set(page_out ${CMAKE_BINARY_DIR}/page)
file(MAKE_DIRECTORY ${page_out})
file(GLOB page_sources CONFIGURE_DEPENDS ${page_in}/*.ts)
file(GLOB page_styles CONFIGURE_DEPENDS ${page_in}/*.css)
# The tokens come first, then each view's own rules; a study and a lesson have
# rules of their own.
list(REMOVE_ITEM page_styles ${page_in}/page.css ${page_in}/study.css
     ${page_in}/lesson.css)
list(SORT page_styles)
list(PREPEND page_styles ${page_in}/page.css)
set(lesson_styles ${page_styles} ${page_in}/lesson.css)
set(study_styles ${page_in}/page.css ${page_in}/study.css)

if(DEMARCHE_PAGE)
    find_program(ESBUILD esbuild)
    if(NOT ESBUILD)
        message(STATUS "esbuild is missing: demarche report is left out")
    endif()
    set(page_built ${ESBUILD})
endif()

# Writes FILE's bytes as NAME.inc.
function(page_bytes name file)
    add_custom_command(
        OUTPUT ${page_out}/${name}.inc
        COMMAND ${CMAKE_COMMAND} -D FROM=${file}
                -D TO=${page_out}/${name}.inc
                -P ${CMAKE_SOURCE_DIR}/cmake/bytes.cmake
        DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/bytes.cmake
        VERBATIM)
endfunction()

# Makes NAME.js out of ENTRY and NAME.css out of the styles that follow.
function(page_bundle name entry)
    add_custom_command(
        OUTPUT ${page_out}/${name}.js
        COMMAND ${ESBUILD} ${page_in}/${entry} --bundle --minify --format=iife
                --target=es2021 --charset=utf8 --log-level=warning
                --outfile=${page_out}/${name}.js
        DEPENDS ${page_sources} ${page_in}/tsconfig.json
        VERBATIM)
    add_custom_command(
        OUTPUT ${page_out}/${name}.css
        COMMAND cat ${ARGN} > ${page_out}/${name}-all.css
        COMMAND ${ESBUILD} ${page_out}/${name}-all.css --minify --charset=utf8
                --log-level=warning --outfile=${page_out}/${name}.css
        DEPENDS ${ARGN}
        VERBATIM)
    page_bytes(${name}.js ${page_out}/${name}.js)
    page_bytes(${name}.css ${page_out}/${name}.css)
endfunction()

page_bytes(page.html ${page_in}/page.html)
if(page_built)
    page_bundle(page main.ts ${page_styles})
    page_bundle(lesson lesson_main.ts ${lesson_styles})
    page_bundle(study study.ts ${study_styles})
else()
    foreach(name page.js page.css lesson.js lesson.css study.js study.css)
        file(WRITE ${page_out}/${name}.inc "")
    endforeach()
endif()
