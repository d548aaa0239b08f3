// See proof_options.h.
#include "app/proof_options.h"

namespace cems::app {

void add_proof_options(CLI::App& command, CallerProof& proof) {
  command
      .add_option("--sign-key", proof.sign_key,
                  "Sign every request with the key in this file, see `cems token add --sign`")
      ->type_name("FILE");
  CLI::Option* const certificate =
      command.add_option("--cert", proof.certificate, "Show this client certificate, PEM")
          ->type_name("FILE");
  command.add_option("--cert-key", proof.certificate_key, "Its private key, PEM")
      ->type_name("FILE")
      ->needs(certificate);
}

}  // namespace cems::app
