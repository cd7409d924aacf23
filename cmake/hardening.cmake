# What makes a mistake with memory end the program instead of steering it. The
# same objects serve the program and the shared library of the tests.
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_compile_options(-fno-semantic-interposition -fstack-protector-strong)
add_link_options(-Wl,-z,relro,-z,now)

# glibc asks for optimisation; the sanitizers look for the same, and better.
if(CMAKE_BUILD_TYPE MATCHES "^(Rel|MinSizeRel)" AND NOT DEMARCHE_SANITIZE)
    set(fortified --fortified)
    add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
