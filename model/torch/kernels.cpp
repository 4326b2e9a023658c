// What gotch doesn't bind: the version, the number of threads, one step of Adam in a single pass over memory, and the product of
// two blocks of a caller's numbers.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <cmath>
#include <cstring>
#include <torch/version.h>

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

void adam_cpu(const Adam &a, at::Tensor &p, const at::Tensor &g, at::Tensor &m, at::Tensor &v) {
  float *pp = p.data_ptr<float>(), *mm = m.data_ptr<float>(), *vv = v.data_ptr<float>();
  const float *gg = g.data_ptr<float>();
  at::parallel_for(0, p.numel(), 1 << 14, [&](int64_t from, int64_t to) {
    adam_span(a, to - from, pp + from, gg + from, mm + from, vv + from);
  });
}

void adam_device(const Adam &a, at::Tensor &p, const at::Tensor &g, at::Tensor &m, at::Tensor &v) {
  m.mul_(a.beta1).add_(g, a.shrink * (1.0 - a.beta1));
  v.mul_(a.beta2).addcmul_(g, g, a.shrink * a.shrink * (1.0 - a.beta2));
  p.mul_(a.keep).addcdiv_(m, v.sqrt().div_(std::sqrt(a.correction2)).add_(a.eps), -a.lr / a.correction1);
}

} // namespace

extern "C" {

const char *siamface_torch_version(void) { return TORCH_VERSION; }

void siamface_set_threads(int n) { at::set_num_threads(n); }

// Returns null, or an error that the caller frees. The gradient is gone afterwards.
char *siamface_adam(void *param, void *mean, void *square, double lr, double beta1, double beta2, double eps,
                    int64_t step, double shrink, double keep) {
  try {
    c10::AutoGradMode no_grad(false);
    auto &p = *static_cast<at::Tensor *>(param);
    auto &m = *static_cast<at::Tensor *>(mean);
    auto &v = *static_cast<at::Tensor *>(square);
    if (!p.grad().defined())
      return nullptr;
    const at::Tensor g = p.grad().contiguous();
    const Adam a{float(lr),  float(beta1), float(beta2), float(eps), float(1.0 - std::pow(beta1, double(step))),
                 float(1.0 - std::pow(beta2, double(step))), float(shrink), float(keep)};
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

// out [n, m] = a [n, dim] · b [m, dim] transposed. Returns null, or an error that the caller frees.
char *siamface_products(const float *a, int64_t n, const float *b, int64_t m, int64_t dim, float *out) {
  try {
    const at::Tensor x = at::from_blob(const_cast<float *>(a), {n, dim}, at::kFloat);
    const at::Tensor y = at::from_blob(const_cast<float *>(b), {m, dim}, at::kFloat);
    at::Tensor z = at::from_blob(out, {n, m}, at::kFloat);
    at::mm_out(z, x, y.t());
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
    const auto &p = *static_cast<at::Tensor *>(param);
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
