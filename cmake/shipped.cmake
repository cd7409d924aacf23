# The files that come with the program, and where it finds them: from its own
# folder, wherever that was moved to, or else in the prefix.
include(GNUInstallDirs)
set(shipped_prefix ${CMAKE_INSTALL_FULL_DATADIR}/demarche)
file(RELATIVE_PATH from_bin ${CMAKE_INSTALL_FULL_BINDIR}
     ${shipped_prefix})

# A program that was built and not installed finds those of the source.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/demarche)
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/scenarios
     ${CMAKE_BINARY_DIR}/share/demarche/scenarios SYMBOLIC)

install(DIRECTORY scenarios
        DESTINATION ${CMAKE_INSTALL_DATADIR}/demarche
        FILES_MATCHING PATTERN *.yaml PATTERN *.txt PATTERN *.schema.json)
install(FILES proto/message.proto proto/record.proto src/export/demarche.lua
        DESTINATION ${CMAKE_INSTALL_DATADIR}/demarche)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES README.md SECURITY.md CHANGELOG.md CITATION.cff LICENSE
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
