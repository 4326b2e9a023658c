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

bool has_eights() {
  static const bool has = __builtin_cpu_supports("avx2");
  return has;
}

int64_t adam_vectors(const Adam &a, int64_t n, float *p, const float *g, float *m, float *v) {
  return has_eights() ? adam_eights(a, n, p, g, m, v) : 0;
}
#else
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

// So many rows and columns of sums stay in registers.
constexpr int64_t tall = 6, wide = 16;

// Writes tall × wide sums of products, rows stride apart: those of dy [count, tall] with x [count, wide].
void tile_plain(int64_t count, const float *dy, const float *x, float *__restrict to, int64_t stride) {
  for (int64_t r = 0; r < tall; r++)
    std::fill(to + r * stride, to + r * stride + wide, 0.0f);
  for (int64_t k = 0; k < count; k++, dy += tall, x += wide)
    for (int64_t r = 0; r < tall; r++)
      for (int64_t c = 0; c < wide; c++)
        to[r * stride + c] += dy[r] * x[c];
}

#ifdef __x86_64__
// tile_plain, the same numbers, eight at a time: a compiler keeps the sums in registers only so, and where it is told to unroll.
__attribute__((target("avx2"))) void tile_eights(int64_t count, const float *dy, const float *x, float *to, int64_t stride) {
  __m256 left[tall], right[tall];
#pragma GCC unroll 6
  for (int64_t r = 0; r < tall; r++)
    left[r] = right[r] = _mm256_setzero_ps();
  for (int64_t k = 0; k < count; k++, dy += tall, x += wide) {
    const __m256 a = _mm256_loadu_ps(x), b = _mm256_loadu_ps(x + 8);
#pragma GCC unroll 6
    for (int64_t r = 0; r < tall; r++) {
      const __m256 d = _mm256_broadcast_ss(dy + r);
      left[r] = _mm256_add_ps(left[r], _mm256_mul_ps(d, a));
      right[r] = _mm256_add_ps(right[r], _mm256_mul_ps(d, b));
    }
  }
#pragma GCC unroll 6
  for (int64_t r = 0; r < tall; r++) {
    _mm256_storeu_ps(to + r * stride, left[r]);
    _mm256_storeu_ps(to + r * stride + 8, right[r]);
  }
}

void tile(int64_t count, const float *dy, const float *x, float *to, int64_t stride) {
  (has_eights() ? tile_eights : tile_plain)(count, dy, x, to, stride);
}
#else
void tile(int64_t count, const float *dy, const float *x, float *to, int64_t stride) { tile_plain(count, dy, x, to, stride); }
#endif

// The columns from the first to before the last of a matrix of rows, in stripes so wide, [stripes, rows, width]; what the last stripe has
// too much is zero. Where they lie, rows are whole pages apart, and push each other out of the cache.
std::vector<float> stripes(const float *from, int64_t rows, int64_t length, int64_t first, int64_t last, int64_t width) {
  std::vector<float> out((last - first + width - 1) / width * rows * width);
  float *to = out.data();
  for (int64_t at = first; at < last; at += width)
    for (int64_t row = 0; row < rows; row++, to += width)
      std::copy(from + row * length + at, from + row * length + std::min(at + width, last), to);
  return out;
}

// adam_cpu for a product, of which a few rows and so many columns as the cache holds are computed and used up at a time.
void adam_product(const Adam &a, const Product &q, float *p, float *m, float *v) {
  const int64_t columns = std::clamp<int64_t>((1 << 15) / q.count, 4 * wide, 1024) / wide * wide;
  at::parallel_for(0, (q.out + tall - 1) / tall, 1, [&](int64_t from, int64_t to) {
    const FlushTiny flush;
    const int64_t top = from * tall, bottom = std::min(to * tall, q.out);
    const auto dy = stripes(q.dy, q.count, q.out, top, bottom, tall);
    std::vector<float> block(tall * columns);
    for (int64_t first = 0; first < q.in; first += columns) {
      const int64_t last = std::min(first + columns, q.in);
      const auto x = stripes(q.x, q.count, q.in, first, last, wide);
      for (int64_t row = top; row < bottom; row += tall) {
        const float *factors = dy.data() + (row - top) * q.count;
        for (int64_t c = 0; c < last - first; c += wide)
          tile(q.count, factors, x.data() + c * q.count, block.data() + c, columns);
        for (int64_t r = 0; r < std::min(tall, bottom - row); r++) {
          const int64_t at = (row + r) * q.in + first;
          adam_span(a, last - first, p + at, block.data() + r * columns, m + at, v + at);
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
