/// How a command that calls a server proves who it is, beside its token.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace cems::app {

/// Files, each empty where it is not given.
struct CallerProof {
  std::string sign_key;         ///< Of `cems token add --sign-key`.
  std::string certificate;      ///< PEM, shown to a server that asks.
  std::string certificate_key;  ///< PEM.
};

/// Adds `--sign-key`, `--cert` and `--cert-key`. REQUIRES: `proof` outlives the command line.
void add_proof_options(CLI::App& command, CallerProof& proof);

}  // namespace cems::app
