// A weight's gradient that isn't computed before it is needed.
#pragma once
#include <ATen/ATen.h>
#include <utility>
#include <vector>

namespace siamface {

// Deferred is the gradient of a linear layer's weight [O, I] as its factors: the sum of dyᵀ·x over the parts, dy [N, O] and x [N, I].
// The product has as many numbers as the weight and the factors have few: an optimiser computes it block by block, and no block leaves
// the cache.
struct Deferred {
  at::Tensor weight; // held, so that no other tensor comes to lie at its address
  std::vector<std::pair<at::Tensor, at::Tensor>> parts;

  // All parts as one.
  std::pair<at::Tensor, at::Tensor> factors() const;
};

// deferred is that of a weight whose optimiser asked for it, else null. As all of libtorch it is for one thread.
Deferred *deferred(const at::Tensor &weight);

} // namespace siamface
