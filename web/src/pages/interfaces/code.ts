// A call as code to take away. The token is read from the environment: it is nobody's business.
export interface Call {
  method: string;
  url: string;
  accept: string;
  body: string; // Empty where there is none.
  bodyType: string;
}

export const LANGUAGES = ["curl", "Python", "C++", "JavaScript"] as const;
export type CodeLanguage = (typeof LANGUAGES)[number];

const shell = (text: string) => `'${text.replace(/'/g, "'\\''")}'`;
const quoted = (text: string) => JSON.stringify(text);

function curl(call: Call): string {
  const lines = [
    "curl --cacert cert.pem",
    "-H \"Authorization: Bearer $CEMS_TOKEN\"",
    `-H ${shell(`Accept: ${call.accept}`)}`,
  ];
  if (call.method !== "GET") lines.push(`-X ${call.method}`);
  if (call.body) {
    lines.push(`-H ${shell(`Content-Type: ${call.bodyType}`)}`);
    lines.push(`--data-binary ${shell(call.body)}`);
  }
  return [...lines, shell(call.url)].join(" \\\n  ");
}

function python(call: Call): string {
  const body = call.body ? `,\n    data=${quoted(call.body)}.encode()` : "";
  const type = call.body ? `\n        "Content-Type": ${quoted(call.bodyType)},` : "";
  const read = call.accept === "application/json" ? "json.load(answer)" : "answer.read().decode()";
  return `import json
import os
import ssl
import urllib.request

request = urllib.request.Request(
    ${quoted(call.url)},
    method=${quoted(call.method)},
    headers={
        "Authorization": f"Bearer {os.environ['CEMS_TOKEN']}",
        "Accept": ${quoted(call.accept)},${type}
    }${body})
context = ssl.create_default_context(cafile="cert.pem")
with urllib.request.urlopen(request, context=context) as answer:
    print(${read})
`;
}

function cpp(call: Call): string {
  const body = call.body
    ? `\n  const std::string body = ${quoted(call.body)};
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ${quoted(call.method)});
  headers = curl_slist_append(headers, ${quoted(`Content-Type: ${call.bodyType}`)});` : "";
  return `// c++ call.cc -lcurl
#include <curl/curl.h>

#include <cstdlib>
#include <iostream>
#include <string>

int main() {
  CURL* curl = curl_easy_init();
  const std::string token = std::string("Authorization: Bearer ") + std::getenv("CEMS_TOKEN");
  curl_slist* headers = curl_slist_append(nullptr, token.c_str());
  headers = curl_slist_append(headers, ${quoted(`Accept: ${call.accept}`)});${body}
  curl_easy_setopt(curl, CURLOPT_URL,
                   ${quoted(call.url)});
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_CAINFO, "cert.pem");
  const CURLcode result = curl_easy_perform(curl);  // Writes the answer to standard output.
  if (result != CURLE_OK) std::cerr << curl_easy_strerror(result) << '\\n';
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return result == CURLE_OK ? 0 : 1;
}
`;
}

function javascript(call: Call): string {
  const type = call.body ? `\n    "Content-Type": ${quoted(call.bodyType)},` : "";
  const body = call.body ? `\n  body: ${quoted(call.body)},` : "";
  const read = call.accept === "application/json" ? "json" : "text";
  return `const answer = await fetch(${quoted(call.url)}, {
  method: ${quoted(call.method)},
  headers: {
    Authorization: \`Bearer \${process.env.CEMS_TOKEN}\`,
    Accept: ${quoted(call.accept)},${type}
  },${body}
});
console.log(await answer.${read}());
`;
}

export function codeOf(language: CodeLanguage, call: Call): string {
  return { curl, Python: python, "C++": cpp, JavaScript: javascript }[language](call);
}
