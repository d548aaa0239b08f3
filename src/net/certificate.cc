// See certificate.h.
#include "net/certificate.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/assert.h"
#include "base/file.h"
#include "base/keyed_hash.h"

namespace cems::net {
namespace {

constexpr std::size_t kPemBytesMax = 1U << 20U;

void add_name(std::vector<std::string>& names, std::string_view kind, std::string_view text) {
  const bool clean = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (clean && !text.empty()) {
    names.push_back(std::string(kind) + ':' + std::string(text));
  }
}

// With its length: a NUL inside is a part of the name, and no end.
std::string_view text_of_asn1(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

void add_alternative(std::vector<std::string>& names, const GENERAL_NAME* name) {
  int type = 0;
  const void* const value = GENERAL_NAME_get0_value(name, &type);
  if (type != GEN_DNS && type != GEN_URI && type != GEN_EMAIL) {
    return;
  }
  std::string text(text_of_asn1(static_cast<const ASN1_STRING*>(value)));
  if (type == GEN_DNS) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  }
  add_name(names, type == GEN_DNS ? "dns" : type == GEN_URI ? "uri" : "email", text);
}

std::string subject_of(const X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(BIO_new(BIO_s_mem()), BIO_free_all);
  CEMS_ASSERT(memory != nullptr);
  // UTF-8 stays what it is.
  constexpr unsigned long kFlags =
      XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  if (X509_NAME_print_ex(memory.get(), X509_get_subject_name(certificate), 0, kFlags) < 0) {
    return {};
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

std::vector<std::string> names_of(const X509* certificate) {
  std::vector<std::string> names;
  std::string digest(kHashBytes, '\0');
  unsigned size = 0;
  CEMS_ASSERT(X509_digest(certificate, EVP_sha256(),
                          reinterpret_cast<unsigned char*>(digest.data()), &size) == 1);
  add_name(names, "sha256", to_hex(digest));
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> alternatives(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  const int count = alternatives ? sk_GENERAL_NAME_num(alternatives.get()) : 0;
  for (int i = 0; i < count; ++i) {
    add_alternative(names, sk_GENERAL_NAME_value(alternatives.get(), i));
  }
  add_name(names, "subject", subject_of(certificate));
  return names;
}

Result<std::vector<std::string>> certificate_names(const std::string& pem_file) {
  const Result<std::string> text = read_file(pem_file, kPemBytesMax);
  if (!text) {
    return text.error();
  }
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(
      BIO_new_mem_buf(text->data(), static_cast<int>(text->size())), BIO_free_all);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      memory ? PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr) : nullptr, X509_free);
  if (!certificate) {
    return Error{Errc::invalid_argument, pem_file + " holds no PEM certificate"};
  }
  return names_of(certificate.get());
}

}  // namespace cems::net
