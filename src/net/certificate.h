/// What a client certificate says about who shows it: names that an operator can write down.
///
///     sha256:<64 hex digits>   the certificate itself (of its DER)
///     dns:platform.example     a DNS name of its subjectAltName, in lower case
///     uri:spiffe://a/b         a URI of it
///     email:ops@a.example      an address of it
///     subject:CN=a,O=b         its subject as RFC 2253 writes it
///
/// Pure functions but for the reading of a file; safe from any thread.
#pragma once

#include <string>
#include <vector>

#include <openssl/x509.h>

#include "base/result.h"

namespace cems::net {

/// The certificate's own name first. A name with a control character in it is left out.
[[nodiscard]] std::vector<std::string> names_of(const X509* certificate);

/// The same of the first certificate of a PEM file.
/// Errors: those of reading it; invalid_argument where there is none in it.
[[nodiscard]] Result<std::vector<std::string>> certificate_names(const std::string& pem_file);

}  // namespace cems::net
