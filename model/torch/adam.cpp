// One step of Adam in a single pass over memory, and the norm of the gradients.
#include "deferred.h"
#include <ATen/Parallel.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <cstring>
#include <vector>
#ifdef __x86_64__
#include <immintrin.h>
#endif

// A fused multiply-add rounds once where two operations round twice: without it, all processors give the same numbers.
#pragma GCC optimize("fp-contract=off")

namespace {

struct Adam {
  float lr, beta1, beta2, eps, correction1, correction2;
  float shrink, keep; // what the gradient and the parameter are multiplied by before the step: 1 changes no bit

  float step() const { return lr / correction1; }
  float root() const { return 1.0f / std::sqrt(correction2); }
};

#ifdef __x86_64__
#define EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))

// The first numbers of a span, eight at a time, as adam_span computes them: a compiler doesn't vectorise the square root. The answer is
// how many.
__attribute__((target("avx2"))) int64_t adam_eights(const Adam &a, int64_t n, float *p, const float *g, float *m, float *v) {
  const __m256 shrink = _mm256_set1_ps(a.shrink), keep = _mm256_set1_ps(a.keep), eps = _mm256_set1_ps(a.eps);
  const __m256 beta1 = _mm256_set1_ps(a.beta1), rest1 = _mm256_set1_ps(1.0f - a.beta1);
  const __m256 beta2 = _mm256_set1_ps(a.beta2), rest2 = _mm256_set1_ps(1.0f - a.beta2);
  const __m256 step = _mm256_set1_ps(a.step()), root = _mm256_set1_ps(a.root());
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const __m256 gradient = _mm256_mul_ps(_mm256_loadu_ps(g + i), shrink);
    const __m256 mean = _mm256_add_ps(_mm256_mul_ps(beta1, _mm256_loadu_ps(m + i)), _mm256_mul_ps(rest1, gradient));
    const __m256 square = _mm256_add_ps(_mm256_mul_ps(beta2, _mm256_loadu_ps(v + i)),
                                        _mm256_mul_ps(_mm256_mul_ps(rest2, gradient), gradient));
    const __m256 divisor = _mm256_add_ps(_mm256_mul_ps(_mm256_sqrt_ps(square), root), eps);
    _mm256_storeu_ps(m + i, mean);
    _mm256_storeu_ps(v + i, square);
    _mm256_storeu_ps(p + i, _mm256_sub_ps(_mm256_mul_ps(_mm256_loadu_ps(p + i), keep),
                                          _mm256_div_ps(_mm256_mul_ps(step, mean), divisor)));
  }
  return i;
}

int64_t adam_vectors(const Adam &a, int64_t n, float *p, const float *g, float *m, float *v) {
  static const bool can = __builtin_cpu_supports("avx2");
  return can ? adam_eights(a, n, p, g, m, v) : 0;
}
#else
#define EACH_PROCESSOR
int64_t adam_vectors(const Adam &, int64_t, float *, const float *, float *, float *) { return 0; }
#endif

void adam_span(const Adam &a, int64_t n, float *p, const float *g, float *m, float *v) {
  const float step = a.step(), root = a.root();
  for (int64_t i = adam_vectors(a, n, p, g, m, v); i < n; i++) {
    const float gradient = g[i] * a.shrink;
    m[i] = a.beta1 * m[i] + (1.0f - a.beta1) * gradient;
    v[i] = a.beta2 * v[i] + (1.0f - a.beta2) * gradient * gradient;
    p[i] = p[i] * a.keep - step * m[i] / (std::sqrt(v[i]) * root + a.eps);
  }
}

// Numbers too small to matter are zero while it lives, on this thread: moments of a parameter whose gradient has become zero shrink for
// ever, and a processor takes many times as long over the smallest.
struct FlushTiny {
#ifdef __x86_64__
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

// A gradient dyᵀ·x of out × in numbers, as its factors of count rows each.
struct Product {
  const float *dy, *x;
  int64_t count, out, in;
};

// The sums of R rows and C columns stay in registers.
template <int R, int C>
inline __attribute__((always_inline)) void tile(const Product &q, int64_t row, int64_t column, float *__restrict to, int64_t stride) {
  float sum[R][C] = {};
  for (int64_t k = 0; k < q.count; k++) {
    const float *dy = q.dy + k * q.out + row, *x = q.x + k * q.in + column;
    for (int r = 0; r < R; r++)
      for (int c = 0; c < C; c++)
        sum[r][c] += dy[r] * x[c];
  }
  for (int r = 0; r < R; r++)
    for (int c = 0; c < C; c++)
      to[r * stride + c] = sum[r][c];
}

constexpr int64_t tall = 4, wide = 32;

// Writes some rows, at most tall, of the product's columns from the first to before the last.
EACH_PROCESSOR void product_rows(const Product &q, int64_t row, int64_t rows, int64_t first, int64_t last, float *__restrict to) {
  const int64_t stride = last - first;
  int64_t c = first;
  for (; rows == tall && c + wide <= last; c += wide)
    tile<tall, wide>(q, row, c, to + c - first, stride);
  for (int64_t r = 0; r < rows; r++) {
    int64_t at = c;
    for (; at + wide <= last; at += wide)
      tile<1, wide>(q, row + r, at, to + r * stride + at - first, stride);
    for (; at < last; at++)
      tile<1, 1>(q, row + r, at, to + r * stride + at - first, stride);
  }
}

// adam_cpu for a product, of which a few rows and so many columns as the cache holds are computed and used up at a time.
void adam_product(const Adam &a, const Product &q, float *p, float *m, float *v) {
  const int64_t columns = std::clamp<int64_t>((1 << 15) / q.count, 2 * wide, 1024);
  at::parallel_for(0, (q.out + tall - 1) / tall, 1, [&](int64_t from, int64_t to) {
    const FlushTiny flush;
    std::vector<float> block(tall * columns);
    for (int64_t first = 0; first < q.in; first += columns) {
      const int64_t last = std::min(first + columns, q.in), n = last - first;
      for (int64_t row = from * tall; row < std::min(to * tall, q.out); row += tall) {
        const int64_t rows = std::min(tall, q.out - row);
        product_rows(q, row, rows, first, last, block.data());
        for (int64_t r = 0; r < rows; r++) {
          const int64_t at = (row + r) * q.in + first;
          adam_span(a, n, p + at, block.data() + r * n, m + at, v + at);
        }
      }
    }
  });
}

void adam_deferred(const Adam &a, at::Tensor &p, const at::Tensor &dy, const at::Tensor &x, at::Tensor &m, at::Tensor &v) {
  const Product q{dy.data_ptr<float>(), x.data_ptr<float>(), dy.size(0), p.size(0), p.size(1)};
  if (q.count > 0)
    adam_product(a, q, p.data_ptr<float>(), m.data_ptr<float>(), v.data_ptr<float>());
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
