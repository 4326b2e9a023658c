// The linear layer, which leaves its weight's gradient to the optimiser where that wants it so.
#include "deferred.h"
#include <cstring>
#include <torch/csrc/autograd/custom_function.h>
#include <unordered_map>

namespace siamface {
namespace {

std::unordered_map<const at::TensorImpl *, Deferred> all;

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Linear : torch::autograd::Function<Linear> {
  static at::Tensor forward(AutogradContext *ctx, const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias) {
    ctx->save_for_backward({x, weight});
    ctx->saved_data["weight"] = reinterpret_cast<int64_t>(weight.unsafeGetTensorImpl());
    return at::linear(x, weight, bias);
  }

  static variable_list backward(AutogradContext *ctx, variable_list gradients) {
    const auto saved = ctx->get_saved_variables();
    const auto dy = gradients[0].contiguous();
    at::Tensor dx, dw;
    if (ctx->needs_input_grad(0))
      dx = dy.mm(saved[1]);
    const auto found = all.find(reinterpret_cast<const at::TensorImpl *>(ctx->saved_data["weight"].toInt()));
    if (found != all.end())
      found->second.parts.emplace_back(dy, saved[0].detach().contiguous());
    else // the optimiser has gone
      dw = dy.t().mm(saved[0]);
    return {dx, dw, dy.sum(0)};
  }
};

} // namespace

Deferred *deferred(const at::Tensor &weight) {
  const auto found = all.find(weight.unsafeGetTensorImpl());
  return found == all.end() ? nullptr : &found->second;
}

std::pair<at::Tensor, at::Tensor> Deferred::factors() const {
  if (parts.size() == 1)
    return parts[0];
  std::vector<at::Tensor> dy, x;
  for (const auto &p : parts) {
    dy.push_back(p.first);
    x.push_back(p.second);
  }
  return {at::cat(dy), at::cat(x)};
}

} // namespace siamface

extern "C" {

// From now on a weight's gradient is deferred, if it is a matrix on the processor; elsewhere nothing happens. The answer is a handle for
// the end of it, or null.
void *siamface_defer(void *weight) {
  const auto &w = *static_cast<at::Tensor *>(weight);
  if (w.dim() != 2 || !w.device().is_cpu() || !w.is_contiguous() || w.scalar_type() != at::kFloat)
    return nullptr;
  siamface::all.emplace(w.unsafeGetTensorImpl(), siamface::Deferred{w, {}});
  return w.unsafeGetTensorImpl();
}

void siamface_defer_no_more(void *handle) { siamface::all.erase(static_cast<const at::TensorImpl *>(handle)); }

// *out is a new tensor, x·weightᵀ + bias. Returns null, or an error that the caller frees.
char *siamface_linear(void **out, void *x, void *weight, void *bias) {
  try {
    const auto &in = *static_cast<at::Tensor *>(x), &w = *static_cast<at::Tensor *>(weight), &b = *static_cast<at::Tensor *>(bias);
    const bool defers = siamface::deferred(w) && in.dim() == 2 && at::GradMode::is_enabled();
    *out = new at::Tensor(defers ? siamface::Linear::apply(in, w, b) : at::linear(in, w, b));
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}
}
