// A certificate for a first start: the connection is encrypted, and who wants to know with whom
// can be given the file (curl --cacert).
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "base/file.h"
#include "net/server.h"

namespace cems::net {
namespace {

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free_all>>;

// This host's name where it can stand in a certificate, else nothing.
std::string host_name() {
  std::array<char, 256> buffer{};
  if (::gethostname(buffer.data(), buffer.size() - 1) != 0) {
    return "";
  }
  const std::string name = buffer.data();
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  return name.find_first_not_of(kAllowed) == std::string::npos ? name : "";
}

bool add_extension(X509* certificate, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_names(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const std::string common = "cems self-signed";
  if (X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                 reinterpret_cast<const unsigned char*>(common.data()),
                                 static_cast<int>(common.size()), -1, 0) != 1 ||
      X509_set_issuer_name(certificate, name) != 1) {
    return false;
  }
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  if (const std::string host = host_name(); !host.empty() && host != "localhost") {
    names += ",DNS:" + host;
  }
  return add_extension(certificate, NID_subject_alt_name, names) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth");
}

Certificate make_certificate(EVP_PKEY* key) {
  constexpr long kDaySeconds = 24 * 60 * 60;
  Certificate certificate(X509_new());
  std::array<unsigned char, 8> serial{};
  if (!certificate || RAND_bytes(serial.data(), serial.size()) != 1) {
    return nullptr;
  }
  serial[0] = serial[0] & 0x7fU;  // Positive (RFC 5280 4.1.2.2).
  const std::unique_ptr<BIGNUM, Free<BN_free>> number(
      BN_bin2bn(serial.data(), serial.size(), nullptr));
  X509* x = certificate.get();
  const bool made = number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x)) &&
                    X509_set_version(x, X509_VERSION_3) == 1 &&
                    // A day back, for clients whose clock is behind.
                    X509_gmtime_adj(X509_getm_notBefore(x), -kDaySeconds) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(x), 3652 * kDaySeconds) != nullptr &&
                    X509_set_pubkey(x, key) == 1 && set_names(x) &&
                    X509_sign(x, key, EVP_sha256()) != 0;
  return made ? std::move(certificate) : nullptr;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Status make_self_signed(const std::string& certificate_file, const std::string& key_file) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = key ? make_certificate(key.get()) : nullptr;
  const Memory key_text(BIO_new(BIO_s_mem()));
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  if (!certificate || !key_text || !certificate_text ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1 ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1) {
    return Error{Errc::internal, "OpenSSL cannot make a certificate"};
  }
  // The key first: a certificate without its key is what a later start could not repair.
  if (Status s = write_file_atomically(key_file, text_of(key_text.get()), 0600); !s) {
    return s;
  }
  return write_file_atomically(certificate_file, text_of(certificate_text.get()), 0644);
}

}  // namespace cems::net
