# The page of `demarche report` as the bytes of arrays: its template, its style
# and its script, which esbuild bundles out of src/page. Without esbuild the
# arrays of style and script are empty, and `report` says so.
option(DEMARCHE_PAGE "Bundle the page of demarche report (needs esbuild)" ON)
set(page_in ${CMAKE_SOURCE_DIR}/src/page)
set(page_out ${CMAKE_BINARY_DIR}/page)
file(MAKE_DIRECTORY ${page_out})
file(GLOB page_sources CONFIGURE_DEPENDS ${page_in}/*.ts)
file(GLOB page_styles CONFIGURE_DEPENDS ${page_in}/*.css)
# The tokens come first, then each view's own rules.
list(REMOVE_ITEM page_styles ${page_in}/page.css)
list(SORT page_styles)
list(PREPEND page_styles ${page_in}/page.css)

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

if(page_built)
    add_custom_command(
        OUTPUT ${page_out}/page.js
        COMMAND ${ESBUILD} ${page_in}/main.ts --bundle --minify --format=iife
                --target=es2021 --charset=utf8 --log-level=warning
                --outfile=${page_out}/page.js
        DEPENDS ${page_sources} ${page_in}/tsconfig.json
        VERBATIM)
    add_custom_command(
        OUTPUT ${page_out}/page.css
        COMMAND cat ${page_styles} > ${page_out}/all.css
        COMMAND ${ESBUILD} ${page_out}/all.css --minify --charset=utf8
                --log-level=warning --outfile=${page_out}/page.css
        DEPENDS ${page_styles}
        VERBATIM)
    page_bytes(page.html ${page_in}/page.html)
    page_bytes(page.js ${page_out}/page.js)
    page_bytes(page.css ${page_out}/page.css)
else()
    foreach(name page.html page.js page.css)
        file(WRITE ${page_out}/${name}.inc "")
    endforeach()
endif()
