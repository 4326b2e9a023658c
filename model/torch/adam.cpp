// One step of Adam in a single pass over memory, and the norm of the gradients.
#include "deferred.h"
#include <ATen/Parallel.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <cstring>
#ifdef __SSE__
#include <pmmintrin.h>
#endif

namespace {

struct Adam {
  float lr, beta1, beta2, eps, correction1, correction2;
  float shrink, keep; // what the gradient and the parameter are multiplied by before the step: 1 changes no bit
};

// One clone a processor generation; none uses fused multiply-add, so that all give the same numbers.
__attribute__((target_clones("avx2", "default"))) void
adam_span(const Adam &a, int64_t n, float *__restrict p, const float *__restrict g, float *__restrict m,
          float *__restrict v) {
  const float step = a.lr / a.correction1, root = 1.0f / std::sqrt(a.correction2);
  for (int64_t i = 0; i < n; i++) {
    const float gradient = g[i] * a.shrink;
    m[i] = a.beta1 * m[i] + (1.0f - a.beta1) * gradient;
    v[i] = a.beta2 * v[i] + (1.0f - a.beta2) * gradient * gradient;
    p[i] = p[i] * a.keep - step * m[i] / (std::sqrt(v[i]) * root + a.eps);
  }
}

// Numbers too small to matter are zero while it lives, on this thread: moments of a parameter whose gradient has become zero shrink for
// ever, and a processor takes many times as long over the smallest.
struct FlushTiny {
#ifdef __SSE__
  const unsigned before = _mm_getcsr();
  FlushTiny() { _mm_setcsr(before | _MM_FLUSH_ZERO_ON | _MM_DENORMALS_ZERO_ON); }
  ~FlushTiny() { _mm_setcsr(before); }
#endif
};

void adam_cpu(const Adam &a, at::Tensor &p, const at::Tensor &g, at::Tensor &m, at::Tensor &v) {
  float *pp = p.data_ptr<float>(), *mm = m.data_ptr<float>(), *vv = v.data_ptr<float>();
  const float *gg = g.data_ptr<float>();
  at::parallel_for(0, p.numel(), 1 << 14, [&](int64_t from, int64_t to) {
    const FlushTiny flush;
    adam_span(a, to - from, pp + from, gg + from, mm + from, vv + from);
  });
}

// The same for the gradient dyᵀ·x of a matrix p [O, I], of which some rows are computed and used up at a time.
void adam_deferred(const Adam &a, at::Tensor &p, const at::Tensor &dy, const at::Tensor &x, at::Tensor &m, at::Tensor &v) {
  const int64_t width = p.size(1), rows = std::max<int64_t>(1, (1 << 16) / std::max<int64_t>(1, width)); // 256 KB stay in the cache
  const at::Tensor turned = dy.t();
  float *pp = p.data_ptr<float>(), *mm = m.data_ptr<float>(), *vv = v.data_ptr<float>();
  at::parallel_for(0, (p.size(0) + rows - 1) / rows, 1, [&](int64_t from, int64_t to) {
    const at::AutoDispatchBelowAutograd plain;
    const FlushTiny flush;
    at::Tensor block = at::empty({rows, width}, x.options());
    for (int64_t first = from * rows; first < std::min(to * rows, p.size(0)); first += rows) {
      const int64_t count = std::min(rows, p.size(0) - first), at = first * width;
      at::Tensor part = block.narrow(0, 0, count);
      at::mm_out(part, turned.narrow(0, first, count), x);
      adam_span(a, count * width, pp + at, part.data_ptr<float>(), mm + at, vv + at);
    }
  });
}

void adam_device(const Adam &a, at::Tensor &p, const at::Tensor &g, at::Tensor &m, at::Tensor &v) {
  m.mul_(a.beta1).add_(g, a.shrink * (1.0 - a.beta1));
  v.mul_(a.beta2).addcmul_(g, g, a.shrink * a.shrink * (1.0 - a.beta2));
  p.mul_(a.keep).addcdiv_(m, v.sqrt().div_(std::sqrt(a.correction2)).add_(a.eps), -a.lr / a.correction1);
}

using Factors = c10::optional<std::pair<at::Tensor, at::Tensor>>;

// The factors of p's gradient, if it is deferred. Where a part of it isn't, the rest is computed and added to that.
Factors factors(at::Tensor &p) {
  siamface::Deferred *later = siamface::deferred(p);
  if (!later || later->parts.empty())
    return c10::nullopt;
  auto all = later->factors();
  if (!p.grad().defined())
    return all;
  p.mutable_grad() = p.grad() + all.first.t().mm(all.second);
  later->parts.clear();
  return c10::nullopt;
}

// Factors that are used up.
Factors taken(at::Tensor &p) {
  auto all = factors(p);
  if (all)
    siamface::deferred(p)->parts.clear();
  return all;
}

} // namespace

extern "C" {

// Returns null, or an error that the caller frees. The gradient is gone afterwards.
char *siamface_adam(void *param, void *mean, void *square, double lr, double beta1, double beta2, double eps,
                    int64_t step, double shrink, double keep) {
  try {
    c10::AutoGradMode no_grad(false);
    auto &p = *static_cast<at::Tensor *>(param);
    auto &m = *static_cast<at::Tensor *>(mean);
    auto &v = *static_cast<at::Tensor *>(square);
    const auto later = taken(p);
    if (!p.grad().defined() && !later)
      return nullptr;
    const Adam a{float(lr),  float(beta1), float(beta2), float(eps), float(1.0 - std::pow(beta1, double(step))),
                 float(1.0 - std::pow(beta2, double(step))), float(shrink), float(keep)};
    if (later) {
      adam_deferred(a, p, later->first, later->second, m, v);
      return nullptr;
    }
    const at::Tensor g = p.grad().contiguous();
    if (p.device().is_cpu())
      adam_cpu(a, p, g, m, v);
    else
      adam_device(a, p, g, m, v);
    p.mutable_grad().reset();
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}

// Adds the squares of a parameter's gradient to *sum, in double precision; a parameter without one adds nothing. Returns null, or
// an error that the caller frees.
char *siamface_gradient_squares(void *param, double *sum) {
  try {
    c10::AutoGradMode no_grad(false);
    auto &p = *static_cast<at::Tensor *>(param);
    if (const auto later = factors(p)) { // |dyᵀ·x|² by the rows' products with each other
      const auto dy = later->first.to(at::kDouble), x = later->second.to(at::kDouble);
      *sum += dy.mm(dy.t()).mul(x.mm(x.t())).sum().item<double>();
      return nullptr;
    }
    if (!p.grad().defined())
      return nullptr;
    if (p.device().is_cpu()) {
      const at::Tensor g = p.grad().contiguous();
      *sum += at::parallel_reduce(
          0, g.numel(), 1 << 16, 0.0,
          [&](int64_t from, int64_t to, double part) {
            const float *values = g.data_ptr<float>();
            for (int64_t i = from; i < to; i++)
              part += double(values[i]) * double(values[i]);
            return part;
          },
          [](double a, double b) { return a + b; });
    } else {
      *sum += p.grad().to(at::kDouble).square().sum().item<double>();
    }
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}
}
