# A .deb and a tarball, by cpack: ./dev package. What is in them is what
# cmake --install brings; package_files.cmake makes of it what each form wants.
set(CPACK_PACKAGE_VENDOR "The demarche authors")
set(CPACK_PACKAGE_CONTACT "The demarche authors <maintainers@demarche.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "simulator of document exchanges between wary parties")
set(CPACK_PACKAGE_DESCRIPTION
    "demarche replays exchanges of signed, confidential documents between
parties who do not trust one another, with real cryptography and in virtual
time. It answers who knows what, since when, by which path and with what
proof, and what was late or first and why.
.
Scenarios, lessons and studies come with it, and are found by name.")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_FILE_NAME
    demarche-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package_files.cmake)
set(CPACK_POST_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package_sorted.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "age, openssl, wireshark")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
include(CPack)
