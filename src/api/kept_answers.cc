// Keeping answers.
#include "api/kept_answers.h"

#include <utility>

namespace cems::api {

void KeptAnswers::put(Kept answer) {
  const void* const question = answer.question.get();
  const std::size_t states = answer.readings.series ? answer.readings.series->capacity() : 0;
  const std::size_t bytes =
      sizeof answer + answer.text.capacity() + states * sizeof(query::SeriesState);
  kept_.put(question, std::make_shared<const Kept>(std::move(answer)), bytes);
}

}  // namespace cems::api
