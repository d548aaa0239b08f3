# What `cmake --install` and `cpack` put where, and the .deb that cpack makes (docs/install.md).
include(GNUInstallDirs)

install(TARGETS cems RUNTIME DESTINATION bin)
install(DIRECTORY spec/ DESTINATION share/cems/spec FILES_MATCHING PATTERN "*.json")
# The console is there when it has been built (web/); a server without it serves the interfaces.
install(DIRECTORY web/dist/ DESTINATION share/cems/console OPTIONAL)

# Man page and completions say what the program says of itself.
find_package(Python3 COMPONENTS Interpreter)
set(pages ${CMAKE_BINARY_DIR}/pages)
install(CODE "execute_process(
  COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/packaging/pages.py
          --cems ${CMAKE_BINARY_DIR}/cems --out ${pages} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND gzip -9nkf ${pages}/cems.1 COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${pages}/changelog
     \"cems (${PROJECT_VERSION}) stable; urgency=medium\\n\\n\"
     \"  * See the history of the source.\\n\\n\"
     \" -- the authors of cems <authors@cems.example>  Fri, 27 Nov 2026 00:00:00 +0000\\n\")
execute_process(COMMAND gzip -9nkf ${pages}/changelog COMMAND_ERROR_IS_FATAL ANY)")
install(FILES ${pages}/cems.1.gz DESTINATION share/man/man1)
install(FILES ${pages}/cems.bash DESTINATION share/bash-completion/completions RENAME cems)
install(FILES ${pages}/_cems DESTINATION share/zsh/vendor-completions)
install(FILES ${pages}/cems.fish DESTINATION share/fish/vendor_completions.d)
install(FILES ${pages}/changelog.gz packaging/copyright DESTINATION share/doc/cems)
install(FILES packaging/lintian-overrides DESTINATION share/lintian/overrides RENAME cems)
install(FILES packaging/cems.toml DESTINATION /etc/cems)
install(FILES packaging/cems.service DESTINATION /lib/systemd/system)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME cems)
set(CPACK_PACKAGE_CONTACT "the authors of cems <authors@cems.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "application-side interface of an energy management system")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "A master station's server for GB/T 35031.5-2025: it keeps a site's archive and
readings, exactly, and answers energy service platforms over HTTP/2 with JSON.")
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(script conffiles postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/${script})
endforeach()
include(CPack)
