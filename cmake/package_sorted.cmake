# Run by cpack on a package that it has made: a tarball is made anew with its
# files in the order of their names and without owners, for cpack takes them as
# the folder has them.
if(CPACK_GENERATOR STREQUAL "TGZ")
    cmake_path(GET CPACK_TEMPORARY_DIRECTORY PARENT_PATH place)
    cmake_path(GET CPACK_TEMPORARY_DIRECTORY FILENAME name)
    execute_process(
        COMMAND tar --sort=name --owner=0 --group=0 --numeric-owner -C ${place}
                -c ${name}
        COMMAND gzip -9n
        OUTPUT_FILE ${CPACK_PACKAGE_FILES}
        COMMAND_ERROR_IS_FATAL ANY)
endif()
