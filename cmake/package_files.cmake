# Run by cpack on the files of one package before it is made. A .deb has them
# in Debian's places; both forms have one date, that of SOURCE_DATE_EPOCH, so
# that the same sources give the same bytes.
set(root ${CPACK_TEMPORARY_DIRECTORY})

function(package_run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

if(CPACK_GENERATOR STREQUAL "DEB")
    set(share ${root}/usr/share)
    set(docs ${share}/doc/${CPACK_PACKAGE_NAME})
    file(MAKE_DIRECTORY ${share}/zsh/vendor-completions)
    file(RENAME ${share}/zsh/site-functions/_demarche
         ${share}/zsh/vendor-completions/_demarche)
    file(REMOVE_RECURSE ${share}/zsh/site-functions)

    string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
    file(WRITE ${docs}/changelog
         "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; "
         "urgency=medium\n\n  * As CHANGELOG.md has it.\n\n"
         " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")

    file(READ ${CPACK_RESOURCE_FILE_LICENSE} license)
    string(REGEX MATCH "Copyright [^\n]*" holder "${license}")
    string(REGEX REPLACE "^Copyright (\\([cC]\\) )?" "" holder "${holder}")
    string(REGEX REPLACE "^.*\n(Permission to use)" "\\1" license "${license}")
    string(STRIP "${license}" license)
    string(REPLACE "\n\n" "\n.\n" license "${license}")
    string(REPLACE "\n" "\n " license "${license}")
    file(WRITE ${docs}/copyright
         "Format: https://www.debian.org/doc/packaging-manuals/"
         "copyright-format/1.0/\nUpstream-Name: ${CPACK_PACKAGE_NAME}\n\n"
         "Files: *\nCopyright: ${holder}\nLicense: ISC\n ${license}\n")
    file(REMOVE ${docs}/LICENSE)

    file(GLOB zipped ${share}/man/man1/*.1 ${docs}/changelog)
    package_run(gzip -9n ${zipped})
    file(GLOB_RECURSE plain ${docs}/*)
    file(CHMOD ${plain} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ
         WORLD_READ)
endif()
if(DEFINED ENV{SOURCE_DATE_EPOCH})
    package_run(find ${root} -exec touch -h -d @$ENV{SOURCE_DATE_EPOCH} {} +)
endif()
